/* SPDX-License-Identifier: Apache-2.0 */
/* The mail with a link.  It is written when it leaves: until then no store and no job holds the token. */
#include "base/ids.h"
#include "base/json.h"
#include "civic/notices/notices.h"
#include "modules/residents/handlers.h"
#include "modules/residents/pages/mail.h"
#include "modules/residents/pages/subject.h"
#include "modules/residents/residents_pages.h"
#include "modules/residents/residents_sql.h"
#include "modules/residents/rules.h"
#include "modules/residents/session.h"
#include "platform/notify-transports/message.h"
#include "platform/notify-transports/smtp.h"

enum { LARGEST_TEXT = 16 << 10 };

const char residents_link_kind[] = "residents.send-link";

struct str residents_link_token(const struct hall *hall, struct arena *mem, t_id town_id, t_id id, struct str nonce)
{
    unsigned char mac[CRYPTO_MAC];
    crypto_digest(hall->keys.session,
                  arena_fmt(mem, "sign-in|%lld|%lld|%.*s", (long long)town_id, (long long)id, STR(nonce)), mac);
    return ids_base32(mem, mac, RESIDENTS_TOKEN);
}

static struct str rendered(struct arena *mem, const struct residents_mail_view *v, struct str language, bool subject)
{
    struct out out;
    out_init(&out, mem, LARGEST_TEXT);
    struct page p = { .out = &out, .mem = mem, .language = page_language_find(language),
        .ruby = str_eq(language, S("ja-x-easy")) };
    if (subject)
        residents_subject_page(&p, &(struct residents_subject_view){ v->town });
    else
        residents_mail_page(&p, v);
    return str_trim(notices_plain_text(mem, out_text(&out)));
}

/* In the language asked in, and in やさしい日本語. */
static enum rc write_mail(const struct hall *hall, const struct town *town, struct arena *mem,
                          const struct residents_sql_sign_in_by_id_row *row, struct mail_message *m)
{
    struct str token = residents_link_token(hall, mem, town->id, row->id, row->nonce), easy = S("ja-x-easy");
    struct ref ref = ref_make(hall, TABLE_SIGN_IN, town->id, row->id);
    struct residents_mail_view v = {
        .town = town->name,
        .link = arena_fmt(mem, "https://%.*s/account/in/%.*s", STR(town->domain), STR(token)),
        .telephone = town->telephone,
        .has_telephone = town->telephone.n > 0,
    };
    struct str own = rendered(mem, &v, row->language, false), simple = rendered(mem, &v, easy, false);
    if (!own.n || !simple.n || arena_failed(mem))
        return FAILED;
    m->subject = rendered(mem, &v, row->language, true);
    m->text = str_eq(row->language, easy) ? arena_fmt(mem, "%.*s\n", STR(own))
                                          : arena_fmt(mem, "%.*s\n\n────────\n\n%.*s\n", STR(own), STR(simple));
    m->message_id = arena_fmt(mem, "%s@%.*s", ref.text, STR(town->domain));
    m->language = row->language;
    return OK;
}

static enum rc hand_over(const struct hall *hall, struct arena *mem, const struct job *job, const struct mail_message *m)
{
    struct str bytes;
    const char *bounces = mailer_options(hall->mailer)->bounces;
    enum rc rc = mail_message_write(mem, m, &bytes);
    if (rc != OK)
        return rc;
    struct mail_answer answer = mailer_send(hall->mailer, bounces ? str_of(bounces) : m->from, m->to, bytes);
    if (answer.outcome == MAIL_TAKEN || answer.outcome == MAIL_REFUSED)
        return OK; /* refused: nobody to tell, and whoever asked is told the same as everybody */
    jobs_note(job, "the relay said %s", *answer.status ? answer.status : "nothing");
    return BUSY;
}

/* A link that would come too late is not sent: the person has asked for another, or has gone. */
enum rc residents_send_link(void *app, struct db *db, struct arena *mem, const struct job *job)
{
    const struct hall *hall = app;
    const struct town *town = town_by_id(hall, job->town_id);
    const struct json *payload;
    struct residents_sql_sign_in_by_id_row row;
    struct mail_message m = { .date = job->now };
    size_t at;
    bool found;
    if (json_parse(mem, job->payload, &payload, &at) != OK)
        return INVALID;
    enum rc rc = residents_sql_sign_in_by_id(db, mem, town->id, json_int(json_get(payload, S("sign_in")), 0), &row, &found);
    if (rc != OK || !found || !hall->mailer || !sign_in_is_alive(row.expires_at, row.used_at, job->now))
        return rc;
    rc = vault_open(hall->vault, mem, (struct vault_place){ town->id, TABLE_SIGN_IN, row.id, S("address") }, row.address,
                    &m.to);
    if (rc == OK)
        rc = write_mail(hall, town, mem, &row, &m);
    if (rc == OK)
        rc = notices_sender(hall, town, db, mem, &m);
    return rc == OK ? hand_over(hall, mem, job, &m) : rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* From a notice to its rows: the screen's always, the mail's when there is an address. */
#include "base/mail_address.h"
#include "civic/audit/audit.h"
#include "civic/notices/notices.h"
#include "civic/notices/parts.h"
#include "platform/db/db.h"
#include "platform/jobs/jobs.h"
#include "platform/notify-transports/smtp.h"

const char notices_send_kind[] = "notices.send";

struct vault_place delivery_place(const struct town *town, t_id delivery_id)
{
    return (struct vault_place) { town->id, TABLE_NOTICE_DELIVERY, delivery_id, S("address") };
}

/* Upper and lower case are the same mailbox everywhere that matters. */
enum rc delivery_address_key(const struct hall *hall, const struct town *town, struct arena *mem,
                             struct str address, struct str *ret_key)
{
    unsigned char mac[CRYPTO_MAC];
    char *lower = arena_cstr(mem, address);
    for (char *c = lower; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c | 32);
    enum rc rc = vault_mac(hall->vault, town->id, S("notice address"), str_of(lower), mac);
    if (rc == OK)
        *ret_key = ids_hex(mem, mac, sizeof mac);
    return rc;
}

enum rc delivery_is_refused(const struct hall *hall, const struct town *town, struct db *db,
                            struct arena *mem, struct str kind, struct str address,
                            bool *ret_refused)
{
    struct str key;
    struct notices_sql_refusal_row row;
    *ret_refused = false;
    if (!notice_may_be_refused(kind))
        return OK;
    enum rc rc = delivery_address_key(hall, town, mem, address, &key);
    return rc == OK ? notices_sql_refusal(db, mem, town->id, key, &row, ret_refused) : rc;
}

enum rc delivery_quiet_hours(const struct hall *hall, const struct town *town, struct db *db,
                             struct arena *mem, struct quiet_hours *ret_hours)
{
    struct notices_sql_setting_row row;
    bool found;
    enum rc rc = notices_sql_setting(db, mem, town->id, S("email"), &row, &found);
    if (rc != OK)
        return rc;
    *ret_hours = (struct quiet_hours) { hall->quiet_from, hall->quiet_until };
    if (found && row.quiet_from >= 0 && row.quiet_until >= 0)
        *ret_hours = (struct quiet_hours) { (int)row.quiet_from, (int)row.quiet_until };
    return OK;
}

static enum rc due_at(const struct hall *hall, const struct town *town, struct db *db,
                      struct arena *mem, const struct notice_new *in, t_time *ret_due)
{
    struct quiet_hours hours;
    *ret_due = in->now;
    if (notice_answers_at_once(in->kind))
        return OK;
    enum rc rc = delivery_quiet_hours(hall, town, db, mem, &hours);
    if (rc == OK)
        *ret_due = quiet_hours_end(hours, in->now);
    return rc;
}

/* The row of a delivery and the words of its job; the caller has made the notice's id. */
static enum rc prepare_delivery(const struct hall *hall, const struct town *town, struct db *db,
                                struct arena *mem, const struct notice_new *in, t_id notice_id,
                                struct notice_ready *x)
{
    t_id id;
    t_time due;
    struct str sealed;
    bool refused;
    enum rc rc = delivery_is_refused(hall, town, db, mem, in->kind, in->email, &refused);
    if (rc != OK || refused)
        return rc;
    rc = db_new_id(db, TABLE_NOTICE_DELIVERY, &id);
    if (rc == OK)
        rc = due_at(hall, town, db, mem, in, &due);
    if (rc == OK)
        rc = vault_seal(hall->vault, mem, delivery_place(town, id), in->email, &sealed);
    if (rc != OK)
        return rc;
    struct ref ref = ref_make(hall, TABLE_NOTICE_DELIVERY, town->id, id);
    x->has_delivery = true;
    x->delivery = (struct notices_sql_delivery_add_in) {
        .town_id = town->id,
        .id = id,
        .notice_id = notice_id,
        .case_id = in->case_id,
        .section_id = in->section_id,
        .transport = S("email"),
        .address = sealed,
        .language = in->language,
        .message_id = arena_fmt(mem, "%s@%.*s", ref.text, STR(town->domain)),
        .created_at = in->now,
        .due_at = due,
    };
    x->job_thread = arena_fmt(mem, "case:%lld", (long long)in->case_id);
    x->job_payload = arena_fmt(mem, "{\"delivery\":%lld}", (long long)id);
    return OK;
}

/* The town's own words where it has some. They are Japanese: who reads another language keeps the
 * house's, which are translated. */
static struct str words(struct arena *mem, const struct town *town, const struct notice_new *in)
{
    struct str own = town_text(town, in->kind), ending = town_text(town, S("ending"));
    if (!str_eq(in->language, S("ja")))
        return in->body;
    struct str body = own.n ? own : in->body;
    return ending.n ? arena_fmt(mem, "%.*s\n\n%.*s", STR(body), STR(ending)) : body;
}

enum rc notices_prepare(const struct hall *hall, const struct town *town, struct db *db,
                        struct arena *mem, const struct notice_new *in,
                        struct notice_ready *ret_ready)
{
    struct notice_ready x = { 0 };
    t_id id;
    enum rc rc = db_new_id(db, TABLE_NOTICE, &id);
    if (rc == OK && hall->mailer && mail_address_is_valid(in->email))
        rc = prepare_delivery(hall, town, db, mem, in, id, &x);
    if (rc != OK)
        return rc;
    x.notice = (struct notices_sql_add_in) { town->id,  id,       in->case_id, in->kind,
                                             in->title, words(mem, town, in), in->now };
    *ret_ready = x;
    return OK;
}

static enum rc add_delivery(struct db *db, const struct notice_ready *x)
{
    enum rc rc = notices_sql_delivery_add(db, &x->delivery, NULL);
    if (rc != OK)
        return rc;
    return jobs_add(db, &(struct job_new) { .town_id = x->delivery.town_id,
                                            .kind = notices_send_kind,
                                            .thread = x->job_thread,
                                            .payload = x->job_payload,
                                            .run_at = x->delivery.due_at });
}

enum rc notices_add(struct db *db, const struct notice_ready *x)
{
    enum rc rc = notices_sql_add(db, &x->notice, NULL);
    return rc == OK && x->has_delivery ? add_delivery(db, x) : rc;
}

/* ---- once more ---- */

struct sending_again {
    struct notice_ready ready;
    t_id town_id, delivery_id, case_id, staff_id;
    t_time now;
};

static enum rc send_again(struct db *db, void *arg)
{
    const struct sending_again *x = arg;
    int64_t changed;
    enum rc rc = notices_sql_delivery_again(db, x->town_id, x->delivery_id, x->now, &changed);
    if (rc == OK && changed == 0)
        return CONFLICT;
    if (rc == OK)
        rc = add_delivery(db, &x->ready);
    if (rc == OK)
        rc = audit_note(db, x->town_id,
                        &(struct audit_entry) { .at = x->now,
                                                .actor_kind = S("staff"),
                                                .actor_id = x->staff_id,
                                                .action = S("notices.sent-again"),
                                                .subject_table = TABLE_NOTICE_DELIVERY,
                                                .subject_id = x->delivery_id });
    return rc;
}

enum rc notices_again(const struct hall *hall, const struct town *town, struct db *db,
                      struct arena *mem, t_id delivery_id, t_id case_id, struct str email,
                      t_id staff_id, t_time now)
{
    struct notices_sql_delivery_row row;
    struct sending_again x = {
        .town_id = town->id, .delivery_id = delivery_id, .staff_id = staff_id, .now = now
    };
    bool found;
    if (!hall->mailer || !mail_address_is_valid(email))
        return INVALID;
    enum rc rc = notices_sql_delivery(db, mem, town->id, delivery_id, &row, &found);
    if (rc == OK && (!found || row.case_id != case_id))
        rc = NOT_FOUND;
    if (rc == OK)
        rc = prepare_delivery(hall, town, db, mem,
                              &(struct notice_new) { .case_id = row.case_id,
                                                     .section_id = row.section_id,
                                                     .kind = row.kind,
                                                     .language = row.language,
                                                     .email = email,
                                                     .now = now },
                              row.notice_id, &x.ready);
    if (rc == OK && !x.ready.has_delivery)
        rc = DENIED; /* the person stopped such mail */
    return rc == OK ? db_transaction(db, send_again, &x) : rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Drafts: begin, load, resume, save, hand over, sweep. */
#include "modules/apply/draft.h"

#include "base/ids.h"
#include "base/json.h"
#include "modules/apply/apply_sql.h"
#include "modules/apply/draft_json.h"
#include "platform/db/db.h"
#include "platform/files/files.h"

#include <string.h>

enum { KEY_HASH_BYTES = 16, MOST_SWEPT = 100, MOST_COOKIES = 20, LET_GO_AT_ONCE = 4 };

/* The code is the secret; two uses of it have two labels. */
static void key_of_code(const char *code, unsigned char ret_key[CRYPTO_KEY])
{
    unsigned char root[CRYPTO_MAC];
    crypto_digest(NULL, str_of(code), root);
    crypto_derive(root, "content of a draft", ret_key);
    crypto_wipe(root, sizeof root);
}

static struct str key_hash(const struct req *r, const unsigned char key[CRYPTO_KEY])
{
    unsigned char mac[CRYPTO_MAC];
    crypto_digest(hall_of(r)->keys.session, str_n((const char *)key, CRYPTO_KEY), mac);
    return ids_hex(r->mem, mac, KEY_HASH_BYTES);
}

/* Each draft has a cookie of its own, so that several can be under way. */
static const char *cookie_name(const struct req *r, const struct ref *ref)
{
    return arena_fmt(r->mem, "draft-%.12s", ref->text).p;
}

static void set_cookie(struct req *r, const struct draft *d)
{
    reply_cookie(r, cookie_name(r, &d->ref), arena_fmt(r->mem, "%s.%s", d->code, d->device), DRAFT_DAYS * 24 * 3600);
}

static bool read_cookie(struct req *r, struct draft *d)
{
    struct str value = req_cookie(r, cookie_name(r, &d->ref));
    if (value.n != RESUME_CODE + 1 + DRAFT_DEVICE || value.p[RESUME_CODE] != '.' ||
        resume_code_read(r->mem, str_sub(value, 0, RESUME_CODE), d->code) != RESUME_RIGHT)
        return false;
    memcpy(d->device, value.p + RESUME_CODE + 1, DRAFT_DEVICE);
    return true;
}

static void draw_device(struct draft *d)
{
    unsigned char random[DRAFT_DEVICE * 5 / 8];
    crypto_random(random, sizeof random);
    ids_base32_write(random, sizeof random, d->device);
}

static void make_room(struct req *r, struct draft *d)
{
    d->files = arena_new(r->mem, struct draft_file, DRAFT_MOST_FILES);
    d->saved = arena_new(r->mem, struct draft_saved, DRAFT_SAVED_ROOM);
}

/* INVALID: more was typed than is kept. */
static enum rc seal(struct req *r, const struct draft *d, struct blob *ret_content)
{
    struct str json = draft_to_json(r->mem, d);
    if (arena_failed(r->mem))
        return FAILED;
    if (!json.n)
        return INVALID;
    *ret_content = crypto_seal(r->mem, d->key, json, str_of(d->ref.text));
    return ret_content->p && !arena_failed(r->mem) ? OK : FAILED;
}

/* A browser that many share (at the library, at the counter) would collect keys until its requests are too large to
 * be read. Past MOST_COOKIES the oldest go, and their drafts with them; browsers send the oldest first. */
static void let_go_of_old_cookies(struct req *r)
{
    struct str rest = req_header(r, "Cookie"), pair, prefix = S("__Host-draft-");
    size_t n = 0;
    for (struct str all = rest; str_cut(&all, ';', &pair);)
        n += str_starts(str_trim(pair), prefix);
    for (int gone = 0; n >= MOST_COOKIES && gone < LET_GO_AT_ONCE && str_cut(&rest, ';', &pair);) {
        pair = str_trim(pair);
        if (!str_starts(pair, prefix))
            continue;
        reply_cookie(r, arena_cstr(r->mem, str_sub(pair, 7, str_find_char(pair, '='))), S(""), -1);
        n--;
        gone++;
    }
}

struct saving {
    struct req *r;
    const struct draft *draft;
    struct blob content;
    struct str key_hash;
};

static enum rc insert(struct db *db, void *arg)
{
    const struct saving *s = arg;
    return apply_sql_draft_add(db,
                               &(struct apply_sql_draft_add_in){ s->r->town_id, s->draft->id, s->draft->plan->id,
                                                                 s->key_hash, s->content, s->r->now,
                                                                 s->draft->expires_on },
                               NULL);
}

static enum rc no_answers(struct req *r, const struct plan *plan, struct answers *ret_answers)
{
    struct expr_world world;
    struct answers none = { .plan = plan, .language = r->language };
    answers_world(r->mem, &none, r->now, &town_of(r)->calendar, &world);
    return answers_new(r->mem, plan, &world, ret_answers);
}

enum rc draft_begin(struct req *r, const struct plan *plan, const struct answers *answers, struct draft *ret_draft)
{
    struct draft d = { .plan = plan, .version = 1, .expires_on = date_add_days(time_date(r->now), DRAFT_DAYS) };
    enum rc rc = db_new_id(r->db, TABLE_DRAFT, &d.id);
    if (rc != OK)
        return rc;
    d.ref = ref_make(hall_of(r), TABLE_DRAFT, r->town_id, d.id);
    make_room(r, &d);
    draw_device(&d);
    resume_code_draw(d.code);
    key_of_code(d.code, d.key);
    if (answers)
        d.answers = *answers;
    else
        rc = no_answers(r, plan, &d.answers);
    if (rc != OK)
        return rc;
    d.answers.language = r->language;
    struct saving s = { .r = r, .draft = &d, .key_hash = key_hash(r, d.key) };
    rc = seal(r, &d, &s.content);
    if (rc == OK)
        rc = db_transaction(r->db, insert, &s);
    if (rc == OK) {
        let_go_of_old_cookies(r);
        set_cookie(r, &d);
        *ret_draft = d;
    }
    return rc;
}

static enum rc open_content(struct req *r, const struct apply_sql_draft_by_id_row *row, struct draft *d)
{
    struct str json;
    enum rc rc = crypto_open(r->mem, d->key, row->content, str_of(d->ref.text), &json);
    if (rc == OK)
        rc = draft_from_json(r->mem, json, d);
    return rc == INVALID ? FAILED : rc;
}

/* d has id, ref and code. */
static enum rc load(struct req *r, struct draft *d)
{
    struct apply_sql_draft_by_id_row row;
    bool found;
    key_of_code(d->code, d->key);
    enum rc rc = apply_sql_draft_by_id(r->db, r->mem, r->town_id, d->id, key_hash(r, d->key), &row, &found);
    if (rc != OK || !found)
        return rc == OK ? NOT_FOUND : rc;
    d->version = row.version;
    d->case_id = row.case_id;
    d->expires_on = row.expires_on;
    d->plan = hall_plan(hall_of(r), row.procedure_id);
    make_room(r, d);
    if (!d->plan)
        return NOT_FOUND;
    if (!d->case_id && row.expires_on.days < time_date(r->now).days)
        return NOT_FOUND;
    if (!d->case_id)
        rc = open_content(r, &row, d);
    d->answers.language = r->language;
    return rc;
}

enum rc draft_load(struct req *r, struct draft *ret_draft)
{
    struct draft d = { 0 };
    enum rc rc = ref_read(hall_of(r), TABLE_DRAFT, r->town_id, req_param(r, "draft"), &d.id);
    if (rc != OK)
        return rc;
    d.ref = ref_make(hall_of(r), TABLE_DRAFT, r->town_id, d.id);
    if (!read_cookie(r, &d))
        return NOT_FOUND;
    rc = load(r, &d);
    if (rc == OK)
        *ret_draft = d;
    return rc;
}

enum rc draft_resume(struct req *r, const char *code, struct draft *ret_draft)
{
    struct draft d = { 0 };
    struct apply_sql_draft_by_key_row row;
    bool found;
    memcpy(d.code, code, sizeof d.code);
    key_of_code(d.code, d.key);
    enum rc rc = apply_sql_draft_by_key(r->db, r->mem, r->town_id, key_hash(r, d.key), time_date(r->now), &row, &found);
    if (rc != OK || !found)
        return rc == OK ? NOT_FOUND : rc;
    d.id = row.id;
    d.ref = ref_make(hall_of(r), TABLE_DRAFT, r->town_id, d.id);
    bool was_here = read_cookie(r, &d); /* the code typed where it came from: still the same device */
    memcpy(d.code, code, sizeof d.code);
    if (!was_here)
        draw_device(&d);
    rc = load(r, &d);
    if (rc != OK)
        return rc;
    if (!was_here)
        let_go_of_old_cookies(r);
    set_cookie(r, &d);
    *ret_draft = d;
    return OK;
}

void draft_forget(struct req *r, const struct draft *d)
{
    reply_cookie(r, cookie_name(r, &d->ref), S(""), -1);
}

static enum rc save(struct db *db, void *arg)
{
    const struct saving *s = arg;
    const struct draft *d = s->draft;
    int64_t changed;
    enum rc rc = apply_sql_draft_save(db, s->r->town_id, d->id, d->version, s->content, s->r->now, d->expires_on, &changed);
    if (rc == OK && changed == 0)
        return CONFLICT;
    return rc;
}

enum rc draft_save(struct req *r, struct draft *d)
{
    d->expires_on = date_add_days(time_date(r->now), DRAFT_DAYS);
    struct saving s = { .r = r, .draft = d };
    enum rc rc = seal(r, d, &s.content);
    if (rc == OK)
        rc = db_transaction(r->db, save, &s);
    if (rc == OK) {
        d->version++;
        set_cookie(r, d);
    }
    return rc;
}

enum rc draft_sent(struct db *db, void *sending, t_id case_id)
{
    const struct draft_sending *s = sending;
    static const struct blob nothing = { (const unsigned char *)"", 0 };
    enum rc rc =
        apply_sql_draft_sent(db, s->town_id, s->draft->id, s->draft->version, case_id, nothing, DB_MUST_CHANGE);
    return rc == OK && s->draft->n_files ? apply_sql_files_drop(db, s->town_id, s->draft->id, NULL) : rc;
}

struct sweeping {
    t_id town_id, draft_id;
    struct date today;
};

static enum rc drop(struct db *db, void *arg)
{
    const struct sweeping *s = arg;
    int64_t changed;
    enum rc rc = apply_sql_draft_drop(db, s->town_id, s->draft_id, s->today, &changed);
    if (rc == OK && changed == 0)
        return CONFLICT;
    return rc == OK ? apply_sql_files_drop(db, s->town_id, s->draft_id, NULL) : rc;
}

/* The rows first: once they are gone no case can be made of the draft, and its files are nobody's. */
static enum rc sweep_one(const struct hall *hall, struct db *db, struct arena *mem, struct sweeping *s)
{
    struct apply_sql_files_of_rows files;
    enum rc rc = apply_sql_files_of(db, mem, s->town_id, s->draft_id, DRAFT_MOST_FILES * 20, &files);
    if (rc == OK)
        rc = db_transaction(db, drop, s);
    if (rc == CONFLICT)
        return OK;
    for (size_t i = 0; rc == OK && i < files.n; i++) {
        rc = files_erase(hall->files, files.p[i].address);
        if (rc == NOT_FOUND)
            rc = OK;
    }
    return rc;
}

enum rc draft_sweep(const struct hall *hall, struct db *db, struct arena *mem, t_id town_id, struct date today)
{
    struct apply_sql_drafts_expired_rows old;
    enum rc rc = apply_sql_drafts_expired(db, mem, town_id, today, MOST_SWEPT, &old);
    for (size_t i = 0; rc == OK && i < old.n; i++)
        rc = sweep_one(hall, db, mem, &(struct sweeping){ town_id, old.p[i].id, today });
    return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The session of a resident's request.  The cookie holds 160 random bits; the table a keyed hash of them.  Forms stay
 * bound to the visitor's cookie, not to the session: who is signed out while filling in loses nothing. */
#include "modules/residents/session.h"

#include "base/ids.h"
#include "civic/audit/audit.h"
#include "civic/cases/cases_sql.h"
#include "modules/residents/residents.h"
#include "modules/residents/residents_sql.h"
#include "modules/residents/rules.h"

enum { HASH_BYTES = 20 };

struct str residents_new_token(struct arena *mem)
{
    unsigned char random[RESIDENTS_TOKEN];
    crypto_random(random, sizeof random);
    return ids_base32(mem, random, sizeof random);
}

struct str residents_token_hash(const struct hall *hall, struct arena *mem, const char *what, struct str token)
{
    unsigned char mac[CRYPTO_MAC];
    crypto_digest(hall->keys.session, arena_fmt(mem, "%s|%.*s", what, STR(token)), mac);
    return ids_hex(mem, mac, HASH_BYTES);
}

enum rc residents_address_key(const struct hall *hall, const struct town *town, struct arena *mem, struct str address,
                              struct str *ret_key)
{
    unsigned char mac[CRYPTO_MAC];
    char *lower = arena_cstr(mem, address);
    for (char *c = lower; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c | 32);
    enum rc rc = vault_mac(hall->vault, town->id, S("resident address"), str_of(lower), mac);
    if (rc == OK)
        *ret_key = ids_hex(mem, mac, sizeof mac);
    return rc;
}

enum rc residents_address(struct req *r, struct str *ret_address)
{
    struct residents_sql_account_row row;
    bool found;
    enum rc rc = residents_sql_account(r->db, r->mem, r->town_id, r->account_id, &row, &found);
    if (rc == OK && !found)
        rc = NOT_FOUND;
    return rc == OK ? vault_open(hall_of(r)->vault, r->mem,
                                 (struct vault_place){ r->town_id, TABLE_RESIDENT_ACCOUNT, row.id, S("address") },
                                 row.address, ret_address)
                    : rc;
}

enum rc residents_note(struct db *db, t_id town_id, t_id account_id, t_id case_id, struct str action, t_time now)
{
    return audit_note(db, town_id,
                      &(struct audit_entry){ .at = now,
                                             .actor_kind = S("resident"),
                                             .actor_id = account_id,
                                             .action = action,
                                             .subject_table = case_id ? TABLE_CASES : TABLE_RESIDENT_ACCOUNT,
                                             .subject_id = case_id ? case_id : account_id });
}

struct seen {
    t_id town_id, session_id;
    t_time now;
};

static enum rc mark_seen(struct db *db, void *arg)
{
    const struct seen *s = arg;
    return residents_sql_session_seen(db, s->town_id, s->session_id, s->now, NULL);
}

enum rc residents_identify(struct req *r)
{
    struct str token = req_cookie(r, "account");
    struct residents_sql_session_find_row row;
    bool found;
    if (!token.n || !r->db || r->route->zone != ZONE_PUBLIC)
        return OK;
    enum rc rc = residents_sql_session_find(r->db, r->mem, r->town_id,
                                            residents_token_hash(hall_of(r), r->mem, "session", token), &row, &found);
    if (rc != OK || !found || !resident_session_is_alive(row.created_at, row.seen_at, r->now))
        return rc;
    r->account_id = row.account_id;
    r->account_session_id = row.id;
    if (r->now - row.seen_at < MINUTE)
        return OK;
    rc = db_transaction(r->db, mark_seen, &(struct seen){ r->town_id, row.id, r->now });
    return rc == BUSY || rc == FULL ? OK : rc; /* a page is worth more than a fresh mark */
}

bool residents_are_offered(const struct req *r)
{
    return hall_of(r)->mailer != NULL;
}

enum rc residents_session_prepare(struct req *r, struct session_new *ret_session)
{
    ret_session->token = residents_new_token(r->mem);
    ret_session->token_hash = residents_token_hash(hall_of(r), r->mem, "session", ret_session->token);
    return db_new_id(r->db, TABLE_RESIDENT_SESSION, &ret_session->id);
}

enum rc residents_hold(struct req *r, t_id case_id, bool *ret_holds)
{
    struct residents_sql_holds_row row;
    *ret_holds = false;
    return r->account_id ? residents_sql_holds(r->db, r->mem, r->town_id, r->account_id, case_id, &row, ret_holds) : OK;
}

enum rc residents_link(struct db *db, t_id town_id, t_id account_id, t_id case_id, struct str how, t_time now)
{
    int64_t changed;
    enum rc rc = residents_sql_link(db, town_id, account_id, case_id, how, now, &changed);
    return rc == OK && changed ? residents_note(db, town_id, account_id, case_id, S("residents.case-linked"), now) : rc;
}

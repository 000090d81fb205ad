/* SPDX-License-Identifier: Apache-2.0 */
/* The session of a request.  The cookie holds 160 random bits; the table a keyed hash of them. */
#include "modules/accounts/session.h"

#include "base/ids.h"
#include "civic/audit/audit.h"
#include "civic/permissions/permissions.h"
#include "civic/sections/sections_sql.h"
#include "civic/town/town.h"
#include "modules/accounts/accounts.h"
#include "modules/accounts/accounts_sql.h"
#include "modules/accounts/rules.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "platform/page/page.h"

enum { TOKEN_BYTES = 20, HASH_BYTES = 20, MOST_ROLES = 50 };

static struct str token_hash(const struct req *r, struct str token)
{
    unsigned char mac[CRYPTO_MAC];
    crypto_digest(hall_of(r)->keys.session, token, mac);
    return ids_hex(r->mem, mac, HASH_BYTES);
}

struct seen {
    t_id town_id, session_id, staff_id;
    t_time now;
};

static enum rc mark_seen(struct db *db, void *arg)
{
    const struct seen *s = arg;
    return accounts_sql_session_seen(db, s->town_id, s->session_id, s->now, NULL);
}

/* Looked up each time: a role that was taken away is gone at the next page. */
enum rc accounts_permissions(struct db *db, struct arena *mem, t_id town_id, t_id staff_id, uint64_t *ret_permissions)
{
    struct sections_sql_roles_rows roles;
    uint64_t all = 0;
    enum rc rc = sections_sql_roles(db, mem, town_id, staff_id, MOST_ROLES, &roles);
    if (rc != OK)
        return rc;
    for (size_t i = 0; i < roles.n; i++)
        all |= permissions_of_role(roles.p[i].role);
    *ret_permissions = all;
    return OK;
}

static void identify_staff(struct req *r, const struct accounts_sql_session_find_row *row, uint64_t permissions)
{
    struct identity *who = arena_new(r->mem, struct identity, 1);
    const struct section *section = town_section(town_of(r), row->section_id);
    *who = (struct identity){
        .staff_id = row->staff_id,
        .section_id = row->section_id,
        .session_id = row->id,
        .name = arena_fmt(r->mem, "%.*s %.*s", STR(row->family), STR(row->given)),
        .section_name = section ? section->name : S(""),
        .login = row->login,
        .permissions = permissions,
    };
    r->identity = who;
    r->staff_id = row->staff_id;
    r->section_id = row->section_id;
    r->session_id = row->id;
    r->permissions = who->permissions;
}

/* Who has a password for one log-in chooses their own before anything else; they may also leave. */
static bool must_go_first(const struct req *r, const struct accounts_sql_session_find_row *row)
{
    return row->must_change && !str_eq(str_of(r->route->path), S("/staff/password")) &&
           !str_starts(str_of(r->route->path), S("/staff/log"));
}

enum rc accounts_identify(struct req *r)
{
    struct str token = req_cookie(r, "staff");
    struct accounts_sql_session_find_row row;
    bool found;
    if (!token.n || !r->db || r->route->zone != ZONE_STAFF)
        return OK;
    enum rc rc = accounts_sql_session_find(r->db, r->mem, r->town_id, token_hash(r, token), &row, &found);
    if (rc != OK || !found || !accounts_session_is_alive(row.created_at, row.seen_at, r->now))
        return rc;
    uint64_t permissions;
    rc = accounts_permissions(r->db, r->mem, r->town_id, row.staff_id, &permissions);
    if (rc != OK)
        return rc;
    identify_staff(r, &row, row.must_change ? 0 : permissions);
    if (must_go_first(r, &row))
        return reply_redirect(r, url_local(r->mem, S("/staff/password")));
    if (r->now - row.seen_at < MINUTE)
        return OK;
    rc = db_transaction(r->db, mark_seen, &(struct seen){ r->town_id, row.id, row.staff_id, r->now });
    return rc == BUSY || rc == FULL ? OK : rc; /* a page is worth more than a fresh mark */
}

struct opening {
    t_id town_id, id, staff_id, before;
    struct str token_hash, name_key;
    uint64_t permissions;
    t_time now;
};

static enum rc note(struct db *db, t_id town_id, t_id staff_id, t_time now, struct str action)
{
    return audit_note(
        db, town_id,
        &(struct audit_entry){ .at = now, .actor_kind = S("staff"), .actor_id = staff_id, .action = action });
}

static enum rc add_session(struct db *db, void *arg)
{
    const struct opening *o = arg;
    enum rc rc = accounts_sql_session_add(db, o->town_id, o->id, o->token_hash, o->staff_id,
                                          (int64_t)o->permissions, o->now, NULL);
    if (rc == OK && o->before)
        rc = accounts_sql_session_end(db, o->town_id, o->before, NULL);
    if (rc == OK)
        rc = accounts_sql_failure_clear(db, o->town_id, o->name_key, NULL);
    return rc == OK ? note(db, o->town_id, o->staff_id, o->now, S("accounts.signed-in")) : rc;
}

enum rc accounts_session_open(struct req *r, t_id staff_id, struct str name_key)
{
    unsigned char random[TOKEN_BYTES];
    crypto_random(random, sizeof random);
    struct str token = ids_base32(r->mem, random, sizeof random);
    struct opening o = { .town_id = r->town_id,
                         .staff_id = staff_id,
                         .token_hash = token_hash(r, token),
                         .name_key = name_key,
                         .before = r->session_id,
                         .now = r->now };
    enum rc rc = accounts_permissions(r->db, r->mem, r->town_id, staff_id, &o.permissions);
    if (rc == OK)
        rc = db_new_id(r->db, TABLE_SESSION, &o.id);
    if (rc == OK)
        rc = db_transaction(r->db, add_session, &o);
    if (rc == OK)
        reply_cookie(r, "staff", token, 0);
    return rc;
}

static enum rc end_session(struct db *db, void *arg)
{
    const struct seen *s = arg;
    enum rc rc = accounts_sql_session_end(db, s->town_id, s->session_id, NULL);
    return rc == OK ? note(db, s->town_id, s->staff_id, s->now, S("accounts.signed-out")) : rc;
}

enum rc accounts_session_close(struct req *r)
{
    enum rc rc = db_transaction(r->db, end_session, &(struct seen){ r->town_id, r->session_id, r->staff_id, r->now });
    if (rc == OK)
        reply_cookie(r, "staff", S(""), -1);
    return rc;
}

enum rc accounts_end_sessions(struct db *db, t_id town_id, t_id staff_id)
{
    return accounts_sql_sessions_end_others(db, town_id, staff_id, 0, NULL);
}

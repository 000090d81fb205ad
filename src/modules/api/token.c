/* SPDX-License-Identifier: Apache-2.0 */
/* Bearer tokens: 160 random bits behind "yakuba_", so that a scanner for secrets can know one; the
 * table holds a keyed hash. A token can do what was written into it and what its member of staff
 * can still do, never more. */
#include "base/ids.h"
#include "base/json.h"
#include "base/text.h"
#include "civic/audit/audit.h"
#include "civic/permissions/permissions.h"
#include "civic/town/town.h"
#include "modules/accounts/accounts.h"
#include "modules/api/api.h"
#include "modules/api/api_sql.h"
#include "platform/db/db.h"

enum { TOKEN_BYTES = 20, HASH_BYTES = 20 };

static const struct str prefix = S_("yakuba_"), scheme = S_("Bearer ");

static struct str token_hash(const struct hall *hall, struct arena *mem, struct str token)
{
    unsigned char mac[CRYPTO_MAC];
    crypto_digest(hall->keys.session, arena_fmt(mem, "api-token|%.*s", STR(token)), mac);
    return ids_hex(mem, mac, HASH_BYTES);
}

/* ---- making ---- */

struct making {
    const struct api_token_new *in;
    t_id id;
    struct str token_hash;
    struct str detail;
};

static enum rc add(struct db *db, void *arg)
{
    const struct making *m = arg;
    const struct api_token_new *in = m->in;
    enum rc rc = api_sql_token_add(
        db,
        &(struct api_sql_token_add_in) { in->town_id, m->id, in->staff_id, in->name, m->token_hash,
                                         in->permissions, in->now, in->now + in->days * DAY },
        NULL);
    return rc == OK ? audit_note(db, in->town_id,
                                 &(struct audit_entry) { .at = in->now,
                                                         .actor_kind = S("staff"),
                                                         .actor_id = in->staff_id,
                                                         .action = S("api.token-made"),
                                                         .subject_table = TABLE_API_TOKEN,
                                                         .subject_id = m->id,
                                                         .detail = m->detail })
                    : rc;
}

static struct str token_detail(struct arena *mem, const struct hall *hall, t_id town_id, t_id id)
{
    return arena_fmt(mem, "{\"token\":\"%s\"}", ref_make(hall, TABLE_API_TOKEN, town_id, id).text);
}

static bool is_sound(const struct api_token_new *in, uint64_t held)
{
    uint64_t wanted;
    return in->name.n && text_is_utf8(in->name) &&
           text_length(in->name) <= API_TOKEN_LONGEST_NAME && in->days >= 1 &&
           in->days <= API_TOKEN_MOST_DAYS && permissions_of_names(in->permissions, &wanted) &&
           wanted && (wanted & ~held) == 0;
}

enum rc api_token_make(const struct hall *hall, struct db *db, struct arena *mem,
                       const struct api_token_new *in, struct str *ret_token)
{
    unsigned char random[TOKEN_BYTES];
    struct making m = { .in = in };
    uint64_t held;
    enum rc rc = accounts_permissions(db, mem, in->town_id, in->staff_id, &held);
    if (rc == OK && !is_sound(in, held))
        return INVALID;
    if (rc == OK)
        rc = db_new_id(db, TABLE_API_TOKEN, &m.id);
    if (rc != OK)
        return rc;
    crypto_random(random, sizeof random);
    struct str token =
        arena_fmt(mem, "%.*s%.*s", STR(prefix), STR(ids_base32(mem, random, sizeof random)));
    m.token_hash = token_hash(hall, mem, token);
    m.detail = token_detail(mem, hall, in->town_id, m.id);
    rc = db_transaction(db, add, &m);
    if (rc == OK)
        *ret_token = token;
    return rc;
}

/* ---- using ---- */

struct seeing {
    t_id town_id, id;
    t_time now;
};

static enum rc mark_seen(struct db *db, void *arg)
{
    const struct seeing *s = arg;
    return api_sql_token_seen(db, s->town_id, s->id, s->now, NULL);
}

static void act_for(struct req *r, const struct api_sql_token_find_row *row, uint64_t permissions)
{
    struct identity *who = arena_new(r->mem, struct identity, 1);
    const struct section *section = town_section(town_of(r), row->section_id);
    *who = (struct identity) {
        .staff_id = row->staff_id,
        .section_id = row->section_id,
        .name = arena_fmt(r->mem, "%.*s %.*s（%.*s）", STR(row->family), STR(row->given),
                          STR(row->name)),
        .section_name = section ? section->name : S(""),
        .login = row->login,
        .permissions = permissions,
        .via = token_detail(r->mem, hall_of(r), r->town_id, row->id),
    };
    r->identity = who;
    r->staff_id = row->staff_id;
    r->section_id = row->section_id;
    r->permissions = permissions;
}

enum rc api_identify(struct req *r)
{
    struct str header = req_header(r, "Authorization");
    struct api_sql_token_find_row row;
    bool found;
    uint64_t held, written;
    if (!r->db || r->route->zone != ZONE_STAFF || header.n <= scheme.n ||
        !str_eq_nocase(str_sub(header, 0, scheme.n), scheme))
        return OK;
    struct str token = str_trim(str_sub(header, scheme.n, header.n));
    enum rc rc = api_sql_token_find(r->db, r->mem, r->town_id,
                                    token_hash(hall_of(r), r->mem, token), &row, &found);
    if (rc != OK || !found || row.revoked_at || row.expires_at <= r->now)
        return rc;
    rc = accounts_permissions(r->db, r->mem, r->town_id, row.staff_id, &held);
    if (rc != OK)
        return rc;
    (void)!permissions_of_names(row.permissions, &written); /* one that is no more gives nothing */
    act_for(r, &row, held & written);
    if (row.seen_at && r->now - row.seen_at < MINUTE)
        return OK;
    rc = db_transaction(r->db, mark_seen, &(struct seeing) { r->town_id, row.id, r->now });
    return rc == BUSY || rc == FULL ? OK : rc;
}

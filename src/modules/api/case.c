/* SPDX-License-Identifier: Apache-2.0 */
/* A case for a program of the staff: read, noted, proposed, decided.  Each act names the version it
 * was made from in If-Match; a version that is no more the case's is 412, an act that cannot happen
 * in this state 409. */
#include "civic/audit/audit.h"
#include "civic/permissions/permissions.h"
#include "civic/town/town.h"
#include "modules/api/body.h"
#include "modules/api/handlers.h"
#include "modules/desk/desk.h"
#include "platform/db/db.h"

enum { CASE_CEILING = 3 << 20 };

static struct str etag(struct req *r, int64_t version)
{
    return arena_fmt(r->mem, "\"%lld\"", (long long)version);
}

/* ---- reading ---- */

struct seeing {
    t_id town_id;
    struct audit_entry entry;
};

static enum rc note(struct db *db, void *arg)
{
    const struct seeing *s = arg;
    return audit_note(db, s->town_id, &s->entry);
}

/* On disk before an answer leaves. */
static enum rc note_seen(struct req *r, t_id case_id)
{
    const struct identity *who = identity_of(r);
    return db_transaction(r->db, note,
                          &(struct seeing) { r->town_id,
                                             { .at = r->now,
                                               .actor_kind = S("staff"),
                                               .actor_id = who->staff_id,
                                               .action = S("api.case-seen"),
                                               .subject_table = TABLE_CASES,
                                               .subject_id = case_id,
                                               .detail = who->via } });
}

enum rc api_case(struct req *r)
{
    struct out out;
    struct json_writer j;
    t_id id;
    int64_t version;
    out_init(&out, r->mem, CASE_CEILING);
    json_begin(&j, &out);
    enum rc rc = desk_case_json(r, &j, &id, &version);
    if (rc != OK)
        return rc;
    struct str tag = etag(r, version);
    reply_header(r, "ETag", tag);
    if (str_find(req_header(r, "If-None-Match"), tag) != SIZE_MAX)
        return reply_bytes(r, 304, "application/json", S(""));
    rc = note_seen(r, id);
    return rc == OK ? api_reply(r, 200, &out) : rc;
}

/* ---- acts ---- */

/* False: the answer is set. One strong tag: a weak one, a list, or * would be an act upon something
 * not seen. */
static bool read_version(struct req *r, int64_t *ret_version)
{
    struct str tag = str_trim(req_header(r, "If-Match"));
    int status = !tag.n || str_eq(tag, S("*")) ? 428 : 412;
    if (tag.n >= 3 && tag.p[0] == '"' && tag.p[tag.n - 1] == '"' &&
        str_to_int(str_sub(tag, 1, tag.n - 1), ret_version) && *ret_version > 0)
        return true;
    (void)shell_problem(r, &(struct problem) { .status = status });
    return false;
}

static enum rc refuse(struct req *r, struct api_body *body, enum rc rc,
                      const struct desk_told *told)
{
    if (rc == CONFLICT)
        return shell_problem(r, &(struct problem) { .status = told->stale ? 412 : 409 });
    if (rc == DENIED)
        return shell_problem(r, &(struct problem) { .status = 403,
                                                    .code = S("own-proposal"),
                                                    .detail = told->message });
    if (rc != INVALID)
        return rc;
    for (size_t i = 0; i < told->n_fields; i++)
        api_fault(body, arena_fmt(r->mem, "/%.*s", STR(told->fields[i].name)),
                  told->fields[i].text);
    return api_refuse(body, S("invalid"), S(""));
}

/* The case as it is now. */
static enum rc done(struct req *r, struct str message)
{
    struct out out, ignored;
    struct json_writer j, whole;
    t_id id;
    int64_t version;
    db_read_end(r->db);
    enum rc rc = db_read_begin(r->db);
    out_init(&ignored, r->mem, CASE_CEILING);
    json_begin(&whole, &ignored);
    if (rc == OK)
        rc = desk_case_json(r, &whole, &id, &version);
    if (rc != OK)
        return rc;
    out_init(&out, r->mem, CASE_CEILING + 4096);
    json_begin(&j, &out);
    json_object(&j);
    json_key(&j, S("case"));
    json_raw(&j, out_text(&ignored));
    json_put_str(&j, S("message"), message);
    json_close_object(&j);
    reply_header(r, "ETag", etag(r, version));
    return out_failed(&ignored) ? FAILED : api_reply(r, 200, &out);
}

static enum rc finish(struct req *r, struct api_body *body, enum rc rc,
                      const struct desk_told *told)
{
    return rc == OK ? done(r, told->message) : refuse(r, body, rc, told);
}

enum rc api_case_note(struct req *r)
{
    static const char *const members[] = { "note", NULL };
    struct desk_told told = { .message = S("") };
    struct api_body *body;
    int64_t version;
    if (!api_body_read(r, r->mem, members, &body) || !read_version(r, &version))
        return OK;
    struct str text = api_body_text(body, "note", true);
    if (body->n_faults)
        return api_refuse(body, S("invalid"), S(""));
    return finish(r, body, desk_note_add(r, version, text, &told), &told);
}

enum rc api_case_decision(struct req *r)
{
    static const char *const members[] = { "outcome", "reason", "appeal", NULL };
    struct desk_told told = { .message = S("") };
    struct api_body *body;
    int64_t version;
    if (!api_body_read(r, r->mem, members, &body) || !read_version(r, &version))
        return OK;
    struct str outcome = api_body_text(body, "outcome", true),
               reason = api_body_text(body, "reason", false),
               appeal = api_body_text(body, "appeal", false);
    if (body->n_faults)
        return api_refuse(body, S("invalid"), S(""));
    return finish(r, body, desk_decision_propose(r, version, outcome, reason, appeal, &told),
                  &told);
}

enum rc api_case_approve(struct req *r)
{
    static const char *const members[] = { NULL };
    struct desk_told told = { .message = S("") };
    struct api_body *body;
    int64_t version;
    if (!api_body_read(r, r->mem, members, &body) || !read_version(r, &version))
        return OK;
    return finish(r, body, desk_decision_approve(r, version, &told), &told);
}

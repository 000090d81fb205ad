/* SPDX-License-Identifier: Apache-2.0 */
/* What other rooms may do at the desk (desk.h): the acts of the pages, with faults as values. */
#include "base/text.h"
#include "modules/desk/amounts.h"
#include "modules/desk/decision.h"
#include "modules/desk/desk.h"
#include "modules/desk/issue.h"

/* Opens the case and says no early: to a version that is not the case's, to what cannot happen now.
 */
static enum rc begin(struct req *r, int64_t version, enum case_event event, struct desk_case *c,
                     struct desk_told *told)
{
    enum case_state next;
    *told = (struct desk_told) { .message = S("") };
    enum rc rc = desk_open(r, c);
    if (rc != OK)
        return rc;
    told->stale = version != c->file.row.version;
    return told->stale ? CONFLICT : case_next(c->file.state, event, &next);
}

/* The act could happen when it was looked at: somebody was faster in between. */
static enum rc end(enum rc rc, struct desk_told *told)
{
    told->stale = rc == CONFLICT;
    return rc;
}

static enum rc tell(struct desk_told *told, struct str name, struct str text)
{
    told->fields[told->n_fields++] = (struct desk_told_field) { name, text };
    return INVALID;
}

enum rc desk_note_add(struct req *r, int64_t version, struct str note, struct desk_told *ret_told)
{
    struct desk_case c;
    enum rc rc = begin(r, version, EVENT_NOTED, &c, ret_told);
    if (rc != OK)
        return rc;
    note = str_trim(desk_plain_lines(r->mem, note));
    if (!note.n || text_length(note) > DESK_LONGEST_TEXT)
        return tell(ret_told, S("note"), S("メモは1文字から2,000文字までで書いてください。"));
    struct case_act act = { .version = version, .event = EVENT_NOTED, .note = note };
    return end(desk_act(r, &c, &act), ret_told);
}

enum rc desk_decision_propose(struct req *r, int64_t version, struct str outcome, struct str reason,
                              struct str appeal, struct desk_told *ret_told)
{
    struct desk_case c;
    struct desk_fault faults[DESK_MOST_FAULTS];
    enum rc rc = begin(r, version, EVENT_PROPOSED, &c, ret_told);
    if (rc != OK)
        return rc;
    struct desk_proposed p = { .outcome = plan_outcome(c.file.plan, outcome),
                               .reason = desk_plain_lines(r->mem, reason),
                               .appeal = desk_plain_lines(r->mem, appeal) };
    rc = desk_amounts_detail(r, &c, &p.detail);
    if (rc != OK)
        return rc;
    p.surveyed = desk_found_outcome(r->mem, &c, p.detail);
    size_t n = desk_proposed_faults(&c, &p, faults);
    for (size_t i = 0; i < n; i++)
        rc = tell(ret_told, faults[i].field, faults[i].text);
    return n ? rc : end(desk_propose(r, &c, version, &p), ret_told);
}

enum rc desk_decision_approve(struct req *r, int64_t version, struct desk_told *ret_told)
{
    struct desk_case c;
    enum rc rc = begin(r, version, EVENT_APPROVED, &c, ret_told);
    if (rc != OK)
        return rc;
    if (!desk_proposed_outcome(&c))
        return FAILED;
    if (!desk_may_approve(c.file.decision.proposed_by, identity_of(r)->staff_id)) {
        ret_told->message = S("起案した人は決裁できません。ほかの決裁者に頼んでください。");
        return DENIED;
    }
    rc = end(desk_decide(r, &c, version), ret_told);
    return rc == OK ? desk_issue(r, c.file.row.id, &ret_told->message) : rc;
}

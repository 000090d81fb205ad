/* SPDX-License-Identifier: Apache-2.0 */
/* The desk: staff work one queue, check, ask again, propose and decide.  The calls below are for
 * rooms through which a program does the same for a member of staff: by the same rules as the
 * pages, on the case of the path's {ref}, which another section does not find. */
#ifndef MODULES_DESK_H
#define MODULES_DESK_H

#include "base/json.h"
#include "civic/cases/cases.h"
#include "modules/desk/open.h" /* for a room with a page of its own beside the case */
#include "platform/module.h"

extern const struct module desk_module;

/* ---- the queue as a list ---- */
struct desk_list_row {
    t_id id;
    struct date sort_on;
    int64_t version;
    struct str ref, receipt_number, procedure, procedure_title, name, kana, state, state_title;
    struct str assignee; /* family name; "" for nobody */
    struct str arrived_on, due_on, stopped_on, channel, channel_title, mark, mark_text;
};
/* "mine", "over", … as in the address of the queue; "" is all. False: there is no such view. */
bool desk_view_named(struct str name, enum queue_view *ret_view);
/* ask->section_id, staff_id and today are filled in from who asks. */
MUST_USE enum rc desk_list(struct req *r, struct arena *mem, struct queue_ask *ask,
                           const struct desk_list_row **ret_rows, size_t *ret_n);
void desk_list_json(struct json_writer *j, const struct desk_list_row *row);
/* RFC 4180 with a byte order mark; the first line has the names of the JSON members, or words for
 * people. */
void desk_list_csv_head(struct out *out, bool for_people);
void desk_list_csv_row(struct out *out, const struct desk_list_row *row);

/* ---- a case ---- */
/* The whole of it but for sealed answers, which are named in "sealed". */
MUST_USE enum rc desk_case_json(struct req *r, struct json_writer *j, t_id *ret_id,
                                int64_t *ret_version);

struct desk_told { /* of an act */
    struct desk_told_field {
        struct str name, text;
    } fields[4]; /* INVALID: what is wrong with which value */
    size_t n_fields;
    bool stale; /* CONFLICT: the version is not the case's; else the act cannot happen in this state
                 */
    struct str message; /* OK: "", or why no paper was made; DENIED: why */
};
MUST_USE enum rc desk_note_add(struct req *r, int64_t version, struct str note,
                               struct desk_told *ret_told);
MUST_USE enum rc desk_decision_propose(struct req *r, int64_t version, struct str outcome,
                                       struct str reason, struct str appeal,
                                       struct desk_told *ret_told);
MUST_USE enum rc desk_decision_approve(struct req *r, int64_t version, struct desk_told *ret_told);

#endif

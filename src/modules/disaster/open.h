/* SPDX-License-Identifier: Apache-2.0 */
/* A case opened for its survey. */
#ifndef MODULES_DISASTER_OPEN_H
#define MODULES_DISASTER_OPEN_H

#include "civic/documents/documents_sql.h"
#include "civic/permissions/permissions.h"
#include "modules/disaster/disaster.h"
#include "platform/http/http.h"

struct survey_case {
    struct case_file file;
    struct ref ref;
    int round;
    bool has_row; /* somebody has begun this round */
    struct disaster_sql_by_round_row row;
    struct disaster_sql_records_rows records; /* of all rounds, oldest first */
    struct documents_sql_of_case_rows documents;
    bool is_self; /* 自己判定 was chosen, and no other look was asked for */
};

/* The case of the path's {ref}: NOT_FOUND for another section's and other procedures. */
MUST_USE enum rc survey_open(struct req *r, struct survey_case *ret_case);
struct url survey_url(struct req *r, const struct survey_case *c, const char *below);
struct str survey_answer(struct req *r, const struct survey_case *c, const char *path); /* as people read it */

/* The survey's row as an act leaves it, written with the case's history line. */
struct survey_holding {
    struct disaster_sql_change_in row;
    t_id id;                                     /* of a new row */
    const struct disaster_sql_record_add_in *record; /* NULL: none */
};
MUST_USE enum rc survey_hold(struct req *r, const struct survey_case *c, struct case_act *act,
                             struct survey_holding *holding);
/* The version in the form; 0 before the first act; -1: not a version. */
int64_t survey_version(const struct req *r);

struct survey_typed { /* what was entered, to be shown again */
    enum survey_method method;
    enum survey_structure structure;
    struct str seen_on, glance, flood, depth, note, points[SURVEY_MOST_PARTS];
    bool by_force, is_low;
};
struct survey_showing {
    int status;
    struct str message; /* "" for none */
    const struct survey_typed *typed; /* NULL: as the newest record, or empty */
    const struct survey_fault *faults;
    size_t n_faults;
};
MUST_USE enum rc survey_show(struct req *r, const struct survey_case *c, const struct survey_showing *s);
/* After a CONFLICT: the case as it is now, who was faster, and what was typed. */
MUST_USE enum rc survey_conflict(struct req *r, const struct survey_typed *typed);

enum rc disaster_list_show(struct req *r);
enum rc disaster_survey_show(struct req *r);
enum rc disaster_sheet_show(struct req *r);
enum rc disaster_claim(struct req *r);
enum rc disaster_plan(struct req *r);
enum rc disaster_record(struct req *r);
enum rc disaster_certificate_issue(struct req *r);
enum rc disaster_certificate_hand(struct req *r);
enum rc disaster_certificate_send(struct req *r);

struct disaster_survey_view;
MUST_USE enum rc survey_certificates(struct req *r, const struct survey_case *c, struct disaster_survey_view *v);

#endif

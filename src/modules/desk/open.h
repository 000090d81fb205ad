/* SPDX-License-Identifier: Apache-2.0 */
/* A case opened at the desk: everything a page or an act needs, read once. */
#ifndef MODULES_DESK_OPEN_H
#define MODULES_DESK_OPEN_H

#include "civic/cases/cases.h"
#include "civic/cases/examine.h"
#include "civic/documents/documents_sql.h"
#include "civic/permissions/permissions.h"
#include "modules/desk/rules.h"
#include "platform/http/http.h"

struct desk_check {
    const struct check *check;
    enum desk_standing standing;
    struct str by;      /* 自動, or who and when; "" while nobody looked */
    struct str message; /* why it wants a look, or the person's note */
    bool by_person;
};

struct desk_case {
    struct case_file file;
    struct ref ref;
    struct str number; /* receipt number, printed */
    struct examination found;
    struct desk_check *checks; /* one per plan check */
    size_t n_checks, n_pending, n_stops;
    struct documents_sql_of_case_rows documents;
};

/* The case of the path's {ref}, if it is of the section of who asks: otherwise NOT_FOUND. */
MUST_USE enum rc desk_open(struct req *r, struct desk_case *ret_case);
/* Only whose it is, for a document: cheaper. */
MUST_USE enum rc desk_case_id(struct req *r, t_id *ret_case_id);

struct url desk_url(struct req *r, const struct desk_case *c,
                    const char *below); /* below: "" or "/note" */
struct case_actor desk_actor(struct req *r);
/* Performs an act on act->version, or if it is 0 on the version the form was made from; on CONFLICT
 * the handler shows desk_conflict(). */
MUST_USE enum rc desk_act(struct req *r, const struct desk_case *c, struct case_act *act);
/* The version of the form sent; -1 when it is none. */
int64_t desk_version(const struct req *r);
struct str desk_staff_name(struct req *r, t_id staff_id); /* 氏 名; "" for nobody */

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The one form of the administration, and what every change has in common. */
#ifndef MODULES_ADMIN_FORM_H
#define MODULES_ADMIN_FORM_H

#include "modules/admin/pages/form.h"
#include "modules/admin/rules.h"
#include "platform/http/http.h"

enum { ADMIN_MOST_FIELDS = 16, ADMIN_MOST_SECTIONS = 500, ADMIN_MOST_ROLES = 50 };

struct admin_form {
    const struct admin_ask *asks;
    size_t n;
    struct str values[ADMIN_MOST_FIELDS]; /* as typed, trimmed, or as kept */
    struct str faults[ADMIN_MOST_FIELDS];
};

void admin_form_read(struct req *r, struct admin_form *f);
/* Fills faults; true when there are none. */
bool admin_form_judge(struct req *r, struct admin_form *f);
void admin_form_fault(struct admin_form *f, const char *name, struct str words);
struct str admin_form_value(const struct admin_form *f, const char *name);

/* The page with the fields of `f`; the rest of the view is the caller's. `now`: after a conflict, the values in force in
 * the order of the fields, else NULL; more rows may stand in v->now already. */
enum rc admin_form_show(struct req *r, int status, const struct admin_form *f, const struct str *now,
                        struct admin_form_view *v);
/* The version the form was made with. */
int64_t admin_version(struct req *r);
/* "" or the words for ?saved=… */
struct str admin_saved(struct req *r);

struct admin_change {
    t_id town_id, staff_id; /* who changes */
    t_time now;
    struct str action;
    int table;
    t_id subject_id;
    struct str detail; /* JSON: which fields, never their contents */
};
struct admin_change admin_change(struct req *r, struct str action, int table, t_id subject_id, struct str detail);
/* {"fields":["name","telephone"]} of the fields that differ from `before`; all of them when before is NULL. */
struct str admin_changed_fields(struct req *r, const struct admin_form *f, const struct str *before);

struct db;
/* First in every transaction: moves the town's mark, and holds it, so that two changes of one town go one after the
 * other. */
MUST_USE enum rc admin_begin(struct db *db, const struct admin_change *c);
/* The same for what belongs to the town's row without standing in it. CONFLICT: somebody was faster than `version`. */
MUST_USE enum rc admin_begin_town(struct db *db, const struct admin_change *c, int64_t version);
MUST_USE enum rc admin_note(struct db *db, const struct admin_change *c); /* last */
/* After the transaction: the next page of this process shows it. */
void admin_done(struct req *r);
/* Reads what is so now, after a conflict. */
MUST_USE enum rc admin_read_anew(struct req *r);

#endif

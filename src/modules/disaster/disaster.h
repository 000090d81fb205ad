/* SPDX-License-Identifier: Apache-2.0 */
/* Damage surveys of 罹災証明書: what other rooms may ask.  The class that was found is the only outcome that the desk
 * may propose. */
#ifndef MODULES_DISASTER_H
#define MODULES_DISASTER_H

#include "civic/cases/cases.h"
#include "modules/disaster/disaster_sql.h"
#include "modules/disaster/rules.h"
#include "platform/module.h"

extern const struct module disaster_module;

#define DISASTER_PROCEDURE "risai-shomei"
bool disaster_is_case(const struct plan *plan);

/* 1, and one more for each time the resident asked for another look. */
int disaster_round(const struct case_file *c);

struct disaster_finding { /* the newest record of the present round */
    bool found;
    int round;
    enum damage_class class;
    struct disaster_sql_records_row record;
};
MUST_USE enum rc disaster_find(const struct town *town, struct db *db, struct arena *mem, const struct case_file *c,
                               struct disaster_finding *ret_finding);
/* 第1次調査（外観）　22点　半壊 */
struct str disaster_words(struct arena *mem, const struct disaster_sql_records_row *record);
/* For the decision: {"class":"half","round":1,"method":"first","total":22,"seen_on":"2026-11-25","record":REF}; "{}"
 * when there is no finding. */
struct str disaster_detail(const struct hall *hall, const struct town *town, struct arena *mem,
                           const struct disaster_finding *f);
/* Where the damaged dwelling stands. */
struct str disaster_place(const struct answers *a);

#endif

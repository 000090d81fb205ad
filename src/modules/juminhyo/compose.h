/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of a 住民票の写し.  Pure: no database, no clock. */
#ifndef MODULES_JUMINHYO_COMPOSE_H
#define MODULES_JUMINHYO_COMPOSE_H

#include "civic/forms/answers.h"
#include "civic/people/people_sql.h"
#include "modules/papers/papers.h"

struct juminhyo_request {
    bool is_whole;      /* 世帯全員; else those in `members` */
    struct str members; /* names as typed, parted by 、 */
    bool with_relation, with_domicile, by_post;
    int copies;
};
/* The names of the survey's questions stand in compose.c and nowhere else in code. */
struct juminhyo_request juminhyo_request_of(const struct answers *a);

/* INVALID with a sentence for the clerk: somebody is protected (支援措置), a record is missing, or
 * nobody of the household was named. */
MUST_USE enum rc juminhyo_compose(struct arena *mem, const struct juminhyo_request *request,
                                  const struct people_sql_records_of_household_rows *records,
                                  size_t n_household, struct certificate *ret_certificate,
                                  struct str *ret_why);

#endif

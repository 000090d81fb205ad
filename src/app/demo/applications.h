/* SPDX-License-Identifier: Apache-2.0 */
/* An application for 児童手当 by an invented family: every relevant question answered, as a person would.  Pure: the
 * same seed, number and moment give the same answers. */
#ifndef APP_DEMO_APPLICATIONS_H
#define APP_DEMO_APPLICATIONS_H

#include "app/demo/draw.h"
#include "app/demo/families.h"
#include "civic/forms/answers.h"

#define DEMO_FILE_TOKEN "demo-picture"

struct demo_claim { /* what is applied for */
    const struct plan *plan;
    const struct calendar *calendar;
    const struct demo_family *families;
    size_t n_families;
    int64_t number; /* from 1; families come again with fewer children when there are more claims than families */
    t_time arrived_at;
    struct draw draw;
};

/* The draws of one case, apart from those of every other. */
struct draw demo_case_draw(int64_t seed, int64_t number);
/* Fills the answers and computes them; the answers still have to be validated. */
MUST_USE enum rc demo_application(struct arena *mem, struct demo_claim *c, struct answers *ret_answers);

#endif

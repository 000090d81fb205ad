/* SPDX-License-Identifier: Apache-2.0 */
/* Makes 都市X in an empty store: the register, the sections, the staff, the town itself. */
#ifndef APP_DEMO_TOWN_H
#define APP_DEMO_TOWN_H

#include "app/running.h"

#define DEMO_TOWN_ID ((t_id)1)
#define DEMO_PASSWORD "toshi-x-demonstration" /* of every member of staff of 都市X */
/* The register is the same for every seed of cases. */
enum { DEMO_RESIDENTS = 2000, DEMO_RESIDENTS_SEED = 1 };

/* Does nothing when 都市X is there.  A start that was interrupted goes on where it stopped: residents are written
 * by whole households in their order, and sections, staff and the town row come last, together.  INVALID, with words
 * on standard error, when the store belongs to another town.  Afterwards r->hall.towns has the town. */
MUST_USE enum rc demo_make_town(struct running *r, const struct config *c);

/* One member of staff of town/staff.tsv. */
struct demo_staff {
    struct str login, family, given, section, roles; /* roles parted by blanks */
};
/* Their number; *ret_staff lives in mem. */
size_t demo_staff(struct arena *mem, const struct demo_staff **ret_staff);

#endif

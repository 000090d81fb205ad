/* SPDX-License-Identifier: Apache-2.0 */
/* Fills the queue of 都市X: n applications of its families, received through the one door with the channel "demo"
 * and the external ids S-1 … S-n, and moved on by the staff.
 *
 *  - The same seed gives the same applications and histories; days are counted in opening days back from `now`, so
 *    they keep their place in the queue whenever the demonstration is first started.  Ids and receipt numbers are the
 *    same too while one thread works (n ≤ 1,000).
 *  - A case that is there stays as it is: a second start adds nothing, a larger n adds the rest, another seed counts
 *    for new cases alone.  A case whose making was cut off stays where it had come.
 *  - The first cases are laid out so that every tab has rows; on a closed day nothing can be due today. */
#ifndef APP_DEMO_CASES_H
#define APP_DEMO_CASES_H

#include "app/running.h"

MUST_USE enum rc demo_make_cases(struct running *r, int64_t n, int64_t seed);
MUST_USE enum rc demo_make_cases_at(struct running *r, int64_t n, int64_t seed, t_time now);

#endif

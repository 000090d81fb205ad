/* SPDX-License-Identifier: Apache-2.0 */
/* Scheduled jobs that belong to no room. */
#ifndef APP_CHORES_H
#define APP_CHORES_H

#include "base/arena.h"
#include "platform/jobs/jobs.h"

/* All kinds of jobs of this program: the queue's own, these chores, the rooms'. For the runner. */
const struct job_kind *const *chores_and_rooms(struct arena *mem);

#endif

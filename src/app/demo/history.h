/* SPDX-License-Identifier: Apache-2.0 */
/* Moves a demonstration case on as the staff of 都市X would, through cases_act alone. */
#ifndef APP_DEMO_HISTORY_H
#define APP_DEMO_HISTORY_H

#include "app/demo/draw.h"
#include "civic/cases/cases.h"

enum demo_goal {
    GOAL_RECEIVED,
    GOAL_REVIEW,
    GOAL_ASKED,     /* 補正 open */
    GOAL_ANSWERED,  /* 補正 answered: under review again */
    GOAL_PROPOSED,  /* waits for 決裁 */
    GOAL_RETURNED,  /* 差戻し: under review again */
    GOAL_DECIDED,
    GOAL_WITHDRAWN,
};

enum { DEMO_MOST_STAFF = 20 };

struct demo_office { /* the staff of the section who work on cases */
    struct case_actor clerks[DEMO_MOST_STAFF], approvers[DEMO_MOST_STAFF];
    size_t n_clerks, n_approvers;
};
MUST_USE enum rc demo_office_read(struct db *db, struct arena *mem, const struct town *town, struct str section_code,
                                  struct demo_office *ret_office);

struct demo_history {
    const struct hall *hall;
    const struct town *town;
    struct db *db;
    struct arena *mem;
    const struct demo_office *office;
    t_id case_id;
    t_time at;  /* of the last event: grows */
    t_time now; /* nothing happens later */
    struct draw draw;
    size_t clerk; /* of office->clerks */
};
MUST_USE enum rc demo_history_make(struct demo_history *h, enum demo_goal goal);

#endif

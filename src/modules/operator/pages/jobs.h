/* SPDX-License-Identifier: Apache-2.0 */
/* The jobs of this store, over all towns. */
#ifndef MODULES_OPERATOR_PAGES_JOBS_H
#define MODULES_OPERATOR_PAGES_JOBS_H

#include "platform/page/page.h"

struct operator_jobs_kind {
    struct str name, waits; /* waits: since when the oldest ready one could run, "" none */
    int64_t ready, later, behind, running, again, dead;
    bool is_paused, has_dead;
    struct url dead_only;
};

struct operator_jobs_letter {
    struct str town, kind, number, thread, died, added, error;
    int64_t attempts;
    struct str id; /* TOWN/NUMBER */
};

struct operator_jobs_view {
    struct str now, kind; /* kind: whose dead letters are shown */
    struct url style, icon, emblem;
    LIST(struct operator_jobs_kind) kinds;
    LIST(struct operator_jobs_letter) letters;
    bool has_kind, has_letters, has_more;
    struct str notice;
    bool has_notice;
};

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The town's home page. */
#ifndef MODULES_PROCEDURES_PAGES_HOME_H
#define MODULES_PROCEDURES_PAGES_HOME_H

#include "modules/procedures/pages/list.h"

struct procedures_home_view {
    struct str notice; /* of the town; lines kept */
    bool has_notice;
    LIST(struct procedures_row) rows;
};

#endif

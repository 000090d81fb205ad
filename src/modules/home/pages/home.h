/* SPDX-License-Identifier: Apache-2.0 */
/* The town's first page. */
#ifndef MODULES_HOME_PAGES_HOME_H
#define MODULES_HOME_PAGES_HOME_H

#include "modules/home/pages/rows.h"

struct home_home_view {
    struct str notice; /* of the town; lines kept */
    struct url tel;
    bool has_notice, has_telephone, has_account;
    bool by_use; /* the procedures are those used most */
    bool in_emergency;
    int count; /* of all procedures */
    LIST(struct home_event) events;
    LIST(struct home_procedure) rows;
};

#endif

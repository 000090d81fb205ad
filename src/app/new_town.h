/* SPDX-License-Identifier: Apache-2.0 */
/* Writes an empty, real town into a store. */
#ifndef APP_NEW_TOWN_H
#define APP_NEW_TOWN_H

#include "app/running.h"

struct new_town {
    struct str code, name, host, section, telephone; /* host may be "" */
    bool is_one_of_many; /* the machine's own names are not the town's */
    struct str family, given, login;
    struct str password; /* out: for one log-in */
};

bool new_town_login_is_good(struct str login);
/* The id of a new town is its code: no two towns of Japan have the same, wherever their stores come together. */
t_id new_town_id(struct str code);
/* One transaction: the town, its hosts, one section, one administrator. */
MUST_USE enum rc new_town_make(struct running *r, struct new_town *t);

#endif

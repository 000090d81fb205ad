/* SPDX-License-Identifier: Apache-2.0 */
/* Writes an empty, real town into an empty store. */
#ifndef APP_NEW_TOWN_H
#define APP_NEW_TOWN_H

#include "app/running.h"

struct new_town {
    struct str code, name, host, section, telephone; /* host may be "" */
    struct str family, given, login;
    struct str password; /* out: for one log-in */
};

bool new_town_login_is_good(struct str login);
/* One transaction: the town, its hosts, one section, one administrator. */
MUST_USE enum rc new_town_make(struct running *r, struct new_town *t);

#endif

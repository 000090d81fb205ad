/* SPDX-License-Identifier: Apache-2.0 */
/* Who may do what: roles give permissions, and the route table names the permission.  The roles are
 * fixed here until a town can make its own. */
#ifndef CIVIC_PERMISSIONS_H
#define CIVIC_PERMISSIONS_H

#include "base/arena.h"
#include "base/types.h"

struct req;

struct identity { /* a member of staff who is signed in */
    t_id staff_id, section_id, session_id;
    struct str name, section_name, login;
    uint64_t permissions;
    struct str via; /* a program acts for them: detail of the audit rows, {"token":"REF"}; "" for
                       the person */
};

/* The bits of a role ("clerk", "approver", …); 0 for an unknown one. */
uint64_t permissions_of_role(struct str role);
/* The names of all roles. */
size_t permissions_roles(const struct str **ret_names);
/* Permissions are known by name; an unknown name is held by nobody. */
bool permissions_has(uint64_t permissions, struct str name);
/* Names one after another, as tokens keep them: "cases.see cases.work". False when one is unknown;
 * what is known counts all the same. */
bool permissions_of_names(struct str names, uint64_t *ret_permissions);
struct str permissions_names(struct arena *mem, uint64_t permissions);
/* 案件を見る, … for screens; "" for an unknown name. */
struct str permissions_title(struct str name);
/* Of the request at hand; NULL when nobody is signed in. */
const struct identity *identity_of(const struct req *r);
/* 住民課, 審査, … for screens. */
struct str permissions_role_title(struct str role);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The families of the invented register who can apply for 児童手当. */
#ifndef APP_DEMO_FAMILIES_H
#define APP_DEMO_FAMILIES_H

#include "app/demo/residents.h"

enum { DEMO_MOST_CHILDREN = 8 };

struct demo_family {
    const struct demo_resident *head, *partner; /* partner NULL: alone */
    const struct demo_resident *children[DEMO_MOST_CHILDREN];
    size_t n_children; /* eldest first */
};

/* All families with a child, but for the story's own first: the visitor plays her.  Without those whose parents
 * are all public servants, who apply at their workplace.  Lives in mem. */
size_t demo_families_read(struct arena *mem, const struct demo_family **ret_families);

#endif

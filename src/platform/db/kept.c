/* SPDX-License-Identifier: Apache-2.0 */
/* Prepared statements of one connection, found by the address of their text. */
#include "platform/db/store.h"

#include <stdlib.h>

static size_t slot(const struct db_kept_table *t, const struct db_statement *statement)
{
    size_t i = ((uintptr_t)statement >> 4) * 0x9E3779B97F4A7C15u >> 20 & (t->n_room - 1);
    while (t->p[i] && t->p[i]->statement != statement)
        i = (i + 1) & (t->n_room - 1);
    return i;
}

static bool make_room(struct db_kept_table *t)
{
    if (t->n * 2 < t->n_room)
        return true;
    struct db_kept_table old = *t;
    t->n_room = old.n_room ? old.n_room * 2 : 64;
    t->p = calloc(t->n_room, sizeof *t->p);
    if (!t->p) {
        *t = old;
        return false;
    }
    for (size_t i = 0; i < old.n_room; i++)
        if (old.p[i])
            t->p[slot(t, old.p[i]->statement)] = old.p[i];
    free(old.p);
    return true;
}

struct db_kept **db_kept_place(struct db_kept_table *t, const struct db_statement *statement)
{
    return make_room(t) ? &t->p[slot(t, statement)] : NULL;
}

void db_kept_add(struct db_kept_table *t, struct db_kept **place, struct db_kept *k)
{
    *place = k;
    t->n++;
}

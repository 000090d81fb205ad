/* SPDX-License-Identifier: Apache-2.0 */
/* Keys from blocks.  next_id of a table is the next key to give; a multiple of the block's size
 * says that the block is used up (so is 0, at the start), which lets one atomic do.  A block that
 * was begun and not used up is given up at the end of the process: keys have gaps. */
#include "platform/db/db_sql.h"
#include "platform/db/store.h"

#include <assert.h>

struct take {
    int table;
    t_id end;
};

static enum rc take_block(struct db *db, void *ctx)
{
    struct take *t = ctx;
    struct db_sql_block_take_row row;
    struct arena none; /* the row holds no text */
    arena_init(&none, 1);
    enum rc rc = db_sql_block_take(db, &none, t->table, ID_BLOCK, &row);
    if (rc == OK)
        t->end = row.allotted;
    return rc;
}

void db_ids_begin(struct db *db)
{
    db->n_own = 0;
}

/* Inside a transaction a block may still be rolled back: its keys are for this transaction alone.
 */
static enum rc own_id(struct db *db, int table, t_id *ret_id)
{
    int i = 0;
    while (i < db->n_own && db->own[i].table != table)
        i++;
    if (i == MOST_OWN_BLOCKS)
        return FAILED;
    if (i == db->n_own || db->own[i].next == db->own[i].end) {
        struct take t = { .table = table };
        enum rc rc = take_block(db, &t);
        if (rc != OK)
            return rc;
        db->own[i] = (struct own_block) { table, t.end - ID_BLOCK + 1, t.end };
        db->n_own += i == db->n_own;
    }
    *ret_id = db->own[i].next++;
    return OK;
}

static bool draw(_Atomic t_id *next, t_id *ret_id)
{
    t_id id = atomic_load(next);
    while (id % ID_BLOCK != 0)
        if (atomic_compare_exchange_weak(next, &id, id + 1)) {
            *ret_id = id;
            return true;
        }
    return false;
}

enum rc db_new_id(struct db *db, int table, t_id *ret_id)
{
    assert(table > 0 && table <= MOST_TABLE_NUMBER);
    struct db_store *s = db->store;
    enum rc rc = OK;
    if (draw(&s->next_id[table], ret_id))
        return OK;
    if (db->writes)
        return own_id(db, table, ret_id);
    pthread_mutex_lock(&s->refill);
    while (rc == OK && !draw(&s->next_id[table], ret_id)) {
        struct take t = { .table = table };
        rc = db_transaction(db, take_block, &t);
        if (rc == OK)
            atomic_store(&s->next_id[table], t.end - ID_BLOCK + 1);
    }
    pthread_mutex_unlock(&s->refill);
    return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Every shape of query and every type, through generated code and a real store. */
#include "platform/db/db.h"
#include "platform/db/shapes/shapes_sql.h"
#include "tests/store.h"
#include "tests/test.h"

#include <stdlib.h>

static const struct db_migration *const lists[] = { shapes_migrations, NULL };

static struct db *session(void)
{
    struct db_store *store;
    struct db *db;
    char why[DB_WHY];
    if (!CHECK_OK(db_open(
            &(struct db_options) {
                .path = test_store(":memory:"), .migrations = lists, .readers = 2, .why = why },
            &store)))
        abort();
    CHECK_OK(db_session_open(store, &db));
    return db;
}

static void finish(struct db *db)
{
    struct db_store *store = db_store_of(db);
    db_session_close(db);
    db_close(store);
}

static enum rc add(struct db *db, void *ctx)
{
    int64_t changed = 0;
    enum rc rc = shapes_sql_add(db, ctx, &changed);
    return rc == OK && changed != 1 ? FAILED : rc;
}

static struct shapes_sql_add_in thing(t_id id, const char *name)
{
    return (struct shapes_sql_add_in) {
        .town_id = 1,
        .id = id,
        .name = str_of(name),
        .amount = id * 10,
        .most = INT64_MIN,
        .at = 5,
        .due_on = { -3 },
        .seen_on = NO_DATE,
        .price = { 1200 },
        .paid = { INT64_MIN },
        .detail = S("{}"),
        .bytes = { (const unsigned char *)"\0x", 2 },
    };
}

TEST(a_row_comes_back_as_it_was_written_with_its_nulls)
{
    struct db *db = session();
    struct shapes_sql_add_in in = thing(7, "");
    in.name = S("机　x");
    CHECK_OK(db_transaction(db, add, &in));
    struct shapes_sql_whole_row row;
    CHECK_OK(shapes_sql_whole(db, test_arena(), 1, 7, &row));
    CHECK_STR(row.name, "机　x");
    CHECK(row.note.p == NULL && row.most == INT64_MIN && row.ended_at == 0 && row.owner_id == 0);
    CHECK(!date_is_set(row.seen_on) && row.paid.yen == INT64_MIN && row.seal.p == NULL);
    CHECK_INT(row.due_on.days, -3);
    CHECK_INT(row.price.yen, 1200);
    CHECK(row.bytes.n == 2 && memcmp(row.bytes.p, "\0x", 2) == 0 && !row.is_open);
    finish(db);
}

TEST(a_text_with_a_nul_is_refused)
{
    struct db *db = session();
    struct shapes_sql_add_in in = thing(7, "");
    in.name = S("a\0b");
    CHECK_INT(db_transaction(db, add, &in), INVALID);
    finish(db);
}

TEST(what_may_be_null_need_not_be_null)
{
    struct db *db = session();
    struct shapes_sql_add_in in = thing(8, "");
    in.note = S("");
    in.most = -1, in.ended_at = 9, in.seen_on.days = 0, in.paid.yen = 0, in.owner_id = 4;
    in.is_open = true, in.bytes.n = 0, in.seal = (struct blob) { (const unsigned char *)"s", 1 };
    CHECK_OK(db_transaction(db, add, &in));
    struct shapes_sql_whole_row row;
    CHECK_OK(shapes_sql_whole(db, test_arena(), 1, 8, &row));
    CHECK(row.note.p != NULL && row.note.n == 0 && row.most == -1 && row.ended_at == 9);
    CHECK(row.seen_on.days == 0 && row.paid.yen == 0 && row.owner_id == 4 && row.is_open);
    CHECK(row.bytes.n == 0 && row.seal.n == 1 && row.seal.p[0] == 's');
    finish(db);
}

TEST(one_is_not_found_and_maybe_says_so)
{
    struct db *db = session();
    struct shapes_sql_whole_row whole;
    struct shapes_sql_find_row row;
    bool found = true;
    CHECK_INT(shapes_sql_whole(db, test_arena(), 1, 99, &whole), NOT_FOUND);
    CHECK_OK(shapes_sql_find(db, test_arena(), 1, 99, &row, &found));
    CHECK(!found);
    struct shapes_sql_add_in in = thing(1, "a");
    CHECK_OK(db_transaction(db, add, &in));
    CHECK_OK(shapes_sql_find(db, test_arena(), 1, 1, &row, &found));
    CHECK(found && row.owner_name.p == NULL);
    CHECK_INT(shapes_sql_whole(db, test_arena(), 2, 1, &whole), NOT_FOUND);
    finish(db);
}

TEST(optional_parts_and_orders_choose_their_statement)
{
    struct db *db = session();
    struct shapes_sql_add_in in[3] = { thing(1, "b"), thing(2, "a"), thing(3, "c") };
    in[2].owner_id = 5;
    for (int i = 0; i < 3; i++)
        CHECK_OK(db_transaction(db, add, &in[i]));
    struct shapes_sql_list_in q = { .town_id = 1, .limit = 10 };
    struct shapes_sql_list_rows rows;
    CHECK_OK(shapes_sql_list(db, test_arena(), &q, &rows));
    CHECK(rows.n == 3 && rows.p[0].id == 2 && rows.p[2].id == 3);
    q.order = SHAPES_SQL_LIST_NEWEST;
    q.limit = 2;
    CHECK_OK(shapes_sql_list(db, test_arena(), &q, &rows));
    CHECK(rows.n == 2 && rows.p[0].id == 3 && rows.p[1].id == 2);
    q.has_least = true, q.least = 15, q.limit = 10;
    CHECK_OK(shapes_sql_list(db, test_arena(), &q, &rows));
    CHECK_INT((int64_t)rows.n, 2);
    q.has_owner = true, q.owner_id = 5;
    CHECK_OK(shapes_sql_list(db, test_arena(), &q, &rows));
    CHECK(rows.n == 1 && rows.p[0].id == 3);
    q.has_text = true; /* not allowed together with the others */
    CHECK_INT(shapes_sql_list(db, test_arena(), &q, &rows), INVALID);
    finish(db);
}

static enum rc join(void *ctx, const struct shapes_sql_each_name_row *row)
{
    struct str *s = ctx;
    *s = arena_fmt(test_arena(), "%.*s%.*s", STR(*s), STR(row->name));
    return s->n >= 2 ? DENIED : OK;
}

TEST(each_goes_row_by_row_and_stops_when_told)
{
    struct db *db = session();
    for (t_id id = 1; id <= 3; id++) {
        struct shapes_sql_add_in in = thing(id, id == 1 ? "x" : id == 2 ? "y" : "z");
        CHECK_OK(db_transaction(db, add, &in));
    }
    struct str s = S("");
    CHECK_INT(shapes_sql_each_name(db, test_arena(), 1, join, &s), DENIED);
    CHECK_STR(s, "xy");
    finish(db);
}

TEST(an_undeclared_null_fails)
{
    struct db *db = session();
    struct shapes_sql_sum_row row;
    CHECK_INT(shapes_sql_sum(db, test_arena(), 1, &row), FAILED); /* the sum of nothing is NULL */
    struct shapes_sql_add_in in = thing(4, "n");
    CHECK_OK(db_transaction(db, add, &in));
    CHECK_OK(shapes_sql_sum(db, test_arena(), 1, &row));
    CHECK(row.n == 1 && row.total == 40);
    finish(db);
}

TEST(many_rows_grow_in_the_arena)
{
    struct db *db = session();
    for (t_id id = 1; id <= 100; id++) {
        struct shapes_sql_add_in in = thing(id, "n");
        CHECK_OK(db_transaction(db, add, &in));
    }
    struct shapes_sql_list_rows rows;
    struct shapes_sql_list_in q = { .town_id = 1, .limit = 1000 };
    CHECK_OK(shapes_sql_list(db, test_arena(), &q, &rows));
    CHECK(rows.n == 100 && rows.p[99].id == 100);
    finish(db);
}

TEST(a_session_outside_a_transaction_cannot_write)
{
    struct db *db = session();
    struct shapes_sql_add_in in = thing(1, "n");
    int64_t changed;
    CHECK_INT(shapes_sql_add(db, &in, &changed), FAILED);
    finish(db);
}

static enum rc nothing(struct db *db, void *arg)
{
    (void)db, (void)arg;
    return OK;
}

TEST(a_snapshot_does_not_see_what_is_written_meanwhile)
{
    struct db *db = session(), *other;
    struct shapes_sql_counters_row row;
    CHECK_OK(db_session_open(db_store_of(db), &other));
    CHECK_OK(db_read_begin(db));
    CHECK_OK(shapes_sql_counters(db, test_arena(), 1, &row));
    struct shapes_sql_add_in in = thing(1, "n");
    CHECK_OK(db_transaction(other, add, &in));
    CHECK_OK(shapes_sql_counters(db, test_arena(), 1, &row));
    CHECK_INT(row.things, 0);
    /* One's own transaction ends the snapshot: what is read afterwards is what is so then. */
    CHECK_OK(db_transaction(db, nothing, NULL));
    CHECK_OK(shapes_sql_counters(db, test_arena(), 1, &row));
    CHECK_INT(row.things, 1);
    db_read_end(db);
    CHECK_OK(shapes_sql_counters(db, test_arena(), 1, &row));
    CHECK_INT(row.things, 1);
    db_session_close(other);
    finish(db);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The room over a real store: requests through the dispatcher, without a socket. */
#include "modules/room_name/room_name.h"
#include "modules/room_name/room_name_sql.h"
#include "tests/fixture.h"

static struct fixture *town(void)
{
    static const struct route *tables[2];
    static const struct db_migration *migrations[2];
    tables[0] = room_name_module.routes;
    migrations[0] = room_name_module.migrations;
    return fixture(tables, migrations);
}

struct entry {
    t_id town_id, id;
    struct str title;
    t_time added_at;
};

static enum rc add(struct db *db, void *arg)
{
    const struct entry *e = arg;
    return room_name_sql_add(db, e->town_id, e->id, e->title, e->added_at, NULL);
}

static void put(struct fixture *f, struct str title, t_time added_at)
{
    struct entry e = { f->town->id, 0, title, added_at };
    CHECK_OK(db_new_id(f->db, TABLE_ROOM_NAME_ENTRY, &e.id));
    CHECK_OK(db_transaction(f->db, add, &e));
}

TEST(an_empty_room_says_so)
{
    struct loopback_reply y = fixture_get(town(), "", S("/room-name"));
    CHECK_INT(y.status, 200);
    CHECK(fixture_shows(y, "まだ何もありません。"));
}

TEST(what_is_there_is_shown_to_everybody_and_escaped)
{
    struct fixture *f = town();
    put(f, S("見本 <b>"), time_now());
    put(f, S("古い見本"), time_now() - 300 * DAY);
    struct loopback_reply y = fixture_get(f, "", S("/room-name"));
    CHECK_INT(y.status, 200);
    CHECK(fixture_shows(y, "見本 &lt;b&gt;") && fixture_shows(y, "新着"));
    CHECK(str_find(y.body, S("見本 &lt;b&gt;")) < str_find(y.body, S("古い見本")));
    CHECK(!fixture_shows(y, "まだ何もありません。"));
}

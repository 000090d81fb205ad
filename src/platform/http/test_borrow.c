/* SPDX-License-Identifier: Apache-2.0 */
/* Requests that borrow the store they need: asked once, given back once, whatever becomes of them. */
#include "platform/db/db.h"
#include "platform/http/http.h"
#include "tests/test.h"

#include <stdlib.h>

static struct db_store *store;
static enum rc lends;
static int lent, back;
static char lender; /* its address is what is handed around */

static enum rc borrow(struct req *r, void **ret_lender)
{
    if (lends != OK)
        return lends;
    enum rc rc = db_session_open(store, &r->db);
    if (rc == OK) {
        lent++;
        *ret_lender = &lender;
    }
    return rc;
}

static void give_back(void *from, struct db *db)
{
    CHECK(from == &lender && db && db_store_of(db) == store);
    back++;
    db_session_close(db);
}

static enum rc identify(struct req *r)
{
    return str_eq(r->host, S("fails")) ? FAILED : OK;
}

static enum rc says(struct req *r)
{
    return reply_html(r, 200, r->db ? S("a session") : S("none"));
}

static enum rc fails(struct req *r)
{
    (void)r;
    return FAILED;
}

static enum rc eats(struct req *r)
{
    for (int i = 0; i < 100 && !arena_failed(r->mem); i++)
        arena_new(r->mem, char, 200000);
    return reply_html(r, 200, S("half a page"));
}

static const struct route routes[] = {
    { GET, "/", ZONE_PUBLIC, ACCESS_ANYONE, QUEUED, says, "h" },
    { GET, "/inline", ZONE_PUBLIC, ACCESS_ANYONE, INLINE, says, "h" },
    { GET, "/fails", ZONE_PUBLIC, ACCESS_ANYONE, QUEUED, fails, "h" },
    { GET, "/eats", ZONE_PUBLIC, ACCESS_ANYONE, QUEUED, eats, "h" },
    { 0 },
};
static const struct route *const tables[] = { routes, NULL };
static bool gone;

static bool is_ready(void *app)
{
    (void)app;
    return !gone;
}

static struct loopback_reply ask(const char *path, const char *headers)
{
    static struct http_server *server;
    static unsigned char key[32] = { 1 };
    static const struct db_migration *const migrations[] = { NULL };
    struct loopback_reply y = { 0 };
    struct http_config config = { .zone_public = true, .routes = tables, .key = key, .borrow = borrow, .give_back = give_back,
                                  .identify = identify, .is_ready = is_ready, .default_rate_per_minute = 6000 };
    struct db_options o = { .path = ":memory:", .migrations = migrations, .readers = 2, .accept_fast_fsync = true };
    if (!server && (db_open(&o, &store) != OK || http_start(&config, &server) != OK))
        abort();
    CHECK_OK(http_loopback(server, "GET", path, headers, S(""), test_arena(), &y));
    CHECK_INT(back, lent);
    return y;
}

TEST(a_request_has_the_session_it_borrowed_and_gives_it_back)
{
    lends = OK;
    lent = back = 0;
    CHECK_SAME(ask("/", "").body, S("a session"));
    CHECK_INT(lent, 1);
    CHECK_SAME(ask("/inline", "").body, S("none"));
    CHECK_INT(lent, 1);
    CHECK_INT(ask("/fails", "").status, 500);
    CHECK_INT(ask("/eats", "").status, 503);
    CHECK_INT(back, 3);
}

TEST(who_lends_nothing_says_whether_to_come_again)
{
    lent = back = 0;
    lends = NOT_FOUND;
    CHECK_INT(ask("/", "").status, 421);
    lends = BUSY;
    struct loopback_reply y = ask("/", "");
    CHECK_INT(y.status, 503);
    CHECK(str_find(y.headers, S("Retry-After: 30\n")) != SIZE_MAX);
    lends = FAILED;
    CHECK_INT(ask("/", "").status, 503);
    CHECK_INT(lent, 0);
}

TEST(a_failure_while_something_is_gone_is_no_fault_of_the_request)
{
    lends = OK;
    gone = true;
    CHECK_INT(ask("/fails", "").status, 503);
    CHECK_INT(ask("/", "Host: fails\n").status, 503);
    gone = false;
    CHECK_INT(ask("/", "Host: fails\n").status, 500);
}

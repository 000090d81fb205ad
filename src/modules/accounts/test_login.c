/* SPDX-License-Identifier: Apache-2.0 */
/* The log-in page from the outside. */
#include "civic/sections/sections_sql.h"
#include "modules/accounts/accounts.h"
#include "modules/accounts/accounts_sql.h"
#include "tests/fixture.h"

static const char password[] = "a long fictional password";

static enum rc add_staff(struct db *db, void *arg)
{
    const struct str *hash = arg;
    struct sections_sql_add_staff_in row = { 7, 50, S("trial"), S("試山"), S("ログイン"), 3, *hash };
    return sections_sql_add_staff(db, &row, NULL);
}

static struct fixture *town(void)
{
    static const struct route *tables[2];
    static const struct db_migration *const lists[] = { accounts_migrations, NULL };
    static bool made;
    tables[0] = accounts_module.routes;
    struct fixture *f = fixture(tables, lists);
    struct str hash;
    if (!made) {
        CHECK_OK(accounts_password_hash(test_arena(), str_of(password), &hash));
        CHECK_OK(db_transaction(f->db, add_staff, &hash));
        made = true;
    }
    return f;
}

static struct str after(struct str text, struct str mark, char end)
{
    size_t at = str_find(text, mark);
    struct str rest = at == SIZE_MAX ? S("") : str_sub(text, at + mark.n, text.n), part = S("");
    str_cut(&rest, end, &part);
    return part;
}

static struct loopback_reply sign_in(struct fixture *f, const char *login, const char *typed, struct str next)
{
    struct loopback_reply page, y = { 0 };
    struct arena *mem = test_arena();
    CHECK_OK(http_loopback(f->server, "GET", "/staff/login", "", S(""), mem, &page));
    struct str token = after(page.body, S("name=\"csrf\" value=\""), '"');
    struct str visitor = after(page.headers, S("__Host-visitor="), ';');
    struct str body = arena_fmt(mem, "csrf=%.*s&login=%s&password=%.*s&next=%.*s", STR(token), login,
                                STR(fixture_encode(str_of(typed))), STR(fixture_encode(next)));
    CHECK_OK(http_loopback(f->server, "POST", "/staff/login",
                           arena_fmt(mem, "Cookie: __Host-visitor=%.*s\n", STR(visitor)).p, body, mem, &y));
    return y;
}

TEST(after_signing_in_only_our_own_pages_come_next)
{
    struct fixture *f = town();
    static const struct {
        const char *next, *to;
    } asked[] = {
        { "", "Location: /staff\n" },
        { "/staff/cases/ABC", "Location: /staff/cases/ABC\n" },
        { "//elsewhere.example/", "Location: /staff\n" },
        { "https://elsewhere.example/", "Location: /staff\n" },
        { "/staff//elsewhere.example", "Location: /staff\n" },
        { "/staff/\\elsewhere.example", "Location: /staff\n" },
        { "/staff/a b", "Location: /staff\n" },
        { "/staff\r\nSet-Cookie: a=b", "Location: /staff\n" },
        { "/staff/\xE3\x81\x82", "Location: /staff\n" },
        { "/staff/logout", "Location: /staff\n" },
    };
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        struct loopback_reply y = sign_in(f, "trial", password, str_of(asked[i].next));
        CHECK_INT(y.status, 303);
        CHECK(str_find(y.headers, str_of(asked[i].to)) != SIZE_MAX);
        CHECK(str_find(y.headers, S("Set-Cookie: __Host-staff=")) != SIZE_MAX);
    }
}

TEST(wrong_passwords_and_unknown_names_look_the_same_and_wait_after_five)
{
    struct fixture *f = town();
    for (int i = 0; i < 5; i++) {
        struct loopback_reply known = sign_in(f, "trial", "not the password", S(""));
        struct loopback_reply unknown = sign_in(f, "nobody", "not the password", S(""));
        CHECK_INT(known.status, 422);
        CHECK_INT(unknown.status, 422);
        CHECK(fixture_shows(known, "ログイン名かパスワードが違います") &&
              fixture_shows(unknown, "ログイン名かパスワードが違います"));
    }
    CHECK_INT(sign_in(f, "trial", password, S("")).status, 429);
    CHECK_INT(sign_in(f, "nobody", password, S("")).status, 429);
}

TEST(the_sweep_keeps_what_is_still_young)
{
    struct fixture *f = town();
    struct accounts_sql_failure_row row;
    bool found = true;
    for (int i = 0; i < 5; i++)
        CHECK_INT(sign_in(f, "impatient", "not the password", S("")).status, 422);
    CHECK_OK(accounts_module.jobs[0].run(&f->hall, f->db, test_arena(), &(struct job){ .town_id = 7, .now = time_now() }));
    CHECK_INT(sign_in(f, "impatient", "not the password", S("")).status, 429);
    CHECK_OK(accounts_sql_failure(f->db, test_arena(), 7, S("impatient"), &row, &found));
    CHECK(!found); /* what was typed is not kept */
}

/* ---- sessions, with the program's own identification ---- */

static enum rc identify(struct req *r)
{
    r->town_id = 7;
    r->language = S("ja");
    return accounts_identify(r);
}

static enum rc probe(struct req *r)
{
    return reply_html(r, 200, req_csrf(r));
}

static bool may(const struct req *r, const char *permission)
{
    return permissions_has(r->permissions, str_of(permission));
}

static struct http_server *real_server(struct fixture *f)
{
    static const struct route probes[] = {
        { GET, "/staff/probe", ZONE_STAFF, ACCESS_SIGNED_IN, QUEUED, probe, "h" },
        { GET, "/staff/decide", ZONE_STAFF, ACCESS_PERMISSION, QUEUED, probe, "h", .permission = "cases.decide" },
        { 0 },
    };
    static const struct route *tables[] = { NULL, probes, NULL };
    static struct http_server *s;
    tables[0] = accounts_module.routes;
    struct http_config config = { .zone_public = true, .zone_staff = true, .routes = tables, .key = f->hall.keys.csrf,
                                  .store = f->hall.store, .app = &f->hall, .identify = identify, .may = may };
    if (!s)
        CHECK_OK(http_start(&config, &s));
    return s;
}

static int ask(struct fixture *f, const char *method, const char *target, struct str session, const char *fields,
               struct loopback_reply *ret_reply)
{
    const char *headers = arena_fmt(test_arena(), "Cookie: __Host-staff=%.*s\n", STR(session)).p;
    CHECK_OK(http_loopback(real_server(f), method, target, headers, str_of(fields), test_arena(), ret_reply));
    return ret_reply->status;
}

static enum rc give_role(struct db *db, void *arg)
{
    return sections_sql_add_role(db, 7, 51, str_of(arg), NULL);
}

static enum rc add_other(struct db *db, void *arg)
{
    const struct str *hash = arg;
    struct sections_sql_add_staff_in row = { 7, 51, S("second"), S("試山"), S("ふたり"), 3, *hash };
    return sections_sql_add_staff(db, &row, NULL);
}

static enum rc add_new_one(struct db *db, void *arg)
{
    const struct str *hash = arg;
    struct sections_sql_add_staff_in row = { 7, 52, S("newcomer"), S("新田"), S("はじめ"), 3, *hash, true };
    enum rc rc = sections_sql_add_staff(db, &row, NULL);
    return rc == OK ? sections_sql_add_role(db, 7, 52, S("approver"), NULL) : rc;
}

static struct str form_token(struct loopback_reply y)
{
    return after(y.body, S("name=\"csrf\" value=\""), '"');
}

static int choose(struct fixture *f, struct str session, const char *now, const char *new, const char *again)
{
    struct loopback_reply y;
    CHECK_INT(ask(f, "GET", "/staff/password", session, "", &y), 200);
    struct str body = arena_fmt(test_arena(), "csrf=%.*s&now=%.*s&new=%.*s&again=%.*s", STR(form_token(y)),
                                STR(fixture_encode(str_of(now))), STR(fixture_encode(str_of(new))),
                                STR(fixture_encode(str_of(again))));
    return ask(f, "POST", "/staff/password", session, arena_cstr(test_arena(), body), &y);
}

TEST(a_password_for_one_login_opens_one_page_until_another_is_chosen)
{
    struct fixture *f = town();
    struct loopback_reply y;
    struct str once = accounts_one_time_password(test_arena()), hash;
    CHECK(once.n >= 20 && !str_eq(once, accounts_one_time_password(test_arena())));
    CHECK_OK(accounts_password_hash(test_arena(), once, &hash));
    CHECK_OK(db_transaction(f->db, add_new_one, &hash));
    const char *printed = arena_cstr(test_arena(), once), *own = "a password of my own";
    struct str one = after(sign_in(f, "newcomer", printed, S("")).headers, S("__Host-staff="), ';');
    struct str two = after(sign_in(f, "newcomer", printed, S("")).headers, S("__Host-staff="), ';');
    CHECK_INT(ask(f, "GET", "/staff/probe", one, "", &y), 303);
    CHECK(str_find(y.headers, S("Location: /staff/password\n")) != SIZE_MAX);
    CHECK_INT(ask(f, "GET", "/staff/decide", one, "", &y), 303);
    CHECK_INT(choose(f, one, printed, "short", "short"), 422);
    CHECK_INT(choose(f, one, printed, own, "a password of mine, other"), 422);
    CHECK_INT(choose(f, one, printed, printed, printed), 422);
    CHECK_INT(choose(f, one, "a wrong password of now", own, own), 422);
    CHECK_INT(ask(f, "GET", "/staff/probe", one, "", &y), 303);
    CHECK_INT(choose(f, one, printed, own, own), 303);
    CHECK_INT(ask(f, "GET", "/staff/decide", one, "", &y), 200);
    CHECK_INT(ask(f, "GET", "/staff/probe", two, "", &y), 303); /* the other session has ended */
    CHECK(str_find(y.headers, S("/staff/login")) != SIZE_MAX);
    CHECK_INT(sign_in(f, "newcomer", printed, S("")).status, 422);
    CHECK_INT(sign_in(f, "newcomer", own, S("")).status, 303);
}

TEST(a_session_ends_when_its_browser_signs_in_anew_and_when_it_signs_out)
{
    struct fixture *f = town();
    struct loopback_reply y;
    struct str hash;
    CHECK_OK(accounts_password_hash(test_arena(), str_of(password), &hash));
    CHECK_OK(db_transaction(f->db, add_other, &hash));
    struct str one = after(sign_in(f, "second", password, S("")).headers, S("__Host-staff="), ';');
    CHECK_INT(ask(f, "GET", "/staff/probe", one, "", &y), 200);
    CHECK_INT(ask(f, "GET", "/staff/decide", one, "", &y), 403);
    CHECK_OK(db_transaction(f->db, give_role, (void *)"approver")); /* seen at the next page, not at the next log-in */
    CHECK_INT(ask(f, "GET", "/staff/decide", one, "", &y), 200);
    struct str body = arena_fmt(test_arena(), "csrf=%.*s&login=second&password=%.*s", STR(y.body),
                                STR(fixture_encode(str_of(password))));
    CHECK_INT(ask(f, "POST", "/staff/login", one, arena_cstr(test_arena(), body), &y), 303);
    struct str two = after(y.headers, S("__Host-staff="), ';');
    CHECK(two.n && !str_eq(one, two));
    CHECK_INT(ask(f, "GET", "/staff/probe", one, "", &y), 303);
    CHECK_INT(ask(f, "GET", "/staff/probe", two, "", &y), 200);
    body = arena_fmt(test_arena(), "csrf=%.*s", STR(y.body));
    CHECK_INT(ask(f, "POST", "/staff/logout", two, arena_cstr(test_arena(), body), &y), 303);
    CHECK_INT(ask(f, "GET", "/staff/probe", two, "", &y), 303);
}

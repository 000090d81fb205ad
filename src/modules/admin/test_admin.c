/* SPDX-License-Identifier: Apache-2.0 */
/* The administration from the outside: who may, who was slower, who is the last. */
#include "civic/notices/notices_sql.h"
#include "civic/sections/sections_sql.h"
#include "civic/town/town_sql.h"
#include "modules/accounts/accounts.h"
#include "modules/admin/admin.h"
#include "tests/fixture.h"

enum { TOWN = 7, ONE = 61, TWO = 62 };

static const struct str admin_logins[] = { S_("admin.one"), S_("admin.two") };

static enum rc add_admins(struct db *db, void *arg)
{
    const t_id *third = arg; /* the fixture's own administrator steps down: there are two */
    enum rc rc = sections_sql_drop_roles(db, TOWN, *third, NULL);
    for (t_id i = 0; i < 2 && rc == OK; i++) {
        struct sections_sql_add_staff_in row = {
            TOWN, ONE + i, admin_logins[i], S("管理"), S("たろう"), 3, S("no password opens this"),
            false
        };
        rc = sections_sql_add_staff(db, &row, NULL);
        if (rc == OK)
            rc = sections_sql_add_role(db, TOWN, ONE + i, S("admin"), NULL);
    }
    return rc;
}

/* Who asks is said by the cookie: "61" is the first administrator, "clerk" holds another role. */
static enum rc identify(struct req *r)
{
    static struct identity who[2];
    int64_t id;
    r->town_id = TOWN;
    r->language = S("ja");
    struct str cookie = req_cookie(r, "staff");
    if (!cookie.n)
        return OK;
    bool is_admin = str_to_int(cookie, &id);
    who[is_admin] = (struct identity) { .staff_id = is_admin ? id : 1,
                                        .section_id = 3,
                                        .session_id = 9,
                                        .name = S("管理 たろう"),
                                        .section_name = S("子育て課"),
                                        .login = S("x"),
                                        .permissions = permissions_of_role(is_admin ? S("admin")
                                                                                    : S("clerk")) };
    r->identity = &who[is_admin];
    r->staff_id = who[is_admin].staff_id;
    r->section_id = 3;
    r->session_id = 9;
    r->permissions = who[is_admin].permissions;
    return OK;
}

static bool may(const struct req *r, const char *permission)
{
    return permissions_has(r->permissions, str_of(permission));
}

static struct fixture *town(struct http_server **ret_server)
{
    static const struct route *tables[2];
    static const struct db_migration *lists[2];
    static struct http_server *server;
    tables[0] = admin_module.routes;
    lists[0] = accounts_module.migrations;
    struct fixture *f = fixture(tables, lists);
    struct http_config config = { .zone_public = true,
                                  .zone_staff = true,
                                  .routes = tables,
                                  .key = f->hall.keys.csrf,
                                  .store = f->hall.store,
                                  .app = &f->hall,
                                  .identify = identify,
                                  .may = may };
    if (!server) {
        t_id third = fixture_identity(f, "admin")->staff_id;
        CHECK_OK(db_transaction(f->db, add_admins, &third));
        CHECK_OK(http_start(&config, &server));
    }
    *ret_server = server;
    return f;
}

static struct loopback_reply ask(const char *method, struct str who, struct str target,
                                 struct str fields)
{
    struct http_server *server;
    struct loopback_reply y = { 0 };
    town(&server);
    CHECK_OK(http_loopback(server, method, arena_cstr(test_arena(), target),
                           arena_fmt(test_arena(), "Cookie: __Host-staff=%.*s\n", STR(who)).p,
                           fields, test_arena(), &y));
    return y;
}

static struct str after(struct str text, struct str mark, char end)
{
    size_t at = str_find(text, mark);
    struct str rest = at == SIZE_MAX ? S("") : str_sub(text, at + mark.n, text.n), part = S("");
    str_cut(&rest, end, &part);
    return part;
}

static struct loopback_reply post(const char *who, struct str target, struct str fields)
{
    struct str page = ask("GET", str_of(who), S("/staff/admin/days"), S("")).body;
    struct str token = after(page, S("name=\"csrf\" value=\""), '"');
    return ask("POST", str_of(who), target,
               arena_fmt(test_arena(), "csrf=%.*s&%.*s", STR(token), STR(fields)));
}

static struct str person_path(t_id id)
{
    struct http_server *server;
    struct fixture *f = town(&server);
    return arena_fmt(test_arena(), "/staff/admin/staff/%s",
                     ref_make(&f->hall, TABLE_STAFF, TOWN, id).text);
}

static struct str version_on(struct str target)
{
    return after(ask("GET", S("61"), target, S("")).body, S("name=\"version\" value=\""), '"');
}

TEST(every_page_of_the_administration_is_closed_to_other_roles)
{
    for (const struct route *r = admin_module.routes; r->handler; r++) {
        if (r->zone != ZONE_STAFF)
            continue;
        bool announces = str_starts(str_of(r->path), S("/staff/admin/emergency")); /* heads of sections may, too */
        CHECK(r->access == ACCESS_PERMISSION);
        CHECK_SAME(str_of(r->permission), announces ? S("emergency.announce") : S("admin.manage"));
        if (r->method == GET && str_find_char(str_of(r->path), '{') == SIZE_MAX) {
            CHECK_INT(ask("GET", S("clerk"), str_of(r->path), S("")).status, 403);
            CHECK_INT(ask("GET", S("61"), str_of(r->path), S("")).status, 200);
        }
    }
}

TEST(who_was_slower_changes_nothing_and_can_send_again)
{
    struct http_server *server;
    struct fixture *f = town(&server);
    struct sections_sql_section_by_id_row row;
    bool found;
    struct str path = arena_fmt(test_arena(), "/staff/admin/sections/%s",
                                ref_make(&f->hall, TABLE_SECTION, TOWN, 4).text);
    struct str seen = version_on(path);
    struct str form = arena_fmt(test_arena(), "version=%.*s&name=%s", STR(seen),
                                "%E5%B8%82%E6%B0%91%E8%AA%B2"); /* 市民課 */
    CHECK_INT(post("61", path, form).status, 303);
    struct loopback_reply late =
        post("62", path, arena_fmt(test_arena(), "version=%.*s&name=late", STR(seen)));
    CHECK_INT(late.status, 409);
    CHECK(fixture_shows(late, "ほかの人が先に変えました") && fixture_shows(late, "市民課") &&
          fixture_shows(late, "late"));
    CHECK_OK(sections_sql_section_by_id(f->db, test_arena(), TOWN, 4, &row, &found));
    CHECK_SAME(row.name, S("市民課"));
    struct str next = after(late.body, S("name=\"version\" value=\""), '"');
    CHECK_INT(post("62", path, arena_fmt(test_arena(), "version=%.*s&name=late", STR(next))).status,
              303);
}

TEST(of_two_administrators_who_both_go_one_stays)
{
    struct http_server *server;
    struct fixture *f = town(&server);
    struct sections_sql_admins_row left;
    struct str one = person_path(ONE), two = person_path(TWO);
    struct str first =
        arena_fmt(test_arena(), "version=%.*s&family=a&section=kosodate&active=yes&role=clerk",
                  STR(version_on(one)));
    struct str second = arena_fmt(test_arena(), "version=%.*s&family=b&section=kosodate&active=yes",
                                  STR(version_on(two)));
    CHECK_INT(post("61", two, second).status, 303);
    struct loopback_reply last = post("61", one, first);
    CHECK_INT(last.status, 422);
    CHECK(fixture_shows(last, "「管理」の役割を持つ職員がいなくなります"));
    CHECK_OK(sections_sql_admins(f->db, test_arena(), TOWN, S("admin"), &left));
    CHECK_INT(left.n, 1);
    struct str leaving = arena_fmt(
        test_arena(), "version=%.*s&family=a&section=kosodate&role=admin", STR(version_on(one)));
    CHECK_INT(post("61", one, leaving).status, 422); /* nobody ends their own log-in */
}

TEST(roles_that_do_not_exist_and_unknown_sections_are_not_taken)
{
    struct http_server *server;
    struct fixture *f = town(&server);
    struct sections_sql_roles_rows roles;
    struct str path = person_path(2);
    struct str form = arena_fmt(
        test_arena(),
        "version=%.*s&family=c&section=kosodate&active=yes&role=root&role=clerk&role=clerk",
        STR(version_on(path)));
    CHECK_INT(post("61", path, form).status, 303);
    CHECK_OK(sections_sql_roles(f->db, test_arena(), TOWN, 2, 10, &roles));
    CHECK_INT((int64_t)roles.n, 1);
    form = arena_fmt(test_arena(), "version=%.*s&family=c&section=elsewhere&active=yes",
                     STR(version_on(path)));
    CHECK_INT(post("61", path, form).status, 422);
}

TEST(each_change_moves_the_towns_mark_and_a_refused_one_does_not)
{
    struct http_server *server;
    struct fixture *f = town(&server);
    struct town_sql_changes_rows before, after_refusal, after_change;
    CHECK_OK(town_sql_changes(f->db, test_arena(), 10, &before));
    CHECK_INT(post("61", S("/staff/admin/look"), S("version=999&colour=%23ffcc00")).status, 422);
    CHECK_INT(post("61", S("/staff/admin/look"), S("version=999&colour=%231b5e20")).status, 409);
    CHECK_OK(town_sql_changes(f->db, test_arena(), 10, &after_refusal));
    CHECK_INT(after_refusal.n ? after_refusal.p[0].version : 0, before.n ? before.p[0].version : 0);
    struct str form = arena_fmt(test_arena(), "version=%.*s&colour=1B5E20",
                                STR(version_on(S("/staff/admin/look"))));
    CHECK_INT(post("61", S("/staff/admin/look"), form).status, 303);
    CHECK_OK(town_sql_changes(f->db, test_arena(), 10, &after_change));
    CHECK_INT(after_change.p[0].version, (before.n ? before.p[0].version : 0) + 1);
}

TEST(a_name_of_another_table_or_town_opens_nobody)
{
    struct http_server *server;
    struct fixture *f = town(&server);
    struct str section = arena_fmt(test_arena(), "/staff/admin/staff/%s",
                                   ref_make(&f->hall, TABLE_SECTION, TOWN, 3).text);
    struct str elsewhere = arena_fmt(test_arena(), "/staff/admin/staff/%s",
                                     ref_make(&f->hall, TABLE_STAFF, TOWN + 1, 1).text);
    CHECK_INT(ask("GET", S("61"), section, S("")).status, 404);
    CHECK_INT(ask("GET", S("61"), elsewhere, S("")).status, 404);
    CHECK_INT(ask("GET", S("61"), person_path(12345), S("")).status, 404);
    CHECK_INT(ask("GET", S(""), S("/theme/1b5e20.css"), S("")).status,
              404); /* the fixture's view is the one of the start */
}

TEST(texts_are_kept_with_their_lines_and_the_slower_sees_both)
{
    struct http_server *server;
    struct fixture *f = town(&server);
    struct town_sql_texts_rows rows;
    struct str path = S("/staff/admin/texts"), seen = version_on(path);
    CHECK_INT(
        post("61", path,
             arena_fmt(test_arena(), "version=%.*s&home=one%%0D%%0Atwo&ending=call+us", STR(seen)))
            .status,
        303);
    CHECK_OK(town_sql_texts(f->db, test_arena(), TOWN, 50, &rows));
    for (size_t i = 0; i < rows.n; i++)
        CHECK_SAME(rows.p[i].body, str_eq(rows.p[i].name, S("home"))     ? S("one\ntwo")
                                   : str_eq(rows.p[i].name, S("ending")) ? S("call us")
                                                                         : S(""));
    struct loopback_reply late =
        post("62", path, arena_fmt(test_arena(), "version=%.*s&home=late", STR(seen)));
    CHECK_INT(late.status, 409);
    CHECK(fixture_shows(late, "late") && fixture_shows(late, "call us"));
    seen = version_on(path);
    CHECK_INT(
        post("61", path, arena_fmt(test_arena(), "version=%.*s&home=a%%00b", STR(seen))).status /
            100,
        4);
}

TEST(mail_needs_addresses_and_both_hours_or_none)
{
    struct http_server *server;
    struct fixture *f = town(&server);
    struct notices_sql_setting_row row;
    bool found;
    struct str path = S("/staff/admin/mail"), seen = version_on(path);
    static const char *const refused[] = { "from_mail=nobody",
                                           "reply_to=a%40b",
                                           "quiet_from=21:00",
                                           "quiet_until=7:00",
                                           "quiet_from=25:00&quiet_until=7:00",
                                           "from_name=a%0Ab" };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        CHECK_INT(
            post("61", path, arena_fmt(test_arena(), "version=%.*s&%s", STR(seen), refused[i]))
                .status,
            422);
    CHECK_INT(post("61", path,
                   arena_fmt(test_arena(),
                             "version=%.*s&from_name=X&from_mail=x%%40xtown.example.jp"
                             "&quiet_from=21:00&quiet_until=7:30",
                             STR(seen)))
                  .status,
              303);
    CHECK_OK(notices_sql_setting(f->db, test_arena(), TOWN, S("email"), &row, &found));
    CHECK(found && row.quiet_from == 21 * 60 && row.quiet_until == 7 * 60 + 30);
    CHECK_SAME(row.from_mail, S("x@xtown.example.jp"));
    CHECK_INT(
        post("61", path, arena_fmt(test_arena(), "version=%.*s&from_name=Y", STR(version_on(path))))
            .status,
        303);
    CHECK_OK(notices_sql_setting(f->db, test_arena(), TOWN, S("email"), &row, &found));
    CHECK(found && row.quiet_from == -1 && row.quiet_until == -1 && row.from_mail.n == 0);
}

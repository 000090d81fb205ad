/* SPDX-License-Identifier: Apache-2.0 */
/* Notices on the page of a case: what became of a mail, sending it again, telling otherwise. */
#include "civic/notices/notices.h"
#include "modules/desk/desk.h"
#include "platform/notify-transports/smtp.h"
#include "tests/fixture.h"

static struct fixture *town(void)
{
    static const struct route *tables[2];
    static const struct mail_options options = {
        .host = "127.0.0.1", .port = 1, .security = "none", .from = "notices@xtown.example.jp"
    };
    const char *why = NULL;
    tables[0] = desk_module.routes;
    struct fixture *f = fixture(tables, NULL);
    if (!f->hall.mailer)
        CHECK_OK(mailer_start(&options, &f->hall.mailer, &why));
    return f;
}

static struct notices_sql_deliveries_rows deliveries(struct fixture *f, t_id case_id)
{
    struct notices_sql_deliveries_rows rows = { 0 };
    CHECK_OK(notices_sql_deliveries(f->db, test_arena(), f->town->id, case_id, 10, &rows));
    return rows;
}

static enum rc taken(struct db *db, void *arg)
{
    const t_id *id = arg;
    return notices_sql_delivery_taken(db, 7, *id, time_now(), S("250"), NULL);
}

static void report_failure(struct fixture *f, t_id id)
{
    struct notices_sql_delivery_row row;
    bool found;
    CHECK_OK(notices_sql_delivery(f->db, test_arena(), f->town->id, id, &row, &found));
    struct str report = arena_fmt(
        test_arena(),
        "References: <%.*s>\nContent-Type: multipart/report; boundary=b\n\n--b\n"
        "Content-Type: message/delivery-status\n\nAction: failed\nStatus: 5.1.1\n\n--b--\n",
        STR(row.message_id));
    CHECK_OK(notices_report(&f->hall, f->db, test_arena(), report, time_now()));
}

static struct str again_path(struct fixture *f, t_id case_id, t_id delivery_id)
{
    struct ref ref = ref_make(&f->hall, TABLE_NOTICE_DELIVERY, f->town->id, delivery_id);
    return fixture_case_path(f, case_id, arena_fmt(test_arena(), "/notices/%s/again", ref.text).p);
}

TEST(staff_see_what_failed_and_send_it_again_once)
{
    struct fixture *f = town();
    t_id id = fixture_case(f, "again"), sent = deliveries(f, id).p[0].id;
    struct str path = again_path(f, id, sent);
    struct loopback_reply y = fixture_get(f, "clerk", fixture_case_path(f, id, ""));
    CHECK(fixture_shows(y, "送信待ち") && !fixture_shows(y, "もう一度送る"));
    CHECK_INT(fixture_post(f, "clerk", path, S("")).status,
              303); /* still under way: nothing happens */
    CHECK_INT((int64_t)deliveries(f, id).n, 1);
    CHECK_OK(db_transaction(f->db, taken, &sent));
    report_failure(f, sent);
    y = fixture_get(f, "clerk", fixture_case_path(f, id, ""));
    CHECK(fixture_shows(y, "届きません（宛先がありません）") && fixture_shows(y, "応答 5.1.1"));
    CHECK(fixture_shows(y, "メールが届いていません") && fixture_shows(y, "もう一度送る"));
    CHECK_INT(fixture_post(f, "other", path, S("")).status, 404);
    CHECK_INT(fixture_post(f, "approver", path, S("")).status, 403);
    CHECK_INT(fixture_post(f, "clerk", path, S("")).status, 303);
    CHECK_INT(fixture_post(f, "clerk", path, S("")).status, 303);
    struct notices_sql_deliveries_rows rows = deliveries(f, id);
    CHECK_INT((int64_t)rows.n, 2);
    CHECK(rows.n == 2 && str_eq(rows.p[0].state, S("created")) &&
          rows.p[0].notice_id == rows.p[1].notice_id);
}

TEST(a_delivery_of_another_case_is_not_found)
{
    struct fixture *f = town();
    t_id mine = fixture_case(f, "mine"), yours = fixture_case(f, "yours"),
         sent = deliveries(f, yours).p[0].id;
    CHECK_OK(db_transaction(f->db, taken, &sent));
    CHECK_INT(fixture_post(f, "clerk", again_path(f, mine, sent), S("")).status, 404);
    CHECK_INT((int64_t)deliveries(f, yours).n, 1);
}

TEST(what_was_told_by_telephone_is_settled)
{
    struct fixture *f = town();
    t_id id = fixture_case(f, "told"), sent = deliveries(f, id).p[0].id;
    CHECK_OK(db_transaction(f->db, taken, &sent));
    report_failure(f, sent);
    struct str page = fixture_case_path(f, id, ""),
               told = fixture_case_path(f, id, "/notices/told");
    CHECK(fixture_shows(fixture_get(f, "clerk", page), "メールが届いていません"));
    CHECK_INT(fixture_post(f, "approver", told, S("")).status, 403);
    CHECK_INT(fixture_post(f, "clerk", told, S("")).status, 303);
    CHECK(!fixture_shows(fixture_get(f, "clerk", page), "メールが届いていません"));
}

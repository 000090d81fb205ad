/* SPDX-License-Identifier: Apache-2.0 */
/* The desk from the outside: requests in, pages and rows out. */
#include "base/ids.h"
#include "civic/audit/audit_sql.h"
#include "civic/notices/notices_sql.h"
#include "modules/desk/desk.h"
#include "modules/papers/papers.h"
#include "tests/fixture.h"

static const struct db_migration *const rooms[] = { papers_migrations, NULL };

static struct fixture *town(void)
{
    static const struct route *tables[2];
    tables[0] = desk_module.routes;
    return fixture(tables, rooms);
}

static struct loopback_reply act(struct fixture *f, const char *login, t_id id, const char *below,
                                 struct str fields)
{
    return fixture_post(f, login, fixture_case_path(f, id, below), fields);
}

static struct str with_version(int64_t version, const char *fields)
{
    return arena_fmt(test_arena(), "version=%lld&%s", (long long)version, fields);
}

static struct str decision(int64_t version, const char *outcome, struct str reason,
                           struct str appeal)
{
    return arena_fmt(test_arena(), "version=%lld&outcome=%s&reason=%.*s&appeal=%.*s",
                     (long long)version, outcome, STR(fixture_encode(reason)),
                     STR(fixture_encode(appeal)));
}

/* Every check found to be in order, as a clerk would. */
static int64_t pass_checks(struct fixture *f, t_id id)
{
    int64_t version = fixture_load(f, id).row.version;
    for (size_t i = 0; i < f->plan->n_checks; i++) {
        struct str fields =
            arena_fmt(test_arena(), "version=%lld&name=%.*s&result=pass&note=", (long long)version,
                      STR(f->plan->checks[i].name));
        CHECK_INT(act(f, "clerk", id, "/check", fields).status, 303);
        version++;
    }
    return version;
}

static const char *case_page(struct fixture *f, const char *login, t_id id,
                             struct loopback_reply *ret_reply)
{
    *ret_reply = fixture_get(f, login, fixture_case_path(f, id, ""));
    return ret_reply->body.p;
}

TEST(who_is_signed_out_while_writing_gets_the_words_back_and_nothing_is_done)
{
    struct fixture *f = town();
    t_id id = fixture_case(f, "signed-out");
    int64_t version = fixture_load(f, id).row.version;
    struct str words = fixture_encode(S("所得の欄を<直して>ください"));
    struct loopback_reply y = fixture_post(f, "nobody", fixture_case_path(f, id, "/note"),
                                           arena_fmt(test_arena(), "version=%lld&note=%.*s&password=a+secret",
                                                     (long long)version, STR(words)));
    CHECK_INT(y.status, 403);
    CHECK(fixture_shows(y, "ログインの時間が切れました") && fixture_shows(y, "所得の欄を&lt;直して&gt;ください"));
    CHECK(!fixture_shows(y, "a secret") && !fixture_shows(y, "見本"));
    CHECK_INT(fixture_load(f, id).row.version, version);
}

TEST(the_queue_shows_a_new_case_to_its_section_alone)
{
    struct fixture *f = town();
    t_id id = fixture_case(f, "queue-1");
    struct str path = fixture_case_path(f, id, "");
    struct loopback_reply y = fixture_get(f, "clerk", S("/staff?view=received"));
    CHECK_INT(y.status, 200);
    CHECK(fixture_shows(y, arena_cstr(test_arena(), path)));
    CHECK(fixture_shows(y, "見本 太郎") && fixture_shows(y, "未着手") && fixture_shows(y, "未定"));
    struct case_file c = fixture_load(f, id); /* after hours the 受付日, and with it the limit, is another day */
    int left = case_due(&f->town->calendar, c.clock, time_date(time_now())).days;
    CHECK((left == 15 || left == 16) && fixture_shows(y, arena_fmt(test_arena(), "あと%d日", left).p));
    y = fixture_get(f, "other", S("/staff"));
    CHECK_INT(y.status, 200);
    CHECK(!fixture_shows(y, arena_cstr(test_arena(), path)));
    CHECK(fixture_shows(y, "終わっていない案件はありません"));
    CHECK_INT(fixture_get(f, "", S("/staff")).status, 303);
}

TEST(every_view_of_the_queue_has_its_page)
{
    struct fixture *f = town();
    static const char *const views[] = { "received", "review", "correction", "approval",
                                         "mine",     "today",  "over",       "soon",
                                         "visit",    "all",    "nonsense" };
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        struct loopback_reply y =
            fixture_get(f, "clerk", arena_fmt(test_arena(), "/staff?view=%s&after=1.x", views[i]));
        CHECK_INT(y.status, 200);
        CHECK(fixture_shows(y, "aria-current=\"page\""));
    }
}

TEST(the_search_finds_numbers_kana_and_names)
{
    struct fixture *f = town();
    t_id id = fixture_case(f, "search-1");
    struct str number = ids_receipt_print(test_arena(), receipt_number(test_arena(), id));
    struct loopback_reply y =
        fixture_get(f, "clerk", arena_fmt(test_arena(), "/staff?q=%.*s", STR(number)));
    CHECK_INT(y.status, 303);
    y = fixture_get(f, "other", arena_fmt(test_arena(), "/staff?q=%.*s", STR(number)));
    CHECK_INT(y.status, 200);
    CHECK(fixture_shows(y, "この課にはありません"));
    static const char *const found[] = { "ミホン", "みほん", "見本 太", "ﾐﾎﾝ" };
    for (size_t i = 0; i < 4; i++) {
        struct str q = fixture_encode(str_of(found[i]));
        y = fixture_get(f, "clerk", arena_fmt(test_arena(), "/staff?q=%.*s", STR(q)));
        CHECK_INT(y.status, 200);
        CHECK(fixture_shows(y, "児童手当を請求する"));
        y = fixture_get(f, "other", arena_fmt(test_arena(), "/staff?q=%.*s", STR(q)));
        CHECK(fixture_shows(y, "あてはまる案件はありません"));
    }
}

TEST(another_sections_case_is_not_found)
{
    struct fixture *f = town();
    t_id id = fixture_case(f, "other-1");
    static const char *const pages[] = { "", "/print", "/correction", "/decision" };
    static const char *const acts[] = { "/take",       "/note",     "/check",
                                        "/correction", "/decision", "/approve",
                                        "/return",     "/reveal",   "/correction/close" };
    for (size_t i = 0; i < 4; i++)
        CHECK_INT(fixture_get(f, "other", fixture_case_path(f, id, pages[i])).status, 404);
    for (size_t i = 0; i < 9; i++)
        CHECK_INT(act(f, "other", id, acts[i], with_version(1, "note=x")).status, 404);
    CHECK_INT(fixture_load(f, id).row.version, 1);
    CHECK_INT(fixture_get(f, "clerk", S("/staff/cases/00000000000000000000000000")).status, 404);
}

TEST(the_case_lays_answers_beside_the_register)
{
    struct fixture *f = town();
    t_id id = fixture_case(f, "page-1");
    struct loopback_reply y;
    case_page(f, "clerk", id, &y);
    CHECK_INT(y.status, 200);
    CHECK(fixture_shows(y, "都市X中央1丁目2番3号") && fixture_shows(y, "都市X中央1丁目2番4号"));
    CHECK(fixture_shows(y, "<span class=\"difference\">違い</span>"));
    CHECK(fixture_shows(y, "●●●●●●●") && !fixture_shows(y, "0123456"));
    CHECK(fixture_shows(y, "通帳.jpg") && fixture_shows(y, "審査項目") &&
          fixture_shows(y, "決裁へ進める"));
    CHECK(!fixture_shows(y, " style=") && !fixture_shows(y, "onclick"));
    y = fixture_get(f, "clerk", fixture_case_path(f, id, "?all=1"));
    CHECK(fixture_shows(y, "電話は夕方にお願いします"));
    y = fixture_get(f, "clerk", fixture_case_path(f, id, "/print"));
    CHECK_INT(y.status, 200);
    CHECK(fixture_shows(y, "●●●●●●●") && !fixture_shows(y, "番号を表示する"));
}

static size_t revealed_rows(struct fixture *f)
{
    struct audit_sql_waiting_rows rows;
    size_t n = 0;
    CHECK_OK(audit_sql_waiting(f->db, test_arena(), f->town->id, 10000, &rows));
    for (size_t i = 0; i < rows.n; i++)
        n += str_eq(rows.p[i].action, S("cases.revealed"));
    return n;
}

TEST(a_sealed_number_is_shown_only_with_an_audit_row)
{
    struct fixture *f = town();
    t_id id = fixture_case(f, "reveal-1");
    size_t before = revealed_rows(f);
    struct loopback_reply y = act(f, "clerk", id, "/reveal", S("field=account%2Faccount_number"));
    CHECK_INT(y.status, 200);
    CHECK(fixture_shows(y, "0123456"));
    CHECK_INT((int64_t)revealed_rows(f), (int64_t)before + 1);
    CHECK_INT(act(f, "clerk", id, "/reveal", S("field=account%2Fbank_name")).status, 422);
    CHECK_INT((int64_t)revealed_rows(f), (int64_t)before + 1);
}

TEST(a_document_is_shown_to_its_section_alone)
{
    struct fixture *f = town();
    t_id id = fixture_case(f, "document-1"), second = fixture_case(f, "document-2");
    struct loopback_reply y;
    case_page(f, "clerk", id, &y);
    size_t at = str_find(y.body, S("/documents/"));
    CHECK(at != SIZE_MAX);
    struct str ref = str_sub(y.body, at + 11, at + 37);
    struct str below = arena_fmt(test_arena(), "/documents/%.*s", STR(ref));
    y = fixture_get(f, "clerk", fixture_case_path(f, id, below.p));
    CHECK_INT(y.status, 200);
    CHECK(str_starts(y.body, S("\xFF\xD8\xFF")));
    CHECK(str_find(y.headers, S("image/jpeg")) != SIZE_MAX);
    CHECK_INT(fixture_get(f, "other", fixture_case_path(f, id, below.p)).status, 404);
    CHECK_INT(fixture_get(f, "clerk", fixture_case_path(f, second, below.p)).status, 404);
}

TEST(taking_noting_and_checking_move_the_case_on)
{
    struct fixture *f = town();
    t_id id = fixture_case(f, "acts-1");
    CHECK_INT(act(f, "clerk", id, "/take", with_version(1, "")).status, 303);
    struct case_file c = fixture_load(f, id);
    CHECK_INT(c.state, CASE_REVIEW);
    CHECK_INT(c.row.assignee_id, fixture_identity(f, "clerk")->staff_id);
    CHECK_INT(act(f, "clerk", id, "/note", with_version(2, "note=")).status, 422);
    CHECK_INT(act(f, "clerk", id, "/note", with_version(2, "note=%E9%9B%BB%E8%A9%B1")).status, 303);
    CHECK_INT(
        act(f, "clerk", id, "/check", with_version(3, "name=register_address&result=pass&note=ok"))
            .status,
        303);
    CHECK_INT(act(f, "clerk", id, "/check", with_version(4, "name=nothing&result=pass")).status,
              422);
    CHECK_INT(
        act(f, "clerk", id, "/check", with_version(4, "name=register_address&result=stop")).status,
        422);
    c = fixture_load(f, id);
    CHECK_INT(c.row.version, 4);
    CHECK_INT((int64_t)c.checks.n, 1);
    CHECK_INT(act(f, "approver", id, "/note", with_version(4, "note=x")).status, 403);
    struct loopback_reply y = fixture_get(f, "clerk", S("/staff?view=mine"));
    CHECK(fixture_shows(y, arena_cstr(test_arena(), fixture_case_path(f, id, ""))));
}

TEST(of_two_who_decide_at_once_one_sees_what_the_other_did)
{
    struct fixture *f = town();
    t_id id = fixture_case(f, "race-1");
    struct str appeal = S("3か月以内に審査請求ができます。");
    CHECK_INT(
        act(f, "clerk", id, "/decision", decision(1, "reject", S("要件を満たさない。"), appeal))
            .status,
        303);
    struct loopback_reply y =
        act(f, "colleague", id, "/decision", decision(1, "grant", S("認めてよい。"), appeal));
    CHECK_INT(y.status, 409);
    CHECK(fixture_shows(y, "仮名 あおい") && fixture_shows(y, "決裁へ進めた"));
    CHECK(fixture_shows(y, "認めてよい。") && fixture_shows(y, "要件を満たさない。"));
    CHECK(fixture_shows(y, "認定") && fixture_shows(y, "却下"));
    CHECK(!fixture_shows(y, "もう一度行う")); /* a second proposal cannot be made now */
    CHECK_INT(fixture_load(f, id).row.version, 2);
}

TEST(a_note_that_came_too_late_can_be_sent_again)
{
    struct fixture *f = town();
    t_id id = fixture_case(f, "race-2");
    CHECK_INT(act(f, "clerk", id, "/take", with_version(1, "")).status, 303);
    struct loopback_reply y = act(f, "colleague", id, "/note", with_version(1, "note=callback"));
    CHECK_INT(y.status, 409);
    CHECK(fixture_shows(y, "name=\"version\" value=\"2\"") &&
          fixture_shows(y, "name=\"note\" value=\"callback\""));
    CHECK(fixture_shows(y, "担当になった") && fixture_shows(y, "もう一度行う"));
    CHECK_INT(act(f, "colleague", id, "/note", with_version(2, "note=callback")).status, 303);
    CHECK_INT(act(f, "colleague", id, "/note", S("note=no-version")).status, 409);
    CHECK_INT(act(f, "colleague", id, "/note", with_version(99, "note=future")).status, 409);
}

TEST(a_refusal_without_reason_or_appeal_text_is_not_proposed)
{
    struct fixture *f = town();
    t_id id = fixture_case(f, "refuse-1");
    struct loopback_reply y =
        act(f, "clerk", id, "/decision", decision(1, "reject", S("  "), S("教示の文")));
    CHECK_INT(y.status, 422);
    CHECK(fixture_shows(y, "理由を書いてください") && fixture_shows(y, "教示の文"));
    y = act(f, "clerk", id, "/decision", decision(1, "reject", S("児童手当法4条"), S("")));
    CHECK_INT(y.status, 422);
    CHECK(fixture_shows(y, "教示を書いてください") && fixture_shows(y, "児童手当法4条"));
    CHECK_INT(act(f, "clerk", id, "/decision", decision(1, "withdraw", S("x"), S("x"))).status,
              422);
    CHECK_INT(act(f, "clerk", id, "/decision", decision(1, "nonsense", S("x"), S("x"))).status,
              422);
    CHECK_INT(fixture_load(f, id).row.version, 1);
    y = fixture_get(f, "clerk", fixture_case_path(f, id, "/decision?outcome=reject"));
    CHECK_INT(y.status, 200);
    CHECK(fixture_shows(y, "審査請求をすることができます"));
}

static struct str correction(struct str due)
{
    return arena_fmt(test_arena(),
                     "version=1&message=%.*s&due=%.*s&field=account%%2Faccount_number&why%%"
                     "3Aaccount%%2Faccount_number=%.*s",
                     STR(fixture_encode(S("直してください。"))), STR(due),
                     STR(fixture_encode(S("通帳と違います。"))));
}

TEST(a_correction_stops_the_clock_until_the_office_stops_waiting)
{
    struct fixture *f = town();
    t_id id = fixture_case(f, "mend-1");
    struct date due = calendar_add(&f->town->calendar, time_date(time_now()), 10);
    CHECK_INT(fixture_get(f, "clerk", fixture_case_path(f, id, "/correction")).status, 200);
    struct loopback_reply y = act(f, "clerk", id, "/correction", with_version(1, "message=x&due="));
    CHECK_INT(y.status, 422);
    CHECK(fixture_shows(y, "印を付けてください") && fixture_shows(y, "期限の日を入力してください"));
    CHECK_INT(act(f, "clerk", id, "/correction", correction(S("2020-01-06"))).status, 422);
    CHECK_INT(act(f, "clerk", id, "/correction", correction(date_iso(test_arena(), due))).status,
              303);
    struct case_file c = fixture_load(f, id);
    CHECK_INT(c.state, CASE_CORRECTION);
    CHECK_INT(c.clock.stopped_on.days, time_date(time_now()).days);
    CHECK_INT(c.row.sort_on.days, due.days);
    const struct cases_sql_corrections_row *open = cases_open_correction(&c);
    CHECK(open && str_find(open->fields, S("account/account_number")) != SIZE_MAX);
    CHECK(open && str_find(open->fields, S("0123456")) == SIZE_MAX &&
          str_find(open->fields, S("●●●")) != SIZE_MAX);
    struct notices_sql_of_case_rows notices;
    CHECK_OK(notices_sql_of_case(f->db, test_arena(), f->town->id, id, 10, &notices));
    CHECK_INT((int64_t)notices.n, 2);
    case_page(f, "clerk", id, &y);
    CHECK(fixture_shows(y, "停止中") && fixture_shows(y, "通帳と違います。"));
    CHECK_INT(act(f, "clerk", id, "/decision", decision(2, "grant", S(""), S(""))).status, 409);
    CHECK_INT(act(f, "clerk", id, "/correction/close", with_version(2, "")).status, 303);
    c = fixture_load(f, id);
    CHECK_INT(c.state, CASE_REVIEW);
    CHECK(!date_is_set(c.clock.stopped_on) && !cases_open_correction(&c));
}

TEST(a_grant_is_not_proposed_while_a_requirement_is_in_doubt)
{
    struct fixture *f = town();
    t_id id = fixture_case(f, "doubt-1");
    CHECK_INT(
        act(f, "clerk", id, "/check", with_version(1, "name=has_eligible_child&result=look&note="))
            .status,
        303);
    struct loopback_reply y = act(f, "clerk", id, "/decision", decision(2, "grant", S(""), S("")));
    CHECK_INT(y.status, 422);
    CHECK(fixture_shows(y, "要件を満たさない審査項目があります"));
}

/* The notice is on the page, opens for its section and for nobody else, and is made once. */
static void check_paper(struct fixture *f, t_id id, struct loopback_reply page)
{
    size_t at = str_find(page.body, S("/papers/"));
    if (!CHECK(at != SIZE_MAX))
        return;
    struct str below = arena_fmt(test_arena(), "%.*s", STR(str_sub(page.body, at, at + 34)));
    struct loopback_reply y = fixture_get(f, "clerk", fixture_case_path(f, id, below.p));
    CHECK_INT(y.status, 200);
    CHECK(str_starts(y.body, S("%PDF-")));
    CHECK_INT(fixture_get(f, "other", fixture_case_path(f, id, below.p)).status, 404);
    CHECK_INT(act(f, "approver", id, "/papers", S("")).status, 303);
    case_page(f, "clerk", id, &y);
    at = str_find(y.body, S("/papers/"));
    CHECK(str_find(str_sub(y.body, at + 8, y.body.n), S("/papers/")) == SIZE_MAX);
}

TEST(from_the_queue_to_the_decision_with_four_eyes)
{
    struct fixture *f = town();
    t_id id = fixture_case(f, "story-1");
    int64_t version = pass_checks(f, id);
    struct loopback_reply y =
        fixture_get(f, "head", fixture_case_path(f, id, "/decision?outcome=grant"));
    CHECK_INT(y.status, 200);
    CHECK(fixture_shows(y, "見本 三郎") && fixture_shows(y, "40,000円"));
    CHECK_INT(act(f, "head", id, "/decision", decision(version, "grant", S(""), S("教示"))).status,
              303);
    struct case_file c = fixture_load(f, id);
    CHECK_INT(c.state, CASE_APPROVAL);
    CHECK(str_find(c.decision.detail, S("\"total_monthly\":40000")) != SIZE_MAX);
    version = c.row.version;
    CHECK_INT(act(f, "clerk", id, "/approve", with_version(version, "")).status, 403);
    CHECK_INT(act(f, "head", id, "/approve", with_version(version, "")).status, 403);
    CHECK_INT(fixture_load(f, id).state, CASE_APPROVAL);
    CHECK_INT(act(f, "approver", id, "/return", with_version(version, "note=")).status, 422);
    CHECK_INT(act(f, "approver", id, "/return", with_version(version, "note=again")).status, 303);
    case_page(f, "head", id, &y);
    CHECK(fixture_shows(y, "差戻しの理由：again"));
    version = fixture_load(f, id).row.version;
    CHECK_INT(act(f, "head", id, "/decision", decision(version, "grant", S(""), S("教示"))).status,
              303);
    CHECK_INT(act(f, "approver", id, "/approve", with_version(version + 1, "")).status, 303);
    c = fixture_load(f, id);
    CHECK_INT(c.state, CASE_DONE);
    CHECK_STR(c.row.outcome, "grant");
    struct notices_sql_of_case_rows notices;
    CHECK_OK(notices_sql_of_case(f->db, test_arena(), f->town->id, id, 10, &notices));
    CHECK(notices.n >= 2);
    CHECK(str_find(notices.p[notices.n - 1].body, S("児童手当を認定しました")) != SIZE_MAX ||
          str_find(notices.p[0].body, S("児童手当を認定しました")) != SIZE_MAX);
    CHECK_INT(act(f, "approver", id, "/approve", with_version(c.row.version, "")).status, 409);
    case_page(f, "clerk", id, &y);
    CHECK(fixture_shows(y, "この案件は終わっています"));
    check_paper(f, id, y);
}

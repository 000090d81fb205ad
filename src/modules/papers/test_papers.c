/* SPDX-License-Identifier: Apache-2.0 */
/* Decided cases become papers in a real store, with vault and files. */
#include "modules/papers/papers.h"

#include "civic/tasks/tasks_sql.h"
#include "platform/files/files.h"
#include "tests/fixture.h"
#include "tests/programs.h"
#include "tests/test.h"

static const struct route none[] = { { 0 } };
static const struct route *const routes[] = { none, NULL };
static const char detail[] =
    "{\"first_month\":\"2026-12\",\"children\":["
    "{\"name\":\"見本 二葉\",\"birth\":\"2015-08-01\",\"relation\":\"子\",\"monthly\":10000},"
    "{\"name\":\"%s\",\"birth\":\"2026-11-10\",\"relation\":\"子\",\"monthly\":30000}],"
    "\"total_monthly\":40000}";

static struct fixture *town(void)
{
    return fixture(routes, NULL);
}

static void act(struct fixture *f, t_id id, enum case_event event, t_id staff,
                const struct case_decision_new *decision)
{
    struct case_file c = fixture_load(f, id);
    struct case_act a = { .seen = &c,
                          .version = c.row.version,
                          .actor = { S("staff"), staff, S("例野 けっさい") },
                          .now = time_now(),
                          .event = event,
                          .note = S(""),
                          .decision = decision };
    CHECK_OK(cases_act(&f->hall, f->town, f->db, test_arena(), &a));
}

static t_id decided(struct fixture *f, const char *external_id, bool granted, const char *child)
{
    t_id id = fixture_case(f, external_id);
    struct str text = str_of(detail), before, after;
    size_t at = str_find(text, S("%s"));
    before = str_sub(text, 0, at);
    after = str_sub(text, at + 2, text.n);
    struct case_decision_new d = {
        .outcome = granted ? S("grant") : S("reject"),
        .reason = granted ? S("") : S("お子さんを監護していないため。"),
        .appeal_text = S("3か月以内に審査請求、6か月以内に取消訴訟ができます。"),
        .detail = granted ? arena_fmt(test_arena(), "%.*s%s%.*s", STR(before), child, STR(after))
                          : S("{}")
    };
    act(f, id, EVENT_PROPOSED, 1, &d);
    act(f, id, EVENT_APPROVED, 4, NULL);
    return id;
}

static enum rc issue(struct fixture *f, t_id id, struct paper_issued *ret_issued)
{
    struct case_file c = fixture_load(f, id);
    return papers_issue(&f->hall, f->town, f->db, test_arena(),
                        &(struct paper_issue) { .seen = &c,
                                                .actor = { S("staff"), 4, S("例野 けっさい") },
                                                .extension = S("2101"),
                                                .now = time_now() },
                        ret_issued);
}

static struct str text_of(struct str pdf)
{
    struct str path = arena_fmt(test_arena(), "%.*s/paper.pdf", STR(test_folder())), text = S("");
    CHECK(program_file(path.p, pdf));
    CHECK(program_output(test_arena(), (const char *[]) { "pdftotext", "-raw", path.p, "-", NULL },
                         &text));
    return text;
}

static int64_t serial_of(struct str number)
{
    int64_t serial = -1;
    size_t from = str_find(number, S("第")) + S("第").n;
    CHECK(str_to_int(str_sub(number, from, number.n - S("号").n), &serial));
    return serial;
}

TEST(a_granted_case_gets_one_paper_and_the_same_again)
{
    struct fixture *f = town();
    t_id id = decided(f, "grant-1", true, "見本 葛\U000E0100");
    struct paper_issued first, again;
    struct str pdf = S("");
    CHECK_OK(issue(f, id, &first));
    CHECK(!first.stopped);
    CHECK_STR(first.paper.title, "児童手当認定通知書");
    CHECK_STR(first.paper.kind, "notice_grant");
    CHECK_OK(issue(f, id, &again));
    CHECK_INT(again.paper.id, first.paper.id);
    const struct paper *papers;
    size_t n = 0;
    CHECK_OK(papers_of_case(f->town, f->db, test_arena(), id, &papers, &n));
    CHECK_INT((int64_t)n, 1);
    CHECK_OK(papers_open(&f->hall, f->town, f->db, test_arena(), id, first.paper.id, &pdf));
    struct str text = text_of(pdf);
    CHECK(str_find(text, S("見本 葛\U000E0100")) != SIZE_MAX);
    CHECK(str_find(text, S("40,000円")) != SIZE_MAX);
    CHECK(str_find(text, S("〒000-0001")) != SIZE_MAX);
    CHECK(str_find(text, S("＊＊＊＊＊56")) != SIZE_MAX &&
          str_find(text, S("0123456")) == SIZE_MAX);
    CHECK(str_find(text, first.paper.number) != SIZE_MAX);
    struct case_file c = fixture_load(f, id);
    CHECK_STR(c.events.p[c.events.n - 1].kind, "paper-issued");
    CHECK(str_find(text, receipt_code(&f->hall, test_arena(), f->town,
                                      receipt_number(test_arena(), id))) == SIZE_MAX);
}

TEST(a_refusal_says_why_and_numbers_run_without_gaps)
{
    struct fixture *f = town();
    struct paper_issued one, two;
    struct str pdf = S("");
    t_id a = decided(f, "reject-1", false, ""), b = decided(f, "reject-2", false, "");
    CHECK_OK(issue(f, a, &one));
    CHECK_OK(issue(f, b, &two));
    CHECK_INT(serial_of(two.paper.number), serial_of(one.paper.number) + 1);
    CHECK_OK(papers_open(&f->hall, f->town, f->db, test_arena(), b, two.paper.id, &pdf));
    CHECK(str_find(text_of(pdf), S("お子さんを監護していないため。")) != SIZE_MAX);
    CHECK_INT(papers_open(&f->hall, f->town, f->db, test_arena(), a, two.paper.id, &pdf),
              NOT_FOUND);
}

TEST(a_missing_glyph_makes_one_task_and_no_paper)
{
    struct fixture *f = town();
    t_id id = decided(f, "glyph-1", true, "見本 \U0002FFFF");
    struct paper_issued issued;
    for (int i = 0; i < 2; i++) {
        CHECK_OK(issue(f, id, &issued));
        CHECK(issued.stopped);
    }
    CHECK(str_find(issued.why, S("U+2FFFF")) != SIZE_MAX &&
          str_find(issued.why, S("お子さんの氏名")) != SIZE_MAX);
    struct tasks_sql_of_case_rows tasks;
    CHECK_OK(tasks_sql_of_case(f->db, test_arena(), f->town->id, id, 50, &tasks));
    int found = 0;
    for (size_t i = 0; i < tasks.n; i++)
        found += str_eq(tasks.p[i].kind, S("missing-glyph")) && tasks.p[i].done_at == 0;
    CHECK_INT(found, 1);
    const struct paper *papers;
    size_t n = 9;
    CHECK_OK(papers_of_case(f->town, f->db, test_arena(), id, &papers, &n));
    CHECK_INT((int64_t)n, 0);
    struct case_file c = fixture_load(f, id);
    CHECK_STR(c.events.p[c.events.n - 1].kind, "paper-stopped");
}

TEST(an_undecided_case_has_no_paper)
{
    struct fixture *f = town();
    struct paper_issued issued;
    CHECK_INT(issue(f, fixture_case(f, "open-1"), &issued), CONFLICT);
}

struct moving {
    struct papers_sql_add_in row;
};
static enum rc move_paper(struct db *db, void *arg)
{
    return papers_sql_add(db, &((struct moving *)arg)->row, NULL);
}

TEST(a_row_moved_to_another_case_does_not_open)
{
    struct fixture *f = town();
    t_id mine = decided(f, "moved-1", false, ""), other = decided(f, "moved-2", false, "");
    struct paper_issued issued;
    struct papers_sql_by_id_row row;
    bool found = false;
    struct str pdf;
    CHECK_OK(issue(f, mine, &issued));
    CHECK_OK(
        papers_sql_by_id(f->db, test_arena(), f->town->id, issued.paper.id, mine, &row, &found));
    CHECK(found);
    struct moving m = { .row = { f->town->id, 0, other, 77, row.kind, row.number, row.title,
                                 row.address, row.sealed_key, row.digest, row.pages,
                                 row.subject_ref, row.request_ref, row.created_at } };
    CHECK_OK(db_new_id(f->db, TABLE_PAPER, &m.row.id));
    CHECK_OK(db_transaction(f->db, move_paper, &m));
    /* The file's key is bound to its own row: a copy of the row cannot even decrypt it. */
    enum rc rc = papers_open(&f->hall, f->town, f->db, test_arena(), other, m.row.id, &pdf);
    CHECK(rc == FAILED || rc == DENIED);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Notices as deliveries: made, failed, reported, stopped, sent again. The relay of these tests is a
 * port where nobody answers; a real one stands in tests/mail. */
#include "civic/notices/notices.h"
#include "civic/notices/parts.h"
#include "civic/tasks/tasks_sql.h"
#include "modules/mail/handlers.h"
#include "modules/mail/mail.h"
#include "platform/jobs/runner.h"
#include "platform/notify-transports/smtp.h"
#include "tests/fixture.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static struct fixture *town(void)
{
    static const struct route *tables[2];
    static const struct mail_options options = {
        .host = "127.0.0.1", .port = 1, .security = "none", .from = "notices@xtown.example.jp"
    };
    const char *why = NULL;
    tables[0] = mail_module.routes;
    struct fixture *f = fixture(tables, NULL);
    if (!f->hall.mailer)
        CHECK_OK(mailer_start(&options, &f->hall.mailer, &why));
    f->hall.quiet_from = f->hall.quiet_until = 0;
    return f;
}

static enum rc add(struct db *db, void *arg)
{
    return notices_add(db, arg);
}

/* A notice of a case, to this address; its delivery, or 0. */
static t_id notify(struct fixture *f, t_id case_id, const char *kind, const char *email, t_time now)
{
    struct notice_ready ready;
    CHECK_OK(notices_prepare(&f->hall, f->town, f->db, test_arena(),
                             &(struct notice_new) { case_id, f->kosodate, str_of(kind), S("題"),
                                                    S("文"), S("ja"), str_of(email), now },
                             &ready));
    CHECK_OK(db_transaction(f->db, add, &ready));
    return ready.has_delivery ? ready.delivery.id : 0;
}

static struct notices_sql_delivery_row delivery(struct fixture *f, t_id id)
{
    struct notices_sql_delivery_row row = { 0 };
    bool found = false;
    CHECK_OK(notices_sql_delivery(f->db, test_arena(), f->town->id, id, &row, &found));
    CHECK(found);
    return row;
}

static size_t open_tasks(struct fixture *f, t_id case_id)
{
    struct tasks_sql_of_case_rows rows = { 0 };
    size_t n = 0;
    CHECK_OK(tasks_sql_of_case(f->db, test_arena(), f->town->id, case_id, 100, &rows));
    for (size_t i = 0; i < rows.n; i++)
        n += str_eq(rows.p[i].kind, S("notice-failed")) && !rows.p[i].done_at;
    return n;
}

static struct str report(struct fixture *f, t_id id, const char *action, const char *status)
{
    struct str message_id = delivery(f, id).message_id;
    return arena_fmt(
        test_arena(),
        "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: "
        "message/delivery-status\n\n"
        "Reporting-MTA: dns; r\n\nAction: %s\nStatus: %s\n\n--b\nContent-Type: message/rfc822\n\n"
        "Message-ID: <%.*s>\n\n--b--\n",
        action, status, STR(message_id));
}

static enum rc read_report(struct fixture *f, struct str message)
{
    return notices_report(&f->hall, f->db, test_arena(), message, time_now());
}

TEST(a_case_with_an_address_gets_a_delivery_with_the_address_sealed)
{
    struct fixture *f = town();
    struct notices_sql_deliveries_rows rows;
    t_id id = fixture_case(f, "mail-1");
    CHECK_OK(notices_sql_deliveries(f->db, test_arena(), f->town->id, id, 10, &rows));
    CHECK_INT((int64_t)rows.n, 1);
    if (rows.n != 1)
        return;
    CHECK_STR(rows.p[0].state, "created");
    struct notices_sql_delivery_row row = delivery(f, rows.p[0].id);
    struct str address;
    CHECK(str_starts(row.address, S("v1.")) && str_find_char(row.address, '@') == SIZE_MAX);
    CHECK_OK(vault_open(f->hall.vault, test_arena(), delivery_place(f->town, row.id), row.address,
                        &address));
    CHECK_STR(address, "mihon@xtown.example.jp");
    CHECK(vault_open(f->hall.vault, test_arena(), delivery_place(f->town, row.id + 1), row.address,
                     &address) != OK);
    CHECK(str_ends(row.message_id, S("@xtown.example.jp")));
}

TEST(without_a_relay_or_an_address_the_screen_alone_tells)
{
    struct fixture *f = town();
    t_id id = fixture_case(f, "mail-2");
    struct mailer *mailer = f->hall.mailer;
    CHECK_INT(notify(f, id, "decided", "", time_now()), 0);
    CHECK_INT(notify(f, id, "decided", "見本@xtown.example.jp", time_now()), 0);
    CHECK_INT(notify(f, id, "decided", "a@b.jp\r\nBcc: c@d.jp", time_now()), 0);
    f->hall.mailer = NULL;
    CHECK_INT(notify(f, id, "decided", "mihon@xtown.example.jp", time_now()), 0);
    f->hall.mailer = mailer;
    CHECK(notify(f, id, "decided", "mihon@xtown.example.jp", time_now()) != 0);
}

/* Quiet hours of the town itself; -1: as the installation. */
static enum rc put_quiet(struct db *db, void *arg)
{
    const int *minutes = arg;
    return notices_sql_setting_put(db,
                                   &(struct notices_sql_setting_put_in) {
                                       7, S("email"), *minutes, *minutes, S(""), S(""), S("") },
                                   NULL);
}

TEST(mail_that_can_wait_waits_for_the_morning)
{
    struct fixture *f = town();
    t_id id = fixture_case(f, "mail-3");
    t_time evening = date_start(date_of(2026, 11, 25)) + 22 * HOUR,
           morning = date_start(date_of(2026, 11, 26)) + 7 * HOUR;
    int own = -1;
    f->hall.quiet_from = 21 * 60;
    f->hall.quiet_until = 7 * 60;
    CHECK_INT(delivery(f, notify(f, id, "decided", "a@example.jp", evening)).due_at, morning);
    CHECK_INT(delivery(f, notify(f, id, "withdrawn", "a@example.jp", evening)).due_at, evening);
    CHECK_OK(db_transaction(f->db, put_quiet, &own));
    CHECK_INT(delivery(f, notify(f, id, "decided", "a@example.jp", evening)).due_at, morning);
    own = 0;
    CHECK_OK(db_transaction(f->db, put_quiet, &own));
    CHECK_INT(delivery(f, notify(f, id, "decided", "a@example.jp", evening)).due_at, evening);
    f->hall.quiet_from = f->hall.quiet_until = 0;
}

TEST(a_mail_says_where_to_look_and_only_a_reminder_how_to_stop_it)
{
    struct fixture *f = town();
    t_id id = fixture_case(f, "mail-4");
    struct mail_message m;
    struct notices_sql_delivery_row row =
        delivery(f, notify(f, id, "decided", "a@example.jp", time_now()));
    CHECK_OK(delivery_write(&f->hall, f->town, test_arena(), &row, &m));
    CHECK_STR(m.subject, "【都市X】申請の結果のお知らせがあります");
    CHECK(str_find(m.text, S("\n\nhttps://xtown.example.jp/r\n\n")) != SIZE_MAX);
    CHECK(str_find(m.text, S("子育て課（電話 000-0000-0150）")) != SIZE_MAX);
    CHECK(str_find(m.text, S("受付番号（うけつけばんごう）の 最後（さいご）の")) != SIZE_MAX);
    CHECK(str_find_char(m.text, '<') == SIZE_MAX && str_find_char(m.text, '&') == SIZE_MAX);
    CHECK(str_find(m.text, S("見本")) == SIZE_MAX && str_find(m.text, S("題")) == SIZE_MAX);
    CHECK_INT((int64_t)m.stop.n, 0);
    row = delivery(f, notify(f, id, "reminder", "a@example.jp", time_now()));
    CHECK_OK(delivery_write(&f->hall, f->town, test_arena(), &row, &m));
    CHECK(str_starts(m.stop, S("https://xtown.example.jp/mail/")) && str_ends(m.stop, S("/stop")));
    CHECK(str_find(m.text, m.stop) != SIZE_MAX);
}

TEST(a_report_of_failure_ends_a_delivery_and_gives_one_task)
{
    struct fixture *f = town();
    t_id id = fixture_case(f, "mail-5"),
         sent = notify(f, id, "decided", "a@example.jp", time_now());
    size_t before = open_tasks(f, id);
    struct str failed = report(f, sent, "failed", "5.1.1");
    CHECK_OK(read_report(f, report(f, sent, "delayed", "4.4.1")));
    CHECK_STR(delivery(f, sent).state,
              "created"); /* it never left: nobody can report about it, but the id is right */
    CHECK_OK(read_report(f, failed));
    CHECK_STR(delivery(f, sent).state, "created");
    CHECK_INT((int64_t)open_tasks(f, id), (int64_t)before);
}

static enum rc taken(struct db *db, void *arg)
{
    const struct notices_sql_delivery_row *row = arg;
    return notices_sql_delivery_taken(db, 7, row->id, row->due_at, S("250"), NULL);
}

static t_id sent_mail(struct fixture *f, t_id case_id, t_time at)
{
    struct notices_sql_delivery_row row = { .id = notify(f, case_id, "decided", "a@example.jp", at),
                                            .due_at = at };
    CHECK_OK(db_transaction(f->db, taken, &row));
    return row.id;
}

TEST(what_the_relay_took_is_reported_once)
{
    struct fixture *f = town();
    t_id id = fixture_case(f, "mail-6"), sent = sent_mail(f, id, time_now());
    CHECK_OK(read_report(f, report(f, sent, "delayed", "4.4.1")));
    CHECK_STR(delivery(f, sent).state, "sending");
    CHECK_STR(delivery(f, sent).status, "4.4.1");
    CHECK_OK(read_report(f, report(f, sent, "delivered", "2.0.0")));
    CHECK_STR(delivery(f, sent).state, "delivered");
    CHECK_OK(read_report(f, report(f, sent, "failed", "5.1.1"))); /* forwarded, and failed there */
    CHECK_STR(delivery(f, sent).state, "permanent-failure");
    CHECK_OK(read_report(f, report(f, sent, "failed", "5.1.1")));
    CHECK_INT((int64_t)open_tasks(f, id), 1);
    sent = sent_mail(f, id, time_now());
    CHECK_OK(read_report(f, report(f, sent, "failed", "4.4.7"))); /* given up after days */
    CHECK_STR(delivery(f, sent).state, "temporary-failure");
}

TEST(a_report_about_nothing_of_ours_changes_nothing)
{
    struct fixture *f = town();
    t_id sent = sent_mail(f, fixture_case(f, "mail-7"), time_now());
    struct str good = report(f, sent, "failed", "5.1.1");
    size_t at = str_find(good, S("Message-ID: <")) + 13;
    for (int i = 0; i < 26; i++) { /* each sign of the ref */
        char *bad = arena_cstr(test_arena(), good);
        bad[at + (size_t)i] = bad[at + (size_t)i] == 'A' ? 'B' : 'A';
        CHECK_INT(read_report(f, str_of(bad)), NOT_FOUND);
    }
    CHECK_INT(read_report(f, S("Subject: hello\n\nI am on holiday\n")), NOT_FOUND);
    CHECK_STR(delivery(f, sent).state, "sending");
    CHECK_OK(read_report(f, good));
    CHECK_STR(delivery(f, sent).state, "permanent-failure");
}

static bool is_there(const char *folder, const char *below)
{
    struct stat st;
    return stat(arena_fmt(test_arena(), "%s/%s", folder, below).p, &st) == 0;
}

TEST(reports_are_read_from_the_maildir_and_other_mail_is_kept)
{
    struct fixture *f = town();
    t_id sent = sent_mail(f, fixture_case(f, "mail-8"), time_now());
    const char *folder = arena_fmt(test_arena(), "%.*s/bounces", STR(test_folder())).p;
    CHECK_OK(notices_read_reports(&f->hall, f->db, test_arena(), folder)); /* not there yet */
    CHECK_OK(notices_keep_report(test_arena(), folder, report(f, sent, "failed", "5.1.1")));
    CHECK_OK(notices_keep_report(test_arena(), folder,
                                 S("From: a@example.jp\nSubject: hello\n\nhello\n")));
    FILE *letter = fopen(arena_fmt(test_arena(), "%s/new/letter", folder).p, "we");
    if (CHECK(letter != NULL)) {
        fputs("Subject: hello\n\n", letter);
        fclose(letter);
    }
    CHECK(symlink("/etc/passwd", arena_fmt(test_arena(), "%s/new/link", folder).p) == 0);
    CHECK_OK(notices_read_reports(&f->hall, f->db, test_arena(), folder));
    CHECK_STR(delivery(f, sent).state, "permanent-failure");
    CHECK(is_there(folder, "cur/letter:2,S") && is_there(folder, "cur/link:2,S"));
    CHECK(rmdir(arena_fmt(test_arena(), "%s/new", folder).p) == 0); /* nothing is left in it */
}

TEST(who_stopped_reminders_still_gets_decisions)
{
    struct fixture *f = town();
    t_id id = fixture_case(f, "mail-9"),
         decided = notify(f, id, "decided", "Stop@example.jp", time_now()),
         reminder = notify(f, id, "reminder", "Stop@example.jp", time_now());
    struct ref wrong = ref_make(&f->hall, TABLE_NOTICE_DELIVERY, 7, decided),
               right = ref_make(&f->hall, TABLE_NOTICE_DELIVERY, 7, reminder);
    CHECK_INT(fixture_get(f, "", arena_fmt(test_arena(), "/mail/%s/stop", wrong.text)).status, 404);
    struct loopback_reply y =
        fixture_get(f, "", arena_fmt(test_arena(), "/mail/%s/stop", right.text));
    CHECK_INT(y.status, 200);
    CHECK(fixture_shows(y, "お知らせのメールを止めますか"));
    CHECK(notify(f, id, "reminder", "stop@example.jp", time_now()) !=
          0); /* looking stops nothing */
    CHECK_OK(http_loopback(f->server, "POST",
                           arena_fmt(test_arena(), "/mail/%s/stop", right.text).p, "",
                           S("List-Unsubscribe=One-Click"), test_arena(), &y));
    CHECK_INT(y.status, 200);
    CHECK(fixture_shows(y, "メールを止めました"));
    CHECK_INT(notify(f, id, "reminder", "stop@example.jp", time_now()), 0);
    CHECK(notify(f, id, "decided", "stop@example.jp", time_now()) != 0);
    CHECK(notify(f, id, "reminder", "other@example.jp", time_now()) != 0);
}

static size_t reminders(struct fixture *f, t_id case_id)
{
    struct notices_sql_of_case_rows rows = { 0 };
    size_t n = 0;
    CHECK_OK(notices_sql_of_case(f->db, test_arena(), 7, case_id, 100, &rows));
    for (size_t i = 0; i < rows.n; i++)
        n += str_eq(rows.p[i].kind, S("reminder"));
    return n;
}

static void ask_correction(struct fixture *f, t_id case_id, struct date due_on)
{
    struct case_file c = fixture_load(f, case_id);
    struct case_correction_new correction = { S("直してください"), S("[]"), due_on };
    CHECK_OK(cases_act(&f->hall, f->town, f->db, test_arena(),
                       &(struct case_act) { .seen = &c,
                                            .version = c.row.version,
                                            .actor = { S("staff"), 1, S("職員") },
                                            .now = time_now() - MINUTE,
                                            .event = EVENT_CORRECTION_ASKED,
                                            .correction = &correction }));
}

TEST(who_has_to_answer_in_three_days_is_reminded_once)
{
    struct fixture *f = town();
    t_time now = time_now();
    struct job job = { .town_id = 7, .now = now };
    t_id soon = fixture_case(f, "mail-14"), later = fixture_case(f, "mail-15");
    ask_correction(f, soon, date_add_days(time_date(now), 3));
    ask_correction(f, later, date_add_days(time_date(now), 4));
    CHECK_OK(mail_remind(&f->hall, f->db, test_arena(), &job));
    CHECK_OK(mail_remind(&f->hall, f->db, test_arena(), &job));
    CHECK_INT((int64_t)reminders(f, soon), 1);
    CHECK_INT((int64_t)reminders(f, later), 0);
    job.now += DAY;
    CHECK_OK(mail_remind(&f->hall, f->db, test_arena(), &job));
    CHECK_INT((int64_t)reminders(f, soon), 1);
    CHECK_INT((int64_t)reminders(f, later), 1);
}

/* ---- with the queue ---- */

static size_t our_town(void *app, struct arena *mem, const t_id **ret_towns)
{
    const struct hall *hall = app;
    t_id *towns = arena_new(mem, t_id, 1);
    towns[0] = hall->towns[0].id;
    *ret_towns = towns;
    return 1;
}

static struct jobs_runner *run_jobs(struct fixture *f)
{
    static const struct job_kind *kinds[2];
    struct jobs_runner *runner = NULL;
    kinds[0] = mail_module.jobs;
    CHECK_OK(jobs_runner_start(&(struct jobs_runner_options) { .store = f->hall.store,
                                                               .node = "test",
                                                               .kinds = kinds,
                                                               .towns = our_town,
                                                               .app = &f->hall,
                                                               .threads = 2 },
                               &runner));
    return runner;
}

static bool comes_to(struct fixture *f, t_id id, const char *state)
{
    for (int i = 0; i < 200; i++) {
        if (str_eq(delivery(f, id).state, str_of(state)))
            return true;
        usleep(50000);
    }
    return false;
}

TEST(a_relay_that_is_away_is_tried_again_and_given_up_after_three_days)
{
    struct fixture *f = town();
    t_id new_case = fixture_case(f, "mail-11"), old_case = fixture_case(f, "mail-12");
    t_id new = notify(f, new_case, "withdrawn", "a@example.jp", time_now()),
         old = notify(f, 1000000 + old_case, "decided", "a@example.jp", time_now() - 4 * DAY),
         taken_long_ago = sent_mail(f, 2000000 + old_case, time_now() - 4 * DAY);
    struct jobs_runner *runner = run_jobs(f);
    CHECK(comes_to(f, old, "technical-failure"));
    CHECK_INT((int64_t)open_tasks(f, 1000000 + old_case), 1);
    CHECK(comes_to(f, taken_long_ago, "delivered"));
    CHECK(!str_eq(delivery(f, new).state, S("technical-failure")) && !delivery(f, new).ended_at);
    jobs_runner_stop(runner);
}

TEST(who_stops_mail_before_it_leaves_does_not_get_it)
{
    struct fixture *f = town();
    t_id id = 3000000 + fixture_case(f, "mail-13");
    t_id first = notify(f, id, "reminder", "early@example.jp", time_now());
    CHECK_OK(notices_stop(&f->hall, f->town, f->db, test_arena(), first, time_now()));
    struct jobs_runner *runner = run_jobs(f);
    CHECK(comes_to(f, first, "cancelled"));
    CHECK_INT((int64_t)open_tasks(f, id), 0);
    jobs_runner_stop(runner);
}

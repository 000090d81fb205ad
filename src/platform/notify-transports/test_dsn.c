/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "platform/notify-transports/dsn.h"
#include "tests/test.h"

#define HEAD                                                                                       \
    "From: Mail Delivery System <mailer-daemon@relay.example>\r\nTo: bounces@xtown.example.jp\r\n" \
    "Auto-Submitted: auto-replied\r\n"
#define REPORT                                                                                     \
    HEAD "Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"=_b "       \
         "1\"\r\n\r\n"
#define WORDS "--=_b 1\r\nContent-Type: text/plain\r\n\r\nIt failed. Action: delivered\r\n\r\n"
#define RETURNED                                                                                   \
    "--=_b 1\r\nContent-Type: message/rfc822\r\n\r\nReceived: from x\r\nMessage-ID:\r\n "          \
    "<01ABC@xtown.example.jp>\r\n"                                                                 \
    "Subject: x\r\n\r\nMessage-ID: <other@x.y>\r\n--=_b 1--\r\n"

static const char failed[] =
    REPORT WORDS "--=_b 1\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; "
                 "relay.example\r\n\r\n"
                 "Final-Recipient: rfc822; mihon@example.org\r\nAction: failed\r\nStatus: 5.1.1 "
                 "(no such user)\r\n"
                 "Diagnostic-Code: smtp; 550 5.1.1 no\r\n  such user\r\n\r\n" RETURNED;

static struct dsn read_text(const char *text)
{
    return dsn_read(test_arena(), str_of(text));
}

TEST(a_failure_is_read)
{
    struct dsn d = read_text(failed);
    CHECK_INT(d.action, DSN_FAILED);
    CHECK_STR(d.status, "5.1.1");
    CHECK_STR(d.message_id, "01ABC@xtown.example.jp");
}

TEST(lines_may_end_in_a_line_feed_alone_and_an_mbox_line_may_stand_before)
{
    struct arena *mem = test_arena();
    char *p = arena_new(mem, char, sizeof failed + 40);
    size_t n = (size_t)(stpcpy(p, "From MAILER-DAEMON Wed Nov 25 09:32:47\n") - p);
    for (const char *c = failed; *c; c++)
        if (*c != '\r')
            p[n++] = *c;
    struct dsn d = dsn_read(mem, (struct str) { p, n });
    CHECK_INT(d.action, DSN_FAILED);
    CHECK_STR(d.message_id, "01ABC@xtown.example.jp");
}

TEST(the_worst_of_several_recipients_counts)
{
    struct dsn d = read_text(
        REPORT
        "--=_b 1\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; r\r\n\r\n"
        "Final-Recipient: rfc822; a@b.c\r\nAction: delivered\r\nStatus: 2.0.0\r\n\r\n"
        "Action: delayed\r\nStatus: 4.4.1\r\n\r\n"
        "Action: relayed\r\nStatus: 2.0.0\r\n\r\n--=_b 1--\r\n");
    CHECK_INT(d.action, DSN_DELAYED);
    CHECK_STR(d.status, "4.4.1");
    CHECK_STR(d.message_id, "");
}

TEST(without_the_returned_message_the_reference_tells)
{
    struct dsn d = read_text(
        HEAD "In-Reply-To: <no@x>\r\nReferences: <first@x> <second@x>\r\n"
             "Content-Type: Multipart/Report; boundary=b\r\n\r\n"
             "--b\r\nContent-Type: message/delivery-status\r\n\r\nAction: Failed\r\n\r\n--b--\r\n");
    CHECK_INT(d.action, DSN_FAILED);
    CHECK_STR(d.message_id, "second@x");
    CHECK_STR(d.status, "");
}

TEST(other_mail_is_no_report)
{
    struct dsn d = read_text("From: a@b.c\r\nSubject: Action: failed\r\nIn-Reply-To: "
                             "<01ABC@x>\r\n\r\nAction: failed\r\n");
    CHECK_INT(d.action, DSN_NONE);
    d = read_text(HEAD "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: "
                       "message/delivery-status\r\n\r\n"
                       "Action: failed\r\n\r\n--b--\r\n");
    CHECK_INT(d.action, DSN_NONE);
    d = read_text(REPORT "no part at all\r\n");
    CHECK_INT(d.action, DSN_NONE);
    CHECK_INT(read_text("").action, DSN_NONE);
}

TEST(a_report_that_was_cut_short_still_says_what_it_has)
{
    struct dsn d = dsn_read(test_arena(),
                            str_sub(str_of(failed), 0, str_find(str_of(failed), S("Diagnostic"))));
    CHECK_INT(d.action, DSN_FAILED);
    CHECK_STR(d.message_id, "");
}

static uint32_t drawn = 12345;

static uint32_t draw(void)
{
    drawn ^= drawn << 13;
    drawn ^= drawn >> 17;
    return drawn ^= drawn << 5;
}

/* Any prefix, any bytes changed, pieces repeated: it ends, and what it returns is within its
 * bounds. */
TEST(broken_reports_are_survived)
{
    static char bytes[2 * sizeof failed];
    for (int round = 0; round < 20000; round++) {
        size_t n = sizeof failed - 1;
        memcpy(bytes, failed, n);
        for (uint32_t i = draw() % 8; i; i--)
            bytes[draw() % n] = (char)("\n\r:-<>;=\" \t\0b1\xff"[draw() % 15]);
        if (draw() % 4 == 0) {
            size_t from = draw() % n, size = draw() % (n - from), to = draw() % n;
            memmove(bytes + to, bytes + from, size);
            n = to + size > n ? to + size : n;
        }
        if (draw() % 4 == 0)
            n = draw() % n;
        char *exact = arena_new(test_arena(), char, n + 1);
        memcpy(exact, bytes, n);
        struct dsn d = dsn_read(test_arena(), (struct str) { exact, n });
        if (d.message_id.n > 250 || d.status.n > 12 || round % 1000 == 0)
            CHECK(d.message_id.n <= 250 && d.status.n <= 12);
        arena_reset(test_arena());
    }
}

TEST(a_large_report_is_read_in_time)
{
    struct arena *mem = test_arena();
    size_t n = DSN_LARGEST + 100;
    char *p = arena_new(mem, char, n);
    static const char *const fillers[] = { "\r\n", "--=_b 1\r\n", " \r\n", "a:b\r\n", "<" };
    for (size_t f = 0; f < sizeof fillers / sizeof *fillers; f++) {
        size_t at = (size_t)(stpcpy(p, REPORT
                                    "--=_b 1\r\nContent-Type: message/rfc822\r\n\r\nReferences: ") -
                             p);
        for (size_t k = 0, m = strlen(fillers[f]); at + m < n; k = (k + 1) % m)
            p[at++] = fillers[f][k];
        CHECK_INT(dsn_read(mem, (struct str) { p, at }).action, DSN_NONE);
    }
}

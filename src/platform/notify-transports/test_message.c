/* SPDX-License-Identifier: Apache-2.0 */
/* What is written is read back by decoders of the test's own. */
#include "base/time.h"
#include "platform/notify-transports/message.h"
#include "tests/letter.h"
#include "tests/test.h"

static struct str from_words(struct arena *mem, struct str header)
{
    bool good;
    struct str words = letter_words(mem, header, &good);
    CHECK(good);
    return words;
}

static struct mail_message plain(void)
{
    return (struct mail_message) {
        .from_name = S("都市X"),
        .from = S("notices@xtown.example.jp"),
        .to = S("mihon@example.org"),
        .subject = S("【都市X】申請についてお知らせがあります"),
        .text = S("見本 様\n.\n新しいお知らせがあります。\n"),
        .message_id = S("01ABC@xtown.example.jp"),
        .date = 1795600000 * SECOND, /* 2026-11-25 18:46:40 in Tokyo */
    };
}

TEST(a_message_is_read_back_as_it_was_meant)
{
    struct arena *mem = test_arena();
    struct mail_message m = plain();
    struct str bytes;
    CHECK_OK(mail_message_write(mem, &m, &bytes));
    CHECK_STR(letter_header(bytes, "Date: "), "Wed, 25 Nov 2026 18:46:40 +0900");
    CHECK_STR(letter_header(bytes, "To: "), "<mihon@example.org>");
    CHECK_STR(letter_header(bytes, "Message-ID: "), "<01ABC@xtown.example.jp>");
    CHECK_STR(letter_header(bytes, "Auto-Submitted: "), "auto-generated");
    CHECK_STR(letter_header(bytes, "Content-Type: "), "text/plain; charset=UTF-8");
    CHECK_STR(letter_header(bytes, "List-Unsubscribe"), "(none)");
    CHECK_STR(letter_header(bytes, "Reply-To: "), "(none)");
    CHECK_SAME(from_words(mem, letter_header(bytes, "Subject: ")), m.subject);
    CHECK_STR(from_words(mem, letter_header(bytes, "From: ")), "都市X");
    CHECK(str_ends(letter_header(bytes, "From: "), S("<notices@xtown.example.jp>")));
    CHECK_STR(letter_base64(mem, letter_body(bytes)),
              "見本 様\r\n.\r\n新しいお知らせがあります。\r\n");
}

TEST(every_line_is_ascii_ends_in_crlf_and_is_short)
{
    struct arena *mem = test_arena();
    struct mail_message m = plain();
    for (int i = 0; i < 60; i++) {
        struct str bytes, line;
        m.subject = arena_fmt(mem, "%.*s%s", STR(m.subject),
                              i % 3 == 0   ? "𠮷"
                              : i % 3 == 1 ? "葛󠄀"
                                           : "x");
        m.text = arena_fmt(mem, "%.*s長い行のための文", STR(m.text));
        CHECK_OK(mail_message_write(mem, &m, &bytes));
        struct str rest = bytes;
        while (str_cut(&rest, '\n', &line)) {
            CHECK(line.n <= 77 && line.n > 0 && line.p[line.n - 1] == '\r');
            for (size_t k = 0; k + 1 < line.n; k++)
                if (line.p[k] < ' ' || line.p[k] > '~')
                    CHECK(!"a sign that is no plain ASCII");
        }
        CHECK_SAME(from_words(mem, letter_header(bytes, "Subject: ")), m.subject);
    }
}

TEST(mail_that_may_be_stopped_says_how)
{
    struct arena *mem = test_arena();
    struct mail_message m = plain();
    struct str bytes;
    m.stop = S("https://xtown.example.jp/mail/ABC/stop");
    m.reply_to = S("kosodate@xtown.example.jp");
    m.language = S("ja");
    CHECK_OK(mail_message_write(mem, &m, &bytes));
    CHECK_STR(letter_header(bytes, "List-Unsubscribe: "),
              "<https://xtown.example.jp/mail/ABC/stop>");
    CHECK_STR(letter_header(bytes, "List-Unsubscribe-Post: "), "List-Unsubscribe=One-Click");
    CHECK_STR(letter_header(bytes, "Reply-To: "), "<kosodate@xtown.example.jp>");
    CHECK_STR(letter_header(bytes, "Content-Language: "), "ja");
}

TEST(plain_words_stay_plain_and_signs_with_a_meaning_are_encoded)
{
    struct arena *mem = test_arena();
    struct mail_message m = plain();
    struct str bytes;
    m.from_name = S("X Town (test), office");
    m.subject = S("Notice");
    CHECK_OK(mail_message_write(mem, &m, &bytes));
    CHECK(str_starts(letter_header(bytes, "From: "), S("\"X Town (test), office\"")));
    CHECK_STR(letter_header(bytes, "Subject: "), "Notice");
    m.from_name = S("X \"Town\"");
    m.subject = S("=?UTF-8?B?QQ==?=");
    CHECK_OK(mail_message_write(mem, &m, &bytes));
    CHECK_STR(from_words(mem, letter_header(bytes, "From: ")), "X \"Town\"");
    CHECK_STR(from_words(mem, letter_header(bytes, "Subject: ")), "=?UTF-8?B?QQ==?=");
}

TEST(a_header_cannot_be_smuggled_in)
{
    struct arena *mem = test_arena();
    struct str bytes;
    struct mail_message bad[7];
    for (size_t i = 0; i < 7; i++)
        bad[i] = plain();
    bad[0].subject = S("a\r\nBcc: all@example.org");
    bad[1].from_name = S("a\nb");
    bad[2].to = S("a@example.org>\r\nBcc: <b@example.org");
    bad[3].reply_to = S("nobody");
    bad[4].message_id = S("a b@example.org");
    bad[5].stop = S("https://x/>\r\nX: y");
    bad[6].subject = S("\xff");
    for (size_t i = 0; i < 7; i++)
        CHECK_INT(mail_message_write(mem, &bad[i], &bytes), INVALID);
}

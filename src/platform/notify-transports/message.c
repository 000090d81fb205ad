/* SPDX-License-Identifier: Apache-2.0 */
/* Headers, encoded-words, a base64 body. */
#include "platform/notify-transports/message.h"

#include "base/mail_address.h"
#include "base/out.h"
#include "base/text.h"
#include "base/time.h"

enum {
    LARGEST_MESSAGE = 256 << 10,
    LINE = 76,            /* of a header or the body */
    WORD_BYTES = 45,      /* =?UTF-8?B? + 60 + ?= is 72 bytes */
    FIRST_WORD_LEAST = 3, /* a first word may be short: it shares the line with the header's name */
    BODY_BYTES = LINE / 4 * 3, /* of the text per line of base64 */
    WORD_FRAME = 12,           /* =?UTF-8?B? and ?= */
};

static void put_base64(struct out *o, const char *text, size_t n)
{
    static const char signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *p = (const unsigned char *)text;
    for (size_t i = 0; i < n; i += 3) {
        unsigned v = (unsigned)p[i] << 16 | (i + 1 < n ? (unsigned)p[i + 1] << 8 : 0) |
                     (i + 2 < n ? (unsigned)p[i + 2] : 0);
        out_char(o, signs[v >> 18]);
        out_char(o, signs[v >> 12 & 63]);
        out_char(o, i + 1 < n ? signs[v >> 6 & 63] : '=');
        out_char(o, i + 2 < n ? signs[v & 63] : '=');
    }
}

static bool is_plain(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < ' ' || s.p[i] > '~')
            return false;
    return str_find(s, S("=?")) == SIZE_MAX;
}

static bool has_control(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
            return true;
    return false;
}

/* How many bytes of s, whole characters, fit into `most`. */
static size_t whole_characters(struct str s, size_t most)
{
    size_t n = s.n < most ? s.n : most;
    while (n < s.n && n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
        n--;
    return n;
}

static struct str encoded_words(struct arena *mem, struct str text, size_t used)
{
    struct out o;
    out_init(&o, mem, LARGEST_MESSAGE);
    for (struct str rest = text; rest.n;) {
        size_t room = used + WORD_FRAME < LINE ? (LINE - used - WORD_FRAME) / 4 * 3 : 0;
        size_t n = whole_characters(rest, room < WORD_BYTES ? room : WORD_BYTES);
        if (n < FIRST_WORD_LEAST && n < rest.n && used > 1) { /* no room on this line */
            out_str(&o, S("\r\n "));
            used = 1;
            continue;
        }
        n = n ? n : 1; /* no character of ours is that long */
        out_str(&o, S("=?UTF-8?B?"));
        put_base64(&o, rest.p, n);
        out_str(&o, S("?="));
        rest = str_sub(rest, n, rest.n);
        if (rest.n)
            out_str(&o, S("\r\n "));
        used = 1;
    }
    return out_text(&o);
}

struct str mail_header_text(struct arena *mem, struct str text, size_t used)
{
    return is_plain(text) && used + text.n <= LINE ? text : encoded_words(mem, text, used);
}

static void put_date(struct out *o, t_time at)
{
    static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    struct civil c = time_civil(at);
    out_fmt(o, "Date: %s, %d %s %04d %02d:%02d:%02d +0900\r\n", days[c.weekday], c.day,
            months[c.month - 1], c.year, c.hour, c.minute, c.second);
}

/* A name of plain words stands as it is, with quotes if it has signs that mean something; any other
 * is encoded. */
static void put_mailbox(struct out *o, const char *header, struct str name, struct str address)
{
    out_fmt(o, "%s: ", header);
    if (name.n && is_plain(name) && name.n < LINE / 2 && str_find_char(name, '"') == SIZE_MAX &&
        str_find_char(name, '\\') == SIZE_MAX)
        out_fmt(o, "\"%.*s\"", STR(name));
    else if (name.n)
        out_str(o, encoded_words(o->mem, name, strlen(header) + 2));
    out_fmt(o, "%s<%.*s>\r\n", name.n ? "\r\n " : "", STR(address));
}

static void put_text(struct out *o, struct arena *mem, struct str text)
{
    struct out lines;
    out_init(&lines, mem, LARGEST_MESSAGE);
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\n' && (i == 0 || text.p[i - 1] != '\r'))
            out_char(&lines, '\r');
        out_char(&lines, text.p[i]);
    }
    struct str all = out_text(&lines);
    o->failed = o->failed || out_failed(&lines);
    for (size_t at = 0; at < all.n; at += BODY_BYTES) {
        size_t n = all.n - at < BODY_BYTES ? all.n - at : BODY_BYTES;
        put_base64(o, all.p + at, n);
        out_str(o, S("\r\n"));
    }
}

static bool is_fit(const struct mail_message *m)
{
    return mail_address_is_valid(m->from) && mail_address_is_valid(m->to) &&
           mail_address_is_valid(m->message_id) &&
           (!m->reply_to.n || mail_address_is_valid(m->reply_to)) && !has_control(m->from_name) &&
           !has_control(m->subject) && is_plain(m->language) && is_plain(m->stop) &&
           str_find_char(m->stop, '>') == SIZE_MAX && text_is_utf8(m->subject) &&
           text_is_utf8(m->from_name) && text_is_utf8(m->text);
}

enum rc mail_message_write(struct arena *mem, const struct mail_message *m, struct str *ret_bytes)
{
    struct out o;
    if (!is_fit(m))
        return INVALID;
    out_init(&o, mem, LARGEST_MESSAGE);
    put_date(&o, m->date);
    put_mailbox(&o, "From", m->from_name, m->from);
    put_mailbox(&o, "To", S(""), m->to);
    if (m->reply_to.n)
        put_mailbox(&o, "Reply-To", S(""), m->reply_to);
    out_fmt(&o, "Message-ID: <%.*s>\r\n", STR(m->message_id));
    out_fmt(&o, "Subject: %.*s\r\n",
            STR(mail_header_text(mem, m->subject, sizeof "Subject: " - 1)));
    out_str(&o, S("Auto-Submitted: auto-generated\r\n"));
    if (m->stop.n)
        out_fmt(&o,
                "List-Unsubscribe: <%.*s>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
                STR(m->stop));
    if (m->language.n)
        out_fmt(&o, "Content-Language: %.*s\r\n", STR(m->language));
    out_str(&o, S("MIME-Version: 1.0\r\nContent-Type: text/plain; "
                  "charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"));
    put_text(&o, mem, m->text);
    if (out_failed(&o) || arena_failed(mem))
        return FAILED;
    *ret_bytes = out_text(&o);
    return OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Judging fields and colours. */
#include "modules/admin/rules.h"

#include "base/text.h"

#include <math.h>

#define LEAST_CONTRAST 4.5

/* ---- fields ---- */

static bool only(struct str s, const char *more, bool small, bool big, bool digits)
{
    struct str others = str_of(more);
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool ok = (small && c >= 'a' && c <= 'z') || (big && c >= 'A' && c <= 'Z') || (digits && c >= '0' && c <= '9') ||
                  str_find_char(others, c) != SIZE_MAX;
        if (!ok)
            return false;
    }
    return true;
}

static bool is_telephone(struct str s)
{
    size_t digits = 0;
    for (size_t i = 0; i < s.n; i++)
        digits += s.p[i] >= '0' && s.p[i] <= '9';
    return only(s, "-()+ ", false, false, true) && digits >= 3;
}

static bool is_postal(struct str s)
{
    return (s.n == 8 && s.p[3] == '-' && only(str_sub(s, 0, 3), "", false, false, true) &&
            only(str_sub(s, 4, 8), "", false, false, true)) ||
           (s.n == 7 && only(s, "", false, false, true));
}

static bool is_email(struct str s)
{
    size_t at = str_find_char(s, '@');
    struct str host = at == SIZE_MAX ? S("") : str_sub(s, at + 1, s.n);
    return at != SIZE_MAX && at > 0 && host.n >= 3 && str_find_char(host, '.') != SIZE_MAX &&
           only(str_sub(s, 0, at), ".!#$%&'*+/=?^_`{|}~-", true, true, true) && only(host, ".-", true, true, true);
}

static bool begins_small(struct str s)
{
    return s.n && s.p[0] >= 'a' && s.p[0] <= 'z';
}

static bool has_control(struct str s, bool lines)
{
    for (size_t i = 0; i < s.n; i++)
        if (((unsigned char)s.p[i] < ' ' && !(lines && s.p[i] == '\n')) || s.p[i] == 127)
            return true;
    return false;
}

bool admin_host_is_own(struct str host)
{
    return str_eq(host, S("localhost")) || str_eq(host, S("127.0.0.1")) || str_eq(host, S("[::1]"));
}

static bool are_hosts(struct str list)
{
    struct str host;
    while (str_cut(&list, ' ', &host))
        if (host.n && (!only(host, ".-", true, false, true) || str_find_char(host, '.') == SIZE_MAX))
            return false;
    return true;
}

static const char *kind_fault(enum admin_kind kind, struct str v)
{
    int64_t minutes;
    switch (kind) {
    case ADMIN_TELEPHONE: return is_telephone(v) ? NULL : "は、数字とハイフンで入力してください（例：000-0000-0100）";
    case ADMIN_POSTAL: return is_postal(v) ? NULL : "は、7けたの数字で入力してください（例：000-0001）";
    case ADMIN_EMAIL: return is_email(v) ? NULL : "は、メールアドレスの形で入力してください（例：jumin@xtown.example.jp）";
    case ADMIN_CODE:
        return begins_small(v) && only(v, "-", true, false, true)
                   ? NULL
                   : "は、英小文字で始まる英数字とハイフンで入力してください（例：kosodate）";
    case ADMIN_LOGIN:
        return begins_small(v) && v.n >= 3 && only(v, "._-", true, false, true)
                   ? NULL
                   : "は、英小文字で始まる3文字以上の英数字と . _ - で入力してください（例：kana.aoi）";
    case ADMIN_CLOCK: return admin_clock_read(v, &minutes) ? NULL : "は、時刻の形で入力してください（例：17:15）";
    case ADMIN_DOMAIN: return only(v, ".-", true, false, true) ? NULL : "は、英小文字の名前で入力してください（例：xtown.example.jp）";
    case ADMIN_HOSTS:
        return are_hosts(v) ? NULL : "は、英小文字の名前を空白で区切って入力してください（例：www.xtown.example.jp）";
    case ADMIN_LINE:
    case ADMIN_TEXT: break;
    }
    return NULL;
}

struct str admin_fault(struct arena *mem, const struct admin_ask *ask, struct str value)
{
    if (!value.n)
        return ask->required ? arena_fmt(mem, "%sを入力してください", ask->label) : S("");
    if (!text_is_utf8(value) || has_control(value, ask->kind == ADMIN_TEXT))
        return arena_fmt(mem, "%sに使えない文字があります%s", ask->label, ask->kind == ADMIN_TEXT ? "" : "。1行で入力してください");
    if (text_length(value) > (size_t)ask->most)
        return arena_fmt(mem, "%sは%d文字までで入力してください", ask->label, ask->most);
    const char *fault = kind_fault(ask->kind, value);
    return fault ? arena_fmt(mem, "%s%s", ask->label, fault) : S("");
}

bool admin_clock_read(struct str text, int64_t *ret_minutes)
{
    struct str hours;
    int64_t h, m;
    if (text.n < 4 || text.n > 5 || !str_cut(&text, ':', &hours) || text.n != 2 || !only(hours, "", false, false, true) ||
        !only(text, "", false, false, true) || !str_to_int(hours, &h) || !str_to_int(text, &m) || h > 23 || m > 59)
        return false;
    *ret_minutes = h * 60 + m;
    return true;
}

struct str admin_clock_text(struct arena *mem, int64_t minutes)
{
    return arena_fmt(mem, "%lld:%02lld", (long long)(minutes / 60), (long long)(minutes % 60));
}

/* ---- colours ---- */

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool admin_colour_read(struct arena *mem, struct str text, struct str *ret_colour)
{
    if (str_starts(text, S("#")))
        text = str_sub(text, 1, text.n);
    if (text.n != 6)
        return false;
    char *colour = arena_new(mem, char, 8);
    colour[0] = '#';
    for (size_t i = 0; i < 6; i++) {
        int digit = hex(text.p[i]);
        if (digit < 0)
            return false;
        colour[i + 1] = "0123456789abcdef"[digit];
    }
    *ret_colour = str_n(colour, 7);
    return true;
}

static int channel(struct str colour, int i)
{
    return hex(colour.p[1 + 2 * i]) * 16 + hex(colour.p[2 + 2 * i]);
}

/* WCAG 2.2: relative luminance. */
static double luminance(struct str colour)
{
    static const double weights[] = { 0.2126, 0.7152, 0.0722 };
    double sum = 0;
    for (int i = 0; i < 3; i++) {
        double c = channel(colour, i) / 255.0;
        sum += weights[i] * (c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
}

double admin_contrast(struct str a, struct str b)
{
    double x = luminance(a), y = luminance(b);
    return x > y ? (x + 0.05) / (y + 0.05) : (y + 0.05) / (x + 0.05);
}

struct str admin_colour_fault(struct arena *mem, struct str colour)
{
    /* --on-action and --ground; --surface-2; --soft: components/roles.css in their light form */
    static const struct {
        struct str colour;
        const char *words;
    } grounds[] = {
        { S_("#ffffff"), "白い文字・白い地との" },
        { S_("#f2f2f2"), "うすい灰色の地との" },
        { S_("#e8f1fe"), "うすい青の地との" },
    };
    for (size_t i = 0; i < sizeof grounds / sizeof *grounds; i++) {
        double ratio = admin_contrast(colour, grounds[i].colour);
        if (ratio < LEAST_CONTRAST)
            return arena_fmt(mem,
                             "この色は%sコントラスト比が%.1f:1で、読みにくい方がいます。4.5:1以上になるように、もっと濃い色にしてください",
                             grounds[i].words, floor(ratio * 10) / 10);
    }
    return S("");
}

static struct str darker(struct arena *mem, struct str colour, double share)
{
    int c[3];
    for (int i = 0; i < 3; i++)
        c[i] = (int)(channel(colour, i) * share);
    return arena_fmt(mem, "#%02x%02x%02x", (unsigned)c[0], (unsigned)c[1], (unsigned)c[2]);
}

/* Dark colours of residents who ask for them stay the house's own: they were chosen to be read on black. */
struct str admin_theme(struct arena *mem, struct str colour)
{
    return arena_fmt(mem,
                     "@media not all and (prefers-color-scheme: dark) {\n"
                     "  :root { --action: %.*s; --action-hover: %.*s; --action-active: %.*s; --link: %.*s; --head: %.*s; }\n"
                     "}\n",
                     STR(colour), STR(darker(mem, colour, 0.8)), STR(darker(mem, colour, 0.55)), STR(colour),
                     STR(darker(mem, colour, 0.7)));
}

/* SPDX-License-Identifier: Apache-2.0 */
/* One value: what a person typed to what is kept.  Numbers, codes and dates are read as widely as
 * people write them; names and addresses are only freed of blanks at their ends and never altered
 * (NFC and NFKC change people's names). */
#include "civic/forms/answers_build.h"

#include "base/mail_address.h"
#include "base/text.h"
#include "base/time.h"

static bool starts_with_blank(struct str s, size_t *ret_n)
{
    if (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '\t' || s.p[0] == '\r' || s.p[0] == '\n'))
        *ret_n = 1;
    else if (str_starts(s, S("　")))
        *ret_n = 3;
    else
        return false;
    return true;
}

struct str trim_wide(struct str s)
{
    size_t n;
    while (starts_with_blank(s, &n))
        s = str_sub(s, n, s.n);
    for (;;) {
        char last = s.n ? s.p[s.n - 1] : 'x';
        if (last == ' ' || last == '\t' || last == '\r' || last == '\n')
            s.n--;
        else if (str_ends(s, S("　")))
            s.n -= 3;
        else
            return s;
    }
}

static struct str number_text(struct arena *mem, size_t n)
{
    return arena_fmt(mem, "%zu", n);
}

/* Control characters other than the line end of a long text. */
static bool has_control(struct str s, bool multiline)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == 0x7F || (c < 0x20 && !(multiline && (c == '\n' || c == '\t'))))
            return true;
    }
    return false;
}

static struct str unix_lines(struct arena *mem, struct str s)
{
    if (str_find_char(s, '\r') == SIZE_MAX)
        return s;
    struct out o;
    out_init(&o, mem, s.n + 1);
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '\r')
            out_char(&o, s.p[i]);
        else if (i + 1 == s.n || s.p[i + 1] != '\n')
            out_char(&o, '\n');
    return out_text(&o);
}

static int digits_wanted(enum field_style style)
{
    switch (style) {
    case STYLE_POSTAL_CODE: return 7;
    case STYLE_BANK_CODE: return 4;
    case STYLE_BRANCH_CODE: return 3;
    case STYLE_ACCOUNT: return 7;
    default: return 0;
    }
}

/* Digits with blanks, hyphens, brackets and the postal mark around them become digits; anything
 * else stays as it is, to be told. */
static struct str read_code(struct arena *mem, struct str typed)
{
    struct str folded = text_fold_width(mem, typed);
    if (str_starts(folded, S("〒")))
        folded = str_sub(folded, 3, folded.n);
    if (str_starts(folded, S("+81")))
        folded = arena_fmt(mem, "0%.*s", STR(str_sub(folded, 3, folded.n)));
    static const char *const marks[] = { "‐", "–", "—", "―", "−", "－", "ー" };
    for (size_t i = 0; i < folded.n; i++) {
        char c = folded.p[i];
        if ((c >= '0' && c <= '9') || c == ' ' || c == '-' || c == '(' || c == ')' || c == '.')
            continue;
        size_t k = 0;
        while (k < 7 && !str_starts(str_sub(folded, i, folded.n), str_of(marks[k])))
            k++;
        if (k == 7)
            return trim_wide(folded);
        i += 2;
    }
    return text_digits(mem, folded);
}

static bool read_integer(struct arena *mem, struct str typed, struct str *ret_value)
{
    struct str folded = trim_wide(text_fold_width(mem, typed));
    static const char *const units[] = { "円", "人", "個" };
    for (size_t i = 0; i < 3; i++)
        if (str_ends(folded, str_of(units[i])))
            folded = trim_wide(str_sub(folded, 0, folded.n - 3));
    struct out o;
    out_init(&o, mem, 64);
    for (size_t i = 0; i < folded.n; i++)
        if (folded.p[i] != ',')
            out_char(&o, folded.p[i]);
    int64_t value;
    if (out_failed(&o) || !str_to_int(out_text(&o), &value))
        return false;
    *ret_value = arena_fmt(mem, "%lld", (long long)value);
    return true;
}

static struct str read_text(struct arena *mem, const struct field *f, struct str typed)
{
    switch (f->style) {
    case STYLE_KANA: return trim_wide(text_katakana(mem, trim_wide(typed)));
    case STYLE_POSTAL_CODE:
    case STYLE_PHONE:
    case STYLE_BANK_CODE:
    case STYLE_BRANCH_CODE:
    case STYLE_ACCOUNT: return read_code(mem, typed);
    case STYLE_EMAIL: return trim_wide(text_fold_width(mem, typed));
    default: return f->multiline ? unix_lines(mem, trim_wide(typed)) : trim_wide(typed);
    }
}

/* Blank-separated words with single blanks. */
static struct str read_words(struct arena *mem, struct str typed)
{
    struct out o;
    out_init(&o, mem, typed.n + 1);
    struct str part;
    while (str_cut(&typed, ' ', &part))
        if (part.n > 0)
            out_fmt(&o, "%s%.*s", o.n ? " " : "", STR(part));
    return out_text(&o);
}

bool reading_value(struct arena *mem, const struct field *f, struct str language, struct str typed,
                   struct str *ret_value, struct str *ret_message)
{
    size_t most = f->kind == FIELD_TEXT ? (size_t)f->max_length : 4000;
    if (!text_is_utf8(typed)) {
        *ret_message = sentence_about(mem, language, SAY_BAD_TEXT, f, S(""), S(""));
        return false;
    }
    if (typed.n > most && text_length(trim_wide(typed)) > most * 4) { /* before any work on it */
        *ret_message = sentence_about(mem, language, SAY_TOO_LONG, f, number_text(mem, most),
                                      number_text(mem, text_length(trim_wide(typed))));
        return false;
    }
    struct str value = { "", 0 };
    struct date day;
    switch (f->kind) {
    case FIELD_INTEGER:
        if (trim_wide(typed).n > 0 && !read_integer(mem, typed, &value)) {
            *ret_message = sentence_about(mem, language, SAY_INTEGER, f, S(""), S(""));
            return false;
        }
        break;
    case FIELD_DATE:
        if (trim_wide(typed).n > 0 && date_parse(mem, trim_wide(typed), &day) != OK) {
            *ret_message = sentence_about(mem, language, SAY_DATE_TEXT, f, S(""), S(""));
            return false;
        }
        value = trim_wide(typed).n > 0 ? date_iso(mem, day) : value;
        break;
    case FIELD_SELECT_MULTIPLE:
    case FIELD_FILE: value = read_words(mem, typed); break;
    case FIELD_TEXT: value = read_text(mem, f, typed); break;
    default: value = trim_wide(typed);
    }
    *ret_value = value;
    return true;
}

static bool all_digits(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n > 0;
}

static bool fits_digits(struct arena *mem, const struct field *f, struct str language,
                        struct str value, struct str *ret_message)
{
    size_t wanted = (size_t)digits_wanted(f->style);
    if (all_digits(value) && value.n == wanted)
        return true;
    *ret_message =
        all_digits(value)
            ? sentence_about(mem, language, SAY_DIGITS_COUNT, f, number_text(mem, wanted),
                             number_text(mem, value.n))
            : sentence_about(mem, language, SAY_DIGITS_ONLY, f, number_text(mem, wanted), S(""));
    return false;
}

bool reading_fits(struct arena *mem, const struct field *f, struct str language, struct str value,
                  struct str *ret_message)
{
    enum sentence wrong = SENTENCES;
    if (f->kind != FIELD_TEXT)
        return true;
    if (value.n > (size_t)f->max_length && text_length(value) > (size_t)f->max_length) {
        *ret_message =
            sentence_about(mem, language, SAY_TOO_LONG, f, number_text(mem, (size_t)f->max_length),
                           number_text(mem, text_length(value)));
        return false;
    }
    if (has_control(value, f->multiline))
        wrong = SAY_BAD_TEXT;
    else if (digits_wanted(f->style))
        return fits_digits(mem, f, language, value, ret_message);
    else if (f->style == STYLE_KANA && !text_is_katakana(value))
        wrong = SAY_KANA;
    else if (f->style == STYLE_PHONE &&
             !(all_digits(value) && value.p[0] == '0' && (value.n == 10 || value.n == 11)))
        wrong = SAY_PHONE;
    else if (f->style == STYLE_EMAIL && !mail_address_is_valid(value))
        wrong = SAY_EMAIL;
    if (wrong == SENTENCES)
        return true;
    *ret_message = sentence_about(mem, language, wrong, f, S(""), S(""));
    return false;
}

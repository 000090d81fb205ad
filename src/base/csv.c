/* SPDX-License-Identifier: Apache-2.0 */
/* Tables as text.  A row is read in two parts: the cell, and what ended it. */
#include "base/csv.h"

enum { MOST_CELLS = 1024, LARGEST_CELL = 1 << 20 };

void csv_init(struct csv *c, struct str text, char separator)
{
    struct str mark = S("\xEF\xBB\xBF");
    if (str_starts(text, mark))
        text = str_sub(text, mark.n, text.n);
    *c = (struct csv) { .rest = text, .line = 1, .separator = separator };
}

/* Takes an end of line (\n, \r\n, \r) off the rest. */
static bool take_line_end(struct csv *c)
{
    if (c->rest.n == 0 || (c->rest.p[0] != '\n' && c->rest.p[0] != '\r'))
        return false;
    size_t n = str_starts(c->rest, S("\r\n")) ? 2 : 1;
    c->rest = str_sub(c->rest, n, c->rest.n);
    c->line++;
    return true;
}

static struct str plain_cell(struct csv *c)
{
    size_t n = 0;
    while (n < c->rest.n && c->rest.p[n] != c->separator && c->rest.p[n] != '\n' &&
           c->rest.p[n] != '\r')
        n++;
    struct str cell = str_sub(c->rest, 0, n);
    c->rest = str_sub(c->rest, n, c->rest.n);
    return cell;
}

/* After the opening quote up to the closing one; "" is a quote. */
static struct str quoted_cell(struct csv *c, struct arena *mem)
{
    size_t n = 0, quotes = 0;
    for (; n < c->rest.n; n++) {
        if (c->rest.p[n] != '"') {
            bool lone_return =
                c->rest.p[n] == '\r' && (n + 1 == c->rest.n || c->rest.p[n + 1] != '\n');
            c->line += c->rest.p[n] == '\n' || lone_return;
            continue;
        }
        if (n + 1 == c->rest.n || c->rest.p[n + 1] != '"')
            break;
        quotes++;
        n++;
    }
    struct str raw = str_sub(c->rest, 0, n);
    if (n == c->rest.n)
        c->failed = true; /* never closed */
    c->rest = str_sub(c->rest, n + 1, c->rest.n);
    if (quotes == 0 || raw.n > LARGEST_CELL)
        return raw;
    char *start = arena_new(mem, char, raw.n), *at = start;
    for (size_t i = 0; i < raw.n; i++) {
        *at++ = raw.p[i];
        i += raw.p[i] == '"';
    }
    return str_n(start, (size_t)(at - start));
}

/* \t \n \\ of a TSV cell; any other backslash is a mistake. */
static struct str unescape(struct csv *c, struct arena *mem, struct str raw)
{
    if (str_find_char(raw, '\\') == SIZE_MAX || raw.n > LARGEST_CELL)
        return raw;
    char *start = arena_new(mem, char, raw.n), *at = start;
    for (size_t i = 0; i < raw.n; i++) {
        char ch = raw.p[i];
        if (ch == '\\') {
            char name = ++i < raw.n ? raw.p[i] : '\0';
            ch = name == 't' ? '\t' : name == 'n' ? '\n' : '\\';
            c->failed = c->failed || (ch == '\\' && name != '\\');
        }
        *at++ = ch;
    }
    return str_n(start, (size_t)(at - start));
}

static struct str next_cell(struct csv *c, struct arena *mem)
{
    if (c->separator == '\t')
        return unescape(c, mem, plain_cell(c));
    if (!str_starts(c->rest, S("\"")))
        return plain_cell(c);
    c->rest = str_sub(c->rest, 1, c->rest.n);
    struct str cell = quoted_cell(c, mem);
    bool ended = c->rest.n == 0 || c->rest.p[0] == c->separator || c->rest.p[0] == '\n' ||
                 c->rest.p[0] == '\r';
    c->failed = c->failed || !ended;
    return cell;
}

bool csv_next(struct csv *c, struct arena *mem, struct csv_row *ret_row)
{
    struct str *cells = NULL;
    size_t n = 0, room = 0;
    while (take_line_end(c))
        continue;
    if (c->rest.n == 0 || c->failed)
        return false;
    size_t line = c->line;
    for (bool more = true; more;) {
        if (n == room) {
            room = room ? room * 2 : 16;
            struct str *wider = arena_new(mem, struct str, room);
            if (n)
                memcpy(wider, cells, n * sizeof *cells);
            cells = wider;
        }
        cells[n] = next_cell(c, mem);
        c->failed = c->failed || cells[n].n > LARGEST_CELL || arena_failed(mem);
        n++;
        more = c->rest.n && c->rest.p[0] == c->separator;
        if (c->failed || (more && n == MOST_CELLS)) {
            c->failed = true;
            return false;
        }
        c->rest = str_sub(c->rest, more, c->rest.n);
    }
    take_line_end(c);
    *ret_row = (struct csv_row) { cells, n, line };
    return true;
}

/* Signs that a spreadsheet takes for the start of a formula. */
static bool is_formula(struct str s)
{
    static const struct str signs[] = { S_("="),  S_("+"),  S_("-"),  S_("@"),  S_("\t"),
                                        S_("\r"), S_("＝"), S_("＋"), S_("－"), S_("＠") };
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (str_starts(s, signs[i]))
            return true;
    return false;
}

void csv_cell(struct out *o, struct str s)
{
    bool formula = is_formula(s), quoted = false;
    for (size_t i = 0; i < s.n && !quoted; i++)
        quoted = s.p[i] == '"' || s.p[i] == ',' || s.p[i] == '\n' || s.p[i] == '\r';
    if (quoted)
        out_char(o, '"');
    if (formula)
        out_char(o, '\'');
    for (struct str part; str_cut(&s, '"', &part);) {
        out_str(o, part);
        if (part.p + part.n < s.p)
            out_str(o, S("\"\""));
    }
    if (quoted)
        out_char(o, '"');
}

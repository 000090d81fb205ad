/* SPDX-License-Identifier: Apache-2.0 */
/* Our types; SQL cut into words, parameters, strings, numbers, comments and signs, and put together
 * again. */
#include "queryc.h"

#include <ctype.h>

const struct type_facts types[] = {
    [TYPE_NONE] = { "", "", "", "", "", "", "" },
    [T_ID] = { "t_id", "INTEGER", "bigint", "t_id", "int", "", ", 0" },
    [T_TEXT] = { "t_text", "TEXT", "text COLLATE \"C\"", "struct str", "text", "", "" },
    [T_INT] = { "t_int", "INTEGER", "bigint", "int64_t", "int", "", ", INT64_MIN" },
    [T_BOOL] = { "t_bool", "INTEGER", "smallint CHECK (VALUE IN (0, 1))", "bool", "int", "", "" },
    [T_TIME] = { "t_time", "INTEGER", "bigint", "t_time", "int", "", ", 0" },
    [T_DATE] = { "t_date", "INTEGER", "bigint", "struct date", "int", ".days", ", INT64_MIN" },
    [T_MONEY] = { "t_money", "INTEGER", "bigint", "struct money", "int", ".yen", ", INT64_MIN" },
    [T_JSON] = { "t_json", "TEXT", "text COLLATE \"C\"", "struct str", "text", "", "" },
    [T_BLOB] = { "t_blob", "BLOB", "bytea", "struct blob", "blob", "", "" },
};

enum type type_of(struct str name)
{
    for (int i = 1; i <= T_BLOB; i++)
        if (str_eq(name, str_of(types[i].name)))
            return (enum type)i;
    return TYPE_NONE;
}

bool is_word(const struct token *t, const char *word)
{
    return t->kind == 'w' && str_eq_nocase(t->text, str_of(word));
}

bool is_name(struct str s)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
    size_t n = 0;
    while (n < s.n && s.p[n] && (strchr(letters, s.p[n]) || (n && strchr("_0123456789", s.p[n]))))
        n++;
    return n > 0 && n == s.n && n <= 60;
}

const struct token *at(struct tokens ts, int i)
{
    static const struct token none = { .kind = ' ' };
    return i >= 0 && i < ts.n ? &ts.p[i] : &none;
}

bool matches(struct tokens ts, int i, const char *pattern)
{
    struct str rest = str_of(pattern), any, one;
    for (; str_cut(&rest, ' ', &any); i++) {
        const struct token *t = at(ts, i);
        bool fits = false;
        while (!fits && str_cut(&any, '|', &one))
            fits = str_eq(one, S("?"))   ? t->kind == 'p'
                   : str_eq(one, S("@")) ? t->kind == 'w'
                                         : t->kind != 's' && str_eq_nocase(t->text, one);
        if (!fits)
            return false;
    }
    return true;
}

static size_t word_length(const char *p, size_t left)
{
    size_t n = 0;
    while (n < left && (isalnum((unsigned char)p[n]) || p[n] == '_'))
        n++;
    return n;
}

/* The length of the token at p, of which at least one byte is left; sets its kind. */
static size_t measure(const char *p, size_t left, char *ret_kind)
{
    static const char *const signs[] = { "->>", "->", "||", "<=", ">=", "<>", "!=", "==" };
    size_t n = word_length(p, left);
    *ret_kind = n == 0 ? *p : isdigit((unsigned char)*p) ? 'n' : 'w';
    if (n)
        return n;
    if (str_starts(str_n(p, left), S("--"))) {
        *ret_kind = 'c';
        n = str_find_char(str_n(p, left), '\n');
        return n < left ? n : left;
    }
    if (*p == '\'' || *p == '"') {
        *ret_kind = 's';
        do { /* '' within '…' */
            size_t end = str_find_char(str_n(p + n + 1, left - n - 1), *p);
            n = end < left ? n + end + 2 : left + 1; /* left + 1: it has no end */
        } while (n < left && p[n] == *p);
        return n;
    }
    if (*p == ':' && (n = word_length(p + 1, left - 1)) > 0) {
        *ret_kind = 'p';
        return n + 1;
    }
    for (size_t i = 0; i < COUNT(signs); i++)
        if (str_starts(str_n(p, left), str_of(signs[i])))
            return strlen(signs[i]);
    return 1;
}

struct tokens lex(const char *file, struct str text, int line)
{
    struct tokens ts = { .p = arena_new(&arena, struct token, text.n + 1) };
    for (size_t i = 0, n; i < text.n; i += n) {
        char kind = 0;
        n = isspace((unsigned char)text.p[i]) ? 1 : measure(text.p + i, text.n - i, &kind);
        if (n > text.n - i)
            refuse(file, line, "a string without its end");
        if (kind == 'p' && at(ts, ts.n - 2)->kind == '[')
            n = 1, kind = ':'; /* [part:word … */
        if (kind)
            ts.p[ts.n++] = (struct token) { kind, str_n(text.p + i, n), line };
        for (size_t k = i; k < i + n; k++)
            line += text.p[k] == '\n';
    }
    return ts;
}

struct str text_of(struct tokens ts, bool calls)
{
    struct out o;
    out_init(&o, &arena, 1 << 20);
    for (int i = 0; i < ts.n; i++) {
        const struct token *t = &ts.p[i], *before = at(ts, i - 1);
        bool called = calls && t->kind == '(' && before->kind == 'w' && is_name(before->text);
        if (i && !called && !strchr("),.", t->kind) && !strchr("(.", before->kind))
            out_char(&o, ' ');
        out_str(&o, t->text);
    }
    return out_text(&o);
}

int line_at(struct tokens ts, bool calls, int offset)
{
    int n = 1;
    while (n < ts.n && (int)text_of((struct tokens) { ts.p, n }, calls).n <= offset)
        n++;
    return at(ts, n - 1)->line;
}

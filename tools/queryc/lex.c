/* SPDX-License-Identifier: Apache-2.0 */
/* Cuts SQL into words, parameters, strings, numbers, comments and signs. */
#include "queryc.h"

#include <ctype.h>

static const char *const type_names[] = { "",       "t_id",   "t_text",  "t_int",  "t_bool",
                                          "t_time", "t_date", "t_money", "t_json", "t_blob" };

enum type type_of(struct str name)
{
    for (int i = 1; i <= T_BLOB; i++)
        if (str_eq(name, str_of(type_names[i])))
            return (enum type)i;
    return TYPE_NONE;
}

const char *type_name(enum type type)
{
    return type_names[type];
}

bool is_word(const struct token *t, const char *word)
{
    return t->kind == 'w' && str_eq_nocase(t->text, str_of(word));
}

bool is_name(struct str s)
{
    if (s.n == 0 || s.n > 60 || !islower((unsigned char)s.p[0]))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!islower((unsigned char)s.p[i]) && !isdigit((unsigned char)s.p[i]) && s.p[i] != '_')
            return false;
    return true;
}

static bool word_char(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* The length of the token at p, of which at least one byte is left; sets its kind. */
static size_t measure(const char *p, size_t left, char *ret_kind)
{
    size_t n = 1;
    *ret_kind = *p;
    if (*p == '-' && left > 1 && p[1] == '-') {
        while (n < left && p[n] != '\n')
            n++;
    } else if (*p == '\'' || *p == '"') {
        while (n < left && p[n] != *p)
            n++;
        n += n < left;
        *ret_kind = 's';
    } else if (*p == ':' && left > 1 && word_char(p[1])) {
        while (n < left && word_char(p[n]))
            n++;
    } else if (word_char(*p)) {
        while (n < left && word_char(p[n]))
            n++;
        *ret_kind = isdigit((unsigned char)*p) ? 'n' : 'w';
    } else {
        static const char pairs[][4] = { "->>", "->", "||", "<=", ">=", "<>", "!=", "==" };
        for (size_t i = 0; i < sizeof pairs / sizeof *pairs && n == 1; i++)
            if (str_starts(str_n(p, left), str_of(pairs[i])))
                n = strlen(pairs[i]);
        *ret_kind = *p == '-' ? '~' : *p; /* '-' is the kind of a comment */
    }
    return n;
}

struct tokens lex(const char *file, struct str text, int line)
{
    struct tokens ts = { .p = arena_new(&arena, struct token, text.n + 1) };
    int depth = 0;
    for (size_t i = 0; i < text.n;) {
        if (text.p[i] == '\n')
            line++;
        if (isspace((unsigned char)text.p[i])) {
            i++;
            continue;
        }
        char kind;
        size_t n = measure(text.p + i, text.n - i, &kind);
        if (kind == ')' && --depth < 0)
            refuse(file, line, "a ) without its (");
        struct str s = str_n(text.p + i, n);
        if (kind == 's' && (n < 2 || s.p[n - 1] != s.p[0]))
            refuse(file, line, "a string without its end");
        ts.p[ts.n++] =
            (struct token) { kind, kind == ':' && n > 1 ? str_sub(s, 1, n) : s, line, depth, 0 };
        depth += kind == '(';
        for (size_t k = 0; k < n; k++)
            line += text.p[i + k] == '\n';
        i += n;
    }
    if (depth)
        refuse(file, line, "a ( without its )");
    return ts;
}

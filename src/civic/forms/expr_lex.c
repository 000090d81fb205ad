/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens of an expression.  XPath 1.0, 3.7: whether `*`, `and`, `or`, `div`, `mod` are operators
 * follows from the token before; the lexer keeps that one bit itself. */
#include "civic/forms/expr_ast.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* NCName over bytes: ASCII by the book, everything above it taken as a letter (names are Japanese),
 * except the two wide blanks, which would hide in a name. */
static bool starts_name(struct str rest)
{
    unsigned char c = (unsigned char)(rest.n ? rest.p[0] : 0);
    if (str_starts(rest, S("\xe3\x80\x80")) || str_starts(rest, S("\xc2\xa0")))
        return false;
    return c >= 0x80 || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static size_t name_length(struct str rest)
{
    size_t n = 0;
    while (n < rest.n) {
        struct str here = str_sub(rest, n, rest.n);
        char c = here.p[0];
        if (!starts_name(here) && !(n && (is_digit(c) || c == '-' || c == '.')))
            break;
        n++;
    }
    return n;
}

/* name, prefix:name or prefix:*; never takes the :: of an axis. */
static size_t qname_length(struct str rest)
{
    size_t n = name_length(rest);
    if (n + 1 >= rest.n || rest.p[n] != ':' || rest.p[n + 1] == ':')
        return n;
    if (rest.p[n + 1] == '*')
        return n + 2;
    size_t local = name_length(str_sub(rest, n + 1, rest.n));
    return local ? n + 1 + local : n;
}

static enum op word_operator(struct str word, size_t *ret_length)
{
    static const struct {
        struct str word;
        enum op op;
    } words[] = {
        { S_("and"), OP_AND }, { S_("or"), OP_OR }, { S_("div"), OP_DIV }, { S_("mod"), OP_MOD }
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = words[i].word.n;
        /* "1div1" and "a div-1": no name can stand there, so the operator ends before the digit. */
        bool ends = word.n == n || (word.n > n && (is_digit(word.p[n]) || word.p[n] == '-'));
        if (str_starts(word, words[i].word) && ends) {
            *ret_length = n;
            return words[i].op;
        }
    }
    return OP_NONE;
}

static struct token name_token(struct lexer *l, struct str rest)
{
    size_t n = qname_length(rest);
    struct token t = { .kind = TOKEN_NAME, .at = l->at };
    if (l->after_operand) {
        t.op = word_operator(str_sub(rest, 0, n), &n);
        t.kind = t.op ? TOKEN_SIGN : TOKEN_NAME;
    }
    t.text = str_sub(rest, 0, n);
    l->after_operand = t.kind == TOKEN_NAME;
    l->at += n;
    return t;
}

static struct token number_token(struct lexer *l, struct str rest)
{
    size_t n = 0;
    while (n < rest.n && is_digit(rest.p[n]))
        n++;
    if (n < rest.n && rest.p[n] == '.')
        for (n++; n < rest.n && is_digit(rest.p[n]);)
            n++;
    struct token t = { .kind = TOKEN_NUMBER, .text = str_sub(rest, 0, n), .at = l->at };
    l->after_operand = true;
    l->at += n;
    return t;
}

static struct token text_token(struct lexer *l, struct str rest)
{
    size_t end = str_find_char(str_sub(rest, 1, rest.n), rest.p[0]);
    struct token t = { .kind = TOKEN_BAD, .at = l->at };
    if (end == SIZE_MAX)
        return t;
    t.kind = TOKEN_TEXT;
    t.text = str_sub(rest, 1, 1 + end);
    l->after_operand = true;
    l->at += end + 2;
    return t;
}

/* ${name} of a form, $name of XPath (which no form has, and which is refused by name). */
static struct token dollar_token(struct lexer *l, struct str rest)
{
    struct token t = { .kind = TOKEN_BAD, .at = l->at };
    l->after_operand = true;
    if (str_starts(rest, S("${"))) {
        size_t end = str_find_char(rest, '}');
        if (end == SIZE_MAX)
            return t;
        t.kind = TOKEN_REFERENCE;
        t.text = str_trim(str_sub(rest, 2, end));
        l->at += end + 1;
        return t;
    }
    size_t n = qname_length(str_sub(rest, 1, rest.n));
    if (n) {
        t.kind = TOKEN_VARIABLE;
        t.text = str_sub(rest, 1, 1 + n);
        l->at += n + 1;
    }
    return t;
}

static const struct {
    struct str text;
    enum op op;
    bool operand; /* an operand ends here */
} signs[] = { { S_("!="), OP_NE, false }, { S_("<="), OP_LE, false },  { S_(">="), OP_GE, false },
              { S_("//"), 0, false },     { S_("::"), 0, false },      { S_(".."), 0, true },
              { S_("."), 0, true },       { S_("/"), 0, false },       { S_("@"), 0, false },
              { S_("("), 0, false },      { S_(")"), 0, true },        { S_("["), 0, false },
              { S_("]"), 0, true },       { S_(","), 0, false },       { S_("="), OP_EQ, false },
              { S_("<"), OP_LT, false },  { S_(">"), OP_GT, false },   { S_("+"), OP_ADD, false },
              { S_("-"), OP_SUB, false }, { S_("|"), OP_UNION, false } };

static struct token sign_token(struct lexer *l, struct str rest)
{
    struct token t = { .kind = TOKEN_BAD, .at = l->at };
    if (rest.p[0] == '*') {
        t.kind = l->after_operand ? TOKEN_SIGN : TOKEN_NAME;
        t.op = l->after_operand ? OP_MUL : OP_NONE;
        t.text = str_sub(rest, 0, 1);
        l->after_operand = t.kind == TOKEN_NAME;
        l->at++;
        return t;
    }
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (!str_starts(rest, signs[i].text))
            continue;
        t.kind = TOKEN_SIGN;
        t.op = signs[i].op;
        t.text = str_sub(rest, 0, signs[i].text.n);
        memcpy(t.sign, signs[i].text.p, signs[i].text.n);
        l->after_operand = signs[i].operand;
        l->at += t.text.n;
        return t;
    }
    return t;
}

struct token expr_next_token(struct lexer *l)
{
    while (l->at < l->source.n && is_blank(l->source.p[l->at]))
        l->at++;
    struct str rest = str_sub(l->source, l->at, l->source.n);
    if (rest.n == 0)
        return (struct token) { .kind = TOKEN_END, .at = l->at };
    char c = rest.p[0];
    if (is_digit(c) || (c == '.' && rest.n > 1 && is_digit(rest.p[1])))
        return number_token(l, rest);
    if (c == '\'' || c == '"')
        return text_token(l, rest);
    if (c == '$')
        return dollar_token(l, rest);
    if (starts_name(rest))
        return name_token(l, rest);
    return sign_token(l, rest);
}

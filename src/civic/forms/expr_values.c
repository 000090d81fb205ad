/* SPDX-License-Identifier: Apache-2.0 */
/* Conversions between the four kinds of value (forms.md 1.5 and 5.1). */
#include "civic/forms/expr_ast.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { LONGEST_NUMBER = 1000 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* -?digits with at most one point and at least one digit: no exponent, no plus. */
static bool is_plain_number(struct str s)
{
    size_t digits = 0, points = 0;
    for (size_t i = s.n && s.p[0] == '-'; i < s.n; i++) {
        if (is_digit(s.p[i]))
            digits++;
        else if (s.p[i] == '.')
            points++;
        else
            return false;
    }
    return digits && points <= 1;
}

/* Up to fifteen digits are exact in a double, and so is one division by a power of ten. */
static bool short_number(struct str s, double *ret)
{
    static const double tens[] = { 1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
    int64_t whole = 0;
    size_t after_point = 0;
    bool point = false, minus = s.p[0] == '-';
    if (s.n > 16)
        return false;
    for (size_t i = minus; i < s.n; i++) {
        if (s.p[i] == '.') {
            point = true;
            continue;
        }
        whole = whole * 10 + (s.p[i] - '0');
        after_point += point;
    }
    if (whole > 999999999999999 || after_point > 15)
        return false;
    double d = (double)whole / tens[after_point];
    *ret = minus ? -d : d;
    return true;
}

double expr_string_to_number(struct str s)
{
    struct moment m;
    double d;
    s = str_trim(s);
    if (!is_plain_number(s))
        return moment_read(s, &m) ? moment_number(&m) : NAN;
    if (short_number(s, &d))
        return d;
    char text[LONGEST_NUMBER + 2], *at = text;
    if (s.p[0] == '-')
        *at++ = '-';
    size_t i = s.p[0] == '-';
    while (i < s.n && s.p[i] == '0')
        i++;
    struct str rest = str_sub(s, i, s.n);
    size_t point = str_find_char(rest, '.');
    if ((point == SIZE_MAX ? rest.n : point) > 400)
        return s.p[0] == '-' ? -INFINITY : INFINITY;
    rest = str_sub(rest, 0, LONGEST_NUMBER); /* digits beyond cannot change a double */
    at = mempcpy(at, rest.p, rest.n);
    *at = '\0';
    return strtod(text, NULL);
}

/* Lays digits out around a decimal point; `exponent` is that of the first digit. */
static struct str layout(struct arena *mem, bool minus, const char *digits, int n, int exponent)
{
    char text[800], *at = text;
    if (minus)
        *at++ = '-';
    if (exponent < 0) {
        at = mempcpy(at, "0.", 2);
        for (int i = -1; i > exponent; i--)
            *at++ = '0';
        at = mempcpy(at, digits, (size_t)n);
    } else {
        for (int i = 0; i < n || i <= exponent; i++) {
            if (i == exponent + 1)
                *at++ = '.';
            *at++ = i < n ? digits[i] : '0';
        }
    }
    return arena_str(mem, str_n(text, (size_t)(at - text)));
}

struct str expr_number_to_string(struct arena *mem, double d)
{
    char text[40], digits[20];
    if (isnan(d))
        return S("NaN");
    if (isinf(d))
        return d < 0 ? S("-Infinity") : S("Infinity");
    if (d == 0)
        return S("0");
    if (fabs(d) < 1e15 && d == trunc(d))
        return arena_fmt(mem, "%lld", (long long)d);
    for (int precision = 14; precision <= 16; precision++) {
        snprintf(text, sizeof text, "%.*e", precision, fabs(d));
        if (precision == 16 || strtod(text, NULL) == fabs(d))
            break;
    }
    int n = 0;
    const char *p = text;
    for (; *p && *p != 'e'; p++)
        if (*p != '.' && n < (int)sizeof digits)
            digits[n++] = *p;
    while (n > 1 && digits[n - 1] == '0')
        n--;
    return layout(mem, d < 0, digits, n, (int)strtol(p + 1, NULL, 10));
}

static bool reads_empty(const struct node *n)
{
    for (; n; n = n->parent)
        if (n->irrelevant)
            return true;
    return false;
}

static const struct node *next_text(const struct node *n, const struct node *root)
{
    if (n->first)
        return n->first;
    while (n && n != root && !n->next)
        n = n->parent; /* a root element does not know the document that stands above it */
    return !n || n == root ? NULL : n->next;
}

static bool counts_as_text(const struct node *n)
{
    return node_is_element(n) || node_is_text(n) || n->name.n == 0;
}

/* Of an element with children: the texts below it, one after another (XPath 1.0, 5.2). */
static struct str text_below(struct arena *mem, const struct node *root)
{
    size_t total = 0;
    for (const struct node *n = root; n; n = next_text(n, root))
        total += counts_as_text(n) ? n->text.n : 0;
    char *p = arena_try_new(mem, char, total + 1);
    if (!p)
        return S("");
    char *at = p;
    for (const struct node *n = root; n; n = next_text(n, root))
        if (n->text.n && counts_as_text(n))
            at = mempcpy(at, n->text.p, n->text.n);
    return str_n(p, total);
}

struct str node_text(struct arena *mem, const struct node *n)
{
    if (reads_empty(n))
        return S("");
    if (!n->first)
        return n->text;
    if (n->first == n->last && node_is_text(n->first))
        return n->first->text;
    return text_below(mem, n);
}

struct str value_string(struct arena *mem, const struct value *v)
{
    switch (v->kind) {
    case VALUE_STRING: return v->text;
    case VALUE_NUMBER: return expr_number_to_string(mem, v->number);
    case VALUE_BOOLEAN: return v->boolean ? S("true") : S("false");
    case VALUE_NODES: return v->n_nodes ? node_text(mem, v->nodes[0]) : S("");
    }
    return S("");
}

/* The number that stands in a node, without memory: longer texts are no numbers. */
static double node_number(const struct node *root)
{
    char text[LONGEST_NUMBER];
    size_t n = 0;
    if (reads_empty(root))
        return NAN;
    if (!root->first)
        return expr_string_to_number(root->text);
    for (const struct node *t = root; t; t = next_text(t, root)) {
        struct str part = counts_as_text(t) ? t->text : S("");
        if (n == 0)
            while (part.n && str_trim(str_sub(part, 0, 1)).n == 0)
                part = str_sub(part, 1, part.n);
        if (part.n > sizeof text - n)
            part = str_trim(part);
        if (part.n > sizeof text - n)
            return NAN;
        if (part.n)
            memcpy(text + n, part.p, part.n);
        n += part.n;
    }
    return expr_string_to_number(str_n(text, n));
}

double value_number(const struct value *v)
{
    switch (v->kind) {
    case VALUE_STRING: return expr_string_to_number(v->text);
    case VALUE_NUMBER: return v->number;
    case VALUE_BOOLEAN: return v->boolean;
    case VALUE_NODES: return v->n_nodes ? node_number(v->nodes[0]) : NAN;
    }
    return NAN;
}

bool value_boolean(const struct value *v)
{
    switch (v->kind) {
    case VALUE_STRING: return v->text.n > 0;
    case VALUE_NUMBER: return v->number != 0 && !isnan(v->number);
    case VALUE_BOOLEAN: return v->boolean;
    case VALUE_NODES: return v->n_nodes > 0;
    }
    return false;
}

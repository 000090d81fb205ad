/* SPDX-License-Identifier: Apache-2.0 */
/* Functions on numbers.  Everything is an IEEE double; rounding is decimal, half toward +∞
 * (forms.md 5.4). */
#include "civic/forms/expr_functions.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static enum rc fn_number(struct call *c, struct value *ret)
{
    return return_number(ret, call_number(c, 0));
}

static enum rc fn_int(struct call *c, struct value *ret)
{
    return return_number(ret, trunc(call_number(c, 0)));
}

static double half_up(double d)
{
    double low = floor(d);
    return d - low >= 0.5 ? copysign(low + 1, d) : low;
}

/* d · 10^shift as decimals: 2.15 · 10 is 21.5, although 2.15 * 10 in binary is 21.499999…. */
static double shift_decimal(double d, int shift)
{
    char text[40], moved[48];
    for (int precision = 14; precision <= 16; precision++) {
        snprintf(text, sizeof text, "%.*e", precision, d);
        if (strtod(text, NULL) == d)
            break;
    }
    char *e = strchr(text, 'e');
    if (!e)
        return d;
    long exponent = strtol(e + 1, NULL, 10) + shift;
    snprintf(moved, sizeof moved, "%.*se%ld", (int)(e - text), text, exponent);
    return strtod(moved, NULL);
}

static enum rc fn_round(struct call *c, struct value *ret)
{
    double d = call_number(c, 0), places = c->n > 1 ? trunc(call_number(c, 1)) : 0;
    if (isnan(d) || isinf(d) || isnan(places))
        return return_number(ret, isnan(places) ? places : d);
    int shift = (int)fmax(-400, fmin(400, places));
    if (shift == 0)
        return return_number(ret, half_up(d));
    double moved = shift_decimal(d, shift);
    if (isinf(moved)) /* more places than the number has digits */
        return return_number(ret, d);
    return return_number(ret, shift_decimal(half_up(moved), -shift));
}

static enum rc fn_pow(struct call *c, struct value *ret)
{
    return return_number(ret, pow(call_number(c, 0), call_number(c, 1)));
}

static enum rc fn_atan2(struct call *c, struct value *ret)
{
    return return_number(ret, atan2(call_number(c, 0), call_number(c, 1)));
}

static double ten_to(double d)
{
    return pow(10, d);
}

#define OF_ONE(name, f)                                                                            \
    static enum rc name(struct call *c, struct value *ret)                                         \
    {                                                                                              \
        return return_number(ret, f(call_number(c, 0)));                                           \
    }
OF_ONE(fn_floor, floor)
OF_ONE(fn_ceiling, ceil)
OF_ONE(fn_abs, fabs)
OF_ONE(fn_sqrt, sqrt)
OF_ONE(fn_exp, exp)
OF_ONE(fn_exp10, ten_to)
OF_ONE(fn_log, log)
OF_ONE(fn_log10, log10)
OF_ONE(fn_sin, sin)
OF_ONE(fn_cos, cos)
OF_ONE(fn_tan, tan)
OF_ONE(fn_asin, asin)
OF_ONE(fn_acos, acos)
OF_ONE(fn_atan, atan)

static enum rc fn_pi(struct call *c, struct value *ret)
{
    (void)c;
    return return_number(ret, M_PI);
}

/* splitmix64: a fixed sequence for a seed, so that an evaluation can be repeated. */
uint64_t eval_random(struct eval *ev)
{
    uint64_t z = ev->random += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static enum rc fn_random(struct call *c, struct value *ret)
{
    return return_number(ret, (double)(eval_random(c->ev) >> 11) * 0x1p-53);
}

/* The i-th number of all arguments, sets of nodes taken apart. */
static enum rc fold(struct call *c, double (*f)(double, double), struct value *ret)
{
    double best = NAN;
    bool any = false;
    for (size_t i = 0; i < c->n; i++) {
        const struct value *v = &c->args[i];
        size_t n = v->kind == VALUE_NODES ? v->n_nodes : 1;
        enum rc rc = eval_spend(c->ev, (int64_t)n);
        if (rc != OK)
            return rc;
        for (size_t k = 0; k < n; k++) {
            struct value one = { .kind = VALUE_NODES, .nodes = v->nodes + k, .n_nodes = 1 };
            double d = value_number(v->kind == VALUE_NODES ? &one : v);
            best = any ? f(best, d) : d;
            any = true;
        }
    }
    return return_number(ret, best);
}

static double larger(double a, double b)
{
    return isnan(a) || isnan(b) ? NAN : fmax(a, b);
}

static double smaller(double a, double b)
{
    return isnan(a) || isnan(b) ? NAN : fmin(a, b);
}

static double plus(double a, double b)
{
    return a + b;
}

static enum rc fn_max(struct call *c, struct value *ret)
{
    return fold(c, larger, ret);
}

static enum rc fn_min(struct call *c, struct value *ret)
{
    return fold(c, smaller, ret);
}

static enum rc fn_sum(struct call *c, struct value *ret)
{
    enum rc rc = call_needs_nodes(c, 0);
    if (rc == OK && c->args[0].n_nodes == 0)
        return return_number(ret, 0);
    return rc == OK ? fold(c, plus, ret) : rc;
}

static bool in_range(double d, double least, double most)
{
    return (least == -1 || d >= least) && (most == -1 || d <= most);
}

/* How an answer counts: an item of a node-set when it is not empty, else as a boolean. */
static bool is_yes(struct call *c, const struct value *v, size_t k)
{
    return v->kind == VALUE_NODES ? node_text(c->ev->mem, v->nodes[k]).n > 0 : value_boolean(v);
}

static enum rc fn_checklist(struct call *c, struct value *ret)
{
    double n = 0;
    for (size_t i = 2; i < c->n; i++) {
        size_t many = c->args[i].kind == VALUE_NODES ? c->args[i].n_nodes : 1;
        for (size_t k = 0; k < many; k++)
            n += is_yes(c, &c->args[i], k);
    }
    return return_boolean(ret, in_range(n, call_number(c, 0), call_number(c, 1)));
}

static double weight(const struct value *v, size_t k)
{
    if (v->kind != VALUE_NODES)
        return value_number(v);
    struct value one = { .kind = VALUE_NODES, .nodes = v->nodes + k, .n_nodes = k < v->n_nodes };
    return value_number(&one);
}

static enum rc fn_weighted_checklist(struct call *c, struct value *ret)
{
    double sum = 0;
    if (c->n % 2)
        return eval_error(c->ev, c->ast->at, "wrong-arity",
                          S("weighted-checklist() の値と重みの数が合いません。"),
                          S("weighted-checklist() needs a weight for each value."));
    for (size_t i = 2; i + 1 < c->n; i += 2) {
        size_t many = c->args[i].kind == VALUE_NODES ? c->args[i].n_nodes : 1;
        for (size_t k = 0; k < many; k++)
            if (is_yes(c, &c->args[i], k))
                sum += weight(&c->args[i + 1], k);
    }
    return return_boolean(ret, in_range(sum, call_number(c, 0), call_number(c, 1)));
}

const struct function expr_number_functions[] = {
    { "number", 1, 1, true, false, fn_number },
    { "int", 1, 1, false, false, fn_int },
    { "round", 1, 2, false, false, fn_round },
    { "floor", 1, 1, false, false, fn_floor },
    { "ceiling", 1, 1, false, false, fn_ceiling },
    { "abs", 1, 1, false, false, fn_abs },
    { "pow", 2, 2, false, false, fn_pow },
    { "sqrt", 1, 1, false, false, fn_sqrt },
    { "exp", 1, 1, false, false, fn_exp },
    { "exp10", 1, 1, false, false, fn_exp10 },
    { "log", 1, 1, false, false, fn_log },
    { "log10", 1, 1, false, false, fn_log10 },
    { "sin", 1, 1, false, false, fn_sin },
    { "cos", 1, 1, false, false, fn_cos },
    { "tan", 1, 1, false, false, fn_tan },
    { "asin", 1, 1, false, false, fn_asin },
    { "acos", 1, 1, false, false, fn_acos },
    { "atan", 1, 1, false, false, fn_atan },
    { "atan2", 2, 2, false, false, fn_atan2 },
    { "pi", 0, 0, false, false, fn_pi },
    { "random", 0, 0, false, false, fn_random },
    { "max", 1, -1, false, false, fn_max },
    { "min", 1, -1, false, false, fn_min },
    { "sum", 1, 1, false, false, fn_sum },
    { "checklist", 2, -1, false, false, fn_checklist },
    { "weighted-checklist", 4, -1, false, false, fn_weighted_checklist },
    { 0 },
};

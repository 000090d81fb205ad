/* SPDX-License-Identifier: Apache-2.0 */
/* Ten seconds of spoilt expressions: rows of the table cut, joined and scribbled on, with a fixed
 * seed.  Whatever comes in, the answer is OK, INVALID with its reason, or FAILED. */
#include "base/out.h"
#include "base/text.h"
#include "civic/forms/test_expr_world.h"

#include <time.h>

enum { SECONDS = 10, MOST_ROWS = 1000, LONGEST = 600 };

struct fuzz {
    uint64_t state;
    struct str rows[MOST_ROWS];
    size_t n_rows;
    struct str answers;
};

static size_t below(struct fuzz *f, size_t n)
{
    f->state ^= f->state << 13;
    f->state ^= f->state >> 7;
    f->state ^= f->state << 17;
    return (size_t)(f->state % n);
}

static struct str any_row(struct fuzz *f)
{
    return f->rows[below(f, f->n_rows)];
}

static struct str any_part(struct fuzz *f, struct str s)
{
    size_t from = below(f, s.n + 1);
    return str_sub(s, from, from + below(f, s.n - from + 1));
}

static void put_mutation(struct fuzz *f, struct str s, struct out *o)
{
    static const char *const pieces[] = { "(",          ")",     "[",
                                          "]",          "/",     "//",
                                          "..",         ".",     "*",
                                          " - ",        " and ", "|",
                                          "::",         "@",     "${a}",
                                          "$",          "'",     "\"",
                                          ",",          "1e9",   "9999999999999999999",
                                          "\xff",       "　",    "\xf3\xa0\x84\x80",
                                          "current()/", "-1" };
    size_t at = below(f, s.n + 1);
    struct str head = str_sub(s, 0, at), tail = str_sub(s, at, s.n);
    switch (below(f, 7)) {
    case 0:
        out_str(o, head);
        out_str(o, any_part(f, any_row(f)));
        out_str(o, tail);
        return;
    case 1:
        out_str(o, head);
        out_str(o, str_sub(tail, below(f, 4), tail.n));
        return;
    case 2:
        out_str(o, any_row(f));
        out_str(o, S(" + "));
        out_str(o, s);
        return;
    case 3:
        out_str(o, S("if("));
        out_str(o, s);
        out_char(o, ',');
        out_str(o, any_row(f));
        out_str(o, S(",1)"));
        return;
    case 4:
        out_str(o, head);
        out_char(o, (char)below(f, 256));
        out_str(o, tail);
        return;
    case 5:
        out_str(o, S("/data/r["));
        out_str(o, s);
        out_char(o, ']');
        return;
    default:
        out_str(o, head);
        out_str(o, str_of(pieces[below(f, sizeof pieces / sizeof *pieces)]));
        out_str(o, tail);
    }
}

static struct str spoil(struct fuzz *f, struct arena *mem)
{
    struct str s = any_row(f);
    for (size_t n = below(f, 4); n > 0; n--) {
        struct out o;
        out_init(&o, mem, 64 << 10);
        put_mutation(f, str_sub(s, 0, LONGEST), &o);
        s = arena_str(mem, out_text(&o));
    }
    return s;
}

static bool sound(enum rc rc, const struct expr_error *error, const struct value *v)
{
    if (rc == INVALID)
        return error->code && error->ja.n && error->en.n && text_is_utf8(error->ja) &&
               text_is_utf8(error->en);
    if (rc == FAILED)
        return true;
    if (v->kind == VALUE_STRING)
        return text_is_utf8(v->text);
    for (size_t i = 0; v->kind == VALUE_NODES && i < v->n_nodes; i++)
        if (!v->nodes[i])
            return false;
    return rc == OK;
}

static bool survives(struct fuzz *f, struct arena *mem)
{
    struct world world;
    struct value v = { 0 }, again = { 0 };
    struct expr_error error = { 0 };
    const struct expr *e;
    make_world(mem, f->answers, &world);
    world.names.foreign = below(f, 4) == 0;
    world.w.steps = 20000;
    struct str source = spoil(f, mem);
    enum rc rc = expr_compile(mem, source, &world.names, &e, &error);
    if (rc == OK) {
        rc = expr_eval(e, &world.w, world.context, &v, &error);
        enum rc second = expr_eval(e, &world.w, world.context, &again, &error);
        if (second != rc && second != FAILED)
            return false;
        if (rc == OK && second == OK && !str_eq(shown(mem, &v), shown(mem, &again)))
            return false;
    }
    if (sound(rc, &error, &v))
        return true;
    printf("   unsound: %.*s\n", STR(source));
    return false;
}

TEST(spoilt_expressions_get_an_answer_or_a_reason)
{
    struct fuzz *f = arena_new(test_arena(), struct fuzz, 1);
    struct str text = table(test_arena()), line, cell;
    *f = (struct fuzz) { .state = 20261125,
                         .answers = S("a=1;g/x=5;g/y=;m=a b;r/x=1;r[2]/x=2;@a=") };
    while (str_cut(&text, '\n', &line) && f->n_rows < MOST_ROWS)
        if (line.n && line.p[0] != '#' && str_cut(&line, '\t', &cell))
            f->rows[f->n_rows++] = cell;
    struct arena mem;
    arena_init(&mem, 2 << 20);
    struct timespec from, now;
    clock_gettime(CLOCK_MONOTONIC, &from);
    long n = 0;
    do {
        for (int i = 0; i < 100; i++, n++) {
            arena_reset(&mem);
            if (!CHECK(survives(f, &mem)))
                goto done;
        }
        clock_gettime(CLOCK_MONOTONIC, &now);
    } while (now.tv_sec - from.tv_sec < SECONDS);
done:
    arena_release(&mem);
    printf("%ld spoilt expressions\n", n);
    CHECK(n > 1000);
}

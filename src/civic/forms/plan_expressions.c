/* SPDX-License-Identifier: Apache-2.0 */
/* ${name} to a path, the expressions of all cells, and the order in which relevance and
 * calculations are computed.  A ring of questions that wait for each other is an error here, so the
 * answers never have to look for one. */
#include "civic/forms/plan_build.h"

#include <stdlib.h>

static int by_name(const void *a, const void *b)
{
    return str_cmp((*(const struct field *const *)a)->name,
                   (*(const struct field *const *)b)->name);
}

void names_index(struct build *b)
{
    size_t n = b->n_drafts - 1;
    b->by_name = arena_new(b->mem, const struct field *, n + 1);
    for (size_t i = 0; i < n; i++)
        b->by_name[i] = b->drafts[i + 1].field;
    if (n > 0)
        qsort(b->by_name, n, sizeof *b->by_name, by_name);
}

/* The first of that name in the index, or its length. */
static size_t name_place(const struct build *b, struct str name)
{
    size_t low = 0, high = b->n_drafts - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_cmp(b->by_name[middle]->name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct field *names_find(const struct build *b, struct str name)
{
    size_t n = b->n_drafts - 1, at = name_place(b, name);
    return at < n && str_eq(b->by_name[at]->name, name) ? b->by_name[at] : NULL;
}

struct scope { /* of one expression: whose it is, and what went wrong with a name */
    struct build *b;
    struct draft *owner; /* NULL: from the root */
    bool ordered;        /* its references are arrows of the graph */
    struct str wrong;
    bool ambiguous;
};

static void need(struct build *b, struct draft *owner, const struct field *on)
{
    for (struct dependency *d = owner->needs; d; d = d->next)
        if (d->on == on)
            return;
    struct dependency *d = arena_new(b->mem, struct dependency, 1);
    *d = (struct dependency) { on, owner->needs };
    owner->needs = d;
}

static const struct field *repeat_above(const struct field *f)
{
    while (f && f->kind != FIELD_REPEAT)
        f = f->parent;
    return f;
}

static const struct field *meet(const struct field *a, const struct field *b)
{
    while (a != b) {
        if (a->depth >= b->depth)
            a = a->parent;
        else
            b = b->parent;
    }
    return a;
}

/* forms.md 1.3: relative when both stand in one repeat, absolute otherwise.  A repeat named from
 * its inside means all its instances, so the path goes through its parent. */
static struct str path_between(struct arena *mem, const struct field *from, const struct field *to)
{
    const struct field *above = meet(from, to);
    if (above == to && to->kind == FIELD_REPEAT && from != to)
        above = to->parent;
    if (!repeat_above(above))
        return to->path;
    if (from == to)
        return S(".");
    struct out o;
    out_init(&o, mem, 4096);
    for (const struct field *f = from; f != above; f = f->parent)
        out_str(&o, f->parent == above ? S("..") : S("../"));
    struct str down = str_sub(to->path, above->path.n, to->path.n);
    if (from == above)
        down = str_sub(down, 1, down.n);
    out_str(&o, down);
    return out_text(&o);
}

static enum rc resolve(const void *ctx, struct arena *mem, struct str name, struct str *ret_path)
{
    struct scope *scope = (struct scope *)(uintptr_t)ctx;
    struct build *b = scope->b;
    size_t n = b->n_drafts - 1, at = name_place(b, name);
    bool found = at < n && str_eq(b->by_name[at]->name, name);
    bool twice = found && at + 1 < n && str_eq(b->by_name[at + 1]->name, name);
    if (!found || twice) {
        scope->wrong = name;
        scope->ambiguous = twice;
        return NOT_FOUND;
    }
    const struct field *to = b->by_name[at];
    const struct field *from = scope->owner ? scope->owner->field : b->drafts[0].field;
    if (scope->ordered && to != from)
        need(b, scope->owner, to);
    *ret_path = path_between(mem, from, to);
    return OK;
}

static struct str by_name_at(const void *list, size_t i)
{
    return ((const struct field *const *)list)[i]->name;
}

static void tell_error(struct scope *scope, const struct sheet *s, const struct csv_row *row,
                       int column, const struct expr_error *e)
{
    struct build *b = scope->b;
    struct str column_name = str_of(s->columns[column].name);
    if (scope->wrong.n > 0 && scope->ambiguous) {
        find_at(b, true, s, row, column, "name-ambiguous",
                arena_fmt(b->mem, "${%.*s}は2か所にあります。別の名前にしてください",
                          STR(scope->wrong)),
                arena_fmt(b->mem, "${%.*s} stands in two places. Rename one.", STR(scope->wrong)));
    } else if (scope->wrong.n > 0) {
        struct str near = nearest_word(scope->wrong, by_name_at, b->by_name, b->n_drafts - 1);
        find_at(b, true, s, row, column, "name-unknown",
                arena_fmt(b->mem, "${%.*s}という項目はありません%s%.*s%s", STR(scope->wrong),
                          near.n ? "。${" : "", STR(near),
                          near.n ? "}のつもりなら直してください" : ""),
                arena_fmt(b->mem, "There is no question ${%.*s}.%s%.*s%s", STR(scope->wrong),
                          near.n ? " Did you mean ${" : "", STR(near), near.n ? "}?" : ""));
    } else {
        find_at(b, true, s, row, column, e->code ? e->code : "expression",
                arena_fmt(b->mem, "%.*sの%zu文字目：%.*s", STR(column_name), e->at + 1, STR(e->ja)),
                arena_fmt(b->mem, "%.*s, byte %zu: %.*s", STR(column_name), e->at + 1, STR(e->en)));
    }
}

/* Excel's typographic quotes and no-break spaces. */
static struct str clean(struct arena *mem, struct str s)
{
    static const struct {
        const char *from, *to;
    } swaps[] = {
        { "‘", "'" }, { "’", "'" }, { "“", "\"" }, { "”", "\"" }, { "\xC2\xA0", " " },
    };
    struct out o;
    out_init(&o, mem, s.n + 1);
    for (size_t i = 0; i < s.n;) {
        size_t k = 0;
        while (k < 5 && !str_starts(str_sub(s, i, s.n), str_of(swaps[k].from)))
            k++;
        if (k < 5) {
            out_str(&o, str_of(swaps[k].to));
            i += strlen(swaps[k].from);
        } else {
            out_char(&o, s.p[i++]);
        }
    }
    return out_text(&o);
}

static const struct field *child_named(const struct build *b, const struct field *f,
                                       struct str name)
{
    const struct draft *d = &b->drafts[f->index];
    for (size_t i = 0; i < d->n_children; i++)
        if (str_eq(d->children[i]->name, name))
            return d->children[i];
    return NULL;
}

/* A path written out, as in ../x or a predicate: NULL and a wrong word when it leads nowhere; NULL
 * and none when it cannot be followed (*). */
static const struct field *follow(const struct build *b, const struct field *from, struct str path,
                                  struct str *ret_wrong)
{
    const struct field *f = from;
    struct str step;
    *ret_wrong = (struct str) { "", 0 };
    if (str_starts(path, S("/"))) {
        path = str_sub(path, 1, path.n);
        f = b->drafts[0].field;
        if (!str_cut(&path, '/', &step) || !str_eq(step, f->name))
            *ret_wrong = step;
    }
    while (f && ret_wrong->n == 0 && str_cut(&path, '/', &step)) {
        if (str_eq(step, S("*")))
            return NULL;
        if (str_eq(step, S(".")))
            continue;
        f = str_eq(step, S("..")) ? f->parent : child_named(b, f, step);
        if (!f)
            *ret_wrong = step;
    }
    return ret_wrong->n ? NULL : f;
}

/* Paths not written as ${name} are arrows of the graph too, and misspelt ones are told. */
static void check_references(struct scope *scope, const struct sheet *s, const struct csv_row *row,
                             int column, const struct expr *e)
{
    struct build *b = scope->b;
    const struct field *from = scope->owner ? scope->owner->field : b->drafts[0].field;
    const struct str *paths;
    size_t n = expr_references(e, &paths);
    for (size_t i = 0; i < n; i++) {
        struct str wrong;
        const struct field *to = follow(b, from, paths[i], &wrong);
        if (wrong.n > 0) {
            struct str near = nearest_word(wrong, by_name_at, b->by_name, b->n_drafts - 1);
            find_at(b, true, s, row, column, "path-unknown",
                    arena_fmt(b->mem, "「%.*s」という項目はここにありません%s%.*s%s", STR(wrong),
                              near.n ? "。「" : "", STR(near),
                              near.n ? "」のつもりなら直してください" : ""),
                    arena_fmt(b->mem, "There is no \"%.*s\" here.%s%.*s%s", STR(wrong),
                              near.n ? " Did you mean \"" : "", STR(near), near.n ? "\"?" : ""));
        } else if (scope->ordered && to && to != from) {
            need(b, scope->owner, to);
        }
    }
}

static const struct expr *compile(struct build *b, const struct sheet *s, const struct csv_row *row,
                                  int column, struct draft *owner, bool ordered, struct str source)
{
    struct scope scope = { .b = b, .owner = owner, .ordered = ordered && owner };
    struct expr_names names = { .path = resolve, .ctx = &scope };
    struct expr_error error = { 0 };
    const struct expr *e = NULL;
    if (expr_compile(b->mem, source, &names, &e, &error) == OK) {
        check_references(&scope, s, row, column, e);
        return e;
    }
    tell_error(&scope, s, row, column, &error);
    return NULL;
}

const struct expr *cell_expression(struct build *b, const struct sheet *s,
                                   const struct csv_row *row, int column, struct draft *scope,
                                   bool ordered)
{
    struct str cell = clean(b->mem, sheet_cell(s, row, column));
    return cell.n ? compile(b, s, row, column, scope, ordered, cell) : NULL;
}

/* yes and no are words of the vocabulary; anything else is an expression. */
static const struct expr *yes_expression(struct build *b, struct draft *d, int column)
{
    struct str cell = sheet_cell(&b->survey, d->row, column);
    if (str_eq_nocase(cell, S("no")) || str_eq_nocase(cell, S("false")))
        return NULL;
    if (str_eq_nocase(cell, S("yes")) || str_eq_nocase(cell, S("true")))
        return compile(b, &b->survey, d->row, column, d, false, S("true()"));
    return cell_expression(b, &b->survey, d->row, column, d, false);
}

/* A default without a call or a reference is a plain text. */
static const struct expr *default_expression(struct build *b, struct draft *d)
{
    struct str cell = sheet_cell(&b->survey, d->row, SURVEY_DEFAULT);
    if (cell.n == 0)
        return NULL;
    bool dynamic = str_find(cell, S("${")) != SIZE_MAX || str_find_char(cell, '(') != SIZE_MAX;
    if (!dynamic && str_find_char(cell, '\'') == SIZE_MAX)
        cell = arena_fmt(b->mem, "'%.*s'", STR(cell));
    return compile(b, &b->survey, d->row, SURVEY_DEFAULT, d, false, cell);
}

static const struct expr *filter_expression(struct build *b, struct draft *d)
{
    struct str cell = sheet_cell(&b->survey, d->row, SURVEY_CHOICE_FILTER);
    if (cell.n == 0 || !d->field->list)
        return NULL;
    return compile(b, &b->survey, d->row, SURVEY_CHOICE_FILTER, d, true,
                   arena_fmt(b->mem, "instance('%.*s')/root/item[%.*s]", STR(d->list_name),
                             STR(clean(b->mem, cell))));
}

/* relevant = ${calculation}: "false" as a text is true (forms.md 1.4.7). */
static void warn_bare_calculation(struct build *b, struct draft *d)
{
    struct str cell = sheet_cell(&b->survey, d->row, SURVEY_RELEVANT);
    if (!str_starts(cell, S("${")) || str_find_char(cell, '}') != cell.n - 1)
        return;
    const struct field *f = names_find(b, str_sub(cell, 2, cell.n - 1));
    if (f && f->kind == FIELD_CALCULATE)
        find_at(b, false, &b->survey, d->row, SURVEY_RELEVANT, "text-as-condition",
                S("計算の結果は文字です。「false」という文字も「はい」とみなされます。 = 'true' "
                  "などと比べてください"),
                S("A calculation is a text and the text \"false\" counts as true. Compare it."));
}

void expressions_build(struct build *b)
{
    for (size_t i = 1; i < b->n_drafts; i++) {
        struct draft *d = &b->drafts[i];
        struct field *f = d->field;
        need(b, d, f->parent);
        f->relevant = cell_expression(b, &b->survey, d->row, SURVEY_RELEVANT, d, true);
        f->calculation = cell_expression(b, &b->survey, d->row, SURVEY_CALCULATION, d, true);
        f->repeat_count = cell_expression(b, &b->survey, d->row, SURVEY_REPEAT_COUNT, d, true);
        f->choice_filter = filter_expression(b, d);
        f->constraint = cell_expression(b, &b->survey, d->row, SURVEY_CONSTRAINT, d, false);
        f->required = yes_expression(b, d, SURVEY_REQUIRED);
        f->default_value = default_expression(b, d);
        warn_bare_calculation(b, d);
        if (f->furigana_of.n > 0 && !names_find(b, f->furigana_of))
            find_at(b, true, &b->survey, d->row, SURVEY_FURIGANA_OF, "name-unknown",
                    arena_fmt(b->mem, "「%.*s」という項目はありません", STR(f->furigana_of)),
                    arena_fmt(b->mem, "There is no question \"%.*s\".", STR(f->furigana_of)));
    }
}

enum { WHITE, GREY, BLACK };

struct walk {
    struct build *b;
    const struct field **order;
    size_t n;
};

static void tell_ring(struct build *b, struct draft *d, const struct draft *waits)
{
    int column =
        sheet_cell(&b->survey, d->row, SURVEY_CALCULATION).n ? SURVEY_CALCULATION : SURVEY_RELEVANT;
    find_at(b, true, &b->survey, d->row, column, "cycle",
            arena_fmt(b->mem,
                      "「%.*s」と「%.*s」が互いの答えを待っています。どちらかの式を直してください",
                      STR(d->field->name), STR(waits->field->name)),
            arena_fmt(b->mem, "\"%.*s\" and \"%.*s\" wait for each other. Change one expression.",
                      STR(d->field->name), STR(waits->field->name)));
}

/* Depth first; as deep as the longest chain, which is at most MOST_FIELDS. */
static void visit(struct walk *w, struct draft *d)
{
    d->colour = GREY;
    for (struct dependency *n = d->needs; n; n = n->next) {
        struct draft *on = &w->b->drafts[n->on->index];
        if (on->colour == GREY)
            tell_ring(w->b, d->row ? d : on, on);
        else if (on->colour == WHITE)
            visit(w, on);
    }
    d->colour = BLACK;
    w->order[w->n++] = d->field;
}

void order_build(struct build *b)
{
    struct walk w = { b, arena_new(b->mem, const struct field *, b->n_drafts), 0 };
    for (size_t i = 0; i < b->n_drafts; i++)
        if (b->drafts[i].colour == WHITE)
            visit(&w, &b->drafts[i]);
    b->plan->order = w.order;
    b->plan->n_order = w.n;
}

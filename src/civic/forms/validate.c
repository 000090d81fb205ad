/* SPDX-License-Identifier: Apache-2.0 */
/* Relevance and calculations in the plan's order, then every rule in the order of the page.  Each
 * expression is evaluated once per node; all nodes of a field are found through one table. */
#include "civic/forms/answers_build.h"

struct cell { /* one node of a field */
    struct node *node;
    struct cell *next;
};

struct table {
    struct arena *mem;
    struct cell **first; /* by field index */
};

static void table_add(struct table *t, struct node *n)
{
    struct cell *c = arena_new(t->mem, struct cell, 1);
    *c = (struct cell) { n, t->first[n->field->index] };
    t->first[n->field->index] = c;
}

static void table_add_all(struct table *t, struct node *root)
{
    for (struct node *n = root; n; n = node_after(n, root))
        table_add(t, n);
}

/* An expression of a published plan that fails on somebody's answers says false: the reason is
 * the answer, and the check of the plan has said what can be said about the expression. */
static enum rc is_true(const struct expr *e, const struct expr_world *w, const struct node *n,
                       bool *ret)
{
    struct value v = { 0 };
    struct expr_error error;
    enum rc rc = expr_eval(e, w, n, &v, &error);
    if (rc == FAILED)
        return FAILED;
    *ret = rc == OK && value_boolean(&v);
    return OK;
}

static enum rc calculate(struct answers *a, const struct expr_world *w, struct node *n)
{
    struct value v = { 0 };
    struct expr_error error;
    enum rc rc = expr_eval(n->field->calculation, w, n, &v, &error);
    if (rc == FAILED)
        return FAILED;
    struct str text = rc == OK ? value_string(w->mem, &v) : (struct str) { "", 0 };
    if (!str_eq(text, n->text))
        n->text = arena_str(a->mem, text);
    return OK;
}

/* jr:count only ever adds (forms.md 1.4.5). */
static enum rc grow_repeat(struct answers *a, const struct expr_world *w, struct table *t,
                           struct node *n)
{
    struct value v = { 0 };
    struct expr_error error;
    if (n->position != 1)
        return OK;
    enum rc rc = expr_eval(n->field->repeat_count, w, n, &v, &error);
    if (rc != OK)
        return rc == FAILED ? FAILED : OK;
    double wanted = value_number(&v);
    int have = 0;
    for (const struct node *s = n; s && s->field == n->field; s = s->next)
        have++;
    for (; have < wanted && have < n->field->max_repeats; have++)
        table_add_all(t, answers_grow(a->mem, n->parent, n->field));
    tree_number(a->root);
    return OK;
}

static enum rc compute_node(struct answers *a, const struct expr_world *w, struct table *t,
                            struct node *n)
{
    bool relevant = !n->parent || !n->parent->irrelevant;
    enum rc rc = OK;
    if (relevant && n->field->relevant)
        rc = is_true(n->field->relevant, w, n, &relevant);
    n->irrelevant = !relevant;
    if (rc == OK && n->field->calculation)
        rc = calculate(a, w, n);
    if (rc == OK && relevant && n->field->repeat_count)
        rc = grow_repeat(a, w, t, n);
    return rc;
}

enum rc answers_compute(struct answers *a, const struct expr_world *w)
{
    struct expr_world world = *w;
    world.root = a->root;
    struct table t = { w->mem, arena_new(w->mem, struct cell *, a->plan->n_fields) };
    table_add_all(&t, a->root);
    for (size_t i = 0; i < a->plan->n_order; i++)
        for (struct cell *c = t.first[a->plan->order[i]->index]; c; c = c->next) {
            enum rc rc = compute_node(a, &world, &t, c->node);
            if (rc != OK)
                return rc;
        }
    return arena_failed(w->mem) || arena_failed(a->mem) ? FAILED : OK;
}

struct validator {
    struct answers *a;
    struct expr_world world;
    struct messages messages;
};

/* "お子さん2：" before a message inside a repeat that has more than one instance. */
static struct str with_place(struct validator *v, const struct node *n, struct str text)
{
    const struct node *r = n;
    while (r && r->field->kind != FIELD_REPEAT)
        r = r->parent;
    if (!r || r == n)
        return text;
    bool alone = r->position == 1 && !(r->next && r->next->field == r->field);
    if (alone)
        return text;
    struct arena *mem = v->world.mem;
    struct str place =
        sentence(mem, v->a->language, SAY_NTH, label_in(&r->field->label, v->a->language),
                 arena_fmt(mem, "%d", r->position), (struct str) { "", 0 });
    return arena_fmt(mem, "%.*s%.*s", STR(place), STR(text));
}

static void say(struct validator *v, const struct node *n, struct str part, struct str text)
{
    messages_add(&v->messages, answers_name(v->world.mem, n), part, with_place(v, n, text));
}

static const struct message *unread_of(const struct validator *v, const struct node *n)
{
    if (v->a->n_unread == 0)
        return NULL;
    struct str name = answers_name(v->world.mem, n);
    for (size_t i = 0; i < v->a->n_unread; i++)
        if (str_eq(v->a->unread[i].name, name))
            return &v->a->unread[i];
    return NULL;
}

static enum rc is_offered(struct validator *v, const struct node *n, bool *ret)
{
    const struct choice *const *offered;
    size_t count = 0;
    *ret = true;
    if (n->field->choice_filter) {
        enum rc rc = answers_choices(v->a, &v->world, n, &offered, &count);
        if (rc == FAILED)
            return FAILED;
    }
    struct str rest = n->text, name;
    while (*ret && str_cut(&rest, ' ', &name)) {
        const struct choice *c = choice_named(n->field->list, name);
        bool found = c && !n->field->choice_filter;
        for (size_t i = 0; c && i < count && !found; i++)
            found = offered[i] == c;
        *ret = found;
        if (n->field->kind == FIELD_SELECT_ONE && rest.n > 0)
            *ret = false;
    }
    return OK;
}

static size_t count_words(struct str s)
{
    size_t n = 0;
    struct str part;
    while (str_cut(&s, ' ', &part))
        n += part.n > 0;
    return n;
}

/* The kind's own demands: digits, kana, what is offered, how many files.  *ret_told when it spoke.
 */
static enum rc validate_kind(struct validator *v, const struct node *n, bool *ret_told)
{
    const struct field *f = n->field;
    struct arena *mem = v->world.mem;
    struct str why = { "", 0 }, canonical, empty = { "", 0 };
    bool good = true;
    enum rc rc = OK;
    switch (f->kind) {
    case FIELD_SELECT_ONE:
    case FIELD_SELECT_MULTIPLE:
        rc = is_offered(v, n, &good);
        if (!good)
            why = sentence_about(mem, v->a->language, SAY_CHOICE, f, empty, empty);
        break;
    case FIELD_FILE:
        good = count_words(n->text) <= (size_t)f->max_files;
        if (!good)
            why = sentence_about(mem, v->a->language, SAY_FILES, f,
                                 arena_fmt(mem, "%d", f->max_files), empty);
        break;
    case FIELD_DATE:
    case FIELD_INTEGER:
        good = reading_value(mem, f, v->a->language, n->text, &canonical, &why);
        break;
    default: good = reading_fits(mem, f, v->a->language, n->text, &why);
    }
    if (rc == OK && !good)
        say(v, n, empty, why);
    *ret_told = !good;
    return rc;
}

static struct str required_text(struct validator *v, const struct field *f)
{
    struct str text = label_in(&f->required_message, v->a->language);
    return text.n ? text
                  : sentence_about(v->world.mem, v->a->language, SAY_REQUIRED, f,
                                   (struct str) { "", 0 }, (struct str) { "", 0 });
}

static enum rc validate_leaf(struct validator *v, const struct node *n)
{
    const struct field *f = n->field;
    bool told = false, holds = true;
    enum rc rc = OK;
    if (n->text.n == 0) {
        holds = false;
        if (f->required)
            rc = is_true(f->required, &v->world, n, &holds);
        if (rc == OK && holds)
            say(v, n, (struct str) { "", 0 }, required_text(v, f));
        return rc;
    }
    rc = validate_kind(v, n, &told);
    if (rc != OK || told || !f->constraint)
        return rc;
    rc = is_true(f->constraint, &v->world, n, &holds);
    if (rc == OK && !holds)
        say(v, n, (struct str) { "", 0 }, label_in(&f->constraint_message, v->a->language));
    return rc;
}

static enum rc validate_node(struct validator *v, const struct node *n)
{
    if (!field_holds_value(n->field) || n->field->kind == FIELD_CALCULATE)
        return OK;
    const struct message *unread = unread_of(v, n);
    if (!unread)
        return validate_leaf(v, n);
    say(v, n, unread->part, unread->text);
    return OK;
}

static struct str name_below(struct arena *mem, const struct node *parent, const struct field *f)
{
    if (!parent->parent)
        return f->name;
    return arena_fmt(mem, "%.*s/%.*s", STR(answers_name(mem, parent)), STR(f->name));
}

/* A repeat with none left, or fewer than the least. */
static void validate_repeats(struct validator *v, struct node *parent, const struct field *page)
{
    const struct field *f = parent->field;
    for (size_t i = 0; i < f->n_children && !parent->irrelevant; i++) {
        const struct field *r = f->children[i];
        if (r->kind != FIELD_REPEAT || r->min_repeats == 0 || (page && r->page != page))
            continue;
        int have = 0;
        bool relevant = true;
        for (const struct node *c = parent->first; c; c = c->next)
            if (c->field == r) {
                have++;
                relevant &= !c->irrelevant;
            }
        bool wanted = relevant;
        if (have == 0 && r->relevant && is_true(r->relevant, &v->world, parent, &wanted) != OK)
            wanted = false;
        if (wanted && have < r->min_repeats)
            messages_add(&v->messages, name_below(v->world.mem, parent, r), (struct str) { "", 0 },
                         required_text(v, r));
    }
}

/* The next node that is looked at: what is not relevant is passed over with all below it. */
static struct node *next_relevant(struct node *n, struct node *root)
{
    if (!n->irrelevant)
        return node_after(n, root);
    while (n != root && !n->next)
        n = n->parent;
    return n == root ? NULL : n->next;
}

enum rc answers_validate(struct answers *a, const struct expr_world *w, const struct field *page,
                         const struct message **ret_messages, size_t *ret_n)
{
    enum rc rc = answers_compute(a, w);
    struct validator v = { .a = a, .world = *w, .messages = { .mem = w->mem } };
    v.world.root = a->root;
    for (struct node *n = a->root; n && rc == OK; n = next_relevant(n, a->root)) {
        if (n->irrelevant)
            continue;
        validate_repeats(&v, n, page);
        if (!page || n->field->page == page)
            rc = validate_node(&v, n);
    }
    if (rc == OK && (arena_failed(w->mem) || arena_failed(a->mem)))
        rc = FAILED;
    if (rc != OK)
        return rc;
    *ret_messages = v.messages.p;
    *ret_n = v.messages.n;
    return v.messages.n ? INVALID : OK;
}

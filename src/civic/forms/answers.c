/* SPDX-License-Identifier: Apache-2.0 */
/* The answer tree of a plan: one node per question and instance, found by form field name. */
#include "civic/forms/answers_build.h"

bool field_holds_value(const struct field *f)
{
    return f->kind != FIELD_GROUP && f->kind != FIELD_REPEAT && f->kind != FIELD_NOTE &&
           f->kind != FIELD_NONE;
}

struct node *node_after(struct node *n, const struct node *root)
{
    if (n->first)
        return n->first;
    while (n != root && !n->next)
        n = n->parent;
    return n == root ? NULL : n->next;
}

/* Appends an instance of `f` with everything below it; not numbered. */
static struct node *append(struct arena *mem, struct node *parent, const struct field *f)
{
    struct node *n = arena_new(mem, struct node, 1);
    n->name = f->name;
    n->text = (struct str) { "", 0 };
    n->field = f;
    n->parent = parent;
    n->position = 1;
    n->prev = parent->last;
    *(parent->last ? &parent->last->next : &parent->first) = n;
    parent->last = n;
    for (size_t i = 0; i < f->n_children; i++)
        append(mem, n, f->children[i]);
    return n;
}

/* Moves the last child of `parent` to stand right after `before`; NULL: first. */
static void move_behind(struct node *parent, struct node *before)
{
    struct node *n = parent->last;
    if (n == before || n->prev == before)
        return;
    parent->last = n->prev;
    n->prev->next = NULL;
    n->next = before ? before->next : parent->first;
    n->prev = before;
    n->next->prev = n;
    *(before ? &before->next : &parent->first) = n;
}

/* The new instance stands behind its sisters, or where the plan puts the first one. */
struct node *answers_grow(struct arena *mem, struct node *parent, const struct field *f)
{
    struct node *before = NULL;
    int32_t position = 1;
    for (struct node *c = parent->first; c && c->field->index <= f->index; c = c->next) {
        before = c;
        if (c->field == f)
            position = c->position + 1;
    }
    struct node *n = append(mem, parent, f);
    n->position = position;
    move_behind(parent, before);
    return n;
}

static struct node *top(struct node *n)
{
    while (n->parent)
        n = n->parent;
    return n;
}

static int32_t count_instances(const struct node *parent, const struct field *f)
{
    int32_t n = 0;
    for (const struct node *c = parent->first; c; c = c->next)
        n += c->field == f;
    return n;
}

struct node *answers_repeat_add(struct arena *mem, struct answers *a, const struct field *repeat,
                                struct node *parent)
{
    if (!parent)
        parent = a->root;
    if (count_instances(parent, repeat) >= repeat->max_repeats)
        return NULL;
    struct node *n = answers_grow(mem, parent, repeat);
    tree_number(top(n));
    return n;
}

void answers_repeat_remove(struct answers *a, struct node *instance)
{
    struct node *parent = instance->parent;
    *(instance->prev ? &instance->prev->next : &parent->first) = instance->next;
    *(instance->next ? &instance->next->prev : &parent->last) = instance->prev;
    for (struct node *n = instance->next; n; n = n->next)
        if (n->field == instance->field)
            n->position--;
    tree_number(a->root);
}

enum rc answers_new(struct arena *mem, const struct plan *plan, const struct expr_world *w,
                    struct answers *ret_answers)
{
    struct answers a = { .plan = plan, .mem = mem, .language = w->language };
    a.root = tree_root(mem, S("data"));
    a.root->text = (struct str) { "", 0 };
    a.root->field = plan->root;
    for (size_t i = 0; i < plan->root->n_children; i++)
        append(mem, a.root, plan->root->children[i]);
    tree_number(a.root);
    struct expr_world world = *w;
    world.root = a.root;
    for (struct node *n = a.root; n; n = node_after(n, a.root)) {
        if (!n->field->default_value)
            continue;
        struct value v;
        struct expr_error error;
        if (expr_eval(n->field->default_value, &world, n, &v, &error) == FAILED)
            return FAILED;
        n->text = arena_str(mem, value_string(world.mem, &v));
    }
    if (arena_failed(mem))
        return FAILED;
    enum rc rc = answers_compute(&a, w);
    if (rc == OK)
        *ret_answers = a;
    return rc;
}

/* "children[2]" → name and 2; false when the brackets are wrong. */
static bool split_index(struct str step, struct str *ret_name, int64_t *ret_index)
{
    size_t open = str_find_char(step, '[');
    *ret_name = str_sub(step, 0, open == SIZE_MAX ? step.n : open);
    *ret_index = 1;
    if (open == SIZE_MAX)
        return true;
    return str_ends(step, S("]")) && str_to_int(str_sub(step, open + 1, step.n - 1), ret_index) &&
           *ret_index >= 1 && *ret_index <= 1000;
}

static const struct field *field_named(const struct field *f, struct str name)
{
    for (size_t i = 0; i < f->n_children; i++)
        if (str_eq(f->children[i]->name, name))
            return f->children[i];
    return NULL;
}

static struct node *child_of(const struct node *parent, const struct field *f, int64_t index)
{
    for (struct node *c = parent->first; c; c = c->next)
        if (c->field == f && c->position == index)
            return c;
    return NULL;
}

static struct str split_part(const struct field *parent, struct str *step)
{
    static const char *const parts[] = { ".era", ".year", ".month", ".day", ".text" };
    for (size_t i = 0; i < 5; i++) {
        if (!str_ends(*step, str_of(parts[i])) || field_named(parent, *step))
            continue;
        size_t n = strlen(parts[i]);
        struct str part = str_sub(*step, step->n - n + 1, step->n);
        *step = str_sub(*step, 0, step->n - n);
        return part;
    }
    return (struct str) { "", 0 };
}

struct node *answers_find(struct arena *mem, const struct answers *a, struct str name, bool grow,
                          struct str *ret_part)
{
    struct node *n = a->root;
    struct str step;
    *ret_part = (struct str) { "", 0 };
    while (n && str_cut(&name, '/', &step)) {
        struct str base;
        int64_t index;
        if (name.n == 0)
            *ret_part = split_part(n->field, &step);
        if (!split_index(step, &base, &index))
            return NULL;
        const struct field *f = field_named(n->field, base);
        struct node *child = f ? child_of(n, f, index) : NULL;
        if (!child && grow && f && f->kind == FIELD_REPEAT && index <= f->max_repeats &&
            (index == 1 || child_of(n, f, index - 1)))
            child = answers_grow(mem, n, f);
        n = child;
    }
    return n == a->root ? NULL : n;
}

struct node *answers_node(const struct answers *a, struct str path)
{
    struct str part;
    struct node *n = answers_find(NULL, a, path, false, &part);
    return part.n ? NULL : n;
}

struct str answers_get(const struct answers *a, const char *path)
{
    const struct node *n = answers_node(a, str_of(path));
    return n ? n->text : (struct str) { "", 0 };
}

/* The value is brought to its canonical form when it can be read, and kept as given otherwise, for
 * answers_validate() to refuse. */
void answers_set(struct arena *mem, struct answers *a, struct str path, struct str value)
{
    struct str part, canonical = value, why;
    struct node *n = answers_find(mem, a, path, true, &part);
    if (!n || part.n || !field_holds_value(n->field))
        return;
    if (!reading_value(mem, n->field, a->language, value, &canonical, &why))
        canonical = value;
    n->text = arena_str(mem, canonical);
    tree_number(a->root);
}

struct str answers_name(struct arena *mem, const struct node *n)
{
    if (!n->parent)
        return (struct str) { "", 0 };
    struct str before = n->parent->parent ? answers_name(mem, n->parent) : (struct str) { "", 0 };
    const char *slash = before.n ? "/" : "";
    if (n->field && n->field->kind == FIELD_REPEAT)
        return arena_fmt(mem, "%.*s%s%.*s[%d]", STR(before), slash, STR(n->name), n->position);
    return arena_fmt(mem, "%.*s%s%.*s", STR(before), slash, STR(n->name));
}

const struct node *answers_stop(const struct answers *a)
{
    for (struct node *n = a->root; n; n = node_after(n, a->root))
        if (n->field->stop && !n->irrelevant)
            return n;
    return NULL;
}

const struct choice *choice_named(const struct choice_list *l, struct str name)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->choices[i].name, name))
            return &l->choices[i];
    return NULL;
}

enum rc answers_choices(const struct answers *a, const struct expr_world *w, const struct node *n,
                        const struct choice *const **ret_choices, size_t *ret_n)
{
    const struct choice_list *l = n->field->list;
    const struct choice **kept = arena_new(w->mem, const struct choice *, (l ? l->n : 0) + 1);
    size_t k = 0;
    struct value v = { 0 };
    struct expr_error error;
    struct expr_world world = *w;
    world.root = a->root;
    if (n->field->choice_filter) {
        enum rc rc = expr_eval(n->field->choice_filter, &world, n, &v, &error);
        if (rc != OK)
            return rc;
    }
    size_t next = 0; /* both are in the order of the sheet */
    for (size_t i = 0; l && i < l->n; i++) {
        if (!n->field->choice_filter)
            kept[k++] = &l->choices[i];
        else if (next < v.n_nodes && v.nodes[next] == l->choices[i].item && ++next)
            kept[k++] = &l->choices[i];
    }
    *ret_choices = kept;
    *ret_n = k;
    return OK;
}

static const struct node *world_instance(const void *ctx, struct str id)
{
    const struct plan *p = ctx;
    for (size_t i = 0; i < p->n_lists; i++)
        if (str_eq(p->lists[i].name, id))
            return p->lists[i].root;
    return NULL;
}

static struct str label_of(const struct field *field, struct str value, struct str language)
{
    const struct choice *c = field && field->list ? choice_named(field->list, value) : NULL;
    return c ? label_in(&c->label, language) : (struct str) { "", 0 };
}

static struct str label_ja(const void *ctx, const struct field *field, struct str value)
{
    (void)ctx;
    return label_of(field, value, S("ja"));
}

static struct str label_easy(const void *ctx, const struct field *field, struct str value)
{
    (void)ctx;
    return label_of(field, value, S("ja-x-easy"));
}

static struct str label_en(const void *ctx, const struct field *field, struct str value)
{
    (void)ctx;
    return label_of(field, value, S("en"));
}

void answers_world(struct arena *mem, const struct answers *a, t_time now,
                   const struct calendar *calendar, struct expr_world *ret_world)
{
    *ret_world = (struct expr_world) {
        .root = a->root,
        .instance = world_instance,
        .choice_label = str_eq(a->language, S("en"))          ? label_en
                        : str_eq(a->language, S("ja-x-easy")) ? label_easy
                                                              : label_ja,
        .ctx = a->plan,
        .now = now,
        .calendar = calendar,
        .language = a->language,
        .mem = mem,
    };
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Answers as JSON, for the case row, drafts and other programs.  Groups are objects, repeats are
 * arrays of objects, what is empty is left out. */
#include "civic/forms/answers_build.h"

#include "base/json.h"
#include "base/text.h"

/* --- writing --- */

static void write_words(struct json_writer *j, struct str words)
{
    struct str part;
    json_array(j);
    while (str_cut(&words, ' ', &part))
        if (part.n > 0)
            json_string(j, part);
    json_close_array(j);
}

static void write_value(struct json_writer *j, const struct node *n)
{
    int64_t whole;
    json_key(j, n->name);
    if (n->field->kind == FIELD_SELECT_MULTIPLE || n->field->kind == FIELD_FILE)
        write_words(j, n->text);
    else if (n->field->kind == FIELD_INTEGER && str_to_int(n->text, &whole))
        json_integer(j, whole);
    else
        json_string(j, n->text);
}

static bool is_left_out(const struct node *n, bool final)
{
    return !n->field || (final && n->irrelevant);
}

/* Something below this node will be written. */
static bool has_content(const struct node *n, bool final)
{
    if (is_left_out(n, final))
        return false;
    if (n->field->kind == FIELD_REPEAT)
        return true; /* the number of instances is an answer */
    if (n->field->kind != FIELD_GROUP)
        return n->text.n > 0 && field_holds_value(n->field);
    for (const struct node *c = n->first; c; c = c->next)
        if (has_content(c, final))
            return true;
    return false;
}

static void write_children(struct json_writer *j, const struct node *parent, bool final);

static const struct node *write_repeat(struct json_writer *j, const struct node *n, bool final)
{
    const struct field *f = n->field;
    const struct node *last = n;
    json_key(j, n->name);
    json_array(j);
    for (; n && n->field == f; last = n, n = n->next) {
        if (is_left_out(n, final))
            continue;
        json_object(j);
        write_children(j, n, final);
        json_close_object(j);
    }
    json_close_array(j);
    return last;
}

/* As deep as the plan, which is at most MOST_DEPTH. */
static void write_children(struct json_writer *j, const struct node *parent, bool final)
{
    for (const struct node *n = parent->first; n; n = n->next) {
        if (!has_content(n, final))
            continue;
        if (n->field->kind == FIELD_REPEAT) {
            n = write_repeat(j, n, final);
        } else if (n->field->kind == FIELD_GROUP) {
            json_key(j, n->name);
            json_object(j);
            write_children(j, n, final);
            json_close_object(j);
        } else {
            write_value(j, n);
        }
    }
}

struct str answers_to_json(struct arena *mem, const struct answers *a, bool final)
{
    struct out o;
    struct json_writer j;
    out_init(&o, mem, (size_t)4 << 20);
    json_begin(&j, &o);
    json_object(&j);
    write_children(&j, a->root, final);
    json_close_object(&j);
    return out_failed(&o) ? (struct str) { "", 0 } : out_text(&o);
}

/* --- reading --- */

struct reader {
    struct arena *mem;
    struct answers *a;
    struct messages messages;
};

static void tell(struct reader *r, const struct node *at, struct str key, enum sentence id)
{
    struct str before = at->parent ? answers_name(r->mem, at) : (struct str) { "", 0 };
    struct str name = before.n && key.n ? arena_fmt(r->mem, "%.*s/%.*s", STR(before), STR(key))
                                        : (key.n ? key : before);
    name = text_first(name, 200);
    messages_add(
        &r->messages, name, (struct str) { "", 0 },
        sentence(r->mem, r->a->language, id, name, (struct str) { "", 0 }, (struct str) { "", 0 }));
}

static bool words_of(struct arena *mem, const struct json *v, struct str *ret_text)
{
    struct out o;
    out_init(&o, mem, 65536);
    for (const struct json *e = v->first; e; e = e->next) {
        if (e->kind != JSON_STRING || e->text.n == 0 || str_find_char(e->text, ' ') != SIZE_MAX)
            return false;
        out_fmt(&o, "%s%.*s", o.n ? " " : "", STR(e->text));
    }
    *ret_text = out_text(&o);
    return !out_failed(&o);
}

static bool shape_fits(const struct field *f, const struct json *v)
{
    if (v->kind == JSON_NULL)
        return true;
    if (f->kind == FIELD_SELECT_MULTIPLE || f->kind == FIELD_FILE)
        return v->kind == JSON_ARRAY;
    return v->kind == JSON_STRING || (f->kind == FIELD_INTEGER && v->kind == JSON_NUMBER);
}

static void read_leaf(struct reader *r, struct node *n, const struct json *v)
{
    struct str typed = v->text, value, why;
    bool list = v->kind == JSON_ARRAY;
    if (!field_holds_value(n->field)) {
        tell(r, n->parent, n->name, SAY_UNKNOWN_NAME);
        return;
    }
    if (!shape_fits(n->field, v) || (list && !words_of(r->mem, v, &typed))) {
        tell(r, n->parent, n->name, SAY_WRONG_SHAPE);
        return;
    }
    if (v->kind == JSON_NULL || n->field->kind == FIELD_CALCULATE) {
        n->text = (struct str) { "", 0 }; /* calculations are made anew, never believed */
        return;
    }
    if (!reading_value(r->mem, n->field, r->a->language, typed, &value, &why))
        messages_add(&r->messages, answers_name(r->mem, n), (struct str) { "", 0 }, why);
    else if (n->field->sealed && !reading_fits(r->mem, n->field, r->a->language, value, &why))
        n->text = typed; /* ciphertext of a case row: not one byte may change */
    else
        n->text = value;
}

static void read_object(struct reader *r, struct node *at, const struct json *v);

static void read_repeat(struct reader *r, struct node *parent, const struct field *f,
                        const struct json *v)
{
    if (v->kind != JSON_ARRAY || v->n > (size_t)f->max_repeats) {
        tell(r, parent, f->name, SAY_WRONG_SHAPE);
        return;
    }
    struct node *n = tree_child(parent, f->name);
    if (!v->first && n)
        answers_repeat_remove(r->a, n);
    for (const struct json *e = v->first; e && !arena_failed(r->mem); e = e->next) {
        if (!n)
            n = answers_grow(r->mem, parent, f);
        read_object(r, n, e);
        n = n->next && n->next->field == f ? n->next : NULL;
    }
}

/* As deep as the plan. */
static void read_object(struct reader *r, struct node *at, const struct json *v)
{
    if (v->kind != JSON_OBJECT) {
        tell(r, at, (struct str) { "", 0 }, SAY_WRONG_SHAPE);
        return;
    }
    for (const struct json *m = v->first; m && !arena_failed(r->mem); m = m->next) {
        const struct field *f = NULL;
        for (size_t i = 0; i < at->field->n_children && !f; i++)
            if (str_eq(at->field->children[i]->name, m->key))
                f = at->field->children[i];
        struct node *n = f && f->kind != FIELD_REPEAT ? tree_child(at, m->key) : NULL;
        if (f && f->kind == FIELD_REPEAT)
            read_repeat(r, at, f, m);
        else if (n && f->kind == FIELD_GROUP)
            read_object(r, n, m);
        else if (n)
            read_leaf(r, n, m);
        else
            tell(r, at, m->key, SAY_UNKNOWN_NAME);
    }
}

static void clear(struct answers *a)
{
    for (struct node *n = a->root; n; n = node_after(n, a->root))
        n->text = (struct str) { "", 0 };
}

/* An empty set, filled from the tree; where the text was no JSON (tree NULL), one message says so.
 */
static enum rc read_all(struct arena *mem, const struct plan *plan, const struct json *tree,
                        size_t at, struct answers *ret_answers, const struct message **ret_messages,
                        size_t *ret_n)
{
    struct answers a;
    struct expr_world w = { .mem = mem };
    enum rc rc = answers_new(mem, plan, &w, &a);
    if (rc != OK)
        return rc;
    clear(&a);
    struct reader r = { .mem = mem, .a = &a, .messages = { .mem = mem } };
    if (!tree)
        messages_add(&r.messages, (struct str) { "", 0 }, (struct str) { "", 0 },
                     sentence(mem, a.language, SAY_NOT_JSON, arena_fmt(mem, "%zu", at + 1),
                              (struct str) { "", 0 }, (struct str) { "", 0 }));
    else
        read_object(&r, a.root, tree);
    tree_number(a.root);
    *ret_messages = r.messages.p;
    *ret_n = r.messages.n;
    if (arena_failed(mem))
        return FAILED;
    *ret_answers = a;
    return r.messages.n > 0 ? INVALID : OK;
}

enum rc answers_from_tree(struct arena *mem, const struct plan *plan, const struct json *tree,
                          struct answers *ret_answers, const struct message **ret_messages,
                          size_t *ret_n)
{
    return read_all(mem, plan, tree, 0, ret_answers, ret_messages, ret_n);
}

enum rc answers_from_json(struct arena *mem, const struct plan *plan, struct str json,
                          struct answers *ret_answers, const struct message **ret_messages,
                          size_t *ret_n)
{
    const struct json *v = NULL;
    size_t at = 0;
    enum rc rc = json_parse(mem, json, &v, &at);
    if (rc == FAILED)
        return FAILED;
    return read_all(mem, plan, rc == OK ? v : NULL, at, ret_answers, ret_messages, ret_n);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* One page's form fields into the tree.  First every name is looked up: a name this page does not
 * have makes the whole invalid before anything is taken over. */
#include "civic/forms/answers_build.h"

#include "base/text.h"

struct slot { /* one question and what was typed for it */
    struct node *node;
    struct date_boxes boxes;
    struct str text;
    bool boxed, typed;
};

struct page_reader {
    struct arena *mem;
    struct answers *a;
    const struct field *page; /* NULL: any page */
    const struct str *names;  /* NULL: every question of the page; else these alone */
    size_t n_names;
    struct slot *slots;
    size_t n;
    struct messages messages;
};

/* Fields come in the order of the page, so the last slots are looked at first. */
static struct slot *slot_of(struct page_reader *r, struct node *n)
{
    for (size_t i = r->n; i > 0; i--)
        if (r->slots[i - 1].node == n)
            return &r->slots[i - 1];
    r->slots[r->n].node = n;
    return &r->slots[r->n++];
}

static struct str *box_of(struct slot *s, struct str part)
{
    if (str_eq(part, S("era")))
        return &s->boxes.era;
    if (str_eq(part, S("year")))
        return &s->boxes.year;
    if (str_eq(part, S("month")))
        return &s->boxes.month;
    if (str_eq(part, S("day")))
        return &s->boxes.day;
    return NULL;
}

static bool is_asked(const struct page_reader *r, const struct node *n)
{
    if (r->page && n->field->page != r->page)
        return false;
    bool named = !r->names;
    for (size_t i = 0; i < r->n_names && !named; i++)
        named = str_eq(answers_name(r->mem, n), r->names[i]);
    return named;
}

static bool take_pair(struct page_reader *r, const struct typed_pair *p)
{
    struct str part;
    if (p->name.n > 400)
        return false;
    struct node *n = answers_find(r->mem, r->a, p->name, true, &part);
    if (!n || !is_asked(r, n) || !field_holds_value(n->field) ||
        n->field->kind == FIELD_CALCULATE || n->field->readonly ||
        (part.n > 0 && n->field->kind != FIELD_DATE))
        return false;
    if (n->field->kind == FIELD_FILE)
        return true;
    struct slot *s = slot_of(r, n);
    struct str *box = box_of(s, part);
    if (box) {
        if (box->p)
            return false;
        *box = p->value;
        s->boxed = true;
    } else if (s->typed && n->field->kind == FIELD_SELECT_MULTIPLE) {
        s->text = arena_fmt(r->mem, "%.*s %.*s", STR(s->text), STR(p->value));
    } else if (s->typed) {
        return false; /* the same question twice */
    } else {
        s->text = p->value;
    }
    s->typed = true;
    return true;
}

static void set_slot(struct page_reader *r, const struct slot *s)
{
    struct node *n = s->node;
    struct str value = { "", 0 }, part = { "", 0 }, why;
    bool good;
    if (s->boxed) {
        const struct str *boxes[] = { &s->boxes.era, &s->boxes.year, &s->boxes.month,
                                      &s->boxes.day };
        bool readable = true;
        for (size_t i = 0; i < 4; i++)
            readable &= boxes[i]->n <= 64 && text_is_utf8(*boxes[i]);
        good = readable
                   ? reading_date(r->mem, n->field, r->a->language, &s->boxes, &value, &part, &why)
                   : false;
        if (!readable)
            why = sentence_about(r->mem, r->a->language, SAY_DATE_TEXT, n->field,
                                 (struct str) { "", 0 }, (struct str) { "", 0 });
    } else {
        good = reading_value(r->mem, n->field, r->a->language, s->text, &value, &why);
    }
    n->text = good ? arena_str(r->a->mem, value) : (struct str) { "", 0 };
    if (!good)
        messages_add(&r->messages, answers_name(r->mem, n), part, why);
}

/* Check boxes and radio buttons that were shown and not chosen send nothing. */
static void empty_unsent(struct page_reader *r)
{
    for (struct node *n = r->a->root; n; n = node_after(n, r->a->root)) {
        bool choice = n->field->kind == FIELD_SELECT_ONE || n->field->kind == FIELD_SELECT_MULTIPLE;
        if (!choice || n->irrelevant || n->text.n == 0 || !is_asked(r, n))
            continue;
        bool sent = false;
        for (size_t i = 0; i < r->n && !sent; i++)
            sent = r->slots[i].node == n;
        if (!sent)
            n->text = (struct str) { "", 0 };
    }
}

/* What is shown again is never longer than a person can use, and always readable. */
static void keep_typed(struct page_reader *r, const struct typed_pair *fields, size_t n)
{
    struct typed_pair *kept = arena_new(r->mem, struct typed_pair, n + 1);
    for (size_t i = 0; i < n; i++) {
        kept[i] = fields[i];
        if (!text_is_utf8(fields[i].value))
            kept[i].value = (struct str) { "", 0 };
        else if (fields[i].value.n > 20000)
            kept[i].value = text_first(fields[i].value, 5000);
    }
    r->a->typed = kept;
    r->a->n_typed = n;
}

static enum rc read_fields(struct page_reader reader, const struct typed_pair *fields,
                           size_t n_fields, const struct message **ret_messages, size_t *ret_n)
{
    struct page_reader r = reader;
    struct arena *mem = r.mem;
    struct answers *a = r.a;
    r.messages.mem = mem;
    r.slots = arena_new(mem, struct slot, n_fields + 1);
    a->unread = NULL;
    a->n_unread = 0;
    for (size_t i = 0; i < n_fields; i++) {
        if (take_pair(&r, &fields[i]))
            continue;
        struct str name = text_is_utf8(fields[i].name) ? text_first(fields[i].name, 100) : S("?");
        struct messages one = { .mem = mem };
        messages_add(&one, name, (struct str) { "", 0 },
                     sentence(mem, a->language, SAY_UNKNOWN_NAME, name, (struct str) { "", 0 },
                              (struct str) { "", 0 }));
        *ret_messages = one.p;
        *ret_n = 1;
        tree_number(a->root);
        return INVALID;
    }
    keep_typed(&r, fields, n_fields);
    for (size_t i = 0; i < r.n; i++)
        set_slot(&r, &r.slots[i]);
    empty_unsent(&r);
    tree_number(a->root);
    *ret_messages = a->unread = r.messages.p;
    *ret_n = a->n_unread = r.messages.n;
    if (arena_failed(mem))
        return FAILED;
    return r.messages.n ? INVALID : OK;
}

enum rc answers_read_page(struct arena *mem, struct answers *a, const struct field *page,
                          const struct typed_pair *fields, size_t n_fields,
                          const struct message **ret_messages, size_t *ret_n)
{
    return read_fields((struct page_reader) { .mem = mem, .a = a, .page = page }, fields, n_fields,
                       ret_messages, ret_n);
}

enum rc answers_read_some(struct arena *mem, struct answers *a, const struct str *names,
                          size_t n_names, const struct typed_pair *fields, size_t n_fields,
                          const struct message **ret_messages, size_t *ret_n)
{
    return read_fields(
        (struct page_reader) { .mem = mem, .a = a, .names = names, .n_names = n_names }, fields,
        n_fields, ret_messages, ret_n);
}

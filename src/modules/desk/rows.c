/* SPDX-License-Identifier: Apache-2.0 */
/* Walks the answer tree in the order of the form. */
#include "modules/desk/rows.h"

#include "platform/page/page.h"

enum { MOST_ROWS = 600 };

static const struct compared *compared_of(const struct desk_case *c, const struct node *n)
{
    for (size_t i = 0; i < c->found.n_compared; i++)
        if (c->found.compared[i].answer == n)
            return &c->found.compared[i];
    return NULL;
}

static struct str file_words(struct req *r, const struct desk_case *c, const struct node *n)
{
    struct str *names = arena_new(r->mem, struct str, c->documents.n),
               path = answers_name(r->mem, n);
    size_t count = 0;
    for (size_t i = 0; i < c->documents.n; i++)
        if (str_eq(c->documents.p[i].field, path))
            names[count++] = c->documents.p[i].name;
    return arena_join(r->mem, names, count, S("、"));
}

struct str desk_shown(struct req *r, const struct desk_case *c, const struct node *n)
{
    if (n->field->kind == FIELD_FILE)
        return file_words(r, c, n);
    if (n->field->sealed && n->text.n)
        return S("●●●●●●●");
    return answers_show(r->mem, &c->file.answers, n);
}

struct str desk_label(struct req *r, const struct node *n)
{
    struct str label = label_in(&n->field->label, S("ja"));
    for (const struct node *up = n->parent; up; up = up->parent)
        if (up->field && up->field->kind == FIELD_REPEAT)
            return arena_fmt(r->mem, "%d人目　%.*s", up->position, STR(label));
    return label;
}

static bool is_question(const struct node *n)
{
    if (!n->field || n->irrelevant)
        return false;
    switch (n->field->kind) {
    case FIELD_NONE:
    case FIELD_NOTE:
    case FIELD_CALCULATE:
    case FIELD_GROUP:
    case FIELD_REPEAT: return false;
    default: return true;
    }
}

static void collect(const struct node *parent, const struct node **questions, size_t *n)
{
    for (const struct node *child = parent->first; child; child = child->next) {
        if (child->irrelevant)
            continue;
        if (is_question(child) && *n < MOST_ROWS)
            questions[(*n)++] = child;
        collect(child, questions, n);
    }
}

size_t desk_questions(struct req *r, const struct desk_case *c,
                      const struct node *const **ret_questions)
{
    const struct node **questions = arena_new(r->mem, const struct node *, MOST_ROWS);
    size_t n = 0;
    collect(c->file.answers.root, questions, &n);
    *ret_questions = questions;
    return n;
}

/* One person's group of answers, of which the register knows some. */
static bool group_is_compared(const struct desk_case *c, const struct node *group)
{
    for (size_t i = 0; i < c->found.n_compared; i++)
        if (c->found.compared[i].answer->parent == group)
            return true;
    return false;
}

static struct str registered_words(struct req *r, const struct desk_case *c,
                                   const struct compared *found)
{
    if (!found->differs)
        return S("一致");
    struct node as_registered = *found->answer;
    as_registered.text = found->registered;
    struct str words = answers_show(r->mem, &c->file.answers, &as_registered);
    return words.n ? words : S("記録なし");
}

static struct desk_answer_row row_of(struct req *r, const struct desk_case *c, const struct node *n)
{
    const struct compared *found = compared_of(c, n);
    return (struct desk_answer_row) {
        .label = desk_label(r, n),
        .value = desk_shown(r, c, n),
        .registered = found ? registered_words(r, c, found) : S("—"),
        .differs = found && found->differs,
        .is_sealed = n->field->sealed,
        .name = answers_name(r->mem, n),
    };
}

/* ---- a person's name and reading in one row ---- */

static bool is_name_part(const struct node *n)
{
    return n->field->style == STYLE_PERSON_NAME || n->field->style == STYLE_KANA;
}

/* How many of the questions from `at` on are one person's name: a name in parts, then its reading.
 */
static size_t name_parts(const struct node *const *questions, size_t n, size_t at)
{
    size_t end = at;
    while (end < n && is_name_part(questions[end]) &&
           questions[end]->parent == questions[at]->parent)
        end++;
    return questions[at]->field->style == STYLE_PERSON_NAME ? end - at : 0;
}

static struct str joined(struct req *r, const struct node *const *parts, size_t n,
                         enum field_style style)
{
    struct str *words = arena_new(r->mem, struct str, n);
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        if (parts[i]->field->style == style && parts[i]->text.n)
            words[count++] = parts[i]->text;
    return arena_join(r->mem, words, count, S(" "));
}

static struct str name_label(struct req *r, const struct node *n)
{
    const struct node *up = n->parent;
    if (up->field && up->field->kind == FIELD_REPEAT)
        return arena_fmt(r->mem, "%d人目　氏名", up->position);
    /* The applicant's group is a page of its own; others stand within a page. */
    return up->parent && up->parent->parent ? label_in(&up->field->label, S("ja")) : S("氏名");
}

static struct str registered_name(struct req *r, const struct desk_case *c,
                                  const struct node *const *parts, size_t n)
{
    struct str *words = arena_new(r->mem, struct str, n);
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        const struct compared *found = compared_of(c, parts[i]);
        if (found && found->registered.n)
            words[count++] = found->registered;
    }
    return arena_join(r->mem, words, count, S(" "));
}

static struct desk_answer_row name_row(struct req *r, const struct desk_case *c,
                                       const struct node *const *parts, size_t n)
{
    struct str name = joined(r, parts, n, STYLE_PERSON_NAME),
               kana = joined(r, parts, n, STYLE_KANA);
    struct desk_answer_row row = { .label = name_label(r, parts[0]),
                                   .value = name,
                                   .registered = S("—") };
    bool compared = false;
    for (size_t i = 0; i < n; i++) {
        const struct compared *found = compared_of(c, parts[i]);
        compared = compared || found;
        row.differs = row.differs || (found && found->differs);
    }
    if (kana.n)
        row.value = arena_fmt(r->mem, "%.*s（%.*s）", STR(name), STR(kana));
    if (compared)
        row.registered = row.differs ? registered_name(r, c, parts, n) : S("一致");
    return row;
}

struct shown { /* rows under way */
    const struct desk_case *c;
    enum desk_rows which;
    struct str revealed, revealed_text;
    struct desk_answer_row *compared,
        *others; /* what the register has comes first in the short list */
    size_t n_compared, n_others;
    int n_all;
};

static void put(struct shown *s, struct desk_answer_row row, bool is_compared)
{
    if (is_compared && s->which == ROWS_SHORT)
        s->compared[s->n_compared++] = row;
    else
        s->others[s->n_others++] = row;
}

static void put_answer(struct req *r, struct shown *s, const struct node *q)
{
    const struct compared *found = compared_of(s->c, q);
    if (!q->text.n)
        return;
    s->n_all++;
    if (s->which == ROWS_SHORT && !found && !q->field->sealed && group_is_compared(s->c, q->parent))
        return;
    struct desk_answer_row row = row_of(r, s->c, q);
    if (row.is_sealed && s->revealed.n && str_eq(row.name, s->revealed)) {
        row.value = s->revealed_text;
        row.is_revealed = true;
    }
    row.can_reveal = s->which != ROWS_PAPER && row.is_sealed && !row.is_revealed;
    put(s, row, found != NULL);
}

void desk_answer_rows(struct req *r, const struct desk_case *c, enum desk_rows which,
                      struct str revealed, struct str revealed_text,
                      struct desk_answers_view *ret_view)
{
    const struct node *const *questions;
    size_t n = desk_questions(r, c, &questions);
    struct shown s = {
        c, which, revealed, revealed_text, arena_new(r->mem, struct desk_answer_row, 2 * n), NULL,
        0, 0,     0
    };
    s.others = s.compared + n;
    for (size_t i = 0; i < n; i++) {
        size_t parts = which == ROWS_SHORT ? name_parts(questions, n, i) : 0;
        if (parts > 1) {
            put(&s, name_row(r, c, &questions[i], parts),
                group_is_compared(c, questions[i]->parent));
            s.n_all += (int)parts;
            i += parts - 1;
            continue;
        }
        put_answer(r, &s, questions[i]);
    }
    memmove(s.compared + s.n_compared, s.others, s.n_others * sizeof *s.others);
    ret_view->rows.p = s.compared;
    ret_view->rows.n = s.n_compared + s.n_others;
    ret_view->n_all = s.n_all;
    ret_view->n_different = (int)c->found.n_different;
    ret_view->has_different = c->found.n_different > 0;
    ret_view->has_person = c->found.has_person;
    ret_view->reveal = desk_url(r, c, "/reveal");
}

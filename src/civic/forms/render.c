/* SPDX-License-Identifier: Apache-2.0 */
/* Walks a page's questions and prints each with the page of its kind. */
#include "civic/forms/render.h"

#include "base/date_words.h"
#include "civic/forms/forms_pages.h"
#include "platform/page/components_pages.h"

enum { MOST_PARTS = 400, PAGE_CEILING = 1 << 20 };

struct str form_control_id(struct arena *mem, struct str name, struct str part)
{
    char *id = arena_new(mem, char, name.n + part.n + 2);
    size_t n = 0;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (c != ']')
            id[n++] = c == '/' || c == '[' ? '-' : c;
    }
    if (part.n) {
        id[n++] = '-';
        memcpy(id + n, part.p, part.n);
        n += part.n;
    }
    return (struct str){ id, n };
}

static struct page fresh(const struct form_render *f)
{
    struct page p = f->page;
    p.out = arena_new(p.mem, struct out, 1);
    out_init(p.out, p.mem, PAGE_CEILING);
    return p;
}

static const struct message *message_of(const struct form_render *f, struct str name)
{
    for (size_t i = 0; i < f->n_messages; i++)
        if (str_eq(f->messages[i].name, name))
            return &f->messages[i];
    return NULL;
}

/* What the visitor typed into a control, else what the tree has. */
static struct str typed(const struct form_render *f, struct str name, struct str otherwise)
{
    for (size_t i = 0; i < f->answers->n_typed; i++)
        if (str_eq(f->answers->typed[i].name, name))
            return f->answers->typed[i].value;
    return otherwise;
}

static bool says_yes(const struct form_render *f, const struct expr *e, const struct node *n)
{
    struct value v;
    struct expr_error error;
    return e && expr_eval(e, f->world, n, &v, &error) == OK && value_boolean(&v);
}

static struct forms_head_view head_of(const struct form_render *f, const struct node *n)
{
    struct arena *mem = f->page.mem;
    struct str language = f->answers->language, name = answers_name(mem, n);
    const struct message *m = message_of(f, name);
    return (struct forms_head_view){
        .id = form_control_id(mem, name, S("")),
        .name = name,
        .label = words_of(label_in(&n->field->label, language)),
        .hint = words_of(label_in(&n->field->hint, language)),
        .has_hint = n->field->hint.ja.n > 0,
        .required = says_yes(f, n->field->required, n),
        .has_error = m != NULL,
        .error = m ? m->text : S(""),
        .error_part = m ? m->part : S(""),
    };
}

static struct str width_of(const struct field *field)
{
    switch (field->style) {
    case STYLE_POSTAL_CODE:
    case STYLE_BANK_CODE:
    case STYLE_BRANCH_CODE: return S("8");
    case STYLE_ACCOUNT: return S("8");
    case STYLE_PHONE: return S("16");
    case STYLE_PERSON_NAME:
    case STYLE_KANA: return S("24");
    default: break;
    }
    return field->kind == FIELD_INTEGER ? S("8") : S("");
}

static void put_text(const struct form_render *f, struct page *p, const struct node *n)
{
    const struct field *field = n->field;
    struct str width = width_of(field);
    struct forms_text_view v = {
        .head = head_of(f, n),
        .value = typed(f, answers_name(f->page.mem, n), n->text),
        .autocomplete = field->autocomplete,
        .has_autocomplete = field->autocomplete.n > 0,
        .inputmode = field->inputmode.n ? field->inputmode : field->kind == FIELD_INTEGER ? S("numeric") : S("text"),
        .width = width,
        .has_width = width.n > 0,
        .is_name = field->style == STYLE_PERSON_NAME || field->style == STYLE_KANA,
        .is_long = str_find(field->appearance, S("multiline")) != SIZE_MAX,
        .readonly = field->readonly,
    };
    forms_text_page(p, &v);
}

static const struct str eras[] = { S_(T("令和")), S_(T("平成")), S_(T("昭和")), S_(T("大正")), S_(T("明治")), S_(T("西暦")) };

/* Who reads another language than Japanese, or やさしい日本語, counts years as the world does. */
static bool counts_in_eras(struct str language)
{
    return str_eq(language, S("ja"));
}

static struct str number_text(struct arena *mem, int n)
{
    return arena_fmt(mem, "%d", n);
}

static void put_date(const struct form_render *f, struct page *p, const struct node *n)
{
    struct arena *mem = f->page.mem;
    struct forms_head_view head = head_of(f, n);
    struct date d = NO_DATE;
    struct wareki w = { 0 };
    struct forms_era *options = arena_new(mem, struct forms_era, 6);
    bool has = n->text.n && date_parse(mem, n->text, &d) == OK && wareki_of(d, &w) == OK;
    struct civil c = has ? date_civil(d) : (struct civil){ 0 };
    struct str era = typed(f, arena_fmt(mem, "%.*s.era", STR(head.name)), !counts_in_eras(f->answers->language) ? S("西暦") : has ? w.era : S("令和"));
    for (size_t i = 0; i < 6; i++)
        options[i] = (struct forms_era){ eras[i], page_message(&f->page, eras[i].p), str_eq(era, eras[i]) };
    struct forms_date_view v = {
        .head = head,
        .eras = { options, 6 },
        .year = typed(f, arena_fmt(mem, "%.*s.year", STR(head.name)), has ? number_text(mem, counts_in_eras(f->answers->language) ? w.year : c.year) : S("")),
        .month = typed(f, arena_fmt(mem, "%.*s.month", STR(head.name)), has ? number_text(mem, c.month) : S("")),
        .day = typed(f, arena_fmt(mem, "%.*s.day", STR(head.name)), has ? number_text(mem, c.day) : S("")),
        .year_wrong = head.has_error && (!head.error_part.n || str_eq(head.error_part, S("year"))),
        .month_wrong = head.has_error && (!head.error_part.n || str_eq(head.error_part, S("month"))),
        .day_wrong = head.has_error && (!head.error_part.n || str_eq(head.error_part, S("day"))),
        .confirmed = has ? date_in_both(mem, f->answers->language, d) : S(""),
        .has_confirmed = has,
    };
    forms_date_page(p, &v);
}

static bool has_token(struct str list, struct str token)
{
    struct str part;
    while (str_cut(&list, ' ', &part))
        if (str_eq(part, token))
            return true;
    return false;
}

static void put_choices(const struct form_render *f, struct page *p, const struct node *n)
{
    const struct choice *const *choices;
    size_t count = 0;
    if (answers_choices(f->answers, f->world, n, &choices, &count) != OK)
        count = 0;
    struct forms_option *options = arena_new(f->page.mem, struct forms_option, count);
    struct forms_head_view head = head_of(f, n);
    struct str chosen = typed(f, head.name, n->text);
    for (size_t i = 0; i < count; i++)
        options[i] = (struct forms_option){
            .value = choices[i]->name,
            .label = words_of(label_in(&choices[i]->label, f->answers->language)),
            .id = i ? arena_fmt(f->page.mem, "%.*s-%zu", STR(head.id), i + 1) : head.id,
            .chosen = has_token(chosen, choices[i]->name),
        };
    forms_choice_page(p, &(struct forms_choice_view){ .head = head,
                                                      .options = { options, count },
                                                      .many = n->field->kind == FIELD_SELECT_MULTIPLE });
}

static struct str size_text(struct arena *mem, int64_t bytes)
{
    if (bytes < 1024 * 1024)
        return arena_fmt(mem, "%lldKB", (long long)(bytes + 1023) / 1024);
    return arena_fmt(mem, "%.1fMB", (double)bytes / (1024 * 1024));
}

static void put_file(const struct form_render *f, struct page *p, const struct node *n)
{
    struct arena *mem = f->page.mem;
    struct forms_file *files = arena_new(mem, struct forms_file, f->n_files);
    struct str rest = n->text, token;
    size_t n_files = 0;
    struct forms_head_view head = head_of(f, n);
    while (str_cut(&rest, ' ', &token))
        for (size_t i = 0; i < f->n_files && n_files < f->n_files; i++)
            if (str_eq(f->files[i].token, token))
                files[n_files++] = (struct forms_file){ f->files[i].name, size_text(mem, f->files[i].size),
                                                        arena_fmt(mem, "drop:%.*s:%.*s", STR(head.name), STR(token)) };
    forms_file_page(p, &(struct forms_file_view){ .head = head,
                                                  .files = { files, n_files },
                                                  .has_files = n_files > 0,
                                                  .many = n->field->max_files != 1 });
}

static void put_node(const struct form_render *f, struct page *p, const struct node *n);

static struct html children_html(const struct form_render *f, const struct node *parent)
{
    struct page p = fresh(f);
    for (const struct node *n = parent->first; n; n = n->next)
        put_node(f, &p, n);
    return page_html(&p);
}

/* All instances of a repeat, at the first of them. */
static void put_repeat(const struct form_render *f, struct page *p, const struct node *first)
{
    struct arena *mem = f->page.mem;
    struct forms_item *items = arena_new(mem, struct forms_item, MOST_PARTS);
    size_t n_items = 0;
    struct words noun = words_of(label_in(&first->field->label, f->answers->language));
    for (const struct node *n = first; n && n_items < MOST_PARTS; n = n->next)
        if (n->field == first->field)
            items[n_items++] = (struct forms_item){
                .number = n->position,
                .noun = noun,
                .id = form_control_id(mem, answers_name(mem, n), S("")),
                .remove = arena_fmt(mem, "remove:%.*s", STR(answers_name(mem, n))),
                .body = children_html(f, n),
            };
    struct str name = answers_name(mem, first);
    size_t bracket = str_find_char(name, '[');
    for (size_t i = 0; i < n_items; i++)
        items[i].removable = n_items > 1;
    forms_repeat_page(p, &(struct forms_repeat_view){
                             .noun = noun,
                             .hint = words_of(label_in(&first->field->hint, f->answers->language)),
                             .has_hint = first->field->hint.ja.n > 0,
                             .items = { items, n_items },
                             .add = arena_fmt(mem, "add:%.*s", STR(str_sub(name, 0, bracket == SIZE_MAX ? name.n : bracket))),
                         });
}

static struct str node_id(const struct form_render *f, const struct node *n)
{
    return form_control_id(f->page.mem, answers_name(f->page.mem, n), S(""));
}

static void put_group(const struct form_render *f, struct page *p, const struct node *n)
{
    struct html body = children_html(f, n);
    if (body.text.n)
        forms_group_page(p, &(struct forms_group_view){ .id = node_id(f, n),
                                                        .label = words_of(label_in(&n->field->label, f->answers->language)),
                                                        .hint = words_of(label_in(&n->field->hint, f->answers->language)),
                                                        .has_hint = n->field->hint.ja.n > 0,
                                                        .body = body });
}

static void put_node(const struct form_render *f, struct page *p, const struct node *n)
{
    if (!n->field || n->field->kind == FIELD_CALCULATE)
        return;
    if (n->irrelevant) {
        forms_closed_page(p, &(struct forms_closed_view){ node_id(f, n) });
        return;
    }
    switch (n->field->kind) {
    case FIELD_TEXT:
    case FIELD_INTEGER: put_text(f, p, n); break;
    case FIELD_DATE: put_date(f, p, n); break;
    case FIELD_SELECT_ONE:
    case FIELD_SELECT_MULTIPLE: put_choices(f, p, n); break;
    case FIELD_FILE: put_file(f, p, n); break;
    case FIELD_NOTE:
        forms_note_page(p, &(struct forms_note_view){ .id = node_id(f, n), .text = words_of(label_in(&n->field->label, f->answers->language)) });
        break;
    case FIELD_GROUP: put_group(f, p, n); break;
    case FIELD_REPEAT:
        if (n->position == 1)
            put_repeat(f, p, n);
        break;
    case FIELD_CALCULATE:
    case FIELD_NONE: break;
    }
}

struct html form_questions(const struct form_render *f, const struct field *page)
{
    struct page p = fresh(f);
    for (const struct node *n = f->answers->root->first; n; n = n->next) {
        if (n->field != page || n->irrelevant)
            continue;
        if (page->kind == FIELD_REPEAT) {
            put_repeat(f, &p, n);
            break;
        }
        for (const struct node *child = n->first; child; child = child->next)
            put_node(f, &p, child);
    }
    return page_html(&p);
}

struct html form_question(const struct form_render *f, const struct node *n)
{
    struct page p = fresh(f);
    put_node(f, &p, n);
    return page_html(&p);
}

struct html form_errors(const struct form_render *f)
{
    struct page p = fresh(f);
    struct arena *mem = f->page.mem;
    struct field_fault *faults = arena_new(mem, struct field_fault, f->n_messages);
    for (size_t i = 0; i < f->n_messages; i++) {
        const struct message *m = &f->messages[i];
        const struct node *n = answers_node(f->answers, m->name);
        bool date = n && n->field && n->field->kind == FIELD_DATE;
        faults[i] = (struct field_fault){
            form_control_id(mem, m->name, date && !m->part.n ? S("year") : m->part), m->text };
    }
    if (f->n_messages)
        error_summary_page(&p, &(struct error_summary_view){ .errors = { faults, f->n_messages } });
    return page_html(&p);
}

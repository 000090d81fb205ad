/* SPDX-License-Identifier: Apache-2.0 */
/* The choices sheet: lists, and for each a small tree that expressions read as instance('list').
 * Columns that the vocabulary does not know are properties for choice filters. */
#include "civic/forms/plan_build.h"

#include <stdlib.h>

enum { CHOICE_LIST, CHOICE_NAME, CHOICE_LABEL };
const struct column choices_columns[] = {
    [CHOICE_LIST] = { "list_name", .texts = false },
    [CHOICE_NAME] = { "name", .texts = false },
    [CHOICE_LABEL] = { "label", .texts = true },
};
const size_t n_choices_columns = sizeof choices_columns / sizeof *choices_columns;

static struct choice_list *list_of(struct build *b, struct choice_list *lists, size_t n,
                                   struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(lists[i].name, name))
            return &lists[i];
    lists[n].name = name;
    lists[n].root = tree_root(b->mem, S("root"));
    b->plan->n_lists = n + 1;
    return &lists[n];
}

static bool has_blank(struct str s)
{
    return str_find_char(s, ' ') != SIZE_MAX || str_find(s, S("　")) != SIZE_MAX;
}

static void add_choice(struct build *b, struct choice_list *l, struct choice *c,
                       const struct csv_row *row)
{
    const struct sheet *s = &b->choices;
    c->name = sheet_cell(s, row, CHOICE_NAME);
    c->label = sheet_label(s, row, CHOICE_LABEL);
    if (c->name.n == 0 || has_blank(c->name))
        find_at(b, true, s, row, CHOICE_NAME, "choice-name",
                S("選択肢の名前を、空白のない1語で書いてください　例：birth"),
                S("Write the choice's name without blanks. Example: birth"));
    if (c->label.ja.n == 0)
        find_at(b, true, s, row, CHOICE_LABEL, "choice-no-label",
                S("選択肢の言葉（label）を書いてください　例：お子さんが生まれた"),
                S("Write the label of the choice."));
    else if (c->label.easy.n == 0 || c->label.en.n == 0)
        find_at(b, false, s, row, CHOICE_LABEL, "label-untranslated",
                S("やさしい日本語か英語の言葉がありません"),
                S("The label in easy Japanese or English is missing."));
    struct node *item = tree_add(b->mem, (struct node *)l->root, S("item"), S(""));
    tree_add(b->mem, item, S("name"), c->name);
    tree_add(b->mem, item, S("label"), c->label.ja);
    for (size_t i = 0; i < s->header.n; i++)
        if (!s->known[i] && i < row->n && s->header.cells[i].n > 0)
            tree_add(b->mem, item, str_trim(s->header.cells[i]), str_trim(row->cells[i]));
    c->item = item;
}

static int by_list_and_name(const void *a, const void *b, void *sheet)
{
    const struct csv_row *r = *(const struct csv_row *const *)a;
    const struct csv_row *t = *(const struct csv_row *const *)b;
    int order = str_cmp(sheet_cell(sheet, r, CHOICE_LIST), sheet_cell(sheet, t, CHOICE_LIST));
    if (order == 0)
        order = str_cmp(sheet_cell(sheet, r, CHOICE_NAME), sheet_cell(sheet, t, CHOICE_NAME));
    return order ? order : r < t ? -1 : 1;
}

static void check_twice(struct build *b)
{
    size_t n = b->choices.n_rows;
    const struct csv_row **rows = arena_new(b->mem, const struct csv_row *, n + 1);
    for (size_t i = 0; i < n; i++)
        rows[i] = &b->choices.rows[i];
    if (n > 1)
        qsort_r(rows, n, sizeof *rows, by_list_and_name, &b->choices);
    for (size_t i = 1; i < n; i++)
        if (str_eq(sheet_cell(&b->choices, rows[i - 1], CHOICE_LIST),
                   sheet_cell(&b->choices, rows[i], CHOICE_LIST)) &&
            str_eq(sheet_cell(&b->choices, rows[i - 1], CHOICE_NAME),
                   sheet_cell(&b->choices, rows[i], CHOICE_NAME)))
            find_at(b, true, &b->choices, rows[i], CHOICE_NAME, "choice-twice",
                    S("同じ名前の選択肢が一覧にもうあります。別の名前にしてください"),
                    S("The list has a choice of this name already."));
}

/* Counts first, so that each list's choices lie together. */
void choices_build(struct build *b)
{
    size_t n = b->choices.n_rows;
    struct choice_list *lists = arena_new(b->mem, struct choice_list, n + 1);
    struct choice_list **of = arena_new(b->mem, struct choice_list *, n + 1);
    b->plan->lists = lists;
    for (size_t i = 0; i < n; i++) {
        struct str name = sheet_cell(&b->choices, &b->choices.rows[i], CHOICE_LIST);
        if (name.n == 0)
            find_at(b, true, &b->choices, &b->choices.rows[i], CHOICE_LIST, "list-name-missing",
                    S("一覧の名前（list_name）を書いてください　例：yes_no"),
                    S("Write the list_name. Example: yes_no"));
        of[i] = list_of(b, lists, b->plan->n_lists, name);
        of[i]->n++;
    }
    struct choice *all = arena_new(b->mem, struct choice, n + 1);
    for (size_t l = 0; l < b->plan->n_lists; all += lists[l].n, lists[l].n = 0, l++)
        lists[l].choices = all;
    for (size_t i = 0; i < n; i++)
        add_choice(b, of[i], (struct choice *)&of[i]->choices[of[i]->n++], &b->choices.rows[i]);
    for (size_t l = 0; l < b->plan->n_lists; l++)
        tree_number((struct node *)lists[l].root);
    check_twice(b);
}

static struct str list_name_at(const void *list, size_t i)
{
    return ((const struct choice_list *)list)[i].name;
}

static void join_list(struct build *b, struct draft *d, bool *used)
{
    for (size_t l = 0; l < b->plan->n_lists; l++)
        if (str_eq(b->plan->lists[l].name, d->list_name)) {
            d->field->list = &b->plan->lists[l];
            used[l] = true;
            return;
        }
    struct str near = nearest_word(d->list_name, list_name_at, b->plan->lists, b->plan->n_lists);
    find_at(b, true, &b->survey, d->row, SURVEY_TYPE, "list-unknown",
            arena_fmt(b->mem, "選択肢の一覧「%.*s」がchoicesにありません%s%.*s%s",
                      STR(d->list_name), near.n ? "。「" : "", STR(near),
                      near.n ? "」のつもりなら直してください" : ""),
            arena_fmt(b->mem, "There is no list \"%.*s\" in choices.%s%.*s%s", STR(d->list_name),
                      near.n ? " Did you mean \"" : "", STR(near), near.n ? "\"?" : ""));
}

void choices_join(struct build *b)
{
    bool *used = arena_new(b->mem, bool, b->plan->n_lists + 1);
    for (size_t i = 1; i < b->n_drafts; i++) {
        enum field_kind kind = b->drafts[i].field->kind;
        if (kind == FIELD_SELECT_ONE || kind == FIELD_SELECT_MULTIPLE)
            join_list(b, &b->drafts[i], used);
        else if (b->drafts[i].list_name.n > 0)
            find_at(b, true, &b->survey, b->drafts[i].row, SURVEY_TYPE, "type-words",
                    S("種類の後に余分な言葉があります"),
                    S("There are extra words after the type."));
    }
    for (size_t l = 0; l < b->plan->n_lists; l++)
        for (size_t i = 0; !used[l] && i < b->choices.n_rows; i++)
            if (str_eq(sheet_cell(&b->choices, &b->choices.rows[i], CHOICE_LIST),
                       b->plan->lists[l].name)) {
                find_at(b, false, &b->choices, &b->choices.rows[i], CHOICE_LIST, "list-unused",
                        arena_fmt(b->mem, "一覧「%.*s」を使う質問がありません",
                                  STR(b->plan->lists[l].name)),
                        arena_fmt(b->mem, "No question uses the list \"%.*s\".",
                                  STR(b->plan->lists[l].name)));
                used[l] = true;
            }
}

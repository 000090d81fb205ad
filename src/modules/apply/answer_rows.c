/* SPDX-License-Identifier: Apache-2.0 */
/* Walks the answers of a page in the order of the form. */
#include "modules/apply/answer_rows.h"

#include "platform/page/values.h"

enum { MOST_ROWS = 600 };

struct rows {
    struct arena *mem;
    const struct answers *answers;
    const struct draft_file *files;
    size_t n_files;
    struct apply_check_row *p;
    size_t n;
};

static struct str file_names(const struct rows *rows, struct str tokens)
{
    struct str *names = arena_new(rows->mem, struct str, DRAFT_MOST_FILES), token;
    size_t n = 0;
    while (str_cut(&tokens, ' ', &token))
        for (size_t i = 0; i < rows->n_files && n < DRAFT_MOST_FILES; i++)
            if (str_eq(rows->files[i].token, token))
                names[n++] = rows->files[i].file.name;
    return arena_join(rows->mem, names, n, S("、"));
}

static struct str shown(const struct rows *rows, const struct node *n)
{
    if (n->field->kind == FIELD_FILE)
        return file_names(rows, n->text);
    if (n->field->sealed && str_starts(n->text, S("v1.")))
        return language_words(rows->mem, rows->answers->language, T("登録済み"), NULL, 0);
    return answers_show(rows->mem, rows->answers, n);
}

static void add(struct rows *rows, const struct node *n, struct str prefix)
{
    if (n->irrelevant || !n->field || rows->n == MOST_ROWS)
        return;
    struct str label = label_in(&n->field->label, rows->answers->language);
    switch (n->field->kind) {
    case FIELD_NONE:
    case FIELD_NOTE:
    case FIELD_CALCULATE: return;
    case FIELD_REPEAT:
        prefix = language_words(rows->mem, rows->answers->language, T("{n}人目　"), VALUES(page_word("n", n->position)));
        break;
    case FIELD_GROUP: break;
    default: {
        struct str value = shown(rows, n);
        rows->p[rows->n++] =
            (struct apply_check_row){ words_of(arena_fmt(rows->mem, "%.*s%.*s", STR(prefix), STR(label))), value, value.n > 0 };
        return;
    }
    }
    for (const struct node *child = n->first; child; child = child->next)
        add(rows, child, prefix);
}

void answer_rows(struct arena *mem, const struct answers *a, const struct field *page, const struct draft_file *files,
                 size_t n_files, const struct apply_check_row **ret_rows, size_t *ret_n)
{
    struct rows rows = { mem, a, files, n_files, arena_new(mem, struct apply_check_row, MOST_ROWS), 0 };
    for (const struct node *n = a->root->first; n; n = n->next)
        if (n->field == page)
            add(&rows, n, S(""));
    *ret_rows = rows.p;
    *ret_n = rows.n;
}

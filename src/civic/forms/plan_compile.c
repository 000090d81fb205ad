/* SPDX-License-Identifier: Apache-2.0 */
/* The compiler's order of work, the plan's digest, and looking things up in a finished plan. */
#include "civic/forms/plan_build.h"

#include "base/ids.h"
#include "platform/crypto/crypto.h"

#include <stdlib.h>

struct plan_index { /* fields sorted by path */
    const struct field **by_path;
    size_t n;
};

static const char *const sheet_names[] = { "survey",   "choices", "settings",  "procedure",
                                           "steps",    "checks",  "documents", "fees",
                                           "outcomes", "texts",   NULL };

static struct str sheet_name_at(const void *list, size_t i)
{
    return str_of(((const char *const *)list)[i]);
}

static void check_sheets(struct build *b, const struct sheet_text *sheets, size_t n)
{
    size_t known = sizeof sheet_names / sizeof *sheet_names - 1;
    for (size_t i = 0; i < n; i++) {
        bool found = str_starts(sheets[i].name, S("_")); /* a comment */
        for (size_t k = 0; k < known && !found; k++)
            found = str_eq(sheets[i].name, str_of(sheet_names[k]));
        struct str near = nearest_word(sheets[i].name, sheet_name_at, sheet_names, known);
        if (!found)
            find_in(b, near.n > 0, sheets[i].name, S("A1"), "sheet-unknown",
                    arena_fmt(b->mem, "シート「%.*s」は使いません%s%.*s%s", STR(sheets[i].name),
                              near.n ? "。「" : "", STR(near),
                              near.n ? "」のつもりなら名前を直してください" : ""),
                    arena_fmt(b->mem, "Sheet \"%.*s\" is not used.%s%.*s%s", STR(sheets[i].name),
                              near.n ? " Did you mean \"" : "", STR(near), near.n ? "\"?" : ""));
    }
}

/* BLAKE2b over name, length and text of each sheet, in the order given. */
static struct str digest(struct arena *mem, const struct sheet_text *sheets, size_t n)
{
    unsigned char hash[CRYPTO_MAC];
    struct crypto_hasher hasher;
    crypto_hasher_init(&hasher, NULL);
    for (size_t i = 0; i < n; i++) {
        struct str head = arena_fmt(mem, "%.*s %zu\n", STR(sheets[i].name), sheets[i].tsv.n);
        crypto_hasher_add(&hasher, head);
        crypto_hasher_add(&hasher, sheets[i].tsv);
    }
    crypto_hasher_end(&hasher, hash);
    return ids_hex(mem, hash, sizeof hash);
}

static int by_path(const void *a, const void *b)
{
    return str_cmp((*(const struct field *const *)a)->path,
                   (*(const struct field *const *)b)->path);
}

static void index_paths(struct build *b)
{
    struct plan_index *index = arena_new(b->mem, struct plan_index, 1);
    index->n = b->n_drafts;
    index->by_path = arena_new(b->mem, const struct field *, index->n);
    for (size_t i = 0; i < index->n; i++)
        index->by_path[i] = b->drafts[i].field;
    qsort(index->by_path, index->n, sizeof *index->by_path, by_path);
    b->plan->index = index;
}

static void compile_all(struct build *b, const struct sheet_text *sheets, size_t n)
{
    check_sheets(b, sheets, n);
    if (!sheet_read(b, sheets, n, "survey", survey_columns, n_survey_columns, &b->survey)) {
        find_in(b, true, S("survey"), S("A1"), "sheet-missing", S("surveyのシートがありません"),
                S("The survey sheet is missing."));
        return;
    }
    for (int c = SURVEY_TYPE; c <= SURVEY_NAME; c++)
        if (b->survey.at[c][JA] < 0) {
            find_in(b, true, S("survey"), S("A1"), "column-missing",
                    arena_fmt(b->mem, "列「%s」がありません", survey_columns[c].name),
                    arena_fmt(b->mem, "Column \"%s\" is missing.", survey_columns[c].name));
            return;
        }
    sheet_read(b, sheets, n, "choices", choices_columns, n_choices_columns, &b->choices);
    survey_build(b);
    choices_build(b);
    choices_join(b);
    names_index(b);
    expressions_build(b);
    order_build(b);
    rows_build(b, sheets, n);
    index_paths(b);
}

enum rc plan_compile(struct arena *mem, struct str id, const struct sheet_text *sheets, size_t n,
                     const struct plan **ret_plan, const struct finding **ret_findings,
                     size_t *ret_n)
{
    struct build b = { .mem = mem, .plan = arena_new(mem, struct plan, 1) };
    b.plan->id = id;
    b.plan->digest = digest(mem, sheets, n);
    compile_all(&b, sheets, n);
    struct finding *all = arena_new(mem, struct finding, b.n_found + 1);
    size_t k = 0;
    for (const struct found *f = b.first_found; f; f = f->next)
        all[k++] = f->finding;
    *ret_findings = all;
    *ret_n = k;
    if (arena_failed(mem))
        return FAILED;
    if (b.refused)
        return INVALID;
    *ret_plan = b.plan;
    return OK;
}

const struct field *plan_field(const struct plan *p, struct str path)
{
    const struct plan_index *index = p->index;
    size_t low = 0, high = index->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_cmp(index->by_path[middle]->path, path);
        if (order == 0)
            return index->by_path[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const struct outcome *plan_outcome(const struct plan *p, struct str name)
{
    for (size_t i = 0; i < p->n_outcomes; i++)
        if (str_eq(p->outcomes[i].name, name))
            return &p->outcomes[i];
    return NULL;
}

struct str label_in(const struct label *l, struct str language)
{
    if (l->easy.n > 0 && str_eq(language, S("ja-x-easy")))
        return l->easy;
    if (l->en.n > 0 && str_eq(language, S("en")))
        return l->en;
    return l->ja;
}

struct str plan_text(const struct plan *p, struct str id, struct str language)
{
    for (size_t i = 0; i < p->n_texts; i++)
        if (str_eq(p->texts[i].id, id))
            return label_in(&p->texts[i].text, language);
    return (struct str) { "", 0 };
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the tables, which are part of the program: a wrong one is our fault, and stops it. */
#include "civic/guide/tables.h"

#include "base/csv.h"

#include <assert.h>

enum { MOST_ROWS = 200 };

extern const struct str guide_life_events_tsv, guide_pages_tsv, guide_synonyms_tsv;

struct table {
    struct csv_row head, rows[MOST_ROWS];
    size_t n;
};

static const struct table *read_table(struct arena *mem, struct str text)
{
    struct table *t = arena_new(mem, struct table, 1);
    struct csv c;
    csv_init(&c, text, '\t');
    bool has_head = csv_next(&c, mem, &t->head);
    while (t->n < MOST_ROWS && csv_next(&c, mem, &t->rows[t->n]))
        t->n++;
    assert(has_head && !c.failed && t->n < MOST_ROWS);
    return t;
}

static struct str cell(const struct table *t, size_t row, const char *column)
{
    for (size_t i = 0; i < t->head.n && i < t->rows[row].n; i++)
        if (str_eq(t->head.cells[i], str_of(column)))
            return t->rows[row].cells[i];
    return S("");
}

static struct label label_cell(struct arena *mem, const struct table *t, size_t row,
                               const char *column)
{
    return (struct label) {
        .ja = cell(t, row, column),
        .easy = cell(t, row, arena_fmt(mem, "%s::やさしい日本語 (ja-x-easy)", column).p),
        .en = cell(t, row, arena_fmt(mem, "%s::English (en)", column).p),
    };
}

static void read_events(struct arena *mem, struct guide_tables *tables)
{
    const struct table *t = read_table(mem, guide_life_events_tsv);
    struct life_event *events = arena_new(mem, struct life_event, t->n);
    struct str *words = arena_new(mem, struct str, t->n);
    for (size_t i = 0; i < t->n; i++) {
        events[i] = (struct life_event) { .id = cell(t, i, "id"),
                                          .also = cell(t, i, "also"),
                                          .icon = cell(t, i, "icon"),
                                          .section_code = cell(t, i, "section"),
                                          .title = label_cell(mem, t, i, "title"),
                                          .lead = label_cell(mem, t, i, "lead") };
        words[i] = cell(t, i, "keywords");
    }
    tables->events = events;
    tables->event_words = words;
    tables->n_events = t->n;
}

static void read_pages(struct arena *mem, struct guide_tables *tables)
{
    const struct table *t = read_table(mem, guide_pages_tsv);
    struct guide_page *pages = arena_new(mem, struct guide_page, t->n);
    struct str *words = arena_new(mem, struct str, t->n);
    for (size_t i = 0; i < t->n; i++) {
        pages[i] = (struct guide_page) { .path = cell(t, i, "path"),
                                         .needs = cell(t, i, "needs"),
                                         .title = label_cell(mem, t, i, "title"),
                                         .lead = label_cell(mem, t, i, "lead") };
        words[i] = cell(t, i, "keywords");
    }
    tables->pages = pages;
    tables->page_words = words;
    tables->n_pages = t->n;
}

void guide_tables_read(struct arena *mem, struct guide_tables *ret_tables)
{
    const struct table *t = read_table(mem, guide_synonyms_tsv);
    struct str *alike = arena_new(mem, struct str, t->n);
    for (size_t i = 0; i < t->n; i++)
        alike[i] = cell(t, i, "words");
    *ret_tables = (struct guide_tables) { .alike = alike, .n_alike = t->n };
    read_events(mem, ret_tables);
    read_pages(mem, ret_tables);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Making the index: what each procedure, event and page says of itself, and the words that mean the
 * same. */
#include "civic/guide/index.h"

#include <assert.h>

enum { MOST_TERMS = 200000, TERM = 40, LONG_TERM = 200 };

struct group { /* words that mean the same, folded */
    struct folded *words;
    size_t n;
};

struct building {
    struct arena *mem;
    struct guide *guide;
    struct guide_entry *entries;
    struct guide_term *terms;    /* grows by doubling */
    size_t room, n_terms, first; /* first: of the entry at hand */
    struct group *groups;
};

static bool is_there(const struct building *b, struct folded text)
{
    for (size_t i = b->first; i < b->n_terms; i++)
        if (b->terms[i].text.n == text.n &&
            memcmp(b->terms[i].text.p, text.p, text.n * sizeof *text.p) == 0)
            return true;
    return false;
}

/* The first weight of a text stands: titles are put before what counts less. */
static void put_folded(struct building *b, struct folded text, int weight)
{
    if (!text.n || b->n_terms == MOST_TERMS || is_there(b, text))
        return;
    if (b->n_terms == b->room) {
        struct guide_term *more = arena_new(b->mem, struct guide_term, 2 * b->room);
        memcpy(more, b->terms, b->n_terms * sizeof *more);
        b->terms = more;
        b->room *= 2;
    }
    b->terms[b->n_terms++] = (struct guide_term) { text, (uint32_t)b->guide->n_entries, weight };
}

static void put(struct building *b, struct str text, size_t longest, int weight)
{
    put_folded(b, guide_fold(b->mem, text, longest), weight);
}

static void put_label(struct building *b, const struct label *l, size_t longest, int weight)
{
    put(b, l->ja, longest, weight);
    put(b, l->easy, longest, weight);
    put(b, l->en, longest, weight);
}

static void put_words(struct building *b, struct str words, int weight)
{
    struct str word;
    while (str_cut(&words, ' ', &word))
        put(b, word, TERM, weight);
}

/* An entry that is called by one word of a group is found by the others. */
static void put_alike(struct building *b)
{
    size_t until = b->n_terms;
    for (size_t g = 0; g < b->guide->tables.n_alike; g++) {
        const struct group *group = &b->groups[g];
        int weight = 0;
        for (size_t t = b->first; t < until; t++)
            for (size_t w = 0; w < group->n; w++)
                if (b->terms[t].weight > weight &&
                    guide_match(group->words[w], b->terms[t].text, false).points >= MATCH_WITHIN)
                    weight = b->terms[t].weight;
        for (size_t w = 0; w < group->n && weight >= WEIGHT_EVENT; w++)
            put_folded(b, group->words[w], weight < WEIGHT_ALIKE ? weight - 1 : WEIGHT_ALIKE);
    }
}

static void end_entry(struct building *b, struct guide_entry entry)
{
    put_alike(b);
    b->entries[b->guide->n_entries++] = entry;
    b->first = b->n_terms;
}

static void add_procedure(struct building *b, const struct plan *p)
{
    const struct guide_tables *tables = &b->guide->tables;
    put_label(b, &p->title, TERM, WEIGHT_TITLE);
    put(b, p->property(p, S("official_name")), TERM, WEIGHT_NAME);
    put(b, p->property(p, S("kana")), TERM, WEIGHT_NAME);
    put_words(b, p->property(p, S("keywords")), WEIGHT_NAME);
    put_alike(b); /* before the events: those have words of their own */
    for (size_t i = 0; i < tables->n_events; i++)
        if (guide_event_has(&tables->events[i], p)) {
            put_label(b, &tables->events[i].title, TERM, WEIGHT_EVENT);
            put_words(b, tables->event_words[i], WEIGHT_EVENT);
        }
    put_label(b, &p->summary, LONG_TERM, WEIGHT_TEXT);
    for (size_t i = 0; i < p->n_documents; i++)
        put_label(b, &p->documents[i].label, TERM, WEIGHT_TEXT);
    for (size_t i = 1; i < p->n_fields; i++)
        put(b, p->fields[i]->label.ja, TERM, WEIGHT_QUESTION);
    b->entries[b->guide->n_entries++] = (struct guide_entry) { .kind = GUIDE_PROCEDURE, .plan = p };
    b->first = b->n_terms;
}

static void add_event(struct building *b, size_t i)
{
    const struct life_event *e = &b->guide->tables.events[i];
    put_label(b, &e->title, TERM, WEIGHT_TITLE);
    put_words(b, b->guide->tables.event_words[i], WEIGHT_NAME);
    put_label(b, &e->lead, LONG_TERM, WEIGHT_TEXT);
    end_entry(b, (struct guide_entry) { .kind = GUIDE_EVENT, .event = e });
}

static void add_page(struct building *b, size_t i)
{
    const struct guide_page *page = &b->guide->tables.pages[i];
    put_label(b, &page->title, TERM, WEIGHT_TITLE);
    put_words(b, b->guide->tables.page_words[i], WEIGHT_NAME);
    put_label(b, &page->lead, LONG_TERM, WEIGHT_TEXT);
    end_entry(b, (struct guide_entry) { .kind = GUIDE_PAGE, .page = page });
}

static void fold_groups(struct building *b)
{
    enum { MOST_ALIKE = 30 };
    const struct guide_tables *tables = &b->guide->tables;
    b->groups = arena_new(b->mem, struct group, tables->n_alike);
    for (size_t i = 0; i < tables->n_alike; i++) {
        struct str words = tables->alike[i], word;
        struct group *g = &b->groups[i];
        g->words = arena_new(b->mem, struct folded, MOST_ALIKE);
        while (g->n < MOST_ALIKE && str_cut(&words, ' ', &word))
            g->words[g->n++] = guide_fold(b->mem, word, TERM);
    }
}

struct guide *guide_new(struct arena *mem, const struct plan *const *plans, size_t n_plans)
{
    struct guide *g = arena_new(mem, struct guide, 1);
    struct building b = { .mem = mem, .guide = g, .room = 1024 };
    guide_tables_read(mem, &g->tables);
    b.entries =
        arena_new(mem, struct guide_entry, n_plans + g->tables.n_events + g->tables.n_pages);
    b.terms = arena_new(mem, struct guide_term, b.room);
    fold_groups(&b);
    for (size_t i = 0; i < n_plans; i++)
        add_procedure(&b, plans[i]);
    for (size_t i = 0; i < g->tables.n_events; i++)
        add_event(&b, i);
    for (size_t i = 0; i < g->tables.n_pages; i++)
        add_page(&b, i);
    g->entries = b.entries;
    g->terms = b.terms;
    g->n_terms = b.n_terms;
    return g;
}

/* ---- life events ---- */

static bool is_among(struct str list, struct str name)
{
    struct str one;
    while (str_cut(&list, ' ', &one))
        if (one.n && str_eq(one, name))
            return true;
    return false;
}

bool guide_event_has(const struct life_event *e, const struct plan *plan)
{
    struct str names = plan->property(plan, S("life_event")), name;
    while (str_cut(&names, ' ', &name))
        if (name.n && (str_eq(name, e->id) || is_among(e->also, name)))
            return true;
    return false;
}

size_t guide_events(const struct guide *g, const struct life_event **ret_events)
{
    *ret_events = g->tables.events;
    return g->tables.n_events;
}

const struct life_event *guide_event(const struct guide *g, struct str id)
{
    for (size_t i = 0; i < g->tables.n_events; i++)
        if (str_eq(g->tables.events[i].id, id))
            return &g->tables.events[i];
    return NULL;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Search, as a page and while somebody types; both from memory. */
#include "base/text.h"
#include "civic/shell/shell.h"
#include "modules/home/handlers.h"
#include "modules/home/home_pages.h"

enum { ON_A_PAGE = 20, SUGGESTED = 6 };

static struct home_hit row_of(struct req *r, const struct guide_hit *h)
{
    switch (h->kind) {
    case GUIDE_PROCEDURE:
        return (struct home_hit){ .title = label_in(&h->plan->title, r->language),
                                  .text = label_in(&h->plan->summary, r->language),
                                  .to = url_path(r->mem, S("/procedures"), h->plan->id),
                                  .is_procedure = true };
    case GUIDE_EVENT:
        return (struct home_hit){ .title = label_in(&h->event->title, r->language),
                                  .text = label_in(&h->event->lead, r->language),
                                  .to = url_path(r->mem, S("/life"), h->event->id),
                                  .is_event = true };
    case GUIDE_PAGE:
        return (struct home_hit){ .title = label_in(&h->page->title, r->language),
                                  .text = label_in(&h->page->lead, r->language),
                                  .to = url_local(r->mem, h->page->path),
                                  .is_page = true };
    case GUIDE_SECTION: break;
    }
    return (struct home_hit){ .title = arena_fmt(r->mem, "%.*s　%.*s", STR(h->section->name), STR(h->section->telephone)),
                              .text = arena_fmt(r->mem, "%.*s　%.*s", STR(h->section->floor), STR(h->section->hours)),
                              .to = url_tel(r->mem, h->section->telephone),
                              .is_section = true };
}

static size_t find(struct req *r, size_t most, struct str words, struct home_hit **ret_rows, bool *ret_only_guesses)
{
    struct guide_hit hits[GUIDE_MOST_HITS];
    struct guide_question q = { town_of(r), words, hall_of(r)->mailer != NULL, most };
    size_t n = guide_find(hall_of(r)->guide, r->mem, &q, hits);
    struct home_hit *rows = arena_new(r->mem, struct home_hit, n);
    *ret_only_guesses = n > 0;
    for (size_t i = 0; i < n; i++) {
        rows[i] = row_of(r, &hits[i]);
        *ret_only_guesses &= hits[i].is_guess;
    }
    *ret_rows = rows;
    return n;
}

static struct str asked_words(struct req *r)
{
    return text_first(str_trim(req_query(r, "q")), GUIDE_LONGEST);
}

enum rc home_search(struct req *r)
{
    const struct town *t = town_of(r);
    struct home_search_view v = { .words = asked_words(r), .town = t->name, .telephone = t->telephone };
    struct home_hit *hits;
    const struct plan **plans;
    v.hits.n = find(r, ON_A_PAGE, v.words, &hits, &v.only_guesses);
    v.hits.p = hits;
    v.has_hits = v.hits.n > 0;
    v.has_words = v.words.n > 0;
    v.has_telephone = v.telephone.n > 0;
    v.tel = url_tel(r->mem, v.telephone);
    if (!v.has_hits) {
        size_t n = home_offered(r, NULL, &plans);
        struct home_procedure *rows = arena_new(r->mem, struct home_procedure, n);
        for (size_t i = 0; i < n; i++)
            rows[i] = home_row(r, plans[i]);
        v.all.p = rows;
        v.all.n = n;
    }
    struct page p = shell_page(r);
    home_search_page(&p, &v);
    return shell_public(r, 200, &(struct shell_options){ .title = say(r, T("さがす")), .script = "search.js" }, page_html(&p));
}

enum rc home_suggest(struct req *r)
{
    struct home_suggest_view v = { 0 };
    struct home_hit *hits;
    bool only_guesses;
    v.hits.n = find(r, SUGGESTED, asked_words(r), &hits, &only_guesses);
    v.hits.p = hits;
    v.has_hits = v.hits.n > 0;
    struct page p = shell_page(r);
    home_suggest_page(&p, &v);
    return reply_html(r, 200, page_html(&p).text);
}

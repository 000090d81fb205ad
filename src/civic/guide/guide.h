/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody may come for: procedures, life events, pages, sections; and finding them by
 * whatever is typed.
 *
 * The index is made once, when the procedures are compiled, and read by all threads.  Texts are
 * compared in a folded form (guide_fold): width, case, hiragana and katakana, long vowels and small
 * kana make no difference, and a slip of the finger makes little.  The sections of a town are
 * compared as they are now, since they change while the program runs. Nothing here looks at a
 * clock, a request or a store. */
#ifndef CIVIC_GUIDE_H
#define CIVIC_GUIDE_H

#include "civic/forms/plan.h"
#include "civic/town/town.h"

struct life_event {      /* くらしの出来事: a row of life_events.tsv */
    struct str id, also; /* also: other names that procedures may give to it, parted by blanks */
    struct str icon, section_code; /* who is asked when nothing can be done online */
    struct label title, lead;
};

struct guide_page {         /* a page that is no procedure: a row of pages.tsv */
    struct str path, needs; /* needs "mail": only where e-mail is sent */
    struct label title, lead;
};

struct guide;
struct guide *guide_new(struct arena *mem, const struct plan *const *plans, size_t n_plans);

size_t guide_events(const struct guide *g,
                    const struct life_event **ret_events);                  /* in their order */
const struct life_event *guide_event(const struct guide *g, struct str id); /* NULL if none */
/* The procedure says life_event with the event's name or one of its others. */
bool guide_event_has(const struct life_event *e, const struct plan *plan);

enum guide_kind { GUIDE_PROCEDURE, GUIDE_EVENT, GUIDE_PAGE, GUIDE_SECTION };
struct guide_hit {
    enum guide_kind kind;
    const struct plan *plan;
    const struct life_event *event;
    const struct guide_page *page;
    const struct section *section;
    int score;
    bool is_guess; /* near, not the same: a slip was forgiven */
};
enum { GUIDE_LONGEST = 60, GUIDE_MOST_WORDS = 6, GUIDE_MOST_HITS = 50 };
/* The best `most` (at most GUIDE_MOST_HITS) for the words, best first, of what this town offers;
 * returns how many. Beyond GUIDE_LONGEST signs and GUIDE_MOST_WORDS words nothing is read.
 * has_mail: pages that need e-mail are there. */
struct guide_question {
    const struct town *town;
    struct str words; /* as typed; well-formed UTF-8 */
    bool has_mail;
    size_t most;
};
size_t guide_find(const struct guide *g, struct arena *mem, const struct guide_question *q,
                  struct guide_hit *ret_hits);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Answers to a plan: reading them from a page's form fields or from JSON, computing what follows,
 * validating, and writing them back as JSON for the case row.
 *
 * Form field names are the path without "/data/", with 1-based indices for repeats:
 * "applicant/name", "children[2]/birth". A date is three boxes and an era: ".../birth.era",
 * ".year", ".month",
 * ".day" (or ".text" for one box). Nothing typed is lost: `typed` keeps the visitor's own words.
 *
 * Values in the tree: text; a whole number in digits; a day as 2026-11-25; a choice by name,
 * several separated by one blank; a file question holds opaque tokens separated by one blank, set
 * with answers_set() by whoever took the files in (page fields of file questions are passed over).
 * In JSON: strings, an integer for an integer question, arrays of strings for several choices and
 * for files.  Who stores a case replaces the tokens by its own objects. */
#ifndef CIVIC_FORMS_ANSWERS_H
#define CIVIC_FORMS_ANSWERS_H

#include "civic/forms/plan.h"

struct json;

struct message {     /* one mistake, said in words with the way to mend it */
    struct str name; /* form field name of the control: link target */
    struct str part; /* "" or "year", "month", "day": the wrong box only */
    struct str text;
};

struct typed_pair {
    struct str name, value;
};

struct answers {
    const struct plan *plan;
    struct node *root;              /* canonical values; dates ISO, digits folded, names as typed */
    const struct typed_pair *typed; /* what the visitor typed on this page, to show again */
    size_t n_typed;
    struct str language;
    const struct message *unread; /* of the last page read; answers_validate tells them in place */
    size_t n_unread;
    struct arena *mem; /* where the tree lives */
};

/* An empty set: every repeat with one instance, defaults applied. */
MUST_USE enum rc answers_new(struct arena *mem, const struct plan *plan, const struct expr_world *w,
                             struct answers *ret_answers);
/* {"applicant":{"name":"…"},"children":[{…}]}; unknown names and wrong types are INVALID with
 * messages; *ret_answers then has what could be read (an older version of the form). */
MUST_USE enum rc answers_from_json(struct arena *mem, const struct plan *plan, struct str json,
                                   struct answers *ret_answers, const struct message **ret_messages,
                                   size_t *ret_n);
/* The same from a tree that was parsed already. */
MUST_USE enum rc answers_from_tree(struct arena *mem, const struct plan *plan,
                                   const struct json *tree, struct answers *ret_answers,
                                   const struct message **ret_messages, size_t *ret_n);
/* Relevant answers only when `final`; sealed fields as given in the tree. "" when they are too large. */
struct str answers_to_json(struct arena *mem, const struct answers *a, bool final);

/* Takes the fields of one page over from the form; messages (also on INVALID) for what cannot be
 * read: a date that does not exist, too long, invalid UTF-8, no number.  They are kept in `unread`,
 * so answers_validate() tells them again among its own, in the order of the page, and a handler
 * shows that list alone.  An unknown field name makes the whole INVALID: nothing is taken over.
 * A repeat grows when fields of its next instance come. */
MUST_USE enum rc answers_read_page(struct arena *mem, struct answers *a, const struct field *page,
                                   const struct typed_pair *fields, size_t n_fields,
                                   const struct message **ret_messages, size_t *ret_n);

/* The same for single questions, by form field name, wherever they stand (補正). */
MUST_USE enum rc answers_read_some(struct arena *mem, struct answers *a, const struct str *names,
                                   size_t n_names, const struct typed_pair *fields, size_t n_fields,
                                   const struct message **ret_messages, size_t *ret_n);

/* Relevance, calculations and defaults anew, in the plan's order. */
MUST_USE enum rc answers_compute(struct answers *a, const struct expr_world *w);

/* required, constraint, kind, choice membership; of one page, or of everything (page NULL).
 * Computes first. */
MUST_USE enum rc answers_validate(struct answers *a, const struct expr_world *w,
                                  const struct field *page, const struct message **ret_messages,
                                  size_t *ret_n);

/* What the procedure costs with these answers: the sum of its fees that apply.  Computes nothing first. */
MUST_USE enum rc answers_fees(const struct answers *a, const struct expr_world *w,
                              struct money *ret_fees);

/* The relevant note that ends the form here (public servants: the workplace), or NULL. */
const struct node *answers_stop(const struct answers *a);
/* What a select offers at this node, filtered. */
MUST_USE enum rc answers_choices(const struct answers *a, const struct expr_world *w,
                                 const struct node *n, const struct choice *const **ret_choices,
                                 size_t *ret_n);

struct str answers_get(const struct answers *a,
                       const char *path); /* "applicant/name", "children[2]/birth"; "" if none */
struct node *answers_node(const struct answers *a, struct str path); /* NULL if none */
void answers_set(struct arena *mem, struct answers *a, struct str path, struct str value);
struct node *answers_repeat_add(struct arena *mem, struct answers *a, const struct field *repeat,
                                struct node *parent);
void answers_repeat_remove(struct answers *a, struct node *instance);
struct str answers_name(struct arena *mem, const struct node *n); /* form field name of a node */
/* A value for people: label of a choice, 和暦 and 西暦 of a date, yen with commas. */
struct str answers_show(struct arena *mem, const struct answers *a, const struct node *n);
/* The world for a plan: instance() and choice labels filled in. */
void answers_world(struct arena *mem, const struct answers *a, t_time now,
                   const struct calendar *calendar, struct expr_world *ret_world);

#endif

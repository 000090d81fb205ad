/* SPDX-License-Identifier: Apache-2.0 */
/* What the answers' files share: sentences, reading one value, lists of messages, and all nodes of
 * a field.  Nothing outside answers*.c, reading*.c, sentences.c and validate.c includes this. */
#ifndef CIVIC_FORMS_ANSWERS_BUILD_H
#define CIVIC_FORMS_ANSWERS_BUILD_H

#include "base/out.h"
#include "civic/forms/answers.h"

enum sentence {
    SAY_TOO_LONG,     /* title, most, length */
    SAY_BAD_TEXT,     /* title */
    SAY_KANA,         /* title */
    SAY_DIGITS_COUNT, /* title, wanted, typed */
    SAY_DIGITS_ONLY,  /* title, wanted */
    SAY_PHONE,
    SAY_EMAIL,
    SAY_INTEGER,
    SAY_CHOICE,
    SAY_FILES,        /* title, most */
    SAY_PART_MISSING, /* title, part */
    SAY_PART_NUMBER,  /* title, part */
    SAY_YEAR_ERA,
    SAY_NO_YEAR, /* title, era, year */
    SAY_NOT_ERA, /* title, era */
    SAY_MONTH,
    SAY_DAY, /* title, month, days */
    SAY_DATE_TEXT,
    SAY_UNKNOWN_NAME,
    SAY_WRONG_SHAPE,
    SAY_NOT_JSON, /* byte */
    SAY_REQUIRED,
    SAY_PART_YEAR, /* the words 年 月 日 */
    SAY_PART_MONTH,
    SAY_PART_DAY,
    SAY_NTH, /* title, n: before messages inside a repeat */
    SENTENCES,
};

/* The sentence with {0} {1} {2} filled in. */
struct str sentence(struct arena *mem, struct str language, enum sentence id, struct str zero,
                    struct str one, struct str two);
/* The same about a field: {0} is its label, and the field's own example closes the sentence. */
struct str sentence_about(struct arena *mem, struct str language, enum sentence id,
                          const struct field *f, struct str one, struct str two);

struct messages { /* grows in an arena; at most MOST_MESSAGES are kept */
    struct arena *mem;
    struct message *p;
    size_t n, room;
};
enum { MOST_MESSAGES = 200 };
void messages_add(struct messages *m, struct str name, struct str part, struct str text);

/* reading.c: what a person typed, to the canonical value.  False: *ret_message says why. */
bool reading_value(struct arena *mem, const struct field *f, struct str language, struct str typed,
                   struct str *ret_value, struct str *ret_message);
/* The canonical value as the kind of the field demands: false with the reason. */
bool reading_fits(struct arena *mem, const struct field *f, struct str language, struct str value,
                  struct str *ret_message);
struct str trim_wide(struct str s); /* ASCII and ideographic blanks at both ends */

struct date_boxes {
    struct str era, year, month, day;
};
bool reading_date(struct arena *mem, const struct field *f, struct str language,
                  const struct date_boxes *typed, struct str *ret_value, struct str *ret_part,
                  struct str *ret_message);

/* answers.c */
bool field_holds_value(const struct field *f);
struct node *answers_grow(struct arena *mem, struct node *parent, const struct field *f);
/* The node a form field name means and the part after its dot; NULL if there is none. `grow` makes
 * the next instance of a repeat. */
struct node *answers_find(struct arena *mem, const struct answers *a, struct str name, bool grow,
                          struct str *ret_part);
struct node *node_after(struct node *n, const struct node *root); /* document order */
const struct choice *choice_named(const struct choice_list *l, struct str name);

#endif

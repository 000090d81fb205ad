/* SPDX-License-Identifier: Apache-2.0 */
/* What a setting may be.  Pure. */
#ifndef MODULES_ADMIN_RULES_H
#define MODULES_ADMIN_RULES_H

#include "base/arena.h"

enum admin_kind { ADMIN_LINE, ADMIN_TELEPHONE, ADMIN_POSTAL, ADMIN_EMAIL, ADMIN_CODE, ADMIN_LOGIN, ADMIN_CLOCK, ADMIN_DOMAIN, ADMIN_HOSTS, ADMIN_TEXT };

struct admin_ask { /* one field of a form */
    const char *name, *label, *hint; /* hint NULL: none */
    enum admin_kind kind;
    int most; /* characters; of ADMIN_TEXT several lines */
    bool required;
    const char *width; /* data-width; NULL: whole */
};

/* What is wrong, as a sentence that says what to do; "" when nothing is. */
struct str admin_fault(struct arena *mem, const struct admin_ask *ask, struct str value);

/* Names that every town answers to: localhost and the loopback addresses. */
bool admin_host_is_own(struct str host);
/* "17:15" → 1035 */
bool admin_clock_read(struct str text, int64_t *ret_minutes);
struct str admin_clock_text(struct arena *mem, int64_t minutes);

/* "#005a9c", also without # and in capitals → "#005a9c" */
bool admin_colour_read(struct arena *mem, struct str text, struct str *ret_colour);
/* WCAG contrast of two colours "#rrggbb", 1 to 21. */
double admin_contrast(struct str a, struct str b);
/* "" when white letters on the colour, and the colour on residents' light grounds, can be read. */
struct str admin_colour_fault(struct arena *mem, struct str colour);
/* The style sheet of a main colour. */
struct str admin_theme(struct arena *mem, struct str colour);

#endif

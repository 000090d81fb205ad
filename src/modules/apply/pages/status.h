/* SPDX-License-Identifier: Apache-2.0 */
/* Where a case stands. */
#ifndef MODULES_APPLY_PAGES_STATUS_H
#define MODULES_APPLY_PAGES_STATUS_H

#include "platform/page/page.h"

struct apply_step {
    struct words title, when, note;
    struct str state; /* state: done, waiting, current, next */
    bool current, done, waiting, has_note;
};

struct apply_message {
    struct str title, body, when;
};

struct apply_paper {
    struct str title, when, ref;
    int pages;
};

struct apply_decision {
    struct str title, when;
    bool stands; /* else a later one took its place */
};

struct apply_status_view {
    struct words procedure, state;
    struct str number, arrived, due_on, section, telephone;
    struct str message;        /* what is wrong with the birth date typed */
    struct str ref;            /* of the case, for the form of the birth date */
    bool has_message, is_open, stopped, can_withdraw, has_correction, has_papers, is_done;
    bool can_copy, can_keep; /* can_keep: somebody is signed in and the case is not among theirs */
    bool copies;             /* after the birth date comes the copy */
    struct str correction_due, correction_text;
    LIST(struct apply_step) steps;
    LIST(struct apply_message) messages;
    LIST(struct apply_paper) papers;
    LIST(struct apply_decision) decisions; /* oldest first */
    bool has_decisions, can_again;
    struct str again_title, again_until;
};

#endif

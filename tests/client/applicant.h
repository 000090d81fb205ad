/* SPDX-License-Identifier: Apache-2.0 */
/* One application for 児童手当 as a resident sends it: about sixty answers and a picture, page by
 * page. The answers are told apart by their serial number, which stands in the remarks and in the
 * account number. */
#ifndef TESTS_CLIENT_APPLICANT_H
#define TESTS_CLIENT_APPLICANT_H

#include "base/rc.h"
#include "tests/client/browser.h"

enum { APPLICANT_PICTURES = 4 };

struct applicant {
    struct browser browser;
    int64_t serial;
    const char *email;             /* NULL: the usual one */
    char draft[64];            /* its outside name; "" before it was begun */
    int step;                  /* pages answered so far */
    bool is_ready;             /* all pages are answered: only sending is left */
    char number[24], code[24]; /* of the receipt, once it came */
    int status;                /* of the last answer, for complaints */
    int retry_after;           /* … when it was a 503: seconds, else 0 */
};

void applicant_init(struct applicant *a, int port, int64_t serial);
/* Answers page after page up to the page of all answers.  Goes on where it stood.  BUSY: the
 * connection died, or a 503 told to come back (retry_after); FULL: the server has no space (507); INVALID: the server wants something else
 * than was sent (said on stderr). */
MUST_USE enum rc applicant_fill(struct applicant *a, struct arena *mem);
/* Presses the last button.  OK: number and code are here (from the cookie the receipt opens with).
 */
MUST_USE enum rc applicant_send(struct applicant *a, struct arena *mem);
/* Looks at /receipts/new.  OK: it shows this number and this code; NOT_FOUND: it shows something
 * else; BUSY. */
MUST_USE enum rc applicant_look(struct applicant *a, struct arena *mem);

/* Withdraws what it sent. */
MUST_USE enum rc applicant_withdraw(struct applicant *a, struct arena *mem);

/* What must stand in the case: a line PATH=VALUE for each answer, in the order of the form. */
struct str applicant_answers(struct arena *mem, int64_t serial);
int64_t applicant_serial(struct str remarks); /* 0: not one of ours */
int applicant_picture(int64_t serial);        /* which of the pictures it sends */

#endif

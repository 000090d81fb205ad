/* SPDX-License-Identifier: Apache-2.0 */
/* Filling in: one page per group, then the page of all answers. */
#ifndef MODULES_APPLY_FILL_H
#define MODULES_APPLY_FILL_H

#include "modules/apply/draft.h"

enum rc apply_start(struct req *r);      /* 利用目的 and what is needed, before the first question */
enum rc apply_begin(struct req *r);      /* makes the draft */
enum rc apply_page(struct req *r);       /* a page of questions, or "check" */
enum rc apply_page_send(struct req *r);
enum rc apply_evaluate(struct req *r);   /* the page's questions again, for the script */

/* The page of the address among the plan's pages; NULL if there is none of that name. */
const struct field *fill_page_of(const struct plan *plan, struct str name);
/* Is it asked, as the answers stand? */
bool fill_page_is_asked(const struct draft *d, const struct field *page);
const struct field *fill_next(const struct draft *d, const struct field *page); /* NULL: the check page */
const struct field *fill_previous(const struct draft *d, const struct field *page);

struct url fill_page_url(struct req *r, const struct draft *d, const struct field *page); /* NULL: the check page */
struct url fill_start_url(struct req *r, const struct plan *plan);
/* Where somebody who comes back goes on: the first page with something missing, else the page of all answers. */
MUST_USE enum rc fill_where_left(struct req *r, struct draft *d, struct url *ret_to);

/* All answers, to be checked before sending; and sending. */
enum rc check_show(struct req *r, struct draft *d, int status, const struct message *messages, size_t n);
/* Not without having been seen: what another device or tab saved meanwhile is shown first, with 409. */
enum rc check_send(struct req *r, struct draft *d);
/* The last button once more: the answer to the first time may have been lost, so the receipt is shown as it would
 * have been then, for half an hour; later it opens with the birth date. */
enum rc check_sent_again(struct req *r, const struct draft *d);

#endif

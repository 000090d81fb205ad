/* SPDX-License-Identifier: Apache-2.0 */
/* The resident's side of a case, by number and code: receipt, status, answers, 補正, withdrawal, notices.
 *
 * Number and code travel in the POST of /r and then in a session cookie, never in a path, a query or a log. They
 * show the status; answers, 補正, withdrawal and papers also need the birth date (five tries, then the counter),
 * which opens the receipt for half an hour. */
#ifndef MODULES_APPLY_RECEIPTS_H
#define MODULES_APPLY_RECEIPTS_H

#include "civic/cases/cases.h"
#include "platform/http/http.h"

/* Sets the receipt cookie of a case whose code the visitor has proved to hold, and redirects. */
enum rc receipts_enter(struct req *r, t_id case_id, struct str to);
/* The case of the cookie: NOT_FOUND without a right one. */
MUST_USE enum rc receipts_case(struct req *r, struct case_file *ret_case);
/* Was the birth date given within the last half hour? Also true on the device that has just sent the form. */
bool receipts_is_open(struct req *r, const struct case_file *c);
void receipts_open(struct req *r, t_id case_id);

/* Was the form on this case's page? With two receipts in two tabs the cookie holds the one entered last, and what was
 * meant for the other must not happen to it. False: the visitor was told. */
MUST_USE bool receipts_form_is_of(struct req *r, const struct case_file *c);
struct str receipts_case_ref(struct req *r, const struct case_file *c); /* for the form's field "case" */

/* The status page; `message` above the birth date: "" for none. */
MUST_USE enum rc receipts_show(struct req *r, int status, const struct case_file *c, struct str message);

enum rc receipts_entry(struct req *r);      /* GET /r */
enum rc receipts_entry_send(struct req *r); /* POST /r */
enum rc receipts_status(struct req *r);     /* GET /receipts */
enum rc receipts_new(struct req *r);        /* GET /receipts/new: just received */
enum rc receipts_print(struct req *r);      /* GET /receipts/print: A4 */
enum rc receipts_qr(struct req *r);         /* GET /receipts/qr.svg */
enum rc receipts_birth(struct req *r);      /* POST /receipts/open */
enum rc receipts_answers(struct req *r);    /* GET /receipts/answers */
enum rc receipts_withdraw(struct req *r);   /* GET and POST /receipts/withdraw */
enum rc receipts_withdraw_send(struct req *r);
enum rc receipts_copy(struct req *r);       /* GET and POST /receipts/copy */
enum rc receipts_copy_send(struct req *r);
enum rc receipts_keep(struct req *r);       /* POST /receipts/keep: into the account */
enum rc receipts_of_account(struct req *r); /* POST /account/cases/{case}/open */
enum rc receipts_mend(struct req *r);       /* GET and POST /receipts/correction */
enum rc receipts_mend_send(struct req *r);
enum rc receipts_paper(struct req *r);      /* POST /receipts/papers: a ticket */
enum rc receipts_ticket(struct req *r);     /* GET /receipts/papers/{ticket} */

#endif

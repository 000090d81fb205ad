/* SPDX-License-Identifier: Apache-2.0 */
/* Handlers of the residents' pages. */
#ifndef MODULES_RESIDENTS_HANDLERS_H
#define MODULES_RESIDENTS_HANDLERS_H

#include "platform/http/http.h"
#include "platform/jobs/jobs.h"

enum rc sign_in_form(struct req *r);    /* the address; part of GET /account */
enum rc sign_in_ask(struct req *r);     /* POST /account */
enum rc sign_in_sent(struct req *r);    /* GET /account/sent */
enum rc sign_in_link(struct req *r);    /* GET /account/in/{link}: a button, nothing is used up */
enum rc sign_in_confirm(struct req *r); /* POST /account/in */

enum rc residents_mine(struct req *r);      /* GET /account */
enum rc residents_link_send(struct req *r); /* POST /account/link: number and code */
enum rc residents_unlink(struct req *r);    /* POST /account/unlink */

enum rc residents_sign_out(struct req *r);
enum rc residents_sign_out_everywhere(struct req *r);
enum rc residents_leave(struct req *r); /* asked once more */
enum rc residents_leave_send(struct req *r);

/* The job that writes the mail of a link. */
extern const char residents_link_kind[];
MUST_USE enum rc residents_send_link(void *app, struct db *db, struct arena *mem, const struct job *job);

struct hall;
/* The token of a link, from its row alone and the installation's key: no column holds it. */
struct str residents_link_token(const struct hall *hall, struct arena *mem, t_id town_id, t_id id, struct str nonce);

#endif

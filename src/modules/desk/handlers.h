/* SPDX-License-Identifier: Apache-2.0 */
/* Handlers of the desk, for the route table. */
#ifndef MODULES_DESK_HANDLERS_H
#define MODULES_DESK_HANDLERS_H

#include "platform/http/http.h"

enum rc desk_queue_show(struct req *r);
enum rc desk_queue_csv(struct req *r);

enum rc desk_case_show(struct req *r);
enum rc desk_print_show(struct req *r);
enum rc desk_document_send(struct req *r);

enum rc desk_take(struct req *r);
enum rc desk_note(struct req *r);
enum rc desk_check_send(struct req *r);
enum rc desk_reveal(struct req *r);

enum rc desk_correction_show(struct req *r);
enum rc desk_correction_send(struct req *r);
enum rc desk_correction_end(struct req *r);

enum rc desk_decision_show(struct req *r);
enum rc desk_decision_send(struct req *r);
enum rc desk_approve(struct req *r);
enum rc desk_return(struct req *r);

enum rc desk_notice_again(struct req *r);
enum rc desk_notice_told(struct req *r);

enum rc desk_issue_again(struct req *r);
enum rc desk_paper_send(struct req *r);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The desk's table of contents. */
#include "modules/desk/desk.h"
#include "modules/desk/handlers.h"
#include "modules/disaster/disaster.h"
#include "modules/jido_teate/jido_teate.h"
#include "modules/papers/papers.h"

#define SEE  ZONE_STAFF, ACCESS_PERMISSION, QUEUED
#define CASE "/staff/cases/{ref}"

static const struct route routes[] = {
    { GET, "/staff", SEE, desk_queue_show, "The section's queue, and its search",
      .permission = "cases.see" },
    { GET, "/staff/queue.csv", SEE, desk_queue_csv, "The queue as a table to save",
      .permission = "cases.see", .rate_per_minute = 30 },
    { GET, CASE, SEE, desk_case_show, "A case", .permission = "cases.see" },
    { GET, CASE "/print", SEE, desk_print_show, "A case on paper", .permission = "cases.see" },
    { GET, CASE "/documents/{doc}", SEE, desk_document_send,
      "A document of a case, or one page of it", .permission = "cases.see" },
    { POST, CASE "/reveal", SEE, desk_reveal, "Show a sealed answer, with an audit row",
      .permission = "cases.see" },
    { POST, CASE "/take", SEE, desk_take, "Take a case on", .permission = "cases.work" },
    { POST, CASE "/note", SEE, desk_note, "Add an internal note", .permission = "cases.work" },
    { POST, CASE "/check", SEE, desk_check_send, "Say what was found for a check",
      .permission = "cases.work" },
    { GET, CASE "/correction", SEE, desk_correction_show, "Choose the fields to ask again",
      .permission = "cases.work" },
    { POST, CASE "/correction", SEE, desk_correction_send,
      "Ask the resident for single fields again", .permission = "cases.work",
      .body_limit = 256 * 1024 },
    { POST, CASE "/correction/close", SEE, desk_correction_end, "Stop waiting for an answer",
      .permission = "cases.work" },
    { GET, CASE "/decision", SEE, desk_decision_show, "Propose a decision",
      .permission = "cases.work" },
    { POST, CASE "/decision", SEE, desk_decision_send, "Send the proposal to who decides",
      .permission = "cases.work" },
    { POST, CASE "/approve", SEE, desk_approve, "Decide as proposed",
      .permission = "cases.decide" },
    { POST, CASE "/return", SEE, desk_return, "Send the proposal back",
      .permission = "cases.decide" },
    { POST, CASE "/papers", SEE, desk_issue_again,
      "Make the notice of a decision, if it is not there yet", .permission = "cases.decide" },
    { POST, CASE "/notices/{delivery}/again", SEE, desk_notice_again, "Send a notice once more",
      .permission = "cases.work" },
    { POST, CASE "/notices/told", SEE, desk_notice_told,
      "Say that a notice which did not arrive was told by telephone or letter",
      .permission = "cases.work" },
    { GET, CASE "/papers/{paper}", SEE, desk_paper_send, "A notice as PDF",
      .permission = "cases.see" },
    { 0 },
};

static const struct permission permissions[] = {
    { "cases.see", T("案件を見る") },
    { "cases.work", T("案件を審査する") },
    { "cases.decide", T("決裁する") },
    { NULL },
};

static const struct menu_entry menu[] = {
    { ZONE_STAFF, "/staff", T("受付箱"), "inbox", "cases.see", 10 },
    { ZONE_STAFF, "/staff?view=mine", T("自分の案件"), "user", "cases.work", 20 },
    { ZONE_STAFF, "/staff?view=approval", T("決裁"), "stamp", "cases.decide", 30 },
    { 0 },
};

const struct module desk_module = {
    .name = "desk",
    .title = T("審査と決裁"),
    .sentence = "Staff work one queue: check, ask again, propose, decide.",
    .needs = (const struct module *const[]) { &jido_teate_module, &disaster_module,
                                                   &papers_module, NULL },
    .routes = routes,
    .permissions = permissions,
    .menu = menu,
};

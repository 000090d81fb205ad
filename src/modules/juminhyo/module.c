/* SPDX-License-Identifier: Apache-2.0 */
/* The room's table of contents. */
#include "modules/desk/desk.h"
#include "modules/juminhyo/juminhyo.h"
#include "modules/papers/papers.h"

#define WORK  ZONE_STAFF, ACCESS_PERMISSION, QUEUED
#define THERE "/staff/cases/{ref}/certificates"

static const struct route routes[] = {
    { GET, THERE, WORK, juminhyo_show, "The certificates of a case", .permission = "cases.see" },
    { POST, THERE "/identity", WORK, juminhyo_identity, "Record which document was seen",
      .permission = "cases.work" },
    { POST, THERE "/issue", WORK, juminhyo_issue, "Issue the certificates of a decided case, once",
      .permission = "cases.work" },
    { POST, THERE "/hand-over", WORK, juminhyo_hand_over, "Say that they were handed over",
      .permission = "cases.work" },
    { POST, THERE "/{certificate}/revoke", WORK, juminhyo_revoke, "Revoke a certificate",
      .permission = "cases.decide" },
    { GET, THERE "/{certificate}", WORK, juminhyo_send, "A certificate as PDF",
      .permission = "cases.work" },
    { 0 },
};

const struct module juminhyo_module = {
    .name = "juminhyo",
    .title = T("住民票の写し"),
    .sentence = "Issues signed copies of the resident record after a recorded identity check.",
    .needs = (const struct module *const[]) { &desk_module, &papers_module, NULL },
    .routes = routes,
};

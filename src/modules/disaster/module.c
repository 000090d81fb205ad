/* SPDX-License-Identifier: Apache-2.0 */
/* The disaster room's table of contents. */
#include "modules/disaster/disaster.h"
#include "modules/disaster/open.h"
#include "modules/papers/papers.h"

enum { UPLOAD_LIMIT = 40 << 20 };

#define SEE ZONE_STAFF, ACCESS_PERMISSION, QUEUED
#define ONE "/staff/surveys/{ref}"

static const struct route routes[] = {
    { GET, "/staff/surveys", SEE, disaster_list_show, "Houses to look at, by address", .permission = "cases.see" },
    { GET, ONE, SEE, disaster_survey_show, "A damage survey: what is known, and the form of what is seen",
      .permission = "cases.see" },
    { GET, ONE "/sheet", SEE, disaster_sheet_show, "A survey on paper, for the field", .permission = "cases.see" },
    { POST, ONE "/claim", SEE, disaster_claim, "Take a survey on, or give it up", .permission = "cases.work" },
    { POST, ONE "/plan", SEE, disaster_plan, "The day of the visit", .permission = "cases.work" },
    { POST, ONE "/record", SEE, disaster_record, "Record what was seen, with photos", .permission = "cases.work",
      .body_limit = UPLOAD_LIMIT, .upload = true },
    { POST, ONE "/certificate", SEE, disaster_certificate_issue, "Issue the 罹災証明書; older ones are replaced",
      .permission = "cases.work" },
    { POST, ONE "/hand-over", SEE, disaster_certificate_hand, "Hand it over after a recorded identity check",
      .permission = "cases.work" },
    { GET, ONE "/certificates/{certificate}", SEE, disaster_certificate_send, "A 罹災証明書 as PDF",
      .permission = "cases.see" },
    { 0 },
};

static const struct menu_entry menu[] = {
    { ZONE_STAFF, "/staff/surveys", T("被害認定調査"), "home", "cases.see", 40 },
    { 0 },
};

const struct module disaster_module = {
    .name = "disaster",
    .title = T("災害"),
    .sentence = "Surveyors record damage to dwellings, from which the class of the 罹災証明書 follows.",
    .needs = (const struct module *const[]){ &papers_module, NULL },
    .routes = routes,
    .menu = menu,
    .migrations = disaster_migrations,
};

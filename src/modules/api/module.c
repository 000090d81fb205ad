/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON interface's table of contents. */
#include "modules/accounts/accounts.h"
#include "modules/api/api.h"
#include "modules/api/api_sql.h"
#include "modules/api/handlers.h"
#include "modules/api/token.h"
#include "modules/apply/apply.h"
#include "modules/desk/desk.h"
#include "platform/http/api.h"

/* A file of 10 MiB is 13.4 in base64; two photos of a telephone go along with it. */
enum { CASE_LIMIT = 24 << 20 };

#define TEXT "{\"type\":\"string\"}"

/* ---- what routes say ---- */

static const struct api_doc openapi = {
    .id = "openapi",
    .answers =
        (const struct api_answer[]) { { 200, "Document", "This document", .has_etag = true },
                                      { 304, NULL, "As with the tag given", .has_etag = true },
                                      { 0 } },
};

#define FORMAT                                                                                     \
    {                                                                                              \
        "format", "query", "{\"enum\":[\"json\",\"csv\"]}",                                        \
            "csv for a table; Accept: text/csv does the same", false                               \
    }
#define SAME                                                                                       \
    {                                                                                              \
        "If-None-Match", "header", TEXT, "An ETag that was given before", false                    \
    }

static const struct api_doc procedures = {
    .id = "procedures",
    .parameters = (const struct api_parameter[]) { FORMAT, SAME, { 0 } },
    .answers =
        (const struct api_answer[]) {
            { 200, "Procedures", "All procedures", .is_csv = true, .has_etag = true },
            { 304, NULL, "As with the tag given", .has_etag = true },
            { 0 } },
};

static const struct api_doc procedure = {
    .id = "procedure",
    .parameters = (const struct api_parameter[]) { SAME, { 0 } },
    .answers =
        (const struct api_answer[]) {
            { 200, "Procedure", "The procedure, with the schema of its answers", .has_etag = true },
            { 304, NULL, "As with the tag given", .has_etag = true },
            { 404, NULL, "There is no such procedure", .is_problem = true },
            { 0 } },
};

static const struct api_doc receive = {
    .id = "receiveCase",
    .request = "CaseNew",
    .parameters =
        (const struct api_parameter[]) {
            { "Idempotency-Key", "header", "{\"type\":\"string\",\"maxLength\":200}",
              "Another one for each application, such as a UUID; the same one when sending again",
              true },
            { 0 } },
    .answers =
        (const struct api_answer[]) {
            { 201, "Receipt", "Received, now or when it was first sent; on disk" },
            { 409, NULL, "The key was sent with another body", .is_problem = true },
            { 422, NULL, "Something is wrong with the answers", .is_problem = true },
            { 0 } },
};

static const struct api_doc lookup = {
    .id = "lookupReceipt",
    .request = "ReceiptLookup",
    .answers =
        (const struct api_answer[]) {
            { 200, "Status", "Where the case stands" },
            { 404, NULL, "Number or code is wrong", .is_problem = true },
            { 422, NULL, "Number or code is missing", .is_problem = true },
            { 0 } },
};

static const struct api_doc queue = {
    .id = "queue",
    .parameters =
        (const struct api_parameter[]) {
            { "view", "query",
              "{\"enum\":[\"all\",\"received\",\"review\",\"correction\",\"approval\",\"mine\","
              "\"today\",\"over\",\"soon\",\"visit\"]}",
              "Which part of the queue; all unless said", false },
            { "limit", "query", "{\"type\":\"integer\",\"minimum\":1,\"maximum\":500}",
              "Rows of a page; 50 unless said", false },
            { "cursor", "query", TEXT, "next of the page before", false },
            FORMAT,
            { 0 } },
    .answers =
        (const struct api_answer[]) {
            { 200, "Queue", "A page, nearest deadline first", .is_csv = true }, { 0 } },
};

static const struct api_doc one = {
    .id = "case",
    .parameters = (const struct api_parameter[]) { SAME, { 0 } },
    .answers =
        (const struct api_answer[]) {
            { 200, "Case", "The case; the tag is its version", .has_etag = true },
            { 304, NULL, "As with the tag given", .has_etag = true },
            { 404, NULL, "There is no such case in your section", .is_problem = true },
            { 0 } },
};

#define VERSION                                                                                    \
    (const struct api_parameter[])                                                                 \
    {                                                                                              \
        { "If-Match", "header", TEXT, "The ETag of the case as it was read", true },               \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }
#define CHANGED                                                                                    \
    { 200, "CaseAfter", "The case as it is now", .has_etag = true },                               \
        { 404, NULL, "There is no such case in your section", .is_problem = true },                \
        { 412, NULL, "Somebody was faster: read it again", .is_problem = true },                   \
        { 422, NULL, "Something is wrong with the body", .is_problem = true },                     \
    {                                                                                              \
        428, NULL, "If-Match is missing", .is_problem = true                                       \
    }
#define NOT_NOW                                                                                    \
    {                                                                                              \
        409, NULL, "This cannot happen to the case as it stands", .is_problem = true               \
    }

static const struct api_doc note = {
    .id = "noteCase",
    .request = "NoteNew",
    .parameters = VERSION,
    .answers = (const struct api_answer[]) { CHANGED, { 0 } },
};

static const struct api_doc decision = {
    .id = "proposeDecision",
    .request = "DecisionNew",
    .parameters = VERSION,
    .answers = (const struct api_answer[]) { CHANGED, NOT_NOW, { 0 } },
};

static const struct api_doc approval = {
    .id = "approveDecision",
    .request = "Nothing",
    .parameters = VERSION,
    .answers = (const struct api_answer[]) { CHANGED, NOT_NOW, { 0 } },
};

/* ---- the routes: no cookie has authority here, so there is nothing for a form token to protect
 * ---- */

#define PUBLIC ZONE_PUBLIC, ACCESS_ANYONE, QUEUED
#define STAFF  ZONE_STAFF, ACCESS_PERMISSION, QUEUED
#define CASE   "/api/v1/cases/{ref}"

static const struct route routes[] = {
    { GET, "/api/openapi.json", PUBLIC, api_openapi, "The JSON interface as OpenAPI 3.1",
      .cache = CACHE_REVALIDATE, .api = &openapi },
    { GET, "/api/v1/procedures", PUBLIC, api_procedures, "All procedures, as JSON or CSV",
      .cache = CACHE_REVALIDATE, .api = &procedures },
    { GET, "/api/v1/procedures/{id}", PUBLIC, api_procedure,
      "A procedure and the schema of its answers", .cache = CACHE_REVALIDATE, .api = &procedure },
    { POST, "/api/v1/cases", PUBLIC, api_case_receive, "Apply for somebody",
      .body_limit = CASE_LIMIT, .rate_per_minute = 120, .cross_site = true, .api = &receive },
    { POST, "/api/v1/receipts/lookup", PUBLIC, api_receipt_lookup,
      "Where a case stands, by number and code", .rate_per_minute = 30, .cross_site = true,
      .api = &lookup },
    { GET, "/api/v1/queue", STAFF, api_queue, "The section's queue, in pages, as JSON or CSV",
      .permission = "cases.see", .api = &queue },
    { GET, CASE, STAFF, api_case, "A case, but for sealed answers", .permission = "cases.see",
      .api = &one },
    { POST, CASE "/notes", STAFF, api_case_note, "Add an internal note", .permission = "cases.work",
      .cross_site = true, .api = &note },
    { POST, CASE "/decision", STAFF, api_case_decision, "Propose a decision",
      .permission = "cases.work", .cross_site = true, .api = &decision },
    { POST, CASE "/approve", STAFF, api_case_approve, "Decide as proposed",
      .permission = "cases.decide", .cross_site = true, .api = &approval },
    { GET, "/staff/tokens", ZONE_STAFF, ACCESS_SIGNED_IN, QUEUED, api_tokens_show,
      "One's tokens for programs" },
    { POST, "/staff/tokens", ZONE_STAFF, ACCESS_SIGNED_IN, QUEUED, api_tokens_make, "Make a token",
      .rate_per_minute = 20 },
    { POST, "/staff/tokens/{token}/revoke", ZONE_STAFF, ACCESS_SIGNED_IN, QUEUED, api_tokens_revoke,
      "Take a token back" },
    { 0 },
};

static const struct menu_entry menu[] = {
    { ZONE_STAFF, "/staff/tokens", T("トークン"), "lock", "cases.see", 920 },
    { 0 },
};

const struct module api_module = {
    .name = "api",
    .title = T("プログラムのための口"),
    .sentence = "Programs apply, look up, and work the queue for staff, in JSON.",
    .needs = (const struct module *const[]) { &accounts_module, &apply_module, &desk_module, NULL },
    .routes = routes,
    .menu = menu,
    .migrations = api_migrations,
};

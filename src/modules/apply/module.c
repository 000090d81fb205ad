/* SPDX-License-Identifier: Apache-2.0 */
/* The apply room's table of contents. */
#include "modules/apply/apply.h"

#include "civic/town/town.h"
#include "modules/apply/again.h"
#include "modules/apply/apply_sql.h"
#include "modules/apply/fill.h"
#include "modules/apply/receipts.h"
#include "modules/apply/resume.h"
#include "modules/papers/papers.h"
#include "modules/procedures/procedures.h"
#include "modules/residents/residents.h"

enum { UPLOAD_LIMIT = 40 << 20 };

#define PUBLIC ZONE_PUBLIC, ACCESS_ANYONE, QUEUED

static const struct route routes[] = {
    { GET, "/apply/{id}", PUBLIC, apply_start, "What for and what is needed, before the first question" },
    { POST, "/apply/{id}", PUBLIC, apply_begin, "Begin an application", .rate_per_minute = 60 },
    { GET, "/apply/{draft}/{page}", PUBLIC, apply_page, "A page of questions, or all answers" },
    { POST, "/apply/{draft}/{page}", PUBLIC, apply_page_send, "Answer a page, or send the application",
      .body_limit = UPLOAD_LIMIT, .upload = true, .cache = CACHE_REVALIDATE, .rate_per_minute = 120 },
    { POST, "/apply/{draft}/{page}/evaluate", PUBLIC, apply_evaluate, "The page's questions as the answers stand" },
    { GET, "/resume", PUBLIC, resume_entry, "Go on with an application by its code" },
    { POST, "/resume", PUBLIC, resume_entry_send, "The code: the draft comes to this browser", .rate_per_minute = 10 },
    { GET, "/resume/{draft}", PUBLIC, resume_show, "The code of a draft, as text and QR" },
    { GET, "/resume/{draft}/qr.svg", PUBLIC, resume_qr, "The code's QR" },
    { POST, "/resume/{draft}/forget", PUBLIC, resume_forget, "This browser forgets the draft", .rate_per_minute = 30 },
    { GET, "/r", PUBLIC, receipts_entry, "Come back with number and code" },
    { POST, "/r", PUBLIC, receipts_entry_send, "Number and code", .rate_per_minute = 30 },
    { GET, "/receipts", PUBLIC, receipts_status, "Where the case stands" },
    { GET, "/receipts/new", PUBLIC, receipts_new, "The receipt" },
    { GET, "/receipts/print", PUBLIC, receipts_print, "The receipt for paper" },
    { GET, "/receipts/qr.svg", PUBLIC, receipts_qr, "The receipt's QR" },
    { POST, "/receipts/open", PUBLIC, receipts_birth, "Open the receipt with the birth date", .rate_per_minute = 30 },
    { GET, "/receipts/answers", PUBLIC, receipts_answers, "What was sent" },
    { GET, "/receipts/copy", PUBLIC, receipts_copy, "What a new application would take over from this one" },
    { POST, "/receipts/copy", PUBLIC, receipts_copy_send, "Begin a new application with these answers",
      .rate_per_minute = 60 },
    { POST, "/receipts/keep", PUBLIC, receipts_keep, "Put the case among those of the account" },
    { POST, "/account/cases/{case}/open", ZONE_PUBLIC, ACCESS_SIGNED_IN, QUEUED, receipts_of_account,
      "Open a case that the account holds" },
    { GET, "/receipts/withdraw", PUBLIC, receipts_withdraw, "Withdraw? asked once more" },
    { POST, "/receipts/withdraw", PUBLIC, receipts_withdraw_send, "Withdraw the application" },
    { GET, "/receipts/again", PUBLIC, again_show, "Ask for another look at what was decided" },
    { POST, "/receipts/again", PUBLIC, again_send, "Ask for another look", .rate_per_minute = 30 },
    { GET, "/receipts/correction", PUBLIC, receipts_mend, "The fields to mend" },
    { POST, "/receipts/correction", PUBLIC, receipts_mend_send, "Send the mended fields", .body_limit = UPLOAD_LIMIT,
      .upload = true, .rate_per_minute = 30 },
    { POST, "/receipts/papers", PUBLIC, receipts_paper, "A ticket for a notice" },
    { GET, "/receipts/papers/{ticket}", PUBLIC, receipts_ticket, "The notice of a ticket, once" },
    { 0 },
};

static enum rc sweep(void *app, struct db *db, struct arena *mem, const struct job *job)
{
    return draft_sweep(app, db, mem, job->town_id, time_date(job->now));
}

struct naming {
    void (*known)(void *ctx, struct str address);
    void *ctx;
};

static enum rc name_one(void *ctx, const struct apply_sql_each_address_row *row)
{
    const struct naming *n = ctx;
    n->known(n->ctx, row->address);
    return OK;
}

static enum rc files_of_drafts(struct db *db, t_id town_id,
                               void (*known)(void *ctx, struct str address), void *ctx)
{
    return apply_sql_each_address(db, NULL, town_id, name_one, &(struct naming){ known, ctx });
}

static const struct job_kind jobs[] = {
    { .name = "apply.sweep-drafts", .run = sweep, .schedule = "every 3600" },
    { 0 },
};

const struct module apply_module = {
    .name = "apply",
    .title = T("申請"),
    .sentence = "Residents fill in, send, follow, correct and withdraw applications.",
    .needs = (const struct module *const[]){ &procedures_module, &papers_module, &residents_module, NULL },
    .routes = routes,
    .migrations = apply_migrations,
    .jobs = jobs,
    .files = files_of_drafts,
};

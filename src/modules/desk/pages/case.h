/* SPDX-License-Identifier: Apache-2.0 */
/* What the page of a case shows. */
#ifndef MODULES_DESK_PAGES_CASE_H
#define MODULES_DESK_PAGES_CASE_H

#include "modules/desk/pages/answers.h"
#include "modules/desk/pages/decided.h"
#include "modules/desk/pages/due.h"
#include "platform/page/page.h"

struct desk_step {
    struct str title;
    bool done, now;
};

struct desk_document_page {
    int number;
    struct url open;
};

struct desk_document_row {
    struct str name, question, size, came;
    struct url open;
    bool is_pdf;
    LIST(struct desk_document_page) pages;
};

struct desk_paper_row {
    struct str title, number, made;
    struct url open;
    int pages;
};

struct desk_delivery_row { /* one way by which a notice left the house */
    struct str way, state, when, status;
    struct url again;
    bool has_failed, has_status, can_again;
};

struct desk_notice_row {
    struct str title, when, iso;
    bool is_read;
    LIST(struct desk_delivery_row) deliveries;
};

struct desk_check_row {
    struct str name, label, by, message, basis;
    bool passed, look, stop, open, is_done, has_message, has_basis, can_check, can_undo;
};

struct desk_event_row {
    struct str at, iso, who, what, note;
    bool has_note;
};

struct desk_asked_row {
    struct str label, message, old;
};

struct desk_correction_row {
    struct str asked, due, state, message;
    bool is_open;
    LIST(struct desk_asked_row) fields;
};

struct desk_case_view {
    struct str procedure, person, kana, number, arrived, office_day, way, assignee, standard, state,
        state_sign;
    int64_t version;
    struct desk_due_view due;
    LIST(struct desk_step) steps;
    struct desk_answers_view answers;
    LIST(struct desk_document_row) documents;
    int n_documents;
    LIST(struct desk_paper_row) papers;
    LIST(struct desk_notice_row) notices;
    struct url told;
    bool is_untold, can_tell; /* a notice did not arrive, and nobody has called or written yet */
    LIST(struct desk_check_row) checks;
    int n_checks, n_passed, n_pending;
    LIST(struct desk_event_row) events;
    LIST(struct desk_event_row) notes;
    LIST(struct desk_correction_row) corrections;
    int n_events;
    struct desk_decided_view decided;
    struct url here, all, take, note, check, ask, close, decide, refuse, approve, give_back, print,
        issue;
    struct str note_text, message;
    bool is_short, has_documents, has_notes, has_corrections, has_decision, has_message, is_error,
        more_events, is_over, is_partial;
    bool has_papers, can_issue, can_decide;
    bool has_survey; /* the procedure has a survey */
    struct url survey;
    struct str surveyed;
    bool has_certificates; /* the procedure ends in a certificate: it has a page of its own */
    struct url certificates;
    bool can_take, can_work, can_ask, can_close, can_propose, can_refuse, can_settle, is_proposer,
        is_waiting, is_pending;
};

#endif

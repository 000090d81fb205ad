/* SPDX-License-Identifier: Apache-2.0 */
/* Cases: the one door in (cases_receive), the one way on (cases_act), and reading.
 *
 *  - Every channel comes through cases_receive; a repeat with the same (channel, external id) is the same
 *    case and gives the same receipt.
 *  - The history is append-only; the state is derived from it by rules.h and stored beside.
 *  - cases_act changes a case only if its version is the one the actor saw; otherwise CONFLICT.
 *  - Sealed answers are ciphertext in the row; cases_open_sealed shows them to who may see them. */
#ifndef CIVIC_CASES_H
#define CIVIC_CASES_H

#include "civic/cases/cases_sql.h"
#include "civic/cases/rules.h"
#include "civic/forms/answers.h"
#include "civic/town/town.h"

struct case_actor {
    struct str kind; /* resident, staff, machine */
    t_id id;         /* staff; 0 otherwise */
    struct str name; /* as shown in the history */
    struct str via;  /* detail of the audit row, a JSON object: the token of a program; "" for none */
};

struct case_attachment { /* on disk already, not yet anybody's */
    struct str field, name, kind;
    int64_t size;
    struct str address;  /* platform/files */
    struct str pictures; /* JSON list of addresses: pages of a PDF */
    struct str digest;   /* BLAKE2b of the plain bytes, hex */
    unsigned char key[CRYPTO_KEY];
};

struct case_new {
    const struct plan *plan;
    struct str channel, external_id; /* idempotency */
    struct str language;
    t_time arrived_at;
    struct answers *answers; /* validated; its sealed fields are replaced by ciphertext here */
    const struct case_attachment *attachments;
    size_t n_attachments;
    struct case_actor actor;
    /* Runs in the transaction that makes the case, so that what the message came from (a draft) is marked exactly when
     * the case is there; not when the message had come before. NULL: nothing. */
    enum rc (*also)(struct db *db, void *ctx, t_id case_id);
    void *also_ctx;
};

struct case_receipt {
    t_id case_id;
    struct str number, code;
    bool repeated; /* the message had come before: this is the receipt of then */
};

MUST_USE enum rc cases_receive(const struct hall *hall, const struct town *town, struct db *db, struct arena *mem,
                               const struct case_new *in, struct case_receipt *ret_receipt);

/* ---- receipts ---- */
struct str receipt_number(struct arena *mem, t_id case_id);
/* 16 base32 characters: 80 bits of keyed BLAKE2b over town and number; never stored. */
struct str receipt_code(const struct hall *hall, struct arena *mem, const struct town *town, struct str number);
/* Typed number and code: NOT_FOUND unless both are right (constant time in the code). */
MUST_USE enum rc receipt_check(const struct hall *hall, struct arena *mem, const struct town *town, struct str number,
                               struct str code, t_id *ret_case_id);

/* ---- reading ---- */
struct case_file { /* a case with everything about it */
    struct cases_sql_by_id_row row;
    enum case_state state;
    struct case_clock clock;
    const struct plan *plan;
    struct answers answers; /* sealed values as ciphertext */
    bool is_partial;        /* made with another version of the form, and some answers have no question any more:
                             * they stay in the row and cannot be changed (cases_act: CONFLICT) */
    struct cases_sql_events_rows events;
    struct cases_sql_checks_rows checks;
    struct cases_sql_corrections_rows corrections;
    bool has_decision;
    struct cases_sql_decision_latest_row decision;
};
/* section_id 0: any section (the resident's own receipt); else a case of another section is not found. */
MUST_USE enum rc cases_load(const struct hall *hall, const struct town *town, struct db *db, struct arena *mem,
                            t_id case_id, t_id section_id, struct case_file *ret_case);
/* The open 補正, or NULL. */
const struct cases_sql_corrections_row *cases_open_correction(const struct case_file *c);
/* The plain text of a sealed answer; other answers as they are. */
MUST_USE enum rc cases_unseal(const struct hall *hall, const struct town *town, struct arena *mem, t_id case_id,
                              const struct node *answer, struct str *ret_text);
MUST_USE enum rc cases_seal(const struct hall *hall, const struct town *town, struct arena *mem, t_id case_id,
                            struct answers *answers);

/* The applicant's e-mail address (subject.email of the procedure), plain; "" if there is none. `answers`: the case's, or
 * those it is to have. */
MUST_USE enum rc cases_email(const struct hall *hall, const struct town *town, struct arena *mem,
                             const struct case_file *c, const struct answers *answers, struct str *ret_email);

/* ---- moving on ---- */
struct case_correction_new {
    struct str message, fields; /* fields: JSON as in the migration */
    struct date due_on;
};
struct case_decision_new {
    struct str outcome, reason, appeal_text, detail;
};
struct case_notice_new {
    struct str kind, title, body;
};

struct case_act {
    const struct case_file *seen; /* as the actor saw it */
    int64_t version;              /* of the form the actor sent: CONFLICT when it is not the row's */
    struct case_actor actor;
    t_time now;
    enum case_event event;
    struct str note;   /* shown in the history */
    struct str detail; /* JSON, "" = {} */
    bool is_public;    /* shown to the resident */

    /* What else changes; NULL or zero: stays. */
    const t_id *assignee_id;
    const struct answers *answers; /* sealed */
    const struct str *mark, *mark_text;
    const struct case_check_result {
        struct str name, result, by_name, note;
    } *checks;
    size_t n_checks;
    const struct case_correction_new *correction; /* EVENT_CORRECTION_ASKED */
    const struct case_decision_new *decision;     /* EVENT_PROPOSED */
    const struct case_notice_new *notice;
    const struct case_attachment *attachments;
    size_t n_attachments;
    const struct str *task_kind, *task_text; /* a new task */
    /* A room's own rows, written in the same transaction after the history line; may run again. NULL: none. */
    enum rc (*also)(struct db *db, void *also_ctx);
    void *also_ctx;
};
MUST_USE enum rc cases_act(const struct hall *hall, const struct town *town, struct db *db, struct arena *mem,
                           const struct case_act *act);

/* ---- the queue ---- */
enum queue_view {
    QUEUE_ALL,
    QUEUE_RECEIVED,
    QUEUE_REVIEW,
    QUEUE_CORRECTION,
    QUEUE_APPROVAL,
    QUEUE_MINE,
    QUEUE_TODAY,
    QUEUE_OVER,
    QUEUE_SOON,
    QUEUE_VISIT,
    QUEUE_VIEWS,
};
struct queue_ask {
    enum queue_view view;
    t_id section_id, staff_id;
    struct date today;
    struct date after_on; /* the row to go on after; NO_DATE at the start */
    t_id after_id;
    int limit;
};
struct queue {
    const struct cases_sql_queue_state_row *rows;
    size_t n;
};
MUST_USE enum rc cases_queue(const struct town *town, struct db *db, struct arena *mem, const struct queue_ask *ask,
                             struct queue *ret_queue);
enum { QUEUE_COUNTED = 1000 }; /* counts stop here: 10,000 cost a page of the queue 8 ms */
MUST_USE enum rc cases_queue_counts(const struct town *town, struct db *db, struct arena *mem,
                                    const struct queue_ask *ask, int64_t ret_counts[QUEUE_VIEWS]);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Decisions become paper: the notices of a case as PDF.
 *
 *  - One paper for each decision: issuing again gives the same paper.
 *  - Names are printed with a glyph or not at all: a missing glyph makes a task for the section
 *    and no paper (administration.md 10).
 *  - Whom and which case a paper is about is written in the file and compared with the case at the
 *    last step, when it is issued and each time it is opened.
 *  - A refusal is not issued without reason and 教示 (行政手続法8条, 行政不服審査法82条).
 * Who may see a paper is for the caller. */
#ifndef MODULES_PAPERS_H
#define MODULES_PAPERS_H

#include "civic/cases/cases.h"
#include "modules/papers/papers_sql.h"
#include "platform/module.h"
#include "platform/pdf/pdf.h"

extern const struct module papers_module;

/* ---- the layout: no database, no clock ---- */
struct paper_child {
    struct str name, relation;
    struct date birth;
    struct money monthly;
};
struct paper_data {
    bool granted;      /* 認定; else 却下 */
    struct str title;  /* 児童手当認定通知書 */
    struct str number; /* 文書番号 */
    struct date issued_on;
    t_time made_at;
    struct str postal_code, address, name; /* of the window envelope; 様 is added */
    struct str town, head_title, head_name;
    struct str receipt_number; /* twelve digits */
    struct date received_on;   /* 受付日 */
    bool is_certificate;       /* refused is a certificate: 交付しない, not 却下 */
    struct str request;        /* of a refusal: 児童手当の認定の請求 */
    struct str law;            /* 児童手当法（昭和46年法律第73号）7条1項 */
    const struct paper_child *children;
    size_t n_children;
    struct money total; /* a month */
    int first_year, first_month;
    struct str payment_months;                             /* "2 4 6" */
    struct str bank, branch, account_kind, account_number; /* the last two digits are printed */
    struct str reason;                                     /* of a refusal */
    struct str appeal;                                     /* 教示 */
    struct str section, floor, telephone, extension, clerk;
    struct str subject_ref, request_ref;
};
/* INVALID: a glyph is missing (*ret_missing says which; sign.n > 0), or reason, 教示, name or refs
 * are (sign.n is 0). */
MUST_USE enum rc papers_notice_pdf(struct arena *mem, const struct paper_data *d,
                                   struct str *ret_pdf, int *ret_pages,
                                   struct pdf_missing *ret_missing);
/* What the QR of a notice holds: "YAKUBA1 number request-ref hash", the hash over all that is
 * printed, 16 hex digits. No person's data, nothing that opens anything. */
struct str papers_token(struct arena *mem, const struct paper_data *d);
/* Reads the finished file again: DENIED unless it says exactly these refs. */
MUST_USE enum rc papers_verify_identity(struct arena *mem, struct str pdf, struct str subject_ref,
                                        struct str request_ref);

/* ---- papers of cases ---- */
struct paper {
    t_id id;
    struct str kind, number, title;
    int pages;
    t_time created_at;
};
struct paper_issue {
    const struct case_file *seen; /* decided, as loaded just now */
    struct case_actor actor;      /* his name stands on the paper when kind is staff */
    struct str extension;         /* 内線, or "" */
    t_time now;
};
struct paper_issued {
    bool stopped;       /* no paper: a glyph is missing, the task is there */
    struct str why;     /* the sentence of the task */
    struct paper paper; /* else */
};
/* CONFLICT: the case is not decided, or changed meanwhile; INVALID: reason or 教示 is missing. */
MUST_USE enum rc papers_issue(const struct hall *hall, const struct town *town, struct db *db,
                              struct arena *mem, const struct paper_issue *in,
                              struct paper_issued *ret_issued);
MUST_USE enum rc papers_of_case(const struct town *town, struct db *db, struct arena *mem,
                                t_id case_id, const struct paper **ret_papers, size_t *ret_n);
/* The PDF. NOT_FOUND: not a paper of this case; DENIED: the file is not about it; FAILED: the file
 * is not what was written. */
MUST_USE enum rc papers_open(const struct hall *hall, const struct town *town, struct db *db,
                             struct arena *mem, t_id case_id, t_id paper_id, struct str *ret_pdf);

/* ---- certificates ---- */
#include "modules/papers/certificate.h"
#include "modules/papers/certificate_keys.h"
#include "modules/papers/certificate_payload.h"

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates: what the town confirms about somebody, on paper, with a signed QR.
 *
 *     struct certificate c = { .kind = S("juminhyo"), .title = S("住民票の写し"), .hint = …,
 *                              .statement = …, .blocks = …, .n_blocks = 1 };
 *     rc = papers_certificates_issue(hall, town, db, mem, &(struct certificate_order) {
 *         .seen = &decided, .actor = …, .now = …, .certificate = &c, .copies = 2,
 *         .delivery = CERTIFICATE_COUNTER }, &issued);
 *
 *  - One certificate for each (case, copy): issuing again gives the same ones, whoever asks and
 *    whatever was killed in between.
 *  - The QR is the address of the town's page for checking, and behind the # a payload that only
 *    the vault can sign: town, key, number, kind, day, a hash of all that is printed, and the hint.
 *    Any program can verify it without a network from the published key (certificate_payload.h).
 *  - Certificates are no notices: residents never see or download them (administration.md 5).
 *    They leave the house by post to the address of the register or by hand after a recorded
 *    identity check.
 *  - Whom and which case it is about is compared at the last step and each time it is opened.
 * Who may see one is for the caller.  Other rooms include papers.h, which has this too. */
#ifndef MODULES_PAPERS_CERTIFICATE_H
#define MODULES_PAPERS_CERTIFICATE_H

#include "civic/cases/cases.h"
#include "modules/papers/papers_sql.h"
#include "platform/pdf/pdf.h"

enum { CERTIFICATE_DIGEST = 16, CERTIFICATE_MOST_COPIES = 20 };

/* ---- what is printed ---- */
struct certificate_cell {
    struct str label, value, reading; /* reading: small, above the value; "" */
    bool is_name;                     /* printed large */
};
struct certificate_row {
    struct certificate_cell left, right; /* right.label "": left has the whole width */
};
struct certificate_block { /* rows that stay together on a page; titles are printed above, "" for none */
    struct str title;
    const struct certificate_row *rows;
    size_t n_rows;
};
struct certificate_table { /* after the blocks; the first row names the columns; widths sum to 176 mm */
    struct str title;
    const double *widths;
    size_t n_columns;
    const struct str *cells; /* row by row */
    size_t n_rows;
};

struct certificate {
    /* Filled by whoever makes one. */
    struct str kind;  /* a-z and '-', at most 20: stands in the QR, known to certificate_kind_title */
    struct str title; /* 住民票の写し */
    struct str hint;  /* part of the name for who compares paper and screen: certificate_hint() */
    struct str statement; /* この写しは、住民票の原本と相違ないことを証明します。 */
    const struct certificate_block *blocks;
    size_t n_blocks;
    const struct certificate_table *tables;
    size_t n_tables;
    /* Filled by papers_certificates_issue, from the town and the case. */
    struct str serial; /* twelve digits, the last a check digit; printed 4-4-4 */
    struct date issued_on;
    t_time made_at;
    struct str town, head_title, head_name, section, telephone, verify_at;
    bool is_specimen; /* 見本 across the page: the fictional town */
    struct str subject_ref, request_ref;
};

/* 「見＊ 花＊」: the first sign of each part of a name, the rest as stars. */
struct str certificate_hint(struct arena *mem, struct str name);
struct str certificate_kind_title(struct str kind); /* "" if there is no such kind */
/* Over every printed text, in order. */
void certificate_digest(const struct certificate *c, unsigned char ret_digest[CERTIFICATE_DIGEST]);
/* 確認番号, twelve signs printed 4-4-4: with the number it is typed where a QR cannot be read. */
struct str certificate_code(struct arena *mem, const unsigned char digest[CERTIFICATE_DIGEST]);
/* No database, no clock.  INVALID: a glyph is missing (*ret_missing), or title, statement, rows or
 * refs are. */
MUST_USE enum rc papers_certificate_pdf(struct arena *mem, const struct certificate *c,
                                        struct str payload, struct str *ret_pdf, int *ret_pages,
                                        struct pdf_missing *ret_missing);

/* ---- issuing ---- */
enum certificate_delivery { CERTIFICATE_COUNTER, CERTIFICATE_POST };
struct certificate_addressee { /* of the window envelope, from the register */
    struct str postal_code, address, name;
};
struct certificate_order {
    const struct case_file *seen; /* decided, as loaded just now */
    struct case_actor actor;
    t_time now;
    const struct certificate *certificate;
    int copies; /* 1 .. CERTIFICATE_MOST_COPIES */
    enum certificate_delivery delivery;
    struct certificate_addressee addressee; /* CERTIFICATE_POST */
    bool needs_identity;                    /* DENIED until an identity check is recorded for the case */
};
struct certificate_row_of { /* an issued certificate */
    t_id id;
    int copy;
    struct str kind, serial, title, payload, state; /* issued, handed, posted, revoked */
    enum certificate_delivery delivery;
    struct date issued_on;
    int pages;
    t_time created_at, settled_at, revoked_at; /* settled: handed over or posted */
    struct str revoked_note;
};
struct certificate_issued {
    bool stopped;   /* none: a glyph is missing, the task is there */
    struct str why; /* the sentence of the task */
    const struct certificate_row_of *rows;
    size_t n;
};
/* CONFLICT: the case is not decided with a grant, or changed meanwhile; DENIED: no identity check;
 * INVALID: the certificate lacks something. */
MUST_USE enum rc papers_certificates_issue(const struct hall *hall, const struct town *town,
                                           struct db *db, struct arena *mem,
                                           const struct certificate_order *in,
                                           struct certificate_issued *ret_issued);
MUST_USE enum rc papers_certificates_of_case(const struct town *town, struct db *db,
                                             struct arena *mem, t_id case_id,
                                             const struct certificate_row_of **ret_rows,
                                             size_t *ret_n);
/* The PDF. NOT_FOUND: not of this case; DENIED: the file is not about it; FAILED: not what was
 * written. */
MUST_USE enum rc papers_certificate_open(const struct hall *hall, const struct town *town,
                                         struct db *db, struct arena *mem, t_id case_id,
                                         t_id certificate_id, struct str *ret_pdf);

/* ---- leaving the house ---- */
struct certificate_act {
    const struct case_file *seen;
    struct case_actor actor;
    t_time now;
};
/* 本人確認: which documents were seen, and how.  `documents` is a sentence: 運転免許証. */
MUST_USE enum rc papers_identity_record(const struct hall *hall, const struct town *town,
                                        struct db *db, struct arena *mem,
                                        const struct certificate_act *act, struct str way,
                                        struct str documents, struct str note);
MUST_USE enum rc papers_identity_of_case(const struct town *town, struct db *db, struct arena *mem,
                                         t_id case_id, struct papers_sql_identity_of_case_rows *ret);
/* All certificates of the case that still wait for the counter are handed over, once.  DENIED: no
 * identity check is recorded; CONFLICT: there is none left to hand over. */
MUST_USE enum rc papers_certificates_hand_over(const struct hall *hall, const struct town *town,
                                               struct db *db, struct arena *mem,
                                               const struct certificate_act *act);
/* Known to whoever asks the town from now on; who verifies without a network cannot know it. */
MUST_USE enum rc papers_certificate_revoke(const struct hall *hall, const struct town *town,
                                           struct db *db, struct arena *mem,
                                           const struct certificate_act *act, t_id certificate_id,
                                           struct str why);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* An application under way.  Its content is encrypted under a key made of the resume code, which lives in the visitor's
 * cookie and on what the visitor printed or scanned: the server alone cannot read it.  It survives closing the browser,
 * goes on at another device by the code, and ends 30 days after the last change. */
#ifndef MODULES_APPLY_DRAFT_H
#define MODULES_APPLY_DRAFT_H

#include "civic/cases/cases.h"
#include "civic/forms/answers.h"
#include "modules/apply/resume_code.h"
#include "platform/http/http.h"

enum { DRAFT_DAYS = 30, DRAFT_MOST_FILES = 30, DRAFT_DEVICE = 8, DRAFT_SAVED_ROOM = 200 };

struct draft_file {
    struct str token; /* what the answers hold */
    struct case_attachment file;
};

struct draft_saved { /* which device saved a page last */
    struct str page, device;
};

struct draft {
    t_id id;
    struct ref ref;
    int64_t version;
    t_id case_id; /* after it was sent; then there are no answers */
    const struct plan *plan;
    struct answers answers;
    struct draft_file *files; /* room for DRAFT_MOST_FILES */
    size_t n_files;
    struct draft_saved *saved; /* room for DRAFT_SAVED_ROOM */
    size_t n_saved;
    struct date expires_on;
    unsigned char key[CRYPTO_KEY]; /* made of the code */
    char code[RESUME_CODE + 1];
    char device[DRAFT_DEVICE + 1]; /* drawn when the draft came to this browser; in its cookie */
};

/* A new one, saved, its cookie set; with these answers, or none (NULL). */
MUST_USE enum rc draft_begin(struct req *r, const struct plan *plan, const struct answers *answers, struct draft *ret_draft);
/* The one of the address, if the cookie has its key: else NOT_FOUND, however it failed. */
MUST_USE enum rc draft_load(struct req *r, struct draft *ret_draft);
/* The one a code is for, and its cookie for this browser: a new device of the draft. NOT_FOUND: a wrong code or one that
 * expired, which nobody can tell apart. */
MUST_USE enum rc draft_resume(struct req *r, const char *code, struct draft *ret_draft);
/* Its cookie goes: this browser cannot open it any more; the code still can. */
void draft_forget(struct req *r, const struct draft *draft);
/* CONFLICT when another tab saved in between, or when it was sent. */
MUST_USE enum rc draft_save(struct req *r, struct draft *draft);
/* Inside the transaction that makes the case (case_new.also): content forgotten, files handed over. CONFLICT when
 * another tab saved in between: then there is no case. */
struct draft_sending {
    t_id town_id;
    const struct draft *draft;
};
MUST_USE enum rc draft_sent(struct db *db, void *sending, t_id case_id);
/* Forgets drafts that expired and their files; for the background thread. */
MUST_USE enum rc draft_sweep(const struct hall *hall, struct db *db, struct arena *mem, t_id town_id, struct date today);

#endif

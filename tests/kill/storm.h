/* SPDX-License-Identifier: Apache-2.0 */
/* Sixteen residents who fill in and send applications until the server dies under them, or while
 * its store does and comes back, and the journal of the receipts they were shown: a line is in it,
 * synced, before anything else is done with a receipt. */
#ifndef TESTS_KILL_STORM_H
#define TESTS_KILL_STORM_H

#include "tests/client/applicant.h"

#include <pthread.h>
#include <stdatomic.h>

enum { SUBMITTERS = 16, PREPARED = 40, MOST_SENT = 200000 };

struct sent { /* by serial number */
    char draft[64];
    bool cut_off;    /* the connection died while it was being sent */
    bool was_stored; /* … and the case was there already, as seen on the stopped store */
    bool shown;      /* the receipt is in the journal */
};

struct storm {
    int port;
    bool prepared_only; /* nothing is filled in during the storm */
    bool is_patient;    /* who is told to come back (503) does, and the server must not die */
    _Atomic bool ends;
    int journal;          /* descriptor */
    pthread_mutex_t lock; /* of the journal */
    _Atomic int64_t next_serial;
    struct sent *sent; /* MOST_SENT; each entry belongs to the thread that has its applicant */
    _Atomic int receipts, retries_stored, hidden, refused, told_to_wait, cut_off;
    struct submitter {
        struct storm *storm;
        pthread_t thread;
        struct arena mem;
        unsigned seed;
        struct applicant waiting[PREPARED];
        int n; /* of them in use */
    } submitters[SUBMITTERS];
};

void storm_init(struct storm *s, const char *journal_path);
void storm_release(struct storm *s);
/* Each fills in applications until PREPARED of his are ready to be sent; false if the server
 * refused. */
bool storm_prepare(struct storm *s);
/* Starts the sending; it ends when the server dies, at storm_end(), or with `prepared_only` when
 * all was sent. */
void storm_begin(struct storm *s);
bool storm_end(struct storm *s); /* waits; false if somebody had to give up before */
/* Sends what is left of all, until everybody has his receipt; false if something could not be sent.
 */
bool storm_finish(struct storm *s);

/* Each line of the journal. */
bool storm_journal(const char *path,
                   void (*each)(void *ctx, int64_t serial, struct str number, struct str hash),
                   void *ctx);
struct str storm_hash(struct arena *mem, struct str answers);

#endif

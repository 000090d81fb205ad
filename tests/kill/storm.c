/* SPDX-License-Identifier: Apache-2.0 */
/* The residents' threads. */
#include "tests/kill/storm.h"

#include "base/ids.h"
#include "platform/crypto/crypto.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LONGEST_PAUSE_US = 10000, PATIENCE_US = 200000 };

void storm_init(struct storm *s, const char *journal_path)
{
    *s = (struct storm) { .next_serial = 1 };
    s->journal = open(journal_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    s->sent = calloc(MOST_SENT, sizeof *s->sent);
    if (s->journal < 0 || !s->sent || pthread_mutex_init(&s->lock, NULL) != 0) {
        perror(journal_path);
        exit(1);
    }
    for (int i = 0; i < SUBMITTERS; i++) {
        s->submitters[i] = (struct submitter) { .storm = s, .seed = (unsigned)i + 1 };
        arena_init(&s->submitters[i].mem, 64 << 20);
    }
}

void storm_release(struct storm *s)
{
    for (int i = 0; i < SUBMITTERS; i++)
        arena_release(&s->submitters[i].mem);
    pthread_mutex_destroy(&s->lock);
    close(s->journal);
    free(s->sent);
}

struct str storm_hash(struct arena *mem, struct str answers)
{
    unsigned char hash[CRYPTO_MAC];
    crypto_digest(NULL, answers, hash);
    return ids_hex(mem, hash, CRYPTO_MAC);
}

static void note_receipt(struct submitter *me, const struct applicant *a)
{
    struct storm *s = me->storm;
    struct sent *sent = &s->sent[a->serial];
    struct str line = arena_fmt(&me->mem, "%lld %s %.*s\n", (long long)a->serial, a->number,
                                STR(storm_hash(&me->mem, applicant_answers(&me->mem, a->serial))));
    pthread_mutex_lock(&s->lock);
    if (write(s->journal, line.p, line.n) != (ssize_t)line.n || fdatasync(s->journal) != 0) {
        perror("journal");
        exit(1);
    }
    pthread_mutex_unlock(&s->lock);
    sent->shown = true;
    atomic_fetch_add(&s->receipts, 1);
    if (sent->was_stored)
        atomic_fetch_add(&s->retries_stored, 1);
}

/* True: he was told to come back, and does. */
static bool comes_back(struct submitter *me, const struct applicant *a, enum rc rc)
{
    struct storm *s = me->storm;
    bool told = rc == BUSY && a->retry_after > 0;
    if (told && s->is_patient) {
        atomic_fetch_add(&s->told_to_wait, 1);
        usleep((useconds_t)(rand_r(&me->seed) % PATIENCE_US));
        return true;
    }
    if (rc == BUSY && !told)
        atomic_fetch_add(&s->cut_off, 1);
    else if (rc != OK)
        atomic_fetch_add(&s->refused, 1);
    return false;
}

static enum rc fill(struct submitter *me, struct applicant *a)
{
    struct storm *s = me->storm;
    a->browser.port = s->port;
    enum rc rc = a->is_ready ? OK : applicant_fill(a, &me->mem);
    arena_reset(&me->mem);
    if (rc == OK)
        snprintf(s->sent[a->serial].draft, sizeof s->sent[a->serial].draft, "%s", a->draft);
    return rc;
}

/* OK also when the connection died after the receipt was there. */
static enum rc send_one(struct submitter *me, struct applicant *a)
{
    struct storm *s = me->storm;
    enum rc rc = fill(me, a);
    if (rc != OK)
        return rc;
    rc = applicant_send(a, &me->mem);
    if (rc == OK) {
        note_receipt(me, a);
        enum rc looked = applicant_look(a, &me->mem);
        if (looked == NOT_FOUND)
            atomic_fetch_add(&s->hidden, 1);
    } else if (rc == BUSY) {
        s->sent[a->serial].cut_off = true;
    }
    browser_close(&a->browser);
    arena_reset(&me->mem);
    return rc;
}

static bool new_applicant(struct submitter *me)
{
    int64_t serial = atomic_fetch_add(&me->storm->next_serial, 1);
    if (serial >= MOST_SENT || me->n == PREPARED)
        return false;
    applicant_init(&me->waiting[me->n++], me->storm->port, serial);
    return true;
}

static void *prepare(void *arg)
{
    struct submitter *me = arg;
    enum rc rc = OK;
    while (me->n < PREPARED && new_applicant(me))
        ;
    for (int i = 0; i < me->n && rc == OK; i++) {
        rc = fill(me, &me->waiting[i]);
        (void)comes_back(me, &me->waiting[i], rc);
        browser_close(&me->waiting[i].browser);
    }
    return rc == OK ? me : NULL;
}

/* The first that waits is sent; one that is done gives its place to the last. */
static void *storm(void *arg)
{
    struct submitter *me = arg;
    for (;;) {
        if (atomic_load(&me->storm->ends))
            return me;
        if (me->n == 0 && (me->storm->prepared_only || !new_applicant(me)))
            return me;
        usleep((useconds_t)(rand_r(&me->seed) % LONGEST_PAUSE_US));
        enum rc rc = send_one(me, &me->waiting[0]);
        if (rc != OK && comes_back(me, &me->waiting[0], rc))
            continue;
        if (rc != OK)
            return NULL;
        me->waiting[0] = me->waiting[--me->n];
    }
}

static void start_all(struct storm *s, void *(*work)(void *))
{
    atomic_store(&s->ends, false);
    for (int i = 0; i < SUBMITTERS; i++)
        if (pthread_create(&s->submitters[i].thread, NULL, work, &s->submitters[i]) != 0) {
            perror("threads");
            exit(1);
        }
}

static bool wait_all(struct storm *s)
{
    bool good = true;
    for (int i = 0; i < SUBMITTERS; i++) {
        void *result;
        pthread_join(s->submitters[i].thread, &result);
        good &= result != NULL;
        for (int j = 0; j < s->submitters[i].n; j++)
            browser_close(&s->submitters[i].waiting[j].browser);
    }
    return good;
}

bool storm_prepare(struct storm *s)
{
    start_all(s, prepare);
    return wait_all(s);
}

void storm_begin(struct storm *s)
{
    start_all(s, storm);
}

bool storm_end(struct storm *s)
{
    atomic_store(&s->ends, true);
    return wait_all(s);
}

bool storm_finish(struct storm *s)
{
    s->prepared_only = true;
    start_all(s, storm);
    return wait_all(s);
}

bool storm_journal(const char *path,
                   void (*each)(void *ctx, int64_t serial, struct str number, struct str hash),
                   void *ctx)
{
    char line[300];
    FILE *f = fopen(path, "re");
    if (!f)
        return false;
    while (fgets(line, sizeof line, f)) {
        struct str rest = str_trim(str_of(line)), serial_text, number, hash;
        int64_t serial;
        if (!str_cut(&rest, ' ', &serial_text) || !str_cut(&rest, ' ', &number) ||
            !str_cut(&rest, ' ', &hash) || !str_to_int(serial_text, &serial) || serial <= 0 ||
            serial >= MOST_SENT) {
            fclose(f);
            return false;
        }
        each(ctx, serial, number, hash);
    }
    fclose(f);
    return true;
}

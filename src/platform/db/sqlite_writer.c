/* SPDX-License-Identifier: Apache-2.0 */
/* The writer: one thread that begins, runs, commits and checkpoints for everybody (spine.md 5).
 *
 *  - Whatever waits, at most 32, shares one commit, each transaction in a savepoint.  The batch
 * stays open for late arrivals at most 2 ms and never sleeps for more.
 *  - A waiter sleeps on a futex word of its own, on its own stack.  Once the word is set the job is
 *    gone: nothing of it is touched afterwards.
 *  - Nobody is told OK before COMMIT has returned; checkpoints come after the waiters were woken.
 */
#include "platform/db/sqlite.h"

#include <assert.h>
#include <limits.h>
#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static const struct db_statement begin = { .name = "begin", .sqlite = "BEGIN IMMEDIATE" };
static const struct db_statement commit = { .name = "commit", .sqlite = "COMMIT" };
static const struct db_statement rollback = { .name = "rollback", .sqlite = "ROLLBACK" };
static const struct db_statement savepoint = { .name = "savepoint", .sqlite = "SAVEPOINT j" };
static const struct db_statement release = { .name = "release", .sqlite = "RELEASE j" };
static const struct db_statement undo = { .name = "undo", .sqlite = "ROLLBACK TO j" };

static void answer(struct job *job, enum rc rc)
{
    job->rc = rc;
    atomic_store_explicit(&job->word, 1, memory_order_release);
    syscall(SYS_futex, &job->word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

static void pause_ns(int64_t ns)
{
    struct timespec t = { .tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000 };
    nanosleep(&t, NULL);
}

/* Something outside may hold the lock for a moment: 250 ms, then the SQLite code. */
static int run_patiently(struct sqlite_session *w, const struct db_statement *statement)
{
    int64_t start = db_clock_ns();
    for (;;) {
        int code = sqlite_run(w, statement);
        if (code != SQLITE_BUSY || db_clock_ns() - start > BUSY_LIMIT_NS)
            return code;
        pause_ns(1000000);
    }
}

/* Takes what waits, up to `most`. */
static int take(struct sqlite_store *s, struct job **jobs, int most)
{
    int n = 0;
    while (n < most && s->first) {
        jobs[n++] = s->first;
        s->first = s->first->next;
        s->n_queued--;
    }
    if (!s->first)
        s->last = &s->first;
    return n;
}

enum { YIELDS = 4 };

static int take_some(struct sqlite_store *s, struct job **jobs, int most)
{
    pthread_mutex_lock(&s->mutex);
    int n = take(s, jobs, most);
    pthread_mutex_unlock(&s->mutex);
    return n;
}

/* While nobody waits, whoever is ready to run goes first, a few times, and may bring another.  With
 * a core to spare that costs nothing. */
static bool take_late(struct sqlite_store *s, struct job **jobs, int *n, int64_t begun_ns)
{
    if (*n >= BATCH || db_clock_ns() - begun_ns > BATCH_OPEN_NS)
        return false;
    int more = take_some(s, jobs + *n, BATCH - *n);
    for (int i = 0; !more && i < YIELDS; i++) {
        sched_yield();
        more = take_some(s, jobs + *n, BATCH - *n);
    }
    *n += more;
    return more > 0;
}

/* One transaction in its savepoint.  Answers 0, or the SQLite code that broke the whole batch. */
static int run_one(struct sqlite_session *w, struct job *job)
{
    int code = sqlite_run(w, &savepoint);
    if (code != SQLITE_OK)
        return code;
    db_ids_begin(&w->base);
    w->base.broken = OK;
    sqlite_set_limit(w, CLOSURE_LIMIT_NS);
    job->rc = job->fn(&w->base, job->ctx);
    if (job->rc == OK)
        job->rc = w->base.broken;
    sqlite_set_limit(w, 0);
    sqlite_reset_running(w);
    if (w->trouble)
        return w->trouble;
    if (sqlite3_get_autocommit(w->sqlite)) /* SQLite rolled back all of it: the others' work too */
        return SQLITE_ABORT;
    if (job->rc != OK)
        code = sqlite_run(w, &undo);
    return code == SQLITE_OK ? sqlite_run(w, &release) : code;
}

static int run_all(struct sqlite_store *s, struct job **jobs, int *n, bool late)
{
    struct sqlite_session *w = &s->writer;
    w->trouble = 0;
    int code = run_patiently(w, &begin);
    int64_t begun = db_clock_ns();
    for (int i = 0; code == SQLITE_OK; i++) {
        if (i == *n && !(late && take_late(s, jobs, n, begun)))
            break;
        code = run_one(w, jobs[i]);
    }
    return code;
}

static int commit_all(struct sqlite_store *s, struct job **jobs, int n)
{
    int ok = 0;
    for (int i = 0; i < n; i++)
        ok += jobs[i]->rc == OK;
    if (ok == 0)
        return sqlite_run(&s->writer, &rollback);
    if (s->ack_before_commit_us) { /* the lie that the kill test must notice */
        for (int i = 0; i < n; i++)
            answer(jobs[i], jobs[i]->rc);
        s->acked_early = true;
        pause_ns(s->ack_before_commit_us * 1000);
    }
    int code = run_patiently(&s->writer, &commit);
    if (code == SQLITE_OK) {
        atomic_fetch_add(&s->base.commits, 1);
        atomic_fetch_add(&s->base.transactions, (uint64_t)ok);
    }
    return code;
}

/* Runs and commits these together; 0 or what broke them, rolled back. */
static int attempt(struct sqlite_store *s, struct job **jobs, int *n, bool late)
{
    s->acked_early = false;
    int code = run_all(s, jobs, n, late);
    if (code == SQLITE_OK)
        code = commit_all(s, jobs, *n);
    db_count(&s->writer.base);
    if (code != SQLITE_OK && !sqlite3_get_autocommit(s->writer.sqlite))
        sqlite_run(&s->writer, &rollback);
    return code;
}

static void answer_all(struct sqlite_store *s, struct job **jobs, int n, enum rc rc)
{
    for (int i = 0; i < n && !s->acked_early; i++)
        answer(jobs[i], rc == OK ? jobs[i]->rc : rc);
}

/* What a code means for the store as a whole; OK: nothing, it may be one bad transaction. */
static enum rc judge(struct sqlite_store *s, int code)
{
    switch (code) {
    case SQLITE_FULL: atomic_store(&s->full, true); return FULL;
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN:
        /* After a failed fsync a later success proves nothing: never go on in this process. */
        atomic_store(&s->stopped, true);
        return FAILED;
    case SQLITE_BUSY: return BUSY;
    default: return OK;
    }
}

/* Each once more in a batch of its own, so that the bad one fails alone. */
static void one_by_one(struct sqlite_store *s, struct job **jobs, int n)
{
    for (int i = 0; i < n; i++) {
        int one = 1;
        enum rc rc = atomic_load(&s->stopped) ? FAILED : atomic_load(&s->full) ? FULL : OK;
        if (rc == OK) {
            int code = attempt(s, &jobs[i], &one, false);
            rc = judge(s, code);
            if (code != SQLITE_OK && rc == OK)
                rc = code == SQLITE_CONSTRAINT ? CONFLICT : FAILED;
        }
        answer_all(s, &jobs[i], 1, rc);
    }
}

static void run_batch(struct sqlite_store *s, struct job **jobs, int n)
{
    if (atomic_load(&s->full) && sqlite_has_space(s))
        atomic_store(&s->full, false);
    enum rc rc = atomic_load(&s->stopped) ? FAILED : atomic_load(&s->full) ? FULL : OK;
    if (rc != OK) {
        for (int i = 0; i < n; i++)
            answer(jobs[i], rc);
        return;
    }
    int code = attempt(s, jobs, &n, true);
    rc = judge(s, code);
    if (code != SQLITE_OK && rc == OK && !s->acked_early)
        one_by_one(s, jobs, n);
    else
        answer_all(s, jobs, n, rc);
}

static int on_commit(void *arg, sqlite3 *sqlite, const char *name, int frames)
{
    struct sqlite_store *s = arg;
    (void)sqlite, (void)name;
    if (frames < s->frames_at_checkpoint) /* the WAL began anew */
        s->frames_at_checkpoint = 0;
    s->wal_frames = frames;
    return SQLITE_OK;
}

static void checkpoint(struct sqlite_store *s, int mode)
{
    if (atomic_load(&s->stopped))
        return;
    int frames = 0, moved = 0;
    int code = sqlite3_wal_checkpoint_v2(s->writer.sqlite, NULL, mode, &frames, &moved) & 0xff;
    atomic_fetch_add(&s->checkpoints, 1);
    s->frames_at_checkpoint =
        mode == SQLITE_CHECKPOINT_TRUNCATE && code == SQLITE_OK ? 0 : s->wal_frames;
    if (code != SQLITE_BUSY && code != SQLITE_LOCKED)
        judge(s, code);
}

static void checkpoint_if_due(struct sqlite_store *s)
{
    if (s->wal_frames - s->frames_at_checkpoint < CHECKPOINT_FRAMES)
        return;
    bool huge = (int64_t)s->wal_frames * 4120 > TRUNCATE_ABOVE;
    checkpoint(s, huge ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE);
}

/* Sleeps until there is work: its number; 0: closing and nothing waits; -1: idle for 100 ms with
 * frames that no checkpoint has moved. */
static int wait_for_work(struct sqlite_store *s, struct job **jobs)
{
    int n = 0;
    pthread_mutex_lock(&s->mutex);
    bool behind = s->wal_frames != s->frames_at_checkpoint && !atomic_load(&s->stopped);
    int64_t until = db_clock_ns() + IDLE_NS;
    struct timespec t = { .tv_sec = until / 1000000000, .tv_nsec = until % 1000000000 };
    while (!s->first && !s->closing && n == 0) {
        s->sleeping = true;
        if (!behind)
            pthread_cond_wait(&s->wake, &s->mutex);
        else if (pthread_cond_timedwait(&s->wake, &s->mutex, &t) != 0 && !s->first)
            n = -1;
        s->sleeping = false;
    }
    if (s->first)
        n = take(s, jobs, BATCH);
    pthread_mutex_unlock(&s->mutex);
    return n;
}

static void *writer(void *arg)
{
    struct sqlite_store *s = arg;
    struct job *jobs[BATCH];
    for (int n; (n = wait_for_work(s, jobs)) != 0;) {
        if (n > 0)
            run_batch(s, jobs, n);
        if (n < 0)
            checkpoint(s, SQLITE_CHECKPOINT_PASSIVE);
        else
            checkpoint_if_due(s);
    }
    return NULL;
}

enum rc sqlite_writer_start(struct sqlite_store *s)
{
    sqlite3_wal_hook(s->writer.sqlite, on_commit, s);
    return pthread_create(&s->thread, NULL, writer, s) == 0 ? OK : FAILED;
}

void sqlite_writer_stop(struct sqlite_store *s)
{
    pthread_mutex_lock(&s->mutex);
    s->closing = true;
    pthread_cond_signal(&s->wake);
    pthread_mutex_unlock(&s->mutex);
    pthread_join(s->thread, NULL);
    checkpoint(s, SQLITE_CHECKPOINT_TRUNCATE);
}

static bool enqueue(struct sqlite_store *s, struct job *job)
{
    pthread_mutex_lock(&s->mutex);
    bool may = !s->closing && s->n_queued < MOST_QUEUED;
    if (may) {
        *s->last = job;
        s->last = &job->next;
        s->n_queued++;
        if (s->sleeping)
            pthread_cond_signal(&s->wake);
    }
    pthread_mutex_unlock(&s->mutex);
    return may;
}

enum rc sqlite_transaction(struct db *db, enum rc (*fn)(struct db *, void *), void *ctx)
{
    struct job job = { .fn = fn, .ctx = ctx };
    bool reading = db->reading;
    if (reading) /* a snapshot held while waiting keeps the WAL from beginning anew */
        db_read_end(db);
    bool queued = enqueue(sqlite_store_of(db->store), &job);
    while (queued && atomic_load_explicit(&job.word, memory_order_acquire) == 0)
        syscall(SYS_futex, &job.word, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
    if (reading)
        (void)!db_read_begin(db); /* else each statement reads by itself */
    return queued ? job.rc : BUSY;
}

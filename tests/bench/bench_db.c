/* SPDX-License-Identifier: Apache-2.0 */
/* What the shared commit costs: bare inserts, 32 to a commit on one thread, against
 * db_transaction() from 64 threads, one insert each; the same row, the same settings, the same
 * checkpoints. bench_db FOLDER [SECONDS]      prints one line per pass and the ratio of the medians
 */
#include "platform/db/shapes/shapes_sql.h"
#include "platform/db/sqlite.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { THREADS = 64, PASSES = 3 };

static const struct db_migration *const lists[] = { shapes_migrations, NULL };
static char text[1000]; /* a JSON string */
static _Atomic bool stop;

static enum rc add(struct db *db, void *ctx)
{
    int64_t changed;
    struct shapes_sql_add_in in = { .town_id = 1,
                                    .id = *(t_id *)ctx,
                                    .name = S("n"),
                                    .most = INT64_MIN,
                                    .seen_on = NO_DATE,
                                    .paid = { INT64_MIN },
                                    .detail = str_n(text, sizeof text) };
    return shapes_sql_add(db, &in, &changed);
}

struct worker {
    pthread_t thread;
    struct db_store *store;
    uint64_t done;
};

static void *insert_often(void *arg)
{
    struct worker *w = arg;
    struct db *db;
    t_id id;
    if (db_session_open(w->store, &db) != OK)
        abort();
    for (; !atomic_load(&stop); w->done++)
        if (db_new_id(db, TABLE_THING, &id) != OK || db_transaction(db, add, &id) != OK)
            abort();
    db_session_close(db);
    return NULL;
}

static struct db_store *open_store(const char *folder, const char *name, char *path, size_t size)
{
    static const char *const endings[] = { "", "-wal", "-shm", "-lock" };
    struct db_store *store;
    char why[DB_WHY], old[1100];
    snprintf(path, size, "%s/bench-%s", folder, name);
    for (size_t i = 0; i < 4; i++) {
        snprintf(old, sizeof old, "%s%s", path, endings[i]);
        remove(old);
    }
    if (db_open(&(struct db_options) { .path = path,
                                       .migrations = lists,
                                       .readers = THREADS,
                                       .accept_fast_fsync = true,
                                       .why = why },
                &store) != OK) {
        fprintf(stderr, "%s\n", why);
        exit(1);
    }
    return store;
}

static void run(struct sqlite_store *s, const char *sql)
{
    if (sqlite3_exec(s->writer.sqlite, sql, NULL, NULL, NULL) != SQLITE_OK)
        abort();
}

/* The writing connection is used from here: no transaction waits, so its own thread sleeps. */
static double bare(const char *folder, double seconds)
{
    char path[1000];
    struct sqlite_store *s = sqlite_store_of(open_store(folder, "bare", path, sizeof path));
    int64_t start = db_clock_ns(), end = start + (int64_t)(seconds * 1e9);
    t_id id = 0;
    sqlite3_wal_hook(s->writer.sqlite, NULL, NULL);
    for (int batches = 1; db_clock_ns() < end; batches++) {
        run(s, "BEGIN IMMEDIATE");
        for (int i = 0; i < BATCH; i++) {
            id++;
            if (add(&s->writer.base, &id) != OK)
                abort();
        }
        run(s, "COMMIT");
        if (batches % 16 == 0) /* about CHECKPOINT_FRAMES frames of this row */
            sqlite3_wal_checkpoint_v2(s->writer.sqlite, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL,
                                      NULL);
    }
    double rate = (double)id / ((double)(db_clock_ns() - start) / 1e9);
    printf("bare    32 to a commit, 1 thread      %8.0f rows/s   fsync %.3f ms\n", rate,
           s->fsync_ms);
    db_close(&s->base);
    return rate;
}

static double shared(const char *folder, double seconds)
{
    char path[1000];
    struct worker w[THREADS] = { 0 };
    struct db_store *s = open_store(folder, "shared", path, sizeof path);
    struct db_figures a, b;
    uint64_t done = 0;
    atomic_store(&stop, false);
    db_figures(s, &a);
    int64_t start = db_clock_ns();
    for (int i = 0; i < THREADS; i++) {
        w[i].store = s;
        if (pthread_create(&w[i].thread, NULL, insert_often, &w[i]) != 0)
            abort();
    }
    usleep((useconds_t)(seconds * 1e6));
    atomic_store(&stop, true);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(w[i].thread, NULL);
        done += w[i].done;
    }
    double rate = (double)done / ((double)(db_clock_ns() - start) / 1e9);
    db_figures(s, &b);
    printf("shared  db_transaction, %d threads    %8.0f rows/s   fsync %.3f ms, %.1f per commit, "
           "%.1f per fsync, %llu checkpoints\n",
           THREADS, rate, b.fsync_ms, (double)done / (double)(b.commits - a.commits),
           (double)done / (double)(b.fsyncs - a.fsyncs),
           (unsigned long long)(b.checkpoints - a.checkpoints));
    db_close(s);
    return rate;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    double seconds = argc > 2 ? strtod(argv[2], NULL) : 3, one[PASSES], many[PASSES];
    memset(text, 'x', sizeof text);
    text[0] = text[sizeof text - 1] = '"';
    if (argc < 2 || seconds <= 0) {
        fputs("usage: bench_db FOLDER [SECONDS]\n", stderr);
        return 2;
    }
    for (int i = 0; i < PASSES; i++) {
        one[i] = bare(argv[1], seconds);
        many[i] = shared(argv[1], seconds);
    }
    qsort(one, PASSES, sizeof *one, compare);
    qsort(many, PASSES, sizeof *many, compare);
    printf("median  shared/bare %.2f\n", many[PASSES / 2] / one[PASSES / 2]);
    return 0;
}

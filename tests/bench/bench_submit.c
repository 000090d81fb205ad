/* SPDX-License-Identifier: Apache-2.0 */
/* Submissions per second over the route a browser uses: visitor cookie, token, draft, validation,
 * vault, audit, commit, receipt.  Drafts with all answers and a picture are made first; only the
 * last button is timed. bench_submit PROGRAM FOLDER [DRAFTS [CLIENTS [STORE]]] Exit 0 if every
 * submission got its receipt and, at 64 clients or more on SQLite, at least 8 shared an fsync.
 * STORE is the address of an empty PostgreSQL database: its fsyncs are its own and no bare inserts
 * are measured there. */
#include "tests/bench/bare_inserts.h"
#include "tests/bench/rush.h"
#include "tests/client/applicant.h"
#include "tests/client/town_server.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAKERS = 8, WARM = 128, SHARED_AT_LEAST = 8 };

struct making {
    int port;
    size_t n;
    struct str *requests;
    _Atomic size_t next, bad;
};

/* Keeps what browser_press would send: the requests outlive the arenas. */
static struct str kept(struct str s)
{
    char *p = malloc(s.n);
    if (!p)
        abort();
    memcpy(p, s.p, s.n);
    return str_n(p, s.n);
}

static void *make(void *arg)
{
    struct making *m = arg;
    struct arena mem;
    arena_init(&mem, 64 << 20);
    for (size_t i; (i = atomic_fetch_add(&m->next, 1)) < m->n;) {
        struct applicant a;
        applicant_init(&a, m->port, (int64_t)i + 1);
        if (applicant_fill(&a, &mem) != OK)
            atomic_fetch_add(&m->bad, 1);
        arena_reset(&mem);
        m->requests[i] = kept(
            browser_press_bytes(&a.browser, &mem, arena_fmt(&mem, "/apply/%s/check", a.draft)));
        browser_close(&a.browser);
        arena_reset(&mem);
    }
    arena_release(&mem);
    return NULL;
}

static bool make_drafts(struct making *m)
{
    pthread_t threads[MAKERS];
    for (int i = 0; i < MAKERS; i++)
        if (pthread_create(&threads[i], NULL, make, m) != 0)
            abort();
    for (int i = 0; i < MAKERS; i++)
        pthread_join(threads[i], NULL);
    printf("%zu drafts made\n", m->n);
    return m->bad == 0;
}

struct counts {
    double fsyncs, commits, statements, rows;
};

static struct counts counts_of(const struct town_server *s)
{
    return (struct counts) {
        .fsyncs = server_figure(s, S("yakuba_db_fsyncs_total")),
        .commits = server_figure(s, S("yakuba_db_commits_total")),
        .statements = server_figure(s, S("yakuba_db_statements_total")),
        .rows = server_figure(s, S("yakuba_db_rows_written_total")),
    };
}

static bool send_all(const struct town_server *s, int clients, const struct str *requests, size_t n,
                     double per_second, struct rush_figures *ret)
{
    struct rush rush = {
        s->port, clients, requests, n, per_second, S_("HTTP/1.1 303"), S_("/receipts/new")
    };
    return rush_run(&rush, ret) && ret->bad == 0;
}

struct result {
    double rate, shared;
};

static bool measure(const struct town_server *s, int clients, const struct making *m,
                    struct result *ret)
{
    struct rush_figures warm, full, half;
    size_t n = (m->n - WARM) * 2 / 3;
    if (!send_all(s, clients, m->requests, WARM, 0, &warm))
        return false;
    struct counts a = counts_of(s);
    if (!send_all(s, clients, m->requests + WARM, n, 0, &full))
        return false;
    struct counts b = counts_of(s);
    double count = (double)full.answered, rate = count / full.seconds;
    if (!send_all(s, clients, m->requests + WARM + n, m->n - WARM - n, rate / 2, &half))
        return false;
    *ret = (struct result) { rate, count / (b.fsyncs - a.fsyncs) };
    printf("submit  %d clients: %.0f /s, p50 %.1f ms, p99 %.1f ms; at half the rate p50 %.2f ms, "
           "p99 %.1f ms, longest %.1f ms\n",
           clients, rate, full.p50_ms, full.p99_ms, half.p50_ms, half.p99_ms, half.longest_ms);
    if (b.fsyncs > a.fsyncs) /* a server's are its own */
        printf("        %.0f fsyncs, %.1f submissions to one\n", b.fsyncs - a.fsyncs, ret->shared);
    printf("        %.1f to a commit; %.1f statements and %.1f rows written each\n",
           count / (b.commits - a.commits), (b.statements - a.statements) / count,
           (b.rows - a.rows) / count);
    return true;
}

int main(int argc, char **argv)
{
    int64_t n = 3200, clients = 64;
    if (argc < 3 || (argc > 3 && !str_to_int(str_of(argv[3]), &n)) ||
        (argc > 4 && !str_to_int(str_of(argv[4]), &clients)) || n < 1000 || n > 1000000 ||
        clients < 1 || clients > 1000) {
        fputs("usage: bench_submit PROGRAM FOLDER [DRAFTS (1000 or more) [CLIENTS [STORE]]]\n",
              stderr);
        return 2;
    }
    struct town_server server = { .program = argv[1], .folder = argv[2] };
    struct making m = { .n = (size_t)n, .requests = calloc((size_t)n, sizeof *m.requests) };
    struct result r = { 0 };
    char store[1100], settings[1100] = "";
    if (argc > 5)
        snprintf(settings, sizeof settings, "store = %s\n", argv[5]);
    if (!m.requests || server_start(&server, settings) != OK)
        return 1;
    m.port = server.port;
    setvbuf(stdout, NULL, _IOLBF, 0);
    bool good = make_drafts(&m) && measure(&server, (int)clients, &m, &r);
    double fsync_ms = server_fsync_ms(server.folder);
    good &= server_stop(&server) == OK;
    if (argc > 5)
        return good ? 0 : 1;
    snprintf(store, sizeof store, "%s/data/town.db", server.folder);
    double bare = good ? bare_inserts(store, server.folder, (int)n - WARM) : -1;
    if (good)
        printf("bare    the same rows, 32 cases to a commit, 1 thread: %.0f /s; ratio %.2f; fsync "
               "%.2f ms\n",
               bare, r.rate / bare, fsync_ms);
    for (size_t i = 0; i < m.n; i++)
        free((void *)(uintptr_t)m.requests[i].p);
    free(m.requests);
    return good && bare > 0 && (clients < 64 || r.shared >= SHARED_AT_LEAST) ? 0 : 1;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* A worker: takes a request, runs it to its finished response, hands it back to the loop.  It never
 * touches the connection. */
#include "platform/http/server.h"

#include "platform/db/db.h"
#include "platform/log/log.h"

#include <stdlib.h>

/* Whoever waited longer has gone or pressed again. */
enum { LONGEST_QUEUED_US = 10000000, WARM_BLOCK = 64 << 10 };

enum rc session_open(struct http_server *s, struct db **ret_db)
{
    *ret_db = NULL;
    return s->config.store ? db_session_open(s->config.store, ret_db) : OK;
}

void session_close(struct db *db)
{
    if (db)
        db_session_close(db);
}

enum rc session_begin(struct db *db)
{
    return db ? db_read_begin(db) : OK;
}

void session_end(struct db *db)
{
    if (db)
        db_read_end(db);
}

static void run(struct worker *w, struct http_private *p, int64_t now_us)
{
    arena_reset(&w->mem);
    p->req.mem = &w->mem;
    p->req.db = w->db;
    if (now_us - p->queued_us > LONGEST_QUEUED_US) {
        p->reply.retry_after_s = 10;
        reply_error(p, 503, S(""));
    } else {
        dispatch_run(p);
    }
    reply_finish(p);
    p->response = reply_response(p);
    p->req.mem = NULL;
    p->req.db = NULL;
}

static void *work(void *arg)
{
    struct worker *w = arg;
    struct work_queue *q = &w->server->queue;
    struct http_private *p = queue_get(q, NULL);
    while (p) {
        int64_t from = clock_us();
        struct queue_done done = { .staff = p->req.route->zone == ZONE_STAFF };
        run(w, p, from);
        loop_done(p); /* from here on `p` is the loop's */
        done.service_us = clock_us() - from;
        p = queue_get(q, &done);
    }
    session_close(w->db);
    return NULL;
}

enum rc workers_start(struct http_server *s)
{
    int n = s->config.workers > 0 ? s->config.workers : 64;
    bool both = s->config.zone_staff && s->config.zone_public;
    queue_init(&s->queue, n, !both ? 0 : n >= 16 ? 4 : n / 4);
    s->workers = arena_new(&s->mem, struct worker, (size_t)n);
    for (int i = 0; i < n; i++) {
        struct worker *w = &s->workers[i];
        w->server = s;
        arena_init(&w->mem, ARENA_REQUEST_CEILING);
        /* The first block is the one that stays: one that holds a page, or each page allocates. */
        arena_new(&w->mem, char, WARM_BLOCK);
        if (session_open(s, &w->db) != OK || pthread_create(&w->thread, NULL, work, w) != 0) {
            session_close(w->db);
            workers_stop(s);
            return FAILED;
        }
        s->n_workers++;
    }
    return OK;
}

void workers_stop(struct http_server *s)
{
    if (!s->workers)
        return;
    queue_close(&s->queue);
    for (int i = 0; i < s->n_workers; i++) {
        pthread_join(s->workers[i].thread, NULL);
        arena_release(&s->workers[i].mem);
    }
    s->n_workers = 0;
    s->workers = NULL;
    queue_release(&s->queue);
}

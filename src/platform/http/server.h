/* SPDX-License-Identifier: Apache-2.0 */
/* The running server: who owns what.
 *
 *   loop thread      daemon, pool of requests, done list's taking end, lingering sockets
 *   worker threads   one request each, its arena and session
 *   operator thread  its own daemon and arena; never touches the other daemon
 *   any thread       queue (its lock), rates (its lock), buffers (their lock), figures (atomic) */
#ifndef PLATFORM_HTTP_SERVER_H
#define PLATFORM_HTTP_SERVER_H

#include "platform/http/request.h"

#include <pthread.h>
#include <stdatomic.h>

struct MHD_Daemon;
struct db;

/* ---- table.c: routes by their segments ---- */
struct table_entry {
    const struct route *route;
    struct segments segments; /* a parameter is "{name}" */
    uint32_t literal;         /* bit i: segment i is literal */
};
struct table {
    struct table_entry *entries;
    size_t n;
    size_t first[MOST_SEGMENTS + 2]; /* entries of i segments are [first[i], first[i + 1]) */
};
MUST_USE enum rc table_build(struct arena *mem, const struct route *const *routes,
                             struct table *ret_table);
/* The route of that method, or NULL; *ret_allowed has bit (1 << method) of every method that the
 * path knows in these zones. */
const struct table_entry *table_match(const struct table *t, const struct segments *path,
                                      enum method method, uint32_t zones, uint32_t *ret_allowed);

/* ---- queue.c ---- */
struct queue_lane {
    struct http_private *first, *last;
    size_t n;
};
struct queue_sleeper;
struct work_queue {
    pthread_mutex_t lock;
    struct queue_lane public_lane, staff_lane;
    struct queue_sleeper *sleepers; /* last to sleep is first to wake: warm caches */
    bool wake_in_flight, closing;
    int workers, most_public, running_public; /* the rest is kept for staff */
    double mean_service_us;
};
void queue_init(struct work_queue *q, int workers, int kept_for_staff);
void queue_release(struct work_queue *q);
/* False: it would wait too long; *ret_retry_s says how long. Ownership stays with the caller. */
bool queue_put(struct work_queue *q, struct http_private *p, bool staff, int64_t *ret_retry_s);
/* The next request, or NULL when closing and empty.  `done` is what this worker finished (its lane
 * and time), NULL the first time. */
struct queue_done {
    bool staff;
    int64_t service_us;
};
struct http_private *queue_get(struct work_queue *q, const struct queue_done *done);
void queue_close(struct work_queue *q); /* workers finish what is there and leave */
size_t queue_length(struct work_queue *q);

/* ---- worker.c ---- */
struct worker {
    struct http_server *server;
    pthread_t thread;
    struct arena mem;
    struct db *db;
};
MUST_USE enum rc workers_start(struct http_server *s);
void workers_stop(struct http_server *s);

/* ---- buffers.c: page buffers, a bounded pool in three sizes ---- */
char *buffer_take(size_t n);    /* NULL: no memory */
void buffer_give(void *buffer); /* batched by thread; see buffer_flush */
void buffer_flush(void);
void buffers_free(void); /* the kept ones */

/* ---- rate.c ---- */
struct rates;
struct rates *rates_new(void);
void rates_free(struct rates *r);
/* Takes one token of `per_minute`; false: none is left, *ret_retry_s till the next. */
bool rates_take(struct rates *r, struct str client, const void *scope, int per_minute,
                int64_t now_us, int64_t *ret_retry_s);

/* ---- figures.c ---- */
enum { LATENCY_BUCKETS = 12 };
struct figures {
    _Atomic uint64_t status[6]; /* by hundreds */
    _Atomic uint64_t latency[LATENCY_BUCKETS + 1], latency_us;
    _Atomic uint64_t refused, bytes_out;
    _Atomic int64_t live;
};
void figures_count(struct figures *f, int status, int64_t us, size_t bytes);
struct str figures_text(struct http_server *s, struct arena *mem);

struct request_pool { /* one for each daemon: of its thread alone */
    struct http_private *all, *free;
    size_t n;
};

struct http_server {
    struct http_config config;
    struct arena mem; /* lives as long as the server */
    struct table table;
    struct work_queue queue;
    struct rates *rates;
    struct figures figures;
    _Atomic uint64_t next_number;

    struct worker *workers;
    int n_workers;

    struct MHD_Daemon *daemon;
    int epoll, event, listen_socket, port;
    _Atomic(struct http_private *) done;
    size_t n_live, n_suspended; /* the loop's: requests with a head; those a worker owns */
    struct request_pool pool;
    int64_t slowest_body_us, next_look_us; /* a body may take this long, and more by its size */
    struct arena loop_mem;
    _Atomic bool stopping, draining;
    bool ran;
    struct lingers *linger;

    struct MHD_Daemon *operator_daemon;
    pthread_t operator_thread;
    struct request_pool operator_pool;
    struct arena operator_mem;
    struct db *operator_db;
    int operator_event, operator_port;
    _Atomic bool operator_running;

    pthread_mutex_t loopback_lock;
    struct db *loopback_db;
};

/* ---- server.c: pools ---- */
MUST_USE enum rc pool_make(struct request_pool *pool, struct http_server *s, size_t n);
void pool_free(struct request_pool *pool);

/* ---- dispatch.c ---- */
/* The checks that need no body: address, method, route, rate, length, type, origin.  True: go on
 * reading. False: the reply is set. */
bool dispatch_head(struct http_private *p);
/* The rest, with req.mem and req.db given: identity, access, body, token, handler, error page. */
void dispatch_run(struct http_private *p);

/* ---- server.c, loop.c, intake.c, operator.c, linger.c, assets.c ---- */
int64_t clock_us(void); /* monotonic */
void poke(int event);
MUST_USE enum rc listen_on(const char *address, int *ret_socket, int *ret_port);
void loop_done(struct http_private *p); /* from a worker */
struct MHD_Daemon *intake_daemon(struct http_server *s, int socket, bool operator_zone);
MUST_USE enum rc operator_start(struct http_server *s);
void operator_stop(struct http_server *s);
bool server_is_ready(struct http_server *s); /* takes requests and changes */
extern const struct route operator_routes[];
struct lingers *linger_new(int epoll);
void linger_free(struct lingers *l);
void linger_add(struct lingers *l, int socket, int64_t now_us);
void linger_run(struct lingers *l, int64_t now_us);
bool asset_reply(struct http_private *p); /* false: it is no asset */
void assets_use(const struct asset *table);

/* ---- worker.c: a session where there is a store ---- */
MUST_USE enum rc session_open(struct http_server *s, struct db **ret_db);
void session_close(struct db *db);
MUST_USE enum rc session_begin(struct db *db); /* one snapshot for the handler's reads */
void session_end(struct db *db);

#endif

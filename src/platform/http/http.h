/* SPDX-License-Identifier: Apache-2.0 */
/* Requests, routes and replies: all that a handler sees of HTTP.
 *
 * The dispatcher, not the handler, checks zone, host, method, access, body size, content type, CSRF
 * (Origin, Sec-Fetch-Site and token), rate and cache headers from the route.  ACCESS_UNSET is zero
 * and stops start-up.  A QUEUED handler runs on a worker and may block; an INLINE handler runs on
 * the event thread, has r->db == NULL, and answers from memory alone. A handler replies with
 * exactly one reply_* call and returns its rc; returning another rc without having replied gives
 * the error page of that rc (NOT_FOUND 404, CONFLICT 409, DENIED 403, INVALID 422, BUSY 503, FULL
 * 507, FAILED 500). */
#ifndef PLATFORM_HTTP_H
#define PLATFORM_HTTP_H

#include "base/arena.h"
#include "base/out.h"
#include "base/rc.h"
#include "base/types.h"

struct api_doc;
struct asset;
struct db;
struct page;
struct req;

enum method { GET = 1, POST };
enum zone { ZONE_UNSET, ZONE_PUBLIC, ZONE_STAFF, ZONE_OPERATOR };
enum access {
    ACCESS_UNSET,
    ACCESS_ANYONE,     /* no identity needed */
    ACCESS_SIGNED_IN,  /* zone staff: a member of staff; zone public: a resident */
    ACCESS_PERMISSION, /* signed in and holding route.permission */
};
enum run { RUN_UNSET, INLINE, QUEUED };
enum cache { CACHE_NO_STORE, CACHE_REVALIDATE, CACHE_IMMUTABLE };

struct route {
    enum method method;
    const char *path; /* "/procedures/{id}"; a parameter is one whole segment */
    enum zone zone;
    enum access access;
    enum run run;
    enum rc (*handler)(struct req *r);
    const char *help;       /* one English sentence, printed by `yakuba routes` */
    const char *permission; /* with ACCESS_PERMISSION: "cases.decide" */
    size_t body_limit;      /* bytes; 0 = 64 KiB for POST, none for GET */
    bool upload; /* multipart with files; large bodies go to an unlinked temporary file */
    enum cache cache;
    int rate_per_minute; /* per client address (IPv6 /64), 0 = the zone's default */
    bool cross_site;     /* no CSRF check: only for routes to which no cookie gives authority */
    /* Of a route of the JSON interface (platform/http/api.h), NULL elsewhere: its body is JSON alone, cookies give
     * it no authority, who is not known gets 401, and errors are asked for as JSON (error_page sees to that). */
    const struct api_doc *api;
};

struct upload { /* one file of a multipart body; bytes live as long as the request */
    struct str field, filename; /* filename as sent, UTF-8 or empty: never a path of ours */
    struct str content_type;    /* as claimed */
    struct str bytes;
};

struct req {
    struct arena *mem;
    struct db *db; /* reading session of this worker; NULL when INLINE */
    const struct route *route;
    enum method method;
    struct str path; /* as sent, without query */
    struct str host;
    struct str client; /* address for rate limits and logs' keyed hash; never stored plain */
    uint64_t number;   /* request number, in logs and on error pages */
    t_time now;        /* the clock was looked at once */

    t_id town_id;                                     /* from the host name */
    t_id staff_id, section_id, session_id;             /* 0 when not signed in */
    t_id account_id, account_session_id;              /* of a resident; 0 when not signed in */
    uint64_t permissions;                             /* bits of the holder's permissions */
    const void *identity; /* struct of civic/permissions; NULL when not signed in */
    struct str language;  /* BCP 47, default "ja" */
    bool ruby;
    void *app; /* the running program (civic/town/app.h) */
    struct http_private *http;
};

/* ---- what came in ---- */
struct str req_param(const struct req *r,
                     const char *name); /* path segment, decoded; "" if absent */
struct str req_query(const struct req *r, const char *name); /* first value; "" if absent */
struct str req_field(const struct req *r, const char *name); /* form field, first value, as typed */
struct str req_field_s(const struct req *r, struct str name);
bool req_has_field(const struct req *r, struct str name);
size_t req_fields(const struct req *r, struct str name, const struct str **ret_values);
struct req_pair {
    struct str name, value;
};
size_t req_all_fields(const struct req *r, const struct req_pair **ret_pairs);
size_t req_all_query(const struct req *r, const struct req_pair **ret_pairs);
size_t req_uploads(const struct req *r, const struct upload **ret_uploads);
struct str req_header(const struct req *r, const char *name);
struct str req_cookie(const struct req *r, const char *name);
struct str req_body(const struct req *r);
/* HEAD of a GET route: nobody will see the body, so that what can be had once must not be used up. */
bool req_is_head(const struct req *r);
/* Token for the forms of this visitor: bound to the session, or else to the visitor cookie, which
 * this call sets when there is none. */
struct str req_csrf(struct req *r);

/* ---- what goes out ---- */
/* Cookies are __Host-, Secure, HttpOnly, SameSite=Lax, Path=/. max_age_s 0 = until the browser
 * closes, negative = delete. `name` without the prefix. */
void reply_cookie(struct req *r, const char *name, struct str value, int64_t max_age_s);
void reply_header(struct req *r, const char *name, struct str value);
enum rc reply_html(struct req *r, int status, struct str html);
enum rc reply_bytes(struct req *r, int status, const char *content_type, struct str bytes);
/* Content-Disposition: attachment with an ASCII name and filename*. */
enum rc reply_download(struct req *r, const char *content_type, struct str filename,
                       struct str bytes);
enum rc reply_redirect(struct req *r, struct url to); /* 303 */
bool reply_is_set(const struct req *r);
/* The route tables the server was started with. */
const struct route *const *req_routes(const struct req *r);

/* ---- a request without a socket: tests, samples (platform/http/loopback.c) ---- */
struct loopback_reply {
    int status;
    struct str body;
    struct str headers; /* "Name: value\n" lines */
};

/* ---- the server ---- */
struct http_config {
    const char *listen;           /* "127.0.0.1:8080"; NULL: no socket, http_loopback() only */
    const char *operator_listen;  /* "127.0.0.1:8081" or NULL */
    bool zone_public, zone_staff; /* which zones this process serves */
    int workers;                  /* 64 */
    int connections;              /* 10,000 */
    int default_rate_per_minute;  /* per address; 0 = no limits (said aloud in the log at start) */
    const char *tls_certificate, *tls_key; /* PEM texts: `listen` speaks TLS alone; NULL: it does not */
    bool trust_forwarded;         /* X-Forwarded-For of a proxy on loopback */
    const struct route *const *routes; /* tables ended by .handler == NULL; list ended by NULL */
    const struct asset *assets;        /* platform/http/assets.h; NULL: none */
    const unsigned char *key;          /* 32 bytes: CSRF and visitor cookies */
    struct db_store *store;            /* NULL: r->db stays NULL, unless it is borrowed */
    /* Instead of `store` where the request decides which: called on the worker before the snapshot begins (not for
     * INLINE routes), sets r->db and r->app. NOT_FOUND: nobody's host name (421); otherwise 503. What was lent is given
     * back when the reply is made. */
    enum rc (*borrow)(struct req *r, void **ret_lender);
    void (*give_back)(void *lender, struct db *db);
    void *app;
    /* Called on the worker before access is checked (not for INLINE routes): fills town_id, and
     * identity from cookies.  It may answer itself, when another page must come first. NOT_FOUND: no town of ours has this host name (421). */
    enum rc (*identify)(struct req *r);
    bool (*may)(const struct req *r, const char *permission);
    /* False: something that the program cannot do without is gone (the vault). /readyz says so, and a handler that
     * FAILED meanwhile is answered with 503 and when to come again. Any thread. NULL: only the store is asked. */
    bool (*is_ready)(void *app);
    /* More lines for /metrics (OpenMetrics), from memory alone. Operator's thread. NULL: none. */
    void (*more_figures)(void *app, struct out *out);
    /* Renders an error page of any status by one reply_*; `message` is "" or a sentence for the
     * visitor.  May be called on the event thread with nobody identified: from memory alone. */
    void (*error_page)(struct req *r, int status, struct str message);
};
struct http_server;
MUST_USE enum rc http_start(const struct http_config *config, struct http_server **ret_server);
int http_port(const struct http_server *server); /* the port in fact bound (listen may say :0) */
int http_operator_port(const struct http_server *server); /* 0 when there is none */
/* Runs the event loop until http_stop (safe from a signal handler); then drains (spine.md 6.18). */
MUST_USE enum rc http_run(struct http_server *server);
void http_stop(struct http_server *server);
void http_release(struct http_server *server);
/* Sends one request through the dispatcher on the calling thread. */
MUST_USE enum rc http_loopback(struct http_server *server, const char *method, const char *target,
                               const char *headers, struct str body, struct arena *mem,
                               struct loopback_reply *ret_reply);

/* Checks the tables: every route has access, zone, run; no two overlap; a permission where needed.
 */
MUST_USE enum rc http_check_routes(const struct route *const *routes, struct out *ret_complaints);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* What lies behind a struct req: intake, owner, reply.
 *
 * A request has one owner at any time (spine.md 4): the loop while it is read, the worker that took
 * it from the queue, the loop again when it is on the done list.  So nothing here is locked. */
#ifndef PLATFORM_HTTP_REQUEST_H
#define PLATFORM_HTTP_REQUEST_H

#include "platform/http/parse.h"

struct http_server;
struct MHD_Connection;
struct MHD_Response;

enum request_state {
    REQUEST_FREE,
    REQUEST_LINE,    /* the request line was read */
    REQUEST_READING, /* headers were judged; the body comes */
    REQUEST_REFUSED, /* too much body: it is swallowed, then the refusal is sent */
    REQUEST_QUEUED,  /* suspended; a worker owns it or will */
    REQUEST_DONE,    /* the response is ready */
    REQUEST_SENDING,
};

enum {
    MOST_HEADERS = 64,
    MOST_REPLY_HEADERS = 32,
    MOST_TARGET = 8192,            /* bytes of the request target */
    BODY_DEFAULT_LIMIT = 64 << 10, /* of a POST whose route says nothing */
    BODY_IN_MEMORY = 256 << 10,    /* beyond, an unlinked temporary file */
    INTAKE_CEILING = 2 << 20,      /* target, headers, the body while it grows by doubling */
};

struct reply {
    bool set;
    int status;
    const char *content_type;
    struct str body;
    bool lasting; /* the body outlives the server: no copy */
    bool close;   /* the connection must end with this answer */
    bool immutable;
    int64_t retry_after_s;
    struct req_pair headers[MOST_REPLY_HEADERS];
    size_t n_headers;
};

struct http_private {
    struct req req;
    struct http_server *server;
    struct http_private *next; /* in the free list, the queue or the done list */
    enum request_state state;

    /* intake: filled by the loop (or loopback), read by the worker */
    struct arena intake;
    struct str method_name, target, query_text;
    struct req_pair headers[MOST_HEADERS];
    size_t n_headers;
    bool headers_failed;      /* too many, or no memory for them */
    bool head_broken;         /* a NUL, a bare LF or a folded line */
    const char *after_target; /* compared, never read */
    struct segments segments;
    uint32_t zones; /* bits of the zones this listener serves */
    bool is_head, is_https;
    char client_text[64];
    int64_t declared; /* Content-Length; -1 when chunked, 0 when there is no body */
    size_t body_limit, body_n, body_room;
    char *body;    /* in intake, or the mapped file */
    int body_file; /* -1 while in memory */

    /* the worker's */
    struct form query, form;
    struct str visitor; /* value of the visitor cookie, once known */
    struct str csrf;
    struct reply reply;
    void *lender; /* of req.db, when it is borrowed */

    /* back to the loop */
    struct MHD_Connection *connection;
    struct MHD_Response *response;
    int socket; /* of the connection; not ours to close */
    int status;
    size_t bytes_out;
    int64_t started_us, queued_us; /* monotonic */
};

/* ---- request.c ---- */
void request_init(struct http_private *p, struct http_server *server); /* once */
/* Makes it as new for another request; keeps its first arena block. */
void request_begin(struct http_private *p);
void request_clear(struct http_private *p);
/* Takes the address apart; _ok: visible ASCII of a bearable length. */
void request_set_target(struct http_private *p, struct str target);
bool request_target_ok(const struct http_private *p);
bool request_add_header(struct http_private *p, struct str name, struct str value);
size_t request_count_headers(const struct http_private *p, struct str name);
/* Appends a piece. OK; FULL over the limit; FAILED when it could not be kept. */
MUST_USE enum rc request_add_body(struct http_private *p, const char *piece, size_t n);
MUST_USE enum rc request_end_body(struct http_private *p); /* maps the file */
/* Query and form by content type. INVALID: *ret_why is a sentence. */
MUST_USE enum rc request_parse_query(struct http_private *p, struct str *ret_why); /* before the visitor is known */
MUST_USE enum rc request_parse(struct http_private *p, struct str *ret_why);       /* the body */

/* ---- reply.c ---- */
/* The page of a status: the program's own, or a plain one. Discards what was replied before. */
void reply_error(struct http_private *p, int status, struct str message);
int reply_status_of(enum rc rc);
struct str reply_words(int status); /* a Japanese sentence for the status */
/* Adds the headers that every answer carries. Call once, last. */
void reply_finish(struct http_private *p);
/* Makes the response object from the finished reply; any thread. */
struct MHD_Response *reply_response(struct http_private *p);

/* ---- csrf.c ---- */
/* OK, or DENIED: not from a page of ours. csrf_origin_ok looks at headers only. */
bool csrf_origin_ok(const struct http_private *p);
bool csrf_token_ok(struct http_private *p);

#endif

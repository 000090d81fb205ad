/* SPDX-License-Identifier: Apache-2.0 */
/* Calls to other machines: one blocking call, bounded in time and size, that cannot be led to where
 * it must not go.
 *
 *  - http and https only; TLS is verified; no redirect is followed; proxies of the environment are
 * not asked; nothing is sent but what the call says.
 *  - The guard looks at the very address a socket is opened for, after the name was resolved for
 * that connection, so that a name that changes its mind, or a number written oddly, comes to
 * nothing. Loopback, private, link-local, shared (CGNAT), multicast, documentation and other
 * special addresses are refused, and ports below 1024 but 80 and 443, unless the allow list names
 * that host and port.
 *  - A client is shared by all threads. Library code: nothing is logged here. */
#ifndef PLATFORM_HTTP_CLIENT_H
#define PLATFORM_HTTP_CLIENT_H

#include "base/arena.h"
#include "base/rc.h"

struct http_client;

struct http_client_config {
    const char
        *allow; /* "host:port, [::1]:port": as written in the address of the call; NULL: none */
    const char *ca_file; /* certificates to trust, PEM; NULL: the system's */
    const char *resolve; /* "name:port:address[,address]": instead of DNS, for tests; NULL */
};
/* INVALID: the allow list cannot be read. Call once, before there are threads. */
MUST_USE enum rc http_client_open(const struct http_client_config *config,
                                  struct http_client **ret_client);
void http_client_close(struct http_client *client); /* NULL: nothing */

struct http_client_header {
    struct str name, value;
};

struct http_client_call {
    const char *method; /* "GET", "POST", … */
    struct str url;
    const struct http_client_header *headers;
    size_t n_headers;
    struct str body;
    bool https_only;     /* http only to what the allow list names */
    int time_ms;         /* for the whole call; 0 = 10 s */
    size_t answer_limit; /* bytes of the answer's body; 0 = 1 MiB */
    bool cut_answer;     /* a longer body is cut there instead of being an error */
};

enum http_client_refusal { /* why a destination is refused */
                           HTTP_CLIENT_GOOD,
                           HTTP_CLIENT_NO_URL,   /* cannot be read as an address */
                           HTTP_CLIENT_SCHEME,   /* neither http nor https, or http where https is
                                                    asked for */
                           HTTP_CLIENT_USERINFO, /* user:password@ */
                           HTTP_CLIENT_PORT,     /* below 1024 and neither 80 nor 443 */
                           HTTP_CLIENT_PRIVATE,  /* the address is none of the public Internet */
                           HTTP_CLIENT_UNKNOWN_HOST, /* the name has no address */
};

struct http_client_answer {
    int status; /* 0: there was no answer */
    const struct http_client_header *headers;
    size_t n_headers;
    struct str body;
    bool is_cut;
    struct str error; /* one English sentence when there was no good answer; never what was sent */
    enum http_client_refusal refusal;
    int took_ms;
};

/* OK: there is a whole answer, whatever its status. DENIED: the guard refused the destination.
 * INVALID: the call cannot be sent as it is (a line end in a header). FAILED: no answer, or one
 * that breaks the limits. `error` says it in words; *ret_answer is filled in every case. */
MUST_USE enum rc http_client_send(struct http_client *client, struct arena *mem,
                                  const struct http_client_call *call,
                                  struct http_client_answer *ret_answer);

/* Whether a call to this address would be made now: resolves the name, and refuses when any of its
 * addresses would be. For a form: what counts is looked at again with each call. */
enum http_client_refusal http_client_look(struct http_client *client, struct arena *mem,
                                          struct str url, bool https_only);

/* The first value of a header, or "". */
struct str http_client_header(const struct http_client_answer *answer, struct str name);

#endif

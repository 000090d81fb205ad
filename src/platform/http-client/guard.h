/* SPDX-License-Identifier: Apache-2.0 */
/* Which addresses a call may go to. Pure, but for the reading of the address by libcurl's own
 * parser: what is checked and what is called are one parsed address. */
#ifndef PLATFORM_HTTP_CLIENT_GUARD_H
#define PLATFORM_HTTP_CLIENT_GUARD_H

#include "platform/http-client/http_client.h"

#include <curl/curl.h>
#include <sys/socket.h>

enum { MOST_ALLOWED = 64 };

struct guard_allowed {
    struct str host; /* lower case, without trailing dot and brackets */
    int port;
};
struct guard {
    struct guard_allowed allowed[MOST_ALLOWED];
    size_t n_allowed;
};

/* Reads "host:port, …"; INVALID when a part is none. `text` must outlive the guard. */
MUST_USE enum rc guard_read(struct arena *mem, struct str text, struct guard *ret_guard);

/* True when an address belongs to the public Internet. */
bool guard_is_public(const struct sockaddr *address, socklen_t n);

struct guard_target { /* where a call is to go */
    CURLU *url;       /* curl_url_cleanup when not NULL, also after a refusal */
    struct str host;
    int port;
    bool is_allowed; /* by the list: its addresses are not looked at */
};
enum http_client_refusal guard_target(const struct guard *g, struct arena *mem, struct str url,
                                      bool https_only, struct guard_target *ret_target);

#endif

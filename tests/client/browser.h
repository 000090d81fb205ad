/* SPDX-License-Identifier: Apache-2.0 */
/* A small browser for tests that load or kill the server: one keep-alive connection, a cookie jar,
 * forms. It sends the Secure cookies to 127.0.0.1 over plain HTTP, as nothing stands between. */
#ifndef TESTS_CLIENT_BROWSER_H
#define TESTS_CLIENT_BROWSER_H

#include "base/arena.h"

enum { MOST_COOKIES = 8 };

struct browser {
    int port, fd;    /* fd -1: not connected */
    bool takes_gzip; /* the body is then as it was sent */
    int n_cookies;
    struct cookie {
        char name[48], value[120];
    } cookies[MOST_COOKIES];
    char csrf[64];
};

struct answer {
    int status, retry_after; /* seconds; 0: not said */
    struct str location, body; /* in the arena of the call */
};

void browser_init(struct browser *b, int port);
void browser_close(struct browser *b);
struct str browser_cookie(const struct browser *b, const char *name); /* "" if none */

/* False when no whole answer came: the connection died.  Each takes the csrf token off the page it
 * sees. */
bool browser_get(struct browser *b, struct arena *mem, struct str path, struct answer *ret_answer);
/* An urlencoded form with nothing but the token. */
bool browser_press(struct browser *b, struct arena *mem, struct str path,
                   struct answer *ret_answer);
/* The same with more fields, encoded: "a=1&b=2". */
bool browser_post(struct browser *b, struct arena *mem, struct str path, struct str fields, struct answer *ret_answer);
/* The bytes browser_press would send. */
struct str browser_press_bytes(const struct browser *b, struct arena *mem, struct str path);
/* parts: ready-made multipart parts of browser_part() and browser_file(), without the last
 * boundary. */
bool browser_send(struct browser *b, struct arena *mem, struct str path, struct str parts,
                  struct answer *ret_answer);
struct str browser_part(struct arena *mem, struct str name, struct str value);
struct str browser_file(struct arena *mem, struct str name, struct str filename, struct str bytes);

/* What stands between `before` and `after`, or "". */
struct str between(struct str text, struct str before, struct str after);

#endif

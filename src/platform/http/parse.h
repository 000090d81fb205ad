/* SPDX-License-Identifier: Apache-2.0 */
/* The parsers of what a visitor sends: bounded, non-recursive, over bytes that are whole.  They
 * know nothing of sockets or requests.  Text that leaves them is valid UTF-8 without NUL. */
#ifndef PLATFORM_HTTP_PARSE_H
#define PLATFORM_HTTP_PARSE_H

#include "platform/http/http.h"

enum {
    MOST_PAIRS = 2000,       /* of a body */
    MOST_QUERY_PAIRS = 100,  /* of an address */
    MOST_PARTS = 100,        /* of a multipart body */
    MOST_PART_HEADER = 8192, /* bytes of headers of one part */
    MOST_BOUNDARY = 70,      /* RFC 2046, 5.1.1 */
    MOST_SEGMENTS = 16,      /* of a path */
};

struct form {
    struct req_pair *pairs;
    size_t n_pairs, room_pairs;
    struct upload *uploads;
    size_t n_uploads;
    struct str why; /* after INVALID: a sentence for the visitor */
};

/* %XX and, if `plus`, '+' as a blank.  False on an incomplete or non-hexadecimal escape, a NUL, or
 * bytes that are not UTF-8. The result lives in mem, or is `s` itself when nothing is escaped. */
bool percent_decode(struct arena *mem, struct str s, bool plus, struct str *ret_text);

/* name=value&name=value; at most `most` pairs.  OK or INVALID with form->why. */
MUST_USE enum rc urlencoded_parse(struct arena *mem, struct str text, size_t most,
                                  struct form *form);

/* multipart/form-data (RFC 7578) with the boundary named in the content type. Texts become pairs,
 * parts with a filename become uploads whose bytes point into `body`. OK or INVALID with why. */
MUST_USE enum rc multipart_parse(struct arena *mem, struct str content_type, struct str body,
                                 struct form *form);

/* A path as sent, cut at '/' and decoded.  False: it is no local path (two slashes, dots, an
 * encoded slash, a control character, a broken escape, too many segments). "/" has no segments; a
 * slash at the end is told apart in *ret_slash. */
struct segments {
    struct str part[MOST_SEGMENTS];
    size_t n;
};
bool path_parse(struct arena *mem, struct str path, struct segments *ret_segments, bool *ret_slash);

/* The value of a cookie in one Cookie header: false when it is not there. */
bool cookie_find(struct str header, struct str name, struct str *ret_value);

/* The next "token" of a comma list with its parameters, trimmed: for Accept-Encoding, If-None-Match
 * and X-Forwarded-For. */
bool list_next(struct str *rest, struct str *ret_item);
/* A parameter of a header value: `boundary` of "multipart/form-data; boundary=x". Quoted strings
 * are unquoted (only \" is an escape).  Twice the same name is false, as is an open quote. */
bool header_parameter(struct arena *mem, struct str value, struct str name, struct str *ret_value);

#endif

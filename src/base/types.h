/* SPDX-License-Identifier: Apache-2.0 */
/* Small value types of the house, apart from one another so that they cannot be confused. */
#ifndef BASE_TYPES_H
#define BASE_TYPES_H

#include "base/str.h"

typedef int64_t t_id;   /* key of a row within its town; 1 .. 2^63-1; 0 means none */
typedef int64_t t_time; /* microseconds since 1970-01-01T00:00:00Z; 0 means none */

/* A calendar day without a zone: days since 1970-01-01.  NO_DATE is "none". */
struct date {
    int64_t days;
};
#define NO_DATE ((struct date) { INT64_MIN })
static inline bool date_is_set(struct date d)
{
    return d.days != INT64_MIN;
}

/* Whole yen. */
struct money {
    int64_t yen;
};

struct html { /* ready-made markup: made only by a page */
    struct str text;
};
struct url { /* a local path or an allowed absolute address, already encoded */
    struct str text;
};
struct secret { /* has no print function; wipe with secret_wipe */
    unsigned char *p;
    size_t n;
};
struct blob { /* bytes that are not text */
    const unsigned char *p;
    size_t n;
};
/* The outside name of a row: see civic/town for making and reading one. 26 base32 characters. */
struct ref {
    char text[27];
};

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The one closed set of results.  Zero is success; every function that can fail returns it and
 * every caller looks at it.  Our own bugs are not here: they assert. */
#ifndef BASE_RC_H
#define BASE_RC_H

enum rc {
    OK = 0,
    NOT_FOUND, /* there is no such thing, or it is not yours: the two look the same */
    CONFLICT,  /* somebody was faster, or the thing exists already */
    DENIED,    /* who you are does not allow it */
    INVALID,   /* the visitor's mistake; messages say which */
    BUSY,      /* try again in a moment */
    FULL,      /* no room is left to keep it; nothing was kept */
    FAILED,    /* the world broke: disk, network, a child process */
};

#define MUST_USE __attribute__((warn_unused_result))

/* The name of a result, for logs and tests. */
const char *rc_name(enum rc rc);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a delivery status notification (RFC 3464, in a multipart/report of RFC 6522): what became
 * of a message of ours. The bytes come from anybody: nothing is believed but what the caller can
 * prove by the Message-ID; the parser is bounded, does not recurse, copies only what it returns. */
#ifndef PLATFORM_NOTIFY_TRANSPORTS_DSN_H
#define PLATFORM_NOTIFY_TRANSPORTS_DSN_H

#include "base/arena.h"

enum { DSN_LARGEST = 1 << 20 }; /* bytes that are looked at */

enum dsn_action { DSN_NONE, DSN_FAILED, DSN_DELAYED, DSN_DELIVERED };

struct dsn {
    enum dsn_action action;
    struct str status;     /* "5.1.1", or "" */
    struct str message_id; /* of the message it is about, without angle brackets, or "" */
};

/* DSN_NONE for any other mail. A report about several recipients gives the worst. Strings are
 * copies in mem. */
struct dsn dsn_read(struct arena *mem, struct str message);

#endif

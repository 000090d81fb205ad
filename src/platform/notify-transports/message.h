/* SPDX-License-Identifier: Apache-2.0 */
/* Writing one e-mail (RFC 5322, 2045, 2047) of a town to one person: text alone, seven-bit on the
 * wire, every line CRLF and at most 76 bytes of body, so that a relay can sign it and pass it on
 * unchanged. */
#ifndef PLATFORM_NOTIFY_TRANSPORTS_MESSAGE_H
#define PLATFORM_NOTIFY_TRANSPORTS_MESSAGE_H

#include "base/arena.h"
#include "base/rc.h"
#include "base/types.h"

struct mail_message {
    struct str from_name, from; /* name as shown, UTF-8 or ""; address */
    struct str to;
    struct str reply_to;   /* "" = none */
    struct str subject;    /* UTF-8, one line */
    struct str text;       /* UTF-8, lines end with \n */
    struct str message_id; /* without the angle brackets: ref@domain */
    struct str language;   /* BCP 47; "" = not said */
    struct str stop; /* https: address that one POST stops such mail with (RFC 8058); "" = may not
                        be stopped */
    t_time date;
};

/* INVALID: an address is none, or a header would hold a control sign; FAILED: the arena is full. */
MUST_USE enum rc mail_message_write(struct arena *mem, const struct mail_message *m,
                                    struct str *ret_bytes);

/* A header's text: as it is when it is short, plain ASCII; else encoded-words (B, UTF-8), each at
 * most 75 bytes and whole characters, folded. `used`: bytes of the line before it. */
struct str mail_header_text(struct arena *mem, struct str text, size_t used);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Handing e-mail over to a relay by SMTP: one connection, kept open between messages, used by one
 * thread at a time. The relay signs (DKIM), queues and delivers; what it takes with 250 is its own
 * from then on, what happened to it later comes back as a report (dsn.h). */
#ifndef PLATFORM_NOTIFY_TRANSPORTS_SMTP_H
#define PLATFORM_NOTIFY_TRANSPORTS_SMTP_H

#include "base/arena.h"
#include "base/rc.h"

struct mail_options {
    const char *host;     /* NULL: this installation sends no e-mail */
    int64_t port;         /* 0: 25, or 465 with tls */
    const char *security; /* starttls (required of the relay), tls (from the first byte), none */
    const char *ca_file;  /* certificates to trust; NULL: the system's */
    const char *user;     /* NULL: no log-in */
    const char *password_file; /* one line; a plain file nobody else may read */
    const char *from;          /* address; may be a town's own instead (civic/notices) */
    const char *reply_to;      /* NULL: none */
    const char *bounces;       /* address that failures are sent to (envelope); NULL: from */
    const char *bounce_folder; /* maildir of failures; NULL: bounces/ in the data folder */
    int64_t timeout_s;         /* of connecting and of one message; 0: 30 */
};

enum mail_outcome {
    MAIL_TAKEN,   /* the relay has it */
    MAIL_REFUSED, /* this address or this message never: 5xx */
    MAIL_LATER,   /* 4xx */
    MAIL_BROKEN,  /* no relay, no TLS, no log-in, or the relay does not relay for us */
};

struct mail_answer {
    enum mail_outcome outcome;
    char status[16]; /* "550 5.1.1" as the relay said it; "" if it said nothing */
};

struct mailer;

/* Before threads. Connects not yet. INVALID with one English sentence in *ret_why: options that
 * cannot be right. */
MUST_USE enum rc mailer_start(const struct mail_options *options, struct mailer **ret_mailer,
                              const char **ret_why);
void mailer_stop(struct mailer *mailer);
const struct mail_options *mailer_options(const struct mailer *mailer);

/* Any thread; waits for its turn. After a failure to reach the relay, it is not tried again for
 * five seconds. */
struct mail_answer mailer_send(struct mailer *mailer, struct str from, struct str to,
                               struct str message);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The mail server of the test as a process, and the letters it has delivered. */
#ifndef TESTS_MAIL_RELAY_H
#define TESTS_MAIL_RELAY_H

#include "base/arena.h"

#include <sys/types.h>

struct relay {
    const char *exim,
        *folder; /* folder/exim.conf is its configuration, folder/mail the mailbox of all */
    int port;
    pid_t pid; /* 0: not running */
};

bool relay_start(struct relay *r); /* true once it answers */
void relay_stop(struct relay *r);
/* Messages it has taken over and not yet delivered or reported. */
int relay_waiting(const struct relay *r);
/* Its log of what came in and went out. */
struct str relay_log(const struct relay *r, struct arena *mem);

struct letter {
    struct str whole, to, subject, text, message_id;
};
/* Everything delivered so far; at most `most` letters. */
size_t relay_letters(const struct relay *r, struct arena *mem, struct letter *ret_letters,
                     size_t most);

#endif

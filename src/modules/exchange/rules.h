/* SPDX-License-Identifier: Apache-2.0 */
/* What a webhook says, how it is signed, and what its answer means.  Pure: no request, no database,
 * no clock. */
#ifndef MODULES_EXCHANGE_RULES_H
#define MODULES_EXCHANGE_RULES_H

#include "base/arena.h"
#include "base/types.h"

struct webhook_event {
    const char *name, *title; /* "case.decided", 決定した */
};
extern const struct webhook_event webhook_events[]; /* ended by .name == NULL */
#define WEBHOOK_TEST "webhook.test"

struct str webhook_event_title(struct str name);
/* True when the list "a b c" holds the name. */
bool webhook_wants(struct str names, struct str name);

struct webhook_message {                      /* outside names alone */
    struct str id, name, town_code, case_ref; /* case_ref "": about no case */
    int64_t case_version;
    t_time at;
};
/* The JSON that is sent, version 1 (docs/webhooks.md). The same message gives the same bytes. */
struct str webhook_body(struct arena *mem, const struct webhook_message *m);
/* "t=1790000000,v1=HEX": HMAC-SHA-256 under the secret, as it was shown, over "id.t.body". */
struct str webhook_signature(struct arena *mem, struct str secret, struct str id, t_time at,
                             struct str body);

enum {
    WEBHOOK_HOURS = 24,
    WEBHOOK_EXCERPT = 1024,
    WEBHOOK_TIME_MS = 10000,
    WEBHOOK_HANGING_MS = 5000,
    WEBHOOK_QUIET_S = 30,
    WEBHOOK_FIRST_DELAY_S = 10
};

enum webhook_result {
    WEBHOOK_DELIVERED,
    WEBHOOK_AGAIN, /* later */
    WEBHOOK_DEAD,  /* 24 hours have passed since the first try */
    WEBHOOK_GONE,  /* 410: the receiver wants nothing any more */
};
/* status 0: there was no answer. */
enum webhook_result webhook_result(int status, t_time first_at, t_time now);

/* The beginning of an answer for the log: at most WEBHOOK_EXCERPT bytes of plain signs. Whatever
 * could be somebody's data goes: signs other than ASCII become …, numbers of four and more digits
 * #, words with @ too. */
struct str webhook_excerpt(struct arena *mem, struct str answer);

struct str webhook_state_title(struct str state); /* of a subscription */
struct str webhook_state_kind(struct str state);  /* of its tag */
struct str call_state_title(struct str state, int64_t attempts);
struct str call_state_kind(struct str state);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration: defaults, then a file of `key = value` lines, then the command line. */
#ifndef APP_CONFIG_H
#define APP_CONFIG_H

#include "base/arena.h"
#include "base/rc.h"
#include "platform/notify-transports/smtp.h"

struct config {
    const char *data;            /* folder of the store, the files and the keys */
    const char *store;           /* postgresql://…, or NULL: town.db in `data` */
    const char *listen;          /* public and staff pages */
    const char *operator_listen; /* /healthz /readyz /metrics */
    bool zone_public, zone_staff;
    int64_t workers;
    int64_t rate_per_minute;     /* per client address; 0 = no limit */
    bool trust_forwarded;
    int64_t ack_before_commit_us; /* only for the negative control of the kill test */
    bool accept_fast_fsync;
    const char *outgoing_allow;   /* "host:port, …": may be called though not public; NULL: none */
    const char *outgoing_ca_file; /* certificates to trust in outgoing calls; NULL: the system's */
    int64_t demo_cases, demo_seed;
    struct mail_options mail;
    const char *mail_quiet; /* "21:00-07:00" or "none": no mail then that can wait, unless a town says otherwise */
};

void config_defaults(struct config *c);
/* Reads the file; complaints name the line. INVALID on the first unknown key or bad value. */
MUST_USE enum rc config_read(struct config *c, struct arena *mem, const char *path);
/* Takes --data, --store, --listen, --operator, --zone, --config, --workers, --cases, --seed off argv; INVALID on anything
 * unknown, with the reason on standard error. */
MUST_USE enum rc config_arguments(struct config *c, struct arena *mem, int argc, char **argv);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The server: hooks of the dispatcher, signals, the background thread. */
#include "app/background.h"
#include "app/running.h"
#include "app/town_hall.h"
#include "civic/permissions/permissions.h"
#include "civic/shell/shell.h"
#include "modules/accounts/accounts.h"
#include "platform/db/db.h"
#include "platform/http/assets.h"
#include "platform/http/http.h"
#include "platform/log/log.h"

#include <signal.h>

static struct http_server *server; /* for the signal handler alone */

static void on_signal(int number)
{
    (void)number;
    http_stop(server);
}

static enum rc identify(struct req *r)
{
    const struct town *town = town_by_host(r->app, r->host);
    if (!town)
        return NOT_FOUND;
    r->town_id = town->id;
    r->language = S("ja");
    return accounts_identify(r);
}

static bool may(const struct req *r, const char *permission)
{
    return permissions_has(r->permissions, str_of(permission));
}

static void catch_signals(void)
{
    struct sigaction stop = { .sa_handler = on_signal }, ignore = { .sa_handler = SIG_IGN };
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGINT, &stop, NULL);
    sigaction(SIGPIPE, &ignore, NULL);
}

enum rc running_serve(struct running *r, const struct config *c)
{
    struct background *background;
    struct http_config config = {
        .listen = c->listen,
        .operator_listen = c->operator_listen,
        .zone_public = c->zone_public,
        .zone_staff = c->zone_staff,
        .workers = (int)c->workers,
        .connections = 10000,
        .default_rate_per_minute = (int)c->rate_per_minute,
        .trust_forwarded = c->trust_forwarded,
        .routes = town_hall_routes(&r->mem),
        .assets = http_assets,
        .key = r->hall.keys.csrf,
        .store = r->hall.store,
        .app = &r->hall,
        .identify = identify,
        .may = may,
        .error_page = shell_error,
    };
    if (c->ack_before_commit_us)
        log_event(LOG_WARNING, "negative-control", LOG_INT("ack_before_commit_us", c->ack_before_commit_us));
    enum rc rc = http_start(&config, &server);
    if (rc == OK)
        rc = background_start(&r->hall, &background);
    if (rc != OK)
        return rc;
    catch_signals();
    log_event(LOG_INFO, "server.started", LOG_INT("port", http_port(server)));
    rc = http_run(server);
    background_stop(background);
    http_release(server);
    return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The server: hooks of the dispatcher, signals, the background thread. */
#include "app/background.h"
#include "app/following.h"
#include "app/running.h"
#include "app/stores.h"
#include "app/tls.h"
#include "app/town_hall.h"
#include "civic/permissions/permissions.h"
#include "civic/shell/shell.h"
#include "modules/accounts/accounts.h"
#include "modules/api/api.h"
#include "modules/operator/operator.h"
#include "modules/residents/residents.h"
#include "platform/db/db.h"
#include "platform/http/assets.h"
#include "platform/http/http.h"
#include "platform/jobs/runner.h"
#include "platform/log/log.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>

static struct http_server *server; /* for the signal handler alone */

static void on_signal(int number)
{
    (void)number;
    http_stop(server);
}

static void on_hangup(int number)
{
    (void)number;
    log_reopen();
}

static atomic_bool cannot_go_on;

static void end_early(void)
{
    atomic_store(&cannot_go_on, true);
    http_stop(server);
}

static bool is_ready(void *app)
{
    const struct hall *hall = app;
    return vault_is_up(hall->vault);
}

static void more_figures(void *app, struct out *out)
{
    const struct hall *hall = app;
    jobs_figures(hall->store, out);
}

static enum rc identify(struct req *r)
{
    hall_hold_for(r);
    if (r->route->zone == ZONE_OPERATOR)
        return operator_identify(r);
    const struct town *town = town_by_host(hall_of(r), r->host);
    if (!town)
        return NOT_FOUND;
    r->town_id = town->id;
    if (!r->route->api)
        language_choose(r);
    if (r->route->zone == ZONE_PUBLIC && !r->route->api)
        return residents_identify(r);
    return r->route->api ? api_identify(r) : accounts_identify(r);
}

static bool may(const struct req *r, const char *permission)
{
    return permissions_has(r->permissions, str_of(permission));
}

/* A second signal while things are closed must not find a server that is not there any more. */
static void ignore_signals(void)
{
    struct sigaction ignore = { .sa_handler = SIG_IGN };
    sigaction(SIGTERM, &ignore, NULL);
    sigaction(SIGINT, &ignore, NULL);
}

static void catch_signals(void)
{
    struct sigaction stop = { .sa_handler = on_signal }, ignore = { .sa_handler = SIG_IGN };
    struct sigaction hangup = { .sa_handler = on_hangup, .sa_flags = SA_RESTART };
    sigaction(SIGHUP, &hangup, NULL);
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGINT, &stop, NULL);
    sigaction(SIGPIPE, &ignore, NULL);
}

/* Whoever meets the browser's question must be able to compare. */
static void tell_tls(const struct tls *tls, const struct config *c, struct arena *mem)
{
    if (!tls->certificate)
        return;
    struct str until = time_iso(mem, tls->about.until);
    printf("https://%s  %s certificate of \"%.*s\", valid until %.*s\nSHA-256 %.*s\n", c->listen,
           !tls->is_own  ? "configured"
           : tls->is_new ? "new self-signed"
                         : "self-signed",
           STR(tls->about.subject), STR(until), STR(tls->about.fingerprint));
    fflush(stdout);
}

static struct http_config configure(struct running *r, const struct config *c, const struct tls *tls, struct stores *stores)
{
    struct http_config http = {
        .listen = c->listen,
        .operator_listen = c->operator,
        .zone_public = !str_eq(str_of(c->zone), S("staff")),
        .zone_staff = !str_eq(str_of(c->zone), S("public")),
        .workers = (int)c->workers,
        .connections = 10000,
        .default_rate_per_minute = (int)c->rate_per_minute,
        .tls_certificate = tls->certificate,
        .tls_key = tls->key,
        .trust_forwarded = c->trust_forwarded,
        .routes = town_hall_routes(&r->mem),
        .assets = http_assets,
        .key = r->hall.keys.csrf,
        .store = r->hall.store,
        .app = &r->hall,
        .identify = identify,
        .may = may,
        .is_ready = is_ready,
        .more_figures = more_figures,
        .error_page = shell_error,
    };
    if (stores)
        stores_configure(stores, &http);
    return http;
}

/* What is needed beside the server's own threads. */
struct company {
    struct stores *stores; /* NULL: there is one store, and the two below */
    struct following *following;
    struct background *background;
};

static enum rc start_company(struct running *r, struct company *company)
{
    if (company->stores)
        return stores_keep(company->stores);
    enum rc rc = following_start(&r->hall, &r->mem, r->db, &company->following);
    if (rc == OK)
        rc = background_start(&r->hall, true, end_early, &company->background);
    if (rc != OK)
        fprintf(stderr, "yakuba: cannot start the threads beside the server (%s)\n", rc_name(rc));
    return rc;
}

static void stop_company(struct company *company)
{
    if (company->background)
        background_stop(company->background);
    if (company->following)
        following_stop(company->following);
}

static enum rc open_log(const struct config *c)
{
    if (*c->log_file && log_open(c->log_file) != OK) {
        fprintf(stderr, "yakuba: cannot write the log %s: %m\n", c->log_file);
        return FAILED;
    }
    if (c->ack_before_commit_us)
        log_event(LOG_WARNING, "negative-control", LOG_INT("ack_before_commit_us", c->ack_before_commit_us));
    return OK;
}

static enum rc start_server(const struct http_config *http, const struct config *c)
{
    enum rc rc = http_start(http, &server);
    if (rc == OK)
        return OK;
    log_flush();
    fprintf(stderr, "yakuba: cannot serve on %s and %s (%s); the lines above%s%s say why\n", c->listen, c->operator,
            rc_name(rc), *c->log_file ? " and " : "", c->log_file);
    return rc;
}

static enum rc prepare_tls(struct running *r, const struct config *c, struct stores *stores, struct tls *ret_tls)
{
    struct arena holding;
    struct hall all;
    if (!stores)
        return tls_prepare(&r->mem, c, &r->hall, ret_tls);
    arena_init(&holding, (size_t)16 << 20);
    stores_all_towns(stores, &holding, &all);
    enum rc rc = tls_prepare(&r->mem, c, &all, ret_tls);
    arena_release(&holding);
    return rc;
}

static enum rc serve(struct running *r, const struct config *c, struct stores *stores)
{
    struct company company = { .stores = stores };
    struct tls tls;
    enum rc rc = prepare_tls(r, c, stores, &tls);
    if (rc != OK)
        return rc;
    struct http_config http = configure(r, c, &tls, stores);
    rc = start_server(&http, c);
    if (rc != OK)
        return rc;
    catch_signals(); /* /readyz answers from here on: whoever has seen it may stop us */
    rc = start_company(r, &company);
    if (rc == OK) {
        tell_tls(&tls, c, &r->mem);
        rc = http_run(server);
    }
    ignore_signals();
    stop_company(&company);
    http_release(server);
    if (rc == OK && atomic_load(&cannot_go_on)) {
        log_flush();
        fprintf(stderr, "yakuba: the vault's process or the store's writer has ended; what was acknowledged is kept, "
                        "start the program anew\n");
        rc = FAILED;
    }
    return rc;
}

enum rc running_serve(struct running *r, const struct config *c)
{
    struct stores *stores = NULL;
    enum rc rc = open_log(c);
    if (rc == OK && c->n_lines && !c->place)
        rc = stores_open(&r->hall, &r->mem, c, end_early, &stores);
    if (rc == OK)
        rc = serve(r, c, stores);
    if (stores)
        stores_close(stores);
    return rc;
}

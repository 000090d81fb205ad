/* SPDX-License-Identifier: Apache-2.0 */
/* The list of stores, who may come in, and the way of a request. */
#include "app/stores.h"

#include "app/stores_state.h"
#include "platform/log/log.h"
#include "platform/module.h"

#include <stdio.h>

/* ---- who may come in ---- */

static bool is_loopback_name(struct str host)
{
    return str_eq_nocase(host, S("localhost")) || str_eq(host, S("127.0.0.1")) || str_eq(host, S("[::1]"));
}

/* A host that both have, besides the machine's own names; "" when there is none. */
static struct str common_host(const struct town *a, const struct town *b)
{
    for (size_t i = 0; i < a->n_hosts; i++)
        for (size_t j = 0; j < b->n_hosts; j++)
            if (str_eq_nocase(a->hosts[i], b->hosts[j]) && !is_loopback_name(a->hosts[i]))
                return a->hosts[i];
    return S("");
}

/* The same id would give two towns the same keys, names of rows and receipts. A host name that stands twice is answered by
 * the store that comes first in the list: an administrator may have written it, and must not put out a whole store. */
static bool clash(const struct town *a, const struct town *b, const char *where, char why[DB_WHY])
{
    struct str host = common_host(a, b);
    if (str_eq(a->code, b->code))
        snprintf(why, DB_WHY, "the town %.*s lives in the store \"%s\" too", STR(a->code), where);
    else if (a->id == b->id)
        snprintf(why, DB_WHY, "the town %.*s has the id %lld of the town %.*s in the store \"%s\"", STR(a->code), (long long)a->id,
                 STR(b->code), where);
    if (host.n)
        log_event(LOG_WARNING, "store.host-twice", LOG_TEXT("host", host), LOG_TEXT("store", str_of(where)));
    return *why != '\0';
}

static bool halls_clash(const struct hall *a, const struct hall *b, const char *where, char why[DB_WHY])
{
    for (size_t i = 0; i < a->n_towns; i++)
        for (size_t j = 0; b && j < b->n_towns; j++)
            if (clash(&a->towns[i], &b->towns[j], where, why))
                return true;
    return false;
}

static enum rc admit(void *stores, struct store_place *place, char why[DB_WHY])
{
    struct stores *s = stores;
    struct arena holding;
    bool refused = false;
    arena_init(&holding, (size_t)1 << 20);
    pthread_mutex_lock(&s->lock);
    const struct hall *own = store_place_view(place, &holding);
    for (size_t i = 0; i < s->n && !refused; i++)
        if (s->admitted[i] && &s->places[i] != place)
            refused = halls_clash(own, store_place_view(&s->places[i], &holding), s->places[i].line->name, why);
    s->admitted[place - s->places] = !refused;
    pthread_mutex_unlock(&s->lock);
    arena_release(&holding);
    return refused ? CONFLICT : OK;
}

static bool is_admitted(struct stores *s, size_t i)
{
    pthread_mutex_lock(&s->lock);
    bool yes = s->admitted[i];
    pthread_mutex_unlock(&s->lock);
    return yes;
}

/* ---- the way of a request ---- */

/* The operator's pages are of one store: NAME.localhost, else the first that is open. */
static struct store_place *place_of_operator(struct stores *s, struct str host)
{
    struct str name = str_sub(host, 0, str_find(host, S(".localhost")));
    bool is_named = name.n < host.n;
    for (size_t i = 0; i < s->n; i++)
        if (is_named ? str_eq_nocase(name, str_of(s->places[i].line->name)) : store_place_is_open(&s->places[i]))
            return &s->places[i];
    return NULL;
}

/* A town keeps its names while its store is down: nobody else answers to them. */
static struct store_place *place_of_host(struct stores *s, struct req *r)
{
    struct store_place *refused = NULL;
    for (size_t i = 0; i < s->n; i++) {
        const struct hall *view = store_place_view(&s->places[i], r->mem);
        if (!view || !town_by_host(view, r->host))
            continue;
        if (is_admitted(s, i))
            return &s->places[i];
        if (!refused)
            refused = &s->places[i];
    }
    return refused;
}

/* Of a store that was never open the names are not known: nobody can say that the host is none of ours. */
static bool knows_all_names(struct stores *s, struct arena *mem)
{
    for (size_t i = 0; i < s->n; i++)
        if (!store_place_view(&s->places[i], mem))
            return false;
    return true;
}

enum rc stores_borrow(struct req *r, void **ret_place)
{
    struct stores *s = r->app;
    bool is_operator = r->route->zone == ZONE_OPERATOR;
    struct store_place *place = is_operator ? place_of_operator(s, r->host) : place_of_host(s, r);
    if (!place)
        return !is_operator && knows_all_names(s, r->mem) ? NOT_FOUND : BUSY;
    const struct hall *view = store_place_view(place, r->mem);
    if (view)
        r->app = (void *)(uintptr_t)view;
    enum rc rc = store_place_lend(place, &r->db);
    if (rc == OK)
        *ret_place = place;
    return rc;
}

void stores_give_back(void *place, struct db *db)
{
    store_place_give_back(place, db);
}

bool stores_is_ready(void *stores)
{
    struct stores *s = stores;
    bool any = false;
    for (size_t i = 0; i < s->n; i++)
        any = any || store_place_is_open(&s->places[i]);
    return any && vault_is_up(s->lobby.vault);
}

void stores_configure(struct stores *s, struct http_config *http)
{
    http->store = NULL;
    http->app = s;
    http->borrow = stores_borrow;
    http->give_back = stores_give_back;
    http->is_ready = stores_is_ready;
    http->more_figures = stores_figures;
}

void stores_all_towns(struct stores *s, struct arena *mem, struct hall *ret_hall)
{
    size_t n = 0;
    *ret_hall = s->lobby;
    for (size_t i = 0; i < s->n; i++) {
        const struct hall *view = store_place_view(&s->places[i], mem);
        n += view ? view->n_towns : 0;
    }
    struct town *towns = arena_new(mem, struct town, n);
    ret_hall->towns = towns;
    for (size_t i = 0; i < s->n; i++) {
        const struct hall *view = store_place_view(&s->places[i], mem);
        for (size_t t = 0; view && t < view->n_towns && ret_hall->n_towns < n; t++)
            towns[ret_hall->n_towns++] = view->towns[t];
    }
}

/* ---- opening and closing ---- */

enum rc stores_open(const struct hall *house, struct arena *mem, const struct config *c, void (*cannot_go_on)(void),
                    struct stores **ret_stores)
{
    struct stores *s = arena_new(mem, struct stores, 1);
    bool any = false;
    enum rc rc = OK;
    s->lobby = *house;
    s->places = arena_new(mem, struct store_place, c->n_lines);
    s->admitted = arena_new(mem, bool, c->n_lines);
    if (pthread_mutex_init(&s->lock, NULL) != 0)
        return FAILED;
    while (rc == OK && s->n < c->n_lines) {
        struct store_place *p = &s->places[s->n];
        rc = store_place_make(p, house, c, &c->lines[s->n]);
        if (rc != OK)
            break;
        p->admit = admit;
        p->ctx = s;
        p->cannot_go_on = cannot_go_on;
        s->n++;
    }
    for (size_t i = 0; i < s->n && rc == OK; i++) {
        store_place_try(&s->places[i]);
        any = any || store_place_is_open(&s->places[i]);
    }
    if (rc == OK && any) {
        *ret_stores = s;
        return OK;
    }
    stores_close(s);
    log_flush();
    fprintf(stderr, "yakuba: none of the stores in %s opens; the log says why\n", c->stores);
    return FAILED;
}

enum rc stores_keep(struct stores *s)
{
    enum rc rc = OK;
    for (size_t i = 0; i < s->n && rc == OK; i++)
        rc = store_place_keep(&s->places[i]);
    return rc;
}

void stores_close(struct stores *s)
{
    for (size_t i = 0; i < s->n; i++)
        store_place_stop(&s->places[i]);
    pthread_mutex_destroy(&s->lock);
}

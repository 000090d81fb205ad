/* SPDX-License-Identifier: Apache-2.0 */
/* The route table: sorted by number of segments, matched segment by segment; a literal segment is
 * nearer than a parameter.  Two routes that could both match one path, neither nearer, are
 * refused at start, so the match does not depend on the order of tables. */
#include "platform/http/server.h"

#include <stdlib.h>

static bool is_parameter(struct str segment)
{
    return segment.n > 2 && segment.p[0] == '{' && segment.p[segment.n - 1] == '}';
}

static bool entry_of(struct arena *mem, const struct route *route, struct table_entry *ret_entry)
{
    bool slash;
    *ret_entry = (struct table_entry) { .route = route };
    if (!path_parse(mem, str_of(route->path), &ret_entry->segments, &slash) || slash)
        return false;
    for (size_t i = 0; i < ret_entry->segments.n; i++)
        if (!is_parameter(ret_entry->segments.part[i]))
            ret_entry->literal |= 1u << i;
    return true;
}

static int by_count(const void *a, const void *b)
{
    size_t x = ((const struct table_entry *)a)->segments.n;
    size_t y = ((const struct table_entry *)b)->segments.n;
    return x < y ? -1 : x > y;
}

enum rc table_build(struct arena *mem, const struct route *const *routes, struct table *ret_table)
{
    size_t n = 0, at = 0;
    for (size_t i = 0; routes && routes[i]; i++)
        for (const struct route *r = routes[i]; r->handler; r++)
            n++;
    struct table_entry *entries = arena_new(mem, struct table_entry, n + 1);
    for (size_t i = 0; routes && routes[i]; i++)
        for (const struct route *r = routes[i]; r->handler; r++)
            if (!r->path || !entry_of(mem, r, &entries[at++]))
                return INVALID;
    if (n)
        qsort(entries, n, sizeof *entries, by_count);
    *ret_table = (struct table) { .entries = entries, .n = n };
    for (size_t count = 0; count <= MOST_SEGMENTS + 1; count++) {
        size_t i = 0;
        while (i < n && entries[i].segments.n < count)
            i++;
        ret_table->first[count] = i;
    }
    return OK;
}

static bool matches(const struct table_entry *e, const struct segments *path)
{
    for (size_t i = 0; i < path->n; i++)
        if ((e->literal & 1u << i) && !str_eq(e->segments.part[i], path->part[i]))
            return false;
    return true;
}

const struct table_entry *table_match(const struct table *t, const struct segments *path,
                                      enum method method, uint32_t zones, uint32_t *ret_allowed)
{
    const struct table_entry *best = NULL;
    *ret_allowed = 0;
    for (size_t i = t->first[path->n]; i < t->first[path->n + 1]; i++) {
        const struct table_entry *e = &t->entries[i];
        if (!(zones & 1u << e->route->zone) || !matches(e, path))
            continue;
        *ret_allowed |= 1u << e->route->method;
        if (e->route->method == method && (!best || (e->literal & best->literal) == best->literal))
            best = e;
    }
    return best;
}

/* ---- the check of the tables ---- */

/* Could one path match both, neither being nearer? */
static bool overlap(const struct table_entry *a, const struct table_entry *b)
{
    if (a->segments.n != b->segments.n || a->route->method != b->route->method)
        return false;
    for (size_t i = 0; i < a->segments.n; i++)
        if ((a->literal & b->literal & 1u << i) &&
            !str_eq(a->segments.part[i], b->segments.part[i]))
            return false;
    uint32_t both = a->literal & b->literal;
    return a->literal == b->literal || (both != a->literal && both != b->literal);
}

static const char *complaint(const struct route *r)
{
    if (r->method != GET && r->method != POST)
        return "has no method";
    if (r->zone == ZONE_UNSET || r->zone > ZONE_OPERATOR)
        return "has no zone";
    if (r->access == ACCESS_UNSET || r->access > ACCESS_PERMISSION)
        return "has no access";
    if (r->run == RUN_UNSET || r->run > QUEUED)
        return "does not say whether it is INLINE or QUEUED";
    if (r->access == ACCESS_PERMISSION && !(r->permission && *r->permission))
        return "needs the name of a permission";
    if (r->access != ACCESS_PERMISSION && r->permission)
        return "names a permission that nobody checks";
    if (r->run == INLINE && r->access != ACCESS_ANYONE)
        return "is INLINE, where nobody is identified, but needs an identity";
    if (r->method == GET && (r->body_limit || r->upload))
        return "is a GET with a body";
    if (r->api && r->method == POST && !r->cross_site)
        return "is of the JSON interface, which no form token reaches, but checks for one";
    if (r->api && r->run != QUEUED)
        return "is of the JSON interface, but INLINE, where nobody is identified";
    if (!r->help || !*r->help)
        return "has no sentence of help";
    return NULL;
}

enum rc http_check_routes(const struct route *const *routes, struct out *ret_complaints)
{
    struct table t = { 0 };
    size_t before = ret_complaints->n;
    for (size_t i = 0; routes && routes[i]; i++)
        for (const struct route *r = routes[i]; r->handler; r++) {
            struct table_entry e;
            const char *why = r->path && entry_of(ret_complaints->mem, r, &e)
                                  ? complaint(r)
                                  : "has a path that cannot be matched";
            if (why)
                out_fmt(ret_complaints, "%s %s\n", r->path ? r->path : "(no path)", why);
        }
    if (ret_complaints->n != before || table_build(ret_complaints->mem, routes, &t) != OK)
        return INVALID;
    for (size_t i = 0; i < t.n; i++)
        for (size_t j = i + 1; j < t.n; j++)
            if (overlap(&t.entries[i], &t.entries[j]))
                out_fmt(ret_complaints, "%s overlaps %s\n", t.entries[i].route->path,
                        t.entries[j].route->path);
    return ret_complaints->n == before ? OK : INVALID;
}

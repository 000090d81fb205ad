/* SPDX-License-Identifier: Apache-2.0 */
/* The OpenAPI 3.1 document, printed from the route tables the server runs with: a route that says
 * .api is in it, and what follows from a route (who may, what can go wrong before its handler) is
 * written from the route. */
#include "base/json.h"
#include "modules/api/body.h"
#include "modules/api/handlers.h"
#include "modules/api/schemas.h"
#include "platform/http/api.h"

enum { DOCUMENT_CEILING = 1 << 20, MOST_OPERATIONS = 200 };

static void put_reference(struct json_writer *j, struct arena *mem, const char *schema)
{
    json_key(j, S("schema"));
    json_object(j);
    json_put_str(j, S("$ref"), arena_fmt(mem, "#/components/schemas/%s", schema));
    json_close_object(j);
}

static void put_content(struct json_writer *j, struct arena *mem, const char *type,
                        const char *schema)
{
    json_key(j, str_of(type));
    json_object(j);
    put_reference(j, mem, schema);
    json_close_object(j);
}

/* ---- parameters ---- */

static void put_parameter(struct json_writer *j, const struct api_parameter *p)
{
    json_object(j);
    json_put_str(j, S("name"), str_of(p->name));
    json_put_str(j, S("in"), str_of(p->in));
    json_put_str(j, S("description"), str_of(p->sentence));
    json_key(j, S("required"));
    json_boolean(j, p->is_required);
    json_key(j, S("schema"));
    json_raw(j, str_of(p->schema));
    json_close_object(j);
}

static void put_parameters(struct json_writer *j, struct arena *mem, const struct route *route)
{
    struct str rest = str_of(route->path), segment;
    json_key(j, S("parameters"));
    json_array(j);
    while (str_cut(&rest, '/', &segment))
        if (segment.n > 2 && segment.p[0] == '{')
            put_parameter(j, &(struct api_parameter) {
                                 arena_cstr(mem, str_sub(segment, 1, segment.n - 1)), "path",
                                 "{\"type\":\"string\"}", "As another answer named it", true });
    for (const struct api_parameter *p = route->api->parameters; p && p->name; p++)
        put_parameter(j, p);
    json_close_array(j);
}

/* ---- answers ---- */

static void put_headers(struct json_writer *j, const struct api_answer *a)
{
    if (!a->has_etag && a->status != 401 && a->status != 429)
        return;
    json_key(j, S("headers"));
    json_raw(j, a->has_etag        ? S("{\"ETag\":{\"schema\":{\"type\":\"string\"}}}")
                : a->status == 401 ? S("{\"WWW-Authenticate\":{\"schema\":{\"type\":\"string\"}}}")
                                   : S("{\"Retry-After\":{\"schema\":{\"type\":\"integer\"}}}"));
}

static void put_answer(struct json_writer *j, struct arena *mem, const struct api_answer *a)
{
    json_key(j, a->status ? arena_fmt(mem, "%d", a->status) : S("default"));
    json_object(j);
    json_put_str(j, S("description"), str_of(a->sentence));
    put_headers(j, a);
    if (a->is_problem || a->schema || a->is_csv) {
        json_key(j, S("content"));
        json_object(j);
        if (a->is_problem)
            put_content(j, mem, "application/problem+json", "Problem");
        if (a->schema)
            put_content(j, mem, "application/json", a->schema);
        if (a->is_csv) {
            json_key(j, S("text/csv"));
            json_raw(j, S("{\"schema\":{\"type\":\"string\"}}"));
        }
        json_close_object(j);
    }
    json_close_object(j);
}

static void put_answers(struct json_writer *j, struct arena *mem, const struct route *route)
{
    const struct {
        bool can;
        struct api_answer answer;
    } before[] = {
        /* the handler */
        { true,
          { 400, NULL, "The address, a parameter or the body cannot be read",
            .is_problem = true } },
        { route->access != ACCESS_ANYONE,
          { 401, NULL, "No token, or one that is no more good", .is_problem = true } },
        { route->access == ACCESS_PERMISSION,
          { 403, NULL, "The token, or whose it is, may not do this", .is_problem = true } },
        { route->method == POST, { 413, NULL, "The body is too large", .is_problem = true } },
        { route->method == POST,
          { 415, NULL, "The body is not application/json", .is_problem = true } },
        { true, { 429, NULL, "Too many requests from this address", .is_problem = true } },
        { true,
          { 0, NULL,
            "Another host name's town (421); the town hall cannot at the moment (500, 503, 507)",
            .is_problem = true } },
    };
    json_key(j, S("responses"));
    json_object(j);
    for (const struct api_answer *a = route->api->answers; a->status; a++)
        put_answer(j, mem, a);
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        if (before[i].can)
            put_answer(j, mem, &before[i].answer);
    json_close_object(j);
}

/* ---- operations ---- */

static void put_operation(struct json_writer *j, struct arena *mem, const struct route *route)
{
    const struct api_doc *doc = route->api;
    json_key(j, route->method == GET ? S("get") : S("post"));
    json_object(j);
    json_put_str(j, S("operationId"), str_of(doc->id));
    json_put_str(j, S("summary"), str_of(route->help));
    put_parameters(j, mem, route);
    if (doc->request) {
        json_key(j, S("requestBody"));
        json_object(j);
        json_key(j, S("required"));
        json_boolean(j, true);
        json_key(j, S("content"));
        json_object(j);
        put_content(j, mem, "application/json", doc->request);
        json_close_object(j);
        json_close_object(j);
    }
    put_answers(j, mem, route);
    if (route->access != ACCESS_ANYONE) {
        json_key(j, S("security"));
        json_raw(j, S("[{\"token\":[]}]"));
        if (route->permission)
            json_put_str(j, S("x-permission"), str_of(route->permission));
    }
    json_close_object(j);
}

static size_t operations(const struct route *const *tables, const struct route **ret_routes)
{
    size_t n = 0;
    for (size_t i = 0; tables[i]; i++)
        for (const struct route *route = tables[i]; route->handler; route++)
            if (route->api && n < MOST_OPERATIONS)
                ret_routes[n++] = route;
    return n;
}

static bool is_first_of_its_path(const struct route *const *routes, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (str_eq(str_of(routes[k]->path), str_of(routes[i]->path)))
            return false;
    return true;
}

static void put_paths(struct req *r, struct json_writer *j)
{
    const struct route *routes[MOST_OPERATIONS];
    size_t n = operations(req_routes(r), routes);
    json_key(j, S("paths"));
    json_object(j);
    for (size_t i = 0; i < n; i++) {
        if (!is_first_of_its_path(routes, i))
            continue;
        json_key(j, str_of(routes[i]->path));
        json_object(j);
        for (size_t k = i; k < n; k++)
            if (str_eq(str_of(routes[k]->path), str_of(routes[i]->path)))
                put_operation(j, r->mem, routes[k]);
        json_close_object(j);
    }
    json_close_object(j);
}

enum rc api_openapi(struct req *r)
{
    struct out out;
    struct json_writer j;
    out_init(&out, r->mem, DOCUMENT_CEILING);
    json_begin(&j, &out);
    json_object(&j);
    json_put_str(&j, S("openapi"), S("3.1.0"));
    json_key(&j, S("info"));
    json_raw(&j, S("{\"title\":\"yakuba\",\"version\":\"1\",\"license\":{\"name\":\"Apache-2.0\","
                   "\"identifier\":\"Apache-2.0\"},"
                   "\"description\":\"What residents and staff do on pages, for programs. Every "
                   "error is a problem (RFC 9457). "
                   "An object with two members of one name is refused (422). Errors are told in "
                   "Japanese.\"}"));
    json_key(&j, S("servers"));
    json_raw(&j, S("[{\"url\":\"/\"}]"));
    put_paths(r, &j);
    json_key(&j, S("components"));
    json_object(&j);
    json_key(&j, S("securitySchemes"));
    json_raw(&j, S("{\"token\":{\"type\":\"http\",\"scheme\":\"bearer\",\"description\":\"Made on "
                   "the page /staff/tokens or by "
                   "yakuba token; it acts for a member of staff.\"}}"));
    json_key(&j, S("schemas"));
    json_raw(&j, api_schemas);
    json_close_object(&j);
    json_close_object(&j);
    return api_reply(r, 200, &out);
}

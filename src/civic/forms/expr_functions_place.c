/* SPDX-License-Identifier: Apache-2.0 */
/* Points "lat lon …; lat lon …": area() and distance() on a sphere in metres, two decimals, and
 * geofence(). */
#include "civic/forms/expr_functions.h"

#include <math.h>

#define EARTH_RADIUS 6378100.0

struct point {
    double lat, lon; /* radians */
};

struct track {
    struct point first, last;
    size_t n;
    double distance, area;
    bool wrong;
};

static double radians(double degrees)
{
    return degrees * M_PI / 180;
}

static double between(struct point a, struct point b)
{
    double x = sin((b.lat - a.lat) / 2), y = sin((b.lon - a.lon) / 2);
    double h = x * x + cos(a.lat) * cos(b.lat) * y * y;
    return 2 * EARTH_RADIUS * asin(fmin(1, sqrt(h)));
}

static double strip(struct point a, struct point b)
{
    return (b.lon - a.lon) * (2 + sin(a.lat) + sin(b.lat));
}

static bool read_point(struct str text, struct point *ret)
{
    struct str lat, lon;
    if (!call_next_token(&text, &lat) || !call_next_token(&text, &lon))
        return false;
    double y = expr_string_to_number(lat), x = expr_string_to_number(lon);
    *ret = (struct point) { radians(y), radians(x) };
    return fabs(y) <= 90 && fabs(x) <= 180;
}

static void add_point(struct track *t, struct str text)
{
    struct point p;
    if (!read_point(text, &p)) {
        t->wrong = true;
        return;
    }
    if (t->n) {
        t->distance += between(t->last, p);
        t->area += strip(t->last, p);
    } else {
        t->first = p;
    }
    t->last = p;
    t->n++;
}

static void add_points(struct track *t, struct str text)
{
    struct str part;
    while (str_cut(&text, ';', &part))
        if (str_trim(part).n)
            add_point(t, part);
}

static struct track read_track(struct call *c)
{
    struct track t = { 0 };
    for (size_t i = 0; i < c->n; i++) {
        const struct value *v = &c->args[i];
        if (v->kind != VALUE_NODES)
            add_points(&t, call_text(c, i));
        for (size_t k = 0; v->kind == VALUE_NODES && k < v->n_nodes; k++)
            add_points(&t, node_text(c->ev->mem, v->nodes[k]));
    }
    if (t.n == 0)
        t.wrong = true;
    return t;
}

static double cents(double d)
{
    return floor(d * 100 + 0.5) / 100;
}

static enum rc fn_distance(struct call *c, struct value *ret)
{
    struct track t = read_track(c);
    return return_number(ret, t.wrong ? NAN : cents(t.distance));
}

static enum rc fn_area(struct call *c, struct value *ret)
{
    struct track t = read_track(c);
    double area = t.n > 2 ? t.area + strip(t.last, t.first) : 0;
    return return_number(ret, t.wrong ? NAN : cents(fabs(area * EARTH_RADIUS * EARTH_RADIUS / 2)));
}

/* Does the edge from a to b cross the half line that goes east from p? */
static bool crosses(struct point a, struct point b, struct point p)
{
    if ((a.lat > p.lat) == (b.lat > p.lat))
        return false;
    return p.lon < a.lon + (b.lon - a.lon) * (p.lat - a.lat) / (b.lat - a.lat);
}

/* geofence(point, shape): even and odd over the shape's edges, the last one closing it. */
static enum rc fn_geofence(struct call *c, struct value *ret)
{
    struct str shape = call_text(c, 1), part;
    struct point p = { 0 }, first = { 0 }, last = { 0 }, next = { 0 };
    size_t n = 0;
    bool inside = false, good = read_point(call_text(c, 0), &p);
    while (good && str_cut(&shape, ';', &part)) {
        if (str_trim(part).n == 0)
            continue;
        good = read_point(part, &next);
        if (n++ == 0)
            first = next;
        else
            inside ^= crosses(last, next, p);
        last = next;
    }
    if (!good || n < 3)
        return eval_error(c->ev, c->ast->at, "bad-argument",
                          S("geofence() には地点と3点以上の図形を渡してください。"),
                          S("geofence() needs a point and a shape of three points or more."));
    return return_boolean(ret, inside ^ crosses(last, first, p));
}

const struct function expr_place_functions[] = {
    { "distance", 1, -1, false, false, fn_distance },
    { "area", 1, -1, false, false, fn_area },
    { "geofence", 2, 2, false, false, fn_geofence },
    { 0 },
};

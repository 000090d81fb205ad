/* SPDX-License-Identifier: Apache-2.0 */
/* Reads and writes simple glyphs (OpenType, glyf).  At 512 units to the em a unit of a 10.5 pt
 * sign is 0.007 mm, a sixth of a printer's dot. */
#include "platform/pdf/glyf_outline.h"

enum { ON = 1, X_SHORT = 2, Y_SHORT = 4, REPEAT = 8, X_SAME = 16, Y_SAME = 32 };

struct point {
    int x, y;
    bool on, last; /* on the curve; last of its contour */
};
struct outline {
    struct point *points;
    size_t n;
    int contours;
};
struct reader {
    const unsigned char *p;
    size_t n, at;
    bool failed;
};

static unsigned read8(struct reader *r)
{
    if (r->at >= r->n) {
        r->failed = true;
        return 0;
    }
    return r->p[r->at++];
}

static unsigned read16(struct reader *r)
{
    unsigned high = read8(r);
    return high << 8 | read8(r);
}

static void read_flags(struct reader *r, unsigned char *flags, size_t n)
{
    for (size_t i = 0; i < n && !r->failed;) {
        unsigned flag = read8(r), times = flag & REPEAT ? read8(r) + 1 : 1;
        for (; times > 0 && i < n; times--)
            flags[i++] = (unsigned char)flag;
    }
}

static int read_step(struct reader *r, unsigned flag, unsigned is_short, unsigned same)
{
    if (flag & is_short) {
        int step = (int)read8(r);
        return flag & same ? step : -step;
    }
    return flag & same ? 0 : (int16_t)read16(r);
}

static int scaled(int v, int shift)
{
    return shift ? (v + (1 << (shift - 1))) >> shift : v;
}

static void read_places(struct reader *r, struct outline *o, const unsigned char *flags, int shift)
{
    int x = 0, y = 0;
    for (size_t i = 0; i < o->n; i++) {
        x += read_step(r, flags[i], X_SHORT, X_SAME);
        o->points[i].x = scaled(x, shift);
        o->points[i].on = flags[i] & ON;
    }
    for (size_t i = 0; i < o->n; i++) {
        y += read_step(r, flags[i], Y_SHORT, Y_SAME);
        o->points[i].y = scaled(y, shift);
    }
}

static bool read_outline(struct arena *mem, struct blob g, int shift, struct outline *o)
{
    struct reader r = { .p = g.p, .n = g.n };
    o->contours = (int16_t)read16(&r);
    r.at += 8;
    if (o->contours <= 0 || r.at + (size_t)o->contours * 2 + 2 > g.n)
        return false;
    size_t ends = r.at;
    r.at += (size_t)(o->contours - 1) * 2;
    o->n = read16(&r) + 1;
    o->points = arena_new(mem, struct point, o->n);
    unsigned char *flags = arena_new(mem, unsigned char, o->n);
    for (int i = 0; i < o->contours; i++) {
        size_t end = (size_t)(g.p[ends + 2 * (size_t)i] << 8 | g.p[ends + 2 * (size_t)i + 1]);
        if (end >= o->n)
            return false;
        o->points[end].last = true;
    }
    r.at += read16(&r);
    read_flags(&r, flags, o->n);
    read_places(&r, o, flags, shift);
    return !r.failed;
}

/* Between two control points the middle is on the curve without being said. */
static bool follows(const struct point *before, const struct point *p, const struct point *after)
{
    if (!p->on || before->on || after->on)
        return false;
    int dx = 2 * p->x - before->x - after->x, dy = 2 * p->y - before->y - after->y;
    return dx >= -1 && dx <= 1 && dy >= -1 && dy <= 1;
}

static bool repeats(const struct point *before, const struct point *p)
{
    return before->on && p->on && before->x == p->x && before->y == p->y;
}

/* Half a unit or less beside the line between its neighbours on the curve, and between them. */
static bool is_on_line(const struct point *a, const struct point *p, const struct point *b)
{
    if (!a->on || !b->on)
        return false;
    int64_t dx = b->x - a->x, dy = b->y - a->y, px = p->x - a->x, py = p->y - a->y;
    int64_t cross = dx * py - dy * px, along = dx * px + dy * py, length = dx * dx + dy * dy;
    /* A control point pulls the curve only half of its distance. */
    int64_t reach = p->on ? 4 : 1;
    return length > 0 && along >= 0 && along <= length && reach * cross * cross <= length;
}

/* In place: what is written lies before what is still to be read.  Never two points running are
 * taken off a line, so that errors do not add up. */
static void drop_points(struct outline *o)
{
    size_t kept = 0, first = 0;
    bool dropped = false;
    for (size_t i = 0; i < o->n; i++) {
        struct point p = o->points[i];
        bool is_first = i == 0 || o->points[i - 1].last;
        if (is_first)
            first = kept;
        bool may_drop = !is_first && !p.last && kept > first;
        bool told = may_drop && (follows(&o->points[i - 1], &p, &o->points[i + 1]) ||
                                 repeats(&o->points[kept - 1], &p));
        bool line =
            may_drop && !told && !dropped && is_on_line(&o->points[i - 1], &p, &o->points[i + 1]);
        dropped = told || line;
        if (!dropped)
            o->points[kept++] = p;
    }
    o->n = kept;
}

static void put16(struct out *o, int v)
{
    out_put(o, (char[]) { (char)(v >> 8), (char)v }, 2);
}

static int put_head(struct out *to, const struct outline *o)
{
    struct point low = o->points[0], high = low;
    for (size_t i = 1; i < o->n; i++) {
        const struct point *p = &o->points[i];
        low.x = p->x < low.x ? p->x : low.x;
        low.y = p->y < low.y ? p->y : low.y;
        high.x = p->x > high.x ? p->x : high.x;
        high.y = p->y > high.y ? p->y : high.y;
    }
    put16(to, o->contours);
    put16(to, low.x);
    put16(to, low.y);
    put16(to, high.x);
    put16(to, high.y);
    for (size_t i = 0; i < o->n; i++)
        if (o->points[i].last)
            put16(to, (int)i);
    put16(to, 0); /* no program */
    return low.x;
}

static unsigned step_flag(int step, unsigned is_short, unsigned same)
{
    if (step == 0)
        return same;
    if (step > -256 && step < 256)
        return is_short | (step > 0 ? same : 0);
    return 0;
}

static unsigned flag_of(const struct outline *o, size_t i)
{
    const struct point *p = &o->points[i];
    int x = i ? p->x - p[-1].x : p->x, y = i ? p->y - p[-1].y : p->y;
    return (p->on ? ON : 0) | step_flag(x, X_SHORT, X_SAME) | step_flag(y, Y_SHORT, Y_SAME);
}

static unsigned char *put_step(unsigned char *at, int step)
{
    if (step > -256 && step < 256 && step != 0) {
        *at++ = (unsigned char)(step < 0 ? -step : step);
    } else if (step != 0) {
        *at++ = (unsigned char)(step >> 8);
        *at++ = (unsigned char)step;
    }
    return at;
}

static unsigned char *put_flags(unsigned char *at, const unsigned char *flags, size_t n)
{
    for (size_t i = 0, same; i < n; i += same) {
        for (same = 1; i + same < n && same < 256 && flags[i + same] == flags[i];)
            same++;
        if (same < 3)
            same = 1;
        *at++ = (unsigned char)(flags[i] | (same > 1 ? REPEAT : 0));
        if (same > 1)
            *at++ = (unsigned char)(same - 1);
    }
    return at;
}

/* At most a flag and two words for each point; gathered first, since most of a paper's time that is
 * not compression goes here. */
static void put_points(struct out *to, struct arena *mem, const struct outline *o)
{
    unsigned char *flags = arena_new(mem, unsigned char, o->n * 6), *bytes = flags + o->n;
    for (size_t i = 0; i < o->n; i++)
        flags[i] = (unsigned char)flag_of(o, i);
    unsigned char *at = put_flags(bytes, flags, o->n);
    for (size_t i = 0; i < o->n; i++)
        at = put_step(at, i ? o->points[i].x - o->points[i - 1].x : o->points[i].x);
    for (size_t i = 0; i < o->n; i++)
        at = put_step(at, i ? o->points[i].y - o->points[i - 1].y : o->points[i].y);
    out_put(to, (const char *)bytes, (size_t)(at - bytes));
}

int pdf_glyf_outline(struct out *to, struct arena *mem, struct blob g, int shift)
{
    struct outline o = { 0 };
    if (!read_outline(mem, g, shift, &o))
        return 0;
    drop_points(&o);
    int left = put_head(to, &o);
    put_points(to, mem, &o);
    return left;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Area-averaging reduction in whole numbers, row by row; turning upright.
 *
 * Along one side: source pixel x covers [x·out, (x+1)·out), target pixel j covers [j·in, (j+1)·in).
 * As out ≤ in, a source pixel touches at most two targets, and each target's weights add to in. */
#include "platform/jail/picture.h"

#include <stdlib.h>

void picture_check(uint64_t width, uint64_t height)
{
    if (width == 0 || height == 0 || width > PICTURE_SIDE || height > PICTURE_SIDE ||
        width * height > PICTURE_AREA)
        jail_refuse();
}

static void *zeroed(size_t n, size_t size)
{
    void *p = calloc(n, size);
    if (!p)
        abort();
    return p;
}

static int reduced(int side, int longer)
{
    if (longer <= PICTURE_LONGEST)
        return side;
    int64_t v = ((int64_t)side * PICTURE_LONGEST + longer / 2) / longer;
    return v < 1 ? 1 : (int)v;
}

void scaler_init(struct scaler *s, int in_width, int in_height)
{
    int longer = in_width > in_height ? in_width : in_height;
    picture_check((uint64_t)in_width, (uint64_t)in_height);
    *s = (struct scaler) { .in_width = in_width, .in_height = in_height };
    s->out.width = reduced(in_width, longer);
    s->out.height = reduced(in_height, longer);
    s->out.rgb = zeroed((size_t)s->out.width * (size_t)s->out.height, 3);
    s->across = zeroed((size_t)s->out.width * 3, sizeof *s->across);
    s->down = zeroed((size_t)s->out.width * 3, sizeof *s->down);
}

static void narrow(struct scaler *s, const unsigned char *rgb)
{
    uint32_t in = (uint32_t)s->in_width, out = (uint32_t)s->out.width, left = in;
    uint32_t *to = s->across;
    memset(to, 0, (size_t)out * 3 * sizeof *to);
    for (uint32_t x = 0; x < in; x++, rgb += 3) {
        uint32_t w = out < left ? out : left;
        for (int c = 0; c < 3; c++)
            to[c] += rgb[c] * w;
        left -= w;
        if (left == 0 && x + 1 < in) {
            to += 3;
            for (int c = 0; c < 3; c++)
                to[c] += rgb[c] * (out - w);
            left = in - (out - w);
        }
    }
}

static void add_down(struct scaler *s, uint64_t weight)
{
    size_t n = (size_t)s->out.width * 3;
    for (size_t i = 0; i < n; i++)
        s->down[i] += s->across[i] * weight;
}

static void emit_row(struct scaler *s)
{
    size_t n = (size_t)s->out.width * 3;
    uint64_t whole = (uint64_t)s->in_width * (uint64_t)s->in_height;
    unsigned char *to = s->out.rgb + (size_t)s->out_y * n;
    for (size_t i = 0; i < n; i++)
        to[i] = (unsigned char)((s->down[i] + whole / 2) / whole);
    memset(s->down, 0, n * sizeof *s->down);
    s->out_y++;
}

void scaler_push(struct scaler *s, const unsigned char *rgb)
{
    if (s->y >= s->in_height)
        jail_refuse();
    narrow(s, rgb);
    int64_t from = (int64_t)s->y * s->out.height, to = from + s->out.height;
    int64_t end = (s->out_y + 1) * s->in_height;
    if (to < end) {
        add_down(s, (uint64_t)(to - from));
    } else {
        add_down(s, (uint64_t)(end - from));
        emit_row(s);
        if (to > end)
            add_down(s, (uint64_t)(to - end));
    }
    s->y++;
}

/* Where the pixel (x, y) of the upright picture lies in the stored one (w × h). */
static size_t stored_at(int orientation, size_t x, size_t y, size_t w, size_t h)
{
    switch (orientation) {
    case 2: return y * w + (w - 1 - x);
    case 3: return (h - 1 - y) * w + (w - 1 - x);
    case 4: return (h - 1 - y) * w + x;
    case 5: return x * w + y;
    case 6: return (h - 1 - x) * w + y;
    case 7: return (h - 1 - x) * w + (w - 1 - y);
    case 8: return x * w + (w - 1 - y);
    default: return y * w + x;
    }
}

struct picture picture_upright(struct picture p, int orientation)
{
    if (orientation < 2 || orientation > 8)
        return p;
    struct picture up = orientation < 5 ? p : (struct picture) { p.height, p.width, NULL };
    size_t w = (size_t)p.width, h = (size_t)p.height;
    up.rgb = zeroed(w * h, 3);
    unsigned char *to = up.rgb;
    for (size_t y = 0; y < (size_t)up.height; y++)
        for (size_t x = 0; x < (size_t)up.width; x++, to += 3)
            memcpy(to, p.rgb + 3 * stored_at(orientation, x, y, w, h), 3);
    free(p.rgb);
    return up;
}

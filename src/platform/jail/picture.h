/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the helper: decoders push rows of RGB into a scaler, which keeps only the small picture.
 * Whatever is wrong with a file ends the process (jail_refuse): it has nothing else to do, and no
 * state survives. */
#ifndef PLATFORM_JAIL_PICTURE_H
#define PLATFORM_JAIL_PICTURE_H

#include "base/str.h"

enum {
    PICTURE_LONGEST = 2400, /* pixels of the longer side that leaves */
    PICTURE_SIDE = 32768,   /* of a side that enters */
    PICTURE_AREA = 40000000 /* of both together */
};

_Noreturn void jail_refuse(void); /* the file is wrong */

struct picture { /* finished: 24-bit RGB */
    int width, height;
    unsigned char *rgb;
};

struct scaler {
    int in_width, in_height, y; /* y: rows pushed so far */
    struct picture out;
    uint32_t *across; /* one source row, already narrowed: sums of weighted values */
    uint64_t *down;   /* the output row under way */
    int64_t out_y;
};

/* Refuses sizes that are not allowed, before anything is allocated. */
void picture_check(uint64_t width, uint64_t height);
void scaler_init(struct scaler *s, int in_width, int in_height);
void scaler_push(struct scaler *s, const unsigned char *rgb);

/* Turned as EXIF's orientation 1..8 says; anything else is 1. */
struct picture picture_upright(struct picture p, int orientation);

/* JPEG without any metadata, in memory of malloc. */
struct str picture_jpeg(struct picture p);

/* EXIF orientation from the payload of a JPEG's APP1, 1 when there is none. */
int exif_orientation(const unsigned char *p, size_t n);

struct picture jpeg_decode(struct str bytes);
struct picture png_decode(struct str bytes);
void heif_warm_up(void); /* loads its decoders, before the walls close */
struct picture heif_decode(struct str bytes);

#endif

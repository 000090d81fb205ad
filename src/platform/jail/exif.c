/* SPDX-License-Identifier: Apache-2.0 */
/* The one EXIF entry that is read: the orientation in the first directory. */
#include "platform/jail/picture.h"

struct tiff {
    const unsigned char *p;
    size_t n;
    bool big_endian;
};

/* 0 past the end. */
static uint32_t at(const struct tiff *t, size_t from, size_t bytes)
{
    uint32_t v = 0;
    if (from > t->n || bytes > t->n - from)
        return 0;
    for (size_t i = 0; i < bytes; i++)
        v = v << 8 | t->p[from + (t->big_endian ? i : bytes - 1 - i)];
    return v;
}

int exif_orientation(const unsigned char *p, size_t n)
{
    if (n < 14 || memcmp(p, "Exif\0\0", 6) != 0)
        return 1;
    struct tiff t = { p + 6, n - 6, p[6] == 'M' };
    size_t directory = at(&t, 4, 4);
    uint32_t entries = at(&t, directory, 2);
    for (uint32_t i = 0; i < entries && i < 1000; i++) {
        size_t entry = directory + 2 + (size_t)i * 12;
        if (at(&t, entry, 2) == 0x0112 && at(&t, entry + 2, 2) == 3) {
            uint32_t v = at(&t, entry + 8, 2);
            return v >= 1 && v <= 8 ? (int)v : 1;
        }
    }
    return 1;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Kinds by first bytes. */
#include "platform/jail/jail.h"

/* ISO 14496-12 ftyp box: one of its brands says HEVC still picture. */
static bool is_heic(struct str s)
{
    if (s.n < 16 || memcmp(s.p + 4, "ftyp", 4) != 0)
        return false;
    const unsigned char *p = (const unsigned char *)s.p;
    size_t box = (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
    if (box < 16 || box > s.n || box > 256)
        return false;
    for (size_t at = 8; at + 4 <= box; at += 4)
        if (memcmp(s.p + at, "heic", 4) == 0 || memcmp(s.p + at, "heix", 4) == 0)
            return true;
    return false;
}

enum jail_kind jail_sniff(struct str bytes)
{
    if (str_starts(bytes, S("\xff\xd8\xff")))
        return JAIL_JPEG;
    if (str_starts(bytes, S("\x89PNG\r\n\x1a\n")))
        return JAIL_PNG;
    if (str_starts(bytes, S("%PDF-")))
        return JAIL_PDF;
    return is_heic(bytes) ? JAIL_HEIC : JAIL_UNKNOWN;
}

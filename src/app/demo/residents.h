/* SPDX-License-Identifier: Apache-2.0 */
/* The invented residents of 都市X.  Pure: the same seed and number give the same bytes on every
 * machine.  The residents of the story (residents_story.c) come first, whatever the seed.  Nobody
 * has a 個人番号. */
#ifndef APP_DEMO_RESIDENTS_H
#define APP_DEMO_RESIDENTS_H

#include "base/time.h"

/* The register is of this day: ages, births and arrivals are counted back from it. */
#define DEMO_REGISTER_YEAR  2026
#define DEMO_REGISTER_MONTH 11
#define DEMO_REGISTER_DAY   25

struct demo_resident {
    int id;                             /* 1 .. n */
    int household;                      /* from 1; its head comes first */
    struct str family, given;           /* as registered; family is "" for people of one name */
    struct str family_kana, given_kana; /* registered フリガナ */
    struct str former_family;           /* 旧氏, "" if none */
    struct str alias;                   /* 通称, "" if none */
    struct str roman;                   /* ローマ字氏名 of foreign residents, else "" */
    struct date birth;
    struct str sex;      /* 男 or 女, as registered */
    struct str relation; /* 世帯主, 妻, 夫, 子, 父, 母, 弟, 妹, 同居人 */
    struct str postal_code;
    struct str address;    /* X県都市X中央1丁目2番3号 */
    struct str block;      /* 中央1丁目 */
    struct str building;   /* 見本ハイツ101, or "" */
    struct str telephone;  /* 000-0000-1234, or "": not part of the register, for answers */
    struct date moved_in;  /* the day of birth for those born here */
    struct str occupation; /* for answers: employee self_employed public_servant student none, ""
                              for children */
    bool is_protected;     /* 支援措置 */
};

/* Calls each() for n residents; the strings live until it returns. */
void demo_residents(uint64_t seed, int n, void (*each)(void *ctx, const struct demo_resident *),
                    void *ctx);

struct date demo_register_date(void);

#endif

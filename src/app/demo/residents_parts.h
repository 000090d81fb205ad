/* SPDX-License-Identifier: Apache-2.0 */
/* What residents.c puts people together from: names, blocks, and the residents of the story. */
#ifndef APP_DEMO_RESIDENTS_PARTS_H
#define APP_DEMO_RESIDENTS_PARTS_H

#include "app/demo/residents.h"

struct demo_name {
    struct str text, kana;
};
struct demo_foreign_name { /* alias: what a 通称 is made of */
    struct str roman, kana, alias;
};
struct demo_block {
    struct str name, postal_code;
};

enum {
    DEMO_FAMILIES = 40,
    DEMO_MALE = 32,
    DEMO_FEMALE = 32,
    DEMO_FOREIGN_FAMILIES = 12,
    DEMO_FOREIGN_MALE = 8,
    DEMO_FOREIGN_FEMALE = 8,
    DEMO_BLOCKS = 16,
    DEMO_BUILDINGS = 12,
};

extern const struct demo_name demo_families[DEMO_FAMILIES];
extern const struct demo_name demo_male[DEMO_MALE];
extern const struct demo_name demo_female[DEMO_FEMALE];
extern const struct demo_foreign_name demo_foreign_families[DEMO_FOREIGN_FAMILIES];
extern const struct demo_foreign_name demo_foreign_male[DEMO_FOREIGN_MALE];
extern const struct demo_foreign_name demo_foreign_female[DEMO_FOREIGN_FEMALE];
extern const struct demo_block demo_blocks[DEMO_BLOCKS];
extern const struct str demo_buildings[DEMO_BUILDINGS];

/* A resident of the story.  A relation of 世帯主 begins a household; an empty address, postal code,
 * block, building or telephone is the head's. */
struct demo_story_person {
    const char *family, *given, *family_kana, *given_kana;
    const char *birth; /* 1992-05-18 */
    const char *sex, *relation;
    const char *postal_code, *block, *number, *building, *telephone;
    const char *moved_in; /* NULL: born here */
    const char *occupation;
    const char *former_family, *alias, *roman;
    bool is_protected;
};
extern const struct demo_story_person demo_story[];
extern const size_t demo_story_count;

#endif

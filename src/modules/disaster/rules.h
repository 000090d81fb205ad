/* SPDX-License-Identifier: Apache-2.0 */
/* 被害認定: from what a surveyor saw of a dwelling to one of the six classes.  Pure: no request, no database, no clock.
 *
 * Sources: 災害対策基本法90条の2; 内閣府「災害に係る住家の被害認定基準運用指針」.
 *  - Classes by 損害割合: 全壊 ≥ 50, 大規模半壊 ≥ 40, 中規模半壊 ≥ 30, 半壊 ≥ 20, 準半壊 ≥ 10, below that
 *    準半壊に至らない（一部損壊）.
 *  - 部位別構成比, wooden: first survey (from outside) 屋根 15, 壁 75, 基礎 10; second survey (inside too) 屋根 15, 柱又は
 *    耐力壁 15, 床 10, 外壁 10, 内壁 10, 天井 5, 建具 15, 基礎 10, 設備 10.  Not wooden: 柱又は耐力壁 50, 床・梁 10, 外部仕上・
 *    雨どい・屋根 10, 内部仕上・天井 10, 外部建具 5, 内部建具 5, 設備等 10, for both surveys (the guideline's own first
 *    survey of such houses, by pillars and tilt alone, is not here).
 *  - At a glance: a whole storey collapsed, the house washed away, or a tilt of 1/20 or more is 全壊 and ends the survey.
 *  - Flood, first survey of a wooden detached house of one or two storeys that the force of water damaged: by the depth
 *    above the floor at the shallowest place: ≥ 180 cm 全壊, ≥ 100 大規模半壊, ≥ 50 中規模半壊, above the floor 半壊, below
 *    the floor 準半壊に至らない.
 * The points of a part are the guideline's product of degree, share of the area and 構成比, rounded: the paper tables
 * of the Cabinet Office give them as whole numbers.  What is to be read again in the guideline before a town works with
 * it stands in procedures/SOURCES.md. */
#ifndef MODULES_DISASTER_RULES_H
#define MODULES_DISASTER_RULES_H

#include "base/rc.h"
#include "base/str.h"

enum damage_class {
    DAMAGE_NONE, /* not known */
    DAMAGE_PARTIAL,
    DAMAGE_QUASI,
    DAMAGE_HALF,
    DAMAGE_MIDDLE,
    DAMAGE_LARGE,
    DAMAGE_TOTAL,
};
/* The procedure's outcome: "half"; "" for DAMAGE_NONE. */
struct str damage_name(enum damage_class c);
struct str damage_title(enum damage_class c); /* 半壊 */
enum damage_class damage_of(struct str name);
/* Of a sum of points; DAMAGE_NONE below 0 and above 100. */
enum damage_class damage_by_points(int points);

enum survey_method {
    SURVEY_NO_METHOD,
    SURVEY_FIRST,  /* 第1次: from outside */
    SURVEY_SECOND, /* 第2次: inside too, on request */
    SURVEY_PHOTOS, /* 自己判定: staff looked at the photos */
};
struct str survey_method_name(enum survey_method m);
struct str survey_method_title(enum survey_method m);
enum survey_method survey_method_of(struct str name);

enum survey_structure { SURVEY_NO_STRUCTURE, SURVEY_WOODEN, SURVEY_OTHER };
struct str survey_structure_name(enum survey_structure s);
struct str survey_structure_title(enum survey_structure s);
enum survey_structure survey_structure_of(struct str name);

struct survey_part {
    struct str name, title;
    int most; /* 構成比: the points when the whole part is lost */
};
enum { SURVEY_MOST_PARTS = 9 };
/* The parts that this survey looks at; none for photos. The sum of `most` is 100. */
const struct survey_part *survey_parts(enum survey_method m, enum survey_structure s, size_t *ret_n);

enum survey_glance { GLANCE_NOTHING, GLANCE_COLLAPSED, GLANCE_WASHED_AWAY, GLANCE_TILTED };
struct str survey_glance_name(enum survey_glance g);
struct str survey_glance_title(enum survey_glance g);
/* False: there is no such name. */
bool survey_glance_of(struct str name, enum survey_glance *ret_glance);

enum survey_flood { FLOOD_NO, FLOOD_UNDER, FLOOD_ABOVE };
struct str survey_flood_name(enum survey_flood f);
struct str survey_flood_title(enum survey_flood f);
bool survey_flood_of(struct str name, enum survey_flood *ret_flood);

struct survey_seen {
    enum survey_method method;
    enum survey_structure structure;
    enum survey_glance glance;
    enum survey_flood flood;
    int depth_cm;   /* above the floor, at the shallowest place; 0 unless FLOOD_ABOVE */
    bool by_force;  /* the force of water or debris damaged the house */
    bool is_low;    /* detached, one or two storeys */
    int points[SURVEY_MOST_PARTS]; /* in the order of survey_parts; -1: not entered */
};
enum { SURVEY_DEEPEST_CM = 2000 };

enum survey_way { WAY_POINTS, WAY_GLANCE, WAY_FLOOD, WAY_PHOTOS }; /* what decided */
struct str survey_way_title(enum survey_way w);

struct survey_result {
    enum damage_class class;
    enum survey_way way;
    int points; /* the sum; 0 where points did not decide */
};

struct survey_fault {
    struct str field, text; /* name of the control, a sentence */
};
enum { SURVEY_MOST_FAULTS = SURVEY_MOST_PARTS + 4 };
/* What is missing or wrong; 0: *ret_result holds.  Points are asked for only where they decide. */
size_t survey_decide(const struct survey_seen *seen, struct survey_fault ret_faults[SURVEY_MOST_FAULTS],
                     struct survey_result *ret_result);

#endif

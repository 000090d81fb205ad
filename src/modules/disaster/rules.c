/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of the guideline, and what follows from them. */
#include "modules/disaster/rules.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

struct word {
    struct str name, title;
};

static size_t word_of(const struct word *words, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (words[i].name.n && str_eq(words[i].name, name))
            return i;
    return 0;
}

/* ---- the classes ---- */

static const struct {
    struct word word;
    int from; /* points */
} classes[] = {
    [DAMAGE_NONE] = { { S_(""), S_("") }, 0 },
    [DAMAGE_PARTIAL] = { { S_("partial"), S_("準半壊に至らない（一部損壊）") }, 0 },
    [DAMAGE_QUASI] = { { S_("quasi"), S_("準半壊") }, 10 },
    [DAMAGE_HALF] = { { S_("half"), S_("半壊") }, 20 },
    [DAMAGE_MIDDLE] = { { S_("middle"), S_("中規模半壊") }, 30 },
    [DAMAGE_LARGE] = { { S_("large"), S_("大規模半壊") }, 40 },
    [DAMAGE_TOTAL] = { { S_("total"), S_("全壊") }, 50 },
};

struct str damage_name(enum damage_class c)
{
    return classes[c].word.name;
}

struct str damage_title(enum damage_class c)
{
    return classes[c].word.title;
}

enum damage_class damage_of(struct str name)
{
    for (size_t i = 1; i < COUNT(classes); i++)
        if (str_eq(classes[i].word.name, name))
            return (enum damage_class)i;
    return DAMAGE_NONE;
}

enum damage_class damage_by_points(int points)
{
    if (points < 0 || points > 100)
        return DAMAGE_NONE;
    enum damage_class c = DAMAGE_TOTAL;
    while (points < classes[c].from)
        c--;
    return c;
}

/* ---- words ---- */

static const struct word methods[] = {
    [SURVEY_NO_METHOD] = { S_(""), S_("") },
    [SURVEY_FIRST] = { S_("first"), S_("第1次調査（外観）") },
    [SURVEY_SECOND] = { S_("second"), S_("第2次調査（内部立入り）") },
    [SURVEY_PHOTOS] = { S_("photos"), S_("自己判定（写真）") },
};

struct str survey_method_name(enum survey_method m)
{
    return methods[m].name;
}

struct str survey_method_title(enum survey_method m)
{
    return methods[m].title;
}

enum survey_method survey_method_of(struct str name)
{
    return (enum survey_method)word_of(methods, COUNT(methods), name);
}

static const struct word structures[] = {
    [SURVEY_NO_STRUCTURE] = { S_(""), S_("") },
    [SURVEY_WOODEN] = { S_("wooden"), S_("木造・プレハブ") },
    [SURVEY_OTHER] = { S_("other"), S_("非木造（鉄筋コンクリート・鉄骨など）") },
};

struct str survey_structure_name(enum survey_structure s)
{
    return structures[s].name;
}

struct str survey_structure_title(enum survey_structure s)
{
    return structures[s].title;
}

enum survey_structure survey_structure_of(struct str name)
{
    return (enum survey_structure)word_of(structures, COUNT(structures), name);
}

static const struct word glances[] = {
    [GLANCE_NOTHING] = { S_("none"), S_("どれにもあたらない") },
    [GLANCE_COLLAPSED] = { S_("collapsed"), S_("住家の全部、または一部の階の全部が倒壊") },
    [GLANCE_WASHED_AWAY] = { S_("washed-away"), S_("住家の全部、または一部の階の全部が流失") },
    [GLANCE_TILTED] = { S_("tilted"), S_("外壁か柱の傾きが1/20以上") },
};

struct str survey_glance_name(enum survey_glance g)
{
    return glances[g].name;
}

struct str survey_glance_title(enum survey_glance g)
{
    return glances[g].title;
}

bool survey_glance_of(struct str name, enum survey_glance *ret_glance)
{
    size_t i = word_of(glances, COUNT(glances), name);
    if (!str_eq(glances[i].name, name))
        return false;
    *ret_glance = (enum survey_glance)i;
    return true;
}

static const struct word floods[] = {
    [FLOOD_NO] = { S_("none"), S_("浸水していない") },
    [FLOOD_UNDER] = { S_("under"), S_("床下浸水") },
    [FLOOD_ABOVE] = { S_("above"), S_("床上浸水") },
};

struct str survey_flood_name(enum survey_flood f)
{
    return floods[f].name;
}

struct str survey_flood_title(enum survey_flood f)
{
    return floods[f].title;
}

bool survey_flood_of(struct str name, enum survey_flood *ret_flood)
{
    size_t i = word_of(floods, COUNT(floods), name);
    if (!str_eq(floods[i].name, name))
        return false;
    *ret_flood = (enum survey_flood)i;
    return true;
}

struct str survey_way_title(enum survey_way w)
{
    static const struct str titles[] = {
        [WAY_POINTS] = S_("部位別の損害割合"),
        [WAY_GLANCE] = S_("一見して判定"),
        [WAY_FLOOD] = S_("浸水の深さ"),
        [WAY_PHOTOS] = S_("本人の写真"),
    };
    return titles[w];
}

/* ---- the parts ---- */

static const struct survey_part wooden_outside[] = {
    { S_("roof"), S_("屋根"), 15 },
    { S_("wall"), S_("壁（外壁）"), 75 },
    { S_("foundation"), S_("基礎"), 10 },
};
static const struct survey_part wooden_inside[] = {
    { S_("roof"), S_("屋根"), 15 },
    { S_("pillar"), S_("柱（または耐力壁）"), 15 },
    { S_("floor"), S_("床（階段を含む）"), 10 },
    { S_("outer-wall"), S_("外壁"), 10 },
    { S_("inner-wall"), S_("内壁"), 10 },
    { S_("ceiling"), S_("天井"), 5 },
    { S_("fitting"), S_("建具"), 15 },
    { S_("foundation"), S_("基礎"), 10 },
    { S_("equipment"), S_("設備"), 10 },
};
static const struct survey_part other_parts[] = {
    { S_("pillar"), S_("柱（または耐力壁）"), 50 },
    { S_("floor"), S_("床・梁"), 10 },
    { S_("outside"), S_("外部仕上・雨どい・屋根"), 10 },
    { S_("inside"), S_("内部仕上・天井"), 10 },
    { S_("outer-fitting"), S_("外部建具"), 5 },
    { S_("inner-fitting"), S_("内部建具"), 5 },
    { S_("equipment"), S_("設備等（外部階段を含む）"), 10 },
};

const struct survey_part *survey_parts(enum survey_method m, enum survey_structure s, size_t *ret_n)
{
    *ret_n = 0;
    if (s == SURVEY_NO_STRUCTURE || (m != SURVEY_FIRST && m != SURVEY_SECOND))
        return NULL;
    if (s == SURVEY_OTHER) {
        *ret_n = COUNT(other_parts);
        return other_parts;
    }
    *ret_n = m == SURVEY_FIRST ? COUNT(wooden_outside) : COUNT(wooden_inside);
    return m == SURVEY_FIRST ? wooden_outside : wooden_inside;
}

/* ---- deciding ---- */

static enum damage_class by_depth(int cm)
{
    return cm >= 180 ? DAMAGE_TOTAL : cm >= 100 ? DAMAGE_LARGE : cm >= 50 ? DAMAGE_MIDDLE : DAMAGE_HALF;
}

/* The quick table is for the first survey alone. */
static bool quick_table_holds(const struct survey_seen *s)
{
    return s->method == SURVEY_FIRST && s->structure == SURVEY_WOODEN && s->is_low && s->by_force && s->flood != FLOOD_NO;
}

static void fault(struct survey_fault *faults, size_t *n, struct str field, struct str text)
{
    faults[(*n)++] = (struct survey_fault){ field, text };
}

static size_t add_points(const struct survey_seen *s, struct survey_fault *faults, int *ret_sum)
{
    size_t n_parts, n = 0;
    const struct survey_part *parts = survey_parts(s->method, s->structure, &n_parts);
    *ret_sum = 0;
    for (size_t i = 0; i < n_parts; i++) {
        if (s->points[i] < 0 || s->points[i] > parts[i].most)
            fault(faults, &n, parts[i].name,
                  s->points[i] < 0 ? S("点数を入力してください。被害がなければ 0") : S("部位の最大より大きい点数です"));
        else
            *ret_sum += s->points[i];
    }
    return n;
}

size_t survey_decide(const struct survey_seen *seen, struct survey_fault ret_faults[SURVEY_MOST_FAULTS],
                     struct survey_result *ret_result)
{
    size_t n = 0;
    struct survey_result result = { .class = DAMAGE_PARTIAL, .way = WAY_PHOTOS };
    if (seen->method == SURVEY_NO_METHOD)
        fault(ret_faults, &n, S("method"), S("調査の方法を選んでください"));
    else if (seen->method != SURVEY_PHOTOS && seen->structure == SURVEY_NO_STRUCTURE)
        fault(ret_faults, &n, S("structure"), S("建物の構造を選んでください"));
    else if (seen->method != SURVEY_PHOTOS && seen->flood == FLOOD_ABOVE &&
             (seen->depth_cm < 1 || seen->depth_cm > SURVEY_DEEPEST_CM))
        fault(ret_faults, &n, S("depth"), S("床上の深さを1から2000までのcmで入力してください　例：60"));
    if (!n && seen->method != SURVEY_PHOTOS) {
        if (seen->glance != GLANCE_NOTHING)
            result = (struct survey_result){ DAMAGE_TOTAL, WAY_GLANCE, 0 };
        else if (quick_table_holds(seen))
            result = (struct survey_result){ seen->flood == FLOOD_ABOVE ? by_depth(seen->depth_cm) : DAMAGE_PARTIAL,
                                             WAY_FLOOD, 0 };
        else {
            n = add_points(seen, ret_faults, &result.points);
            result.class = damage_by_points(result.points);
            result.way = WAY_POINTS;
        }
    }
    if (!n)
        *ret_result = result;
    return n;
}

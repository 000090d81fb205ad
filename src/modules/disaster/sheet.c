/* SPDX-License-Identifier: Apache-2.0 */
/* The survey sheet for the field. */
#include "modules/disaster/pages/sheet.h"
#include "base/ids.h"
#include "civic/shell/shell.h"
#include "modules/disaster/disaster_pages.h"
#include "modules/disaster/open.h"

enum { FACTS = 8 };

static void fill(struct req *r, const struct survey_case *c, struct disaster_sheet_view *v)
{
    static const char *const paths[][2] = {
        { "disaster/disaster_name", "災害" }, { "house/house_structure", "造り" }, { "house/house_storeys", "階数" },
        { "damage/damage_parts", "被害を受けたところ" }, { "damage/damage_text", "被害の説明" },
        { "visit/visit_phone", "調査の日の電話" }, { "visit/visit_wish", "都合" },
    };
    struct disaster_fact *facts = arena_new(r->mem, struct disaster_fact, FACTS);
    size_t n = 0, n_parts;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct str value = survey_answer(r, c, paths[i][0]);
        if (value.n)
            facts[n++] = (struct disaster_fact){ str_of(paths[i][1]), value };
    }
    v->facts.p = facts;
    v->facts.n = n;
    enum survey_method method = c->round > 1 ? SURVEY_SECOND : SURVEY_FIRST;
    bool concrete = str_eq(answers_get(&c->file.answers, "house/house_structure"), S("concrete"));
    enum survey_structure structure = concrete ? SURVEY_OTHER : SURVEY_WOODEN;
    const struct survey_part *parts = survey_parts(method, structure, &n_parts);
    struct disaster_sheet_part *rows = arena_new(r->mem, struct disaster_sheet_part, n_parts);
    for (size_t i = 0; i < n_parts; i++)
        rows[i] = (struct disaster_sheet_part){ parts[i].title, parts[i].most };
    v->parts.p = rows;
    v->parts.n = n_parts;
    v->method = survey_method_title(method);
    v->structure = survey_structure_title(structure);
}

enum rc disaster_sheet_show(struct req *r)
{
    struct survey_case c;
    enum rc rc = survey_open(r, &c);
    if (rc != OK)
        return rc;
    struct page p = shell_page(r);
    struct disaster_sheet_view v = {
        .place = disaster_place(&c.file.answers),
        .person = c.file.row.name,
        .telephone = c.file.row.telephone,
        .number = ids_receipt_print(r->mem, receipt_number(r->mem, c.file.row.id)),
        .planned = date_is_set(c.row.planned_on) ? date_ja_full(r->mem, c.row.planned_on) : S("未定"),
        .who = c.row.surveyor_name,
        .printed = arena_fmt(r->mem, "%.*s　%.*s", STR(time_ja(r->mem, r->now)), STR(identity_of(r)->name)),
        .back = survey_url(r, &c, ""),
    };
    fill(r, &c, &v);
    disaster_sheet_page(&p, &v);
    return shell_staff(r, 200, &(struct shell_options){ .title = S("住家被害認定調査票"), .current = "/staff/surveys" },
                       page_html(&p));
}

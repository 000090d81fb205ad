/* SPDX-License-Identifier: Apache-2.0 */
/* Amounts of 児童手当 for a decision, and how they are shown. */
#include "modules/desk/amounts.h"

#include "base/json.h"
#include "modules/disaster/disaster.h"
#include "modules/jido_teate/jido_teate.h"

enum { DETAIL_CEILING = 64 * 1024 };

static struct str at_child(struct arena *mem, const struct case_file *c, size_t i, const char *what)
{
    return answers_get(&c->answers, arena_fmt(mem, "children[%zu]/%s", i + 1, what).p);
}

static void write_child(struct arena *mem, const struct case_file *c,
                        const struct jido_share *share, size_t i, struct json_writer *j)
{
    struct str family = at_child(mem, c, i, "child_family_name"),
               given = at_child(mem, c, i, "child_given_name");
    const struct node *relation =
        answers_node(&c->answers, arena_fmt(mem, "children[%zu]/child_relation", i + 1));
    json_object(j);
    json_put_str(
        j, S("name"),
        arena_fmt(mem, "%.*s%s%.*s", STR(family), family.n && given.n ? " " : "", STR(given)));
    json_put_str(j, S("birth"), at_child(mem, c, i, "child_birth"));
    json_put_str(j, S("relation"), relation ? answers_show(mem, &c->answers, relation) : S(""));
    json_put_int(j, S("monthly"), share->amount.yen);
    json_close_object(j);
}

const struct outcome *desk_found_outcome(struct arena *mem, const struct desk_case *c, struct str detail)
{
    const struct json *d;
    size_t at;
    if (!disaster_is_case(c->file.plan) || json_parse(mem, detail, &d, &at) != OK)
        return NULL;
    return plan_outcome(c->file.plan, json_str(json_get(d, S("class"))));
}

bool desk_amounts_needed(const struct desk_case *c)
{
    return str_eq(c->file.plan->id, S("jido-teate"));
}

enum rc desk_amounts_of(struct arena *mem, const struct calendar *calendar,
                        const struct case_file *c, struct str *ret_detail)
{
    struct jido_family family;
    struct jido_result result;
    *ret_detail = S("{}");
    if (!str_eq(c->plan->id, S("jido-teate")))
        return OK;
    /* 児童手当法8条2項: counted from the day of the claim, which is the day it arrived. */
    enum rc rc = jido_family_of(mem, &c->answers, time_date(c->row.arrived_at), calendar, &family);
    if (rc != OK)
        return rc == INVALID ? OK : rc;
    jido_decide(mem, &family, &result);
    if (!result.granted)
        return OK;
    struct out out;
    struct json_writer j;
    out_init(&out, mem, DETAIL_CEILING);
    json_begin(&j, &out);
    json_object(&j);
    json_put_str(&j, S("first_month"),
                 arena_fmt(mem, "%04d-%02d", result.first.year, result.first.month));
    json_key(&j, S("children"));
    json_array(&j);
    for (size_t i = 0; i < family.n_children; i++)
        if (result.shares[i].amount.yen > 0)
            write_child(mem, c, &result.shares[i], i, &j);
    json_close_array(&j);
    json_put_int(&j, S("total_monthly"), result.monthly.yen);
    json_close_object(&j);
    *ret_detail = out_text(&out);
    return out_failed(&out) ? FAILED : OK;
}

enum rc desk_amounts_detail(struct req *r, const struct desk_case *c, struct str *ret_detail)
{
    struct disaster_finding finding;
    if (!disaster_is_case(c->file.plan))
        return desk_amounts_of(r->mem, &town_of(r)->calendar, &c->file, ret_detail);
    enum rc rc = disaster_find(town_of(r), r->db, r->mem, &c->file, &finding);
    if (rc == OK)
        *ret_detail = disaster_detail(hall_of(r), town_of(r), r->mem, &finding);
    return rc;
}

static struct str yen(struct arena *mem, int64_t n)
{
    if (n < 1000)
        return arena_fmt(mem, "%lld円", (long long)n);
    if (n < 1000000)
        return arena_fmt(mem, "%lld,%03lld円", (long long)n / 1000, (long long)n % 1000);
    return arena_fmt(mem, "%lld,%03lld,%03lld円", (long long)n / 1000000,
                     (long long)(n / 1000 % 1000), (long long)n % 1000);
}

static struct str month_words(struct arena *mem, struct str text)
{
    struct date first;
    struct wareki w;
    if (date_parse(mem, arena_fmt(mem, "%.*s-01", STR(text)), &first) != OK ||
        wareki_of(first, &w) != OK)
        return text;
    return arena_fmt(mem, "%.*s%d年%d月", STR(w.era), w.year, date_civil(first).month);
}

bool desk_amounts_show(struct arena *mem, struct str detail, struct desk_amounts_view *ret_view)
{
    const struct json *d;
    size_t at, n = 0;
    if (json_parse(mem, detail, &d, &at) != OK || !json_is(json_get(d, S("children")), JSON_ARRAY))
        return false;
    const struct json *children = json_get(d, S("children"));
    struct desk_amount_row *rows = arena_new(mem, struct desk_amount_row, children->n);
    for (const struct json *child = children->first; child; child = child->next) {
        struct date birth;
        struct str born = json_str(json_get(child, S("birth")));
        rows[n++] = (struct desk_amount_row) {
            .name = json_str(json_get(child, S("name"))),
            .birth = date_parse(mem, born, &birth) == OK ? date_ja(mem, birth) : born,
            .relation = json_str(json_get(child, S("relation"))),
            .monthly = yen(mem, json_int(json_get(child, S("monthly")), 0)),
        };
    }
    *ret_view = (struct desk_amounts_view) {
        .first_month = month_words(mem, json_str(json_get(d, S("first_month")))),
        .total = yen(mem, json_int(json_get(d, S("total_monthly")), 0)),
    };
    ret_view->children.p = rows;
    ret_view->children.n = n;
    return true;
}

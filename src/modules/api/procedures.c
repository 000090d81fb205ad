/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue for programs. */
#include "base/csv.h"
#include "civic/town/town.h"
#include "modules/api/body.h"
#include "modules/api/handlers.h"
#include "modules/api/plan_schema.h"

enum { SCHEMA_CEILING = 2 << 20 };

static struct str fee_of(const struct plan *p)
{
    return p->n_fees ? p->fees[0].label.ja : S("無料");
}

static struct str section_of(struct req *r, const struct plan *p)
{
    const struct section *section = town_section_by_code(town_of(r), p->section_code);
    return section ? section->name : S("");
}

static void write_facts(struct req *r, struct json_writer *j, const struct plan *p)
{
    json_put_str(j, S("id"), p->id);
    json_put_str(j, S("title"), p->title.ja);
    json_put_str(j, S("summary"), p->summary.ja);
    json_put_str(j, S("version"), p->version);
    json_put_str(j, S("section"), section_of(r, p));
    json_put_str(j, S("fee"), fee_of(p));
    json_put_int(j, S("standard_days"), p->standard_days);
    json_put_str(j, S("href"), arena_fmt(r->mem, "/api/v1/procedures/%.*s", STR(p->id)));
}

static enum rc reply_table(struct req *r)
{
    static const char *const heads[] = { "id",      "title", "summary",      "version",
                                         "section", "fee",   "standard_days" };
    enum { CELLS = sizeof heads / sizeof *heads };
    const struct hall *hall = hall_of(r);
    struct out out;
    out_init(&out, r->mem, SCHEMA_CEILING);
    out_str(&out, S("\xEF\xBB\xBF"));
    for (size_t i = 0; i < CELLS; i++)
        out_fmt(&out, "%s%s", i ? "," : "", heads[i]);
    for (size_t i = 0; i < hall->n_plans; i++) {
        const struct plan *p = hall->plans[i];
        if (!town_offers(town_of(r), p))
            continue;
        const struct str cells[CELLS] = { p->id,
                                          p->title.ja,
                                          p->summary.ja,
                                          p->version,
                                          section_of(r, p),
                                          fee_of(p),
                                          arena_fmt(r->mem, "%d", p->standard_days) };
        out_str(&out, S("\r\n"));
        for (size_t k = 0; k < CELLS; k++) {
            if (k)
                out_char(&out, ',');
            csv_cell(&out, cells[k]);
        }
    }
    out_str(&out, S("\r\n"));
    return out_failed(&out) ? FAILED
                            : reply_bytes(r, 200, "text/csv; charset=utf-8", out_text(&out));
}

enum rc api_procedures(struct req *r)
{
    const struct hall *hall = hall_of(r);
    struct out out;
    struct json_writer j;
    bool csv;
    if (!api_format_read(r, &csv))
        return OK;
    if (csv)
        return reply_table(r);
    out_init(&out, r->mem, SCHEMA_CEILING);
    json_begin(&j, &out);
    json_object(&j);
    json_key(&j, S("procedures"));
    json_array(&j);
    for (size_t i = 0; i < hall->n_plans; i++) {
        if (!town_offers(town_of(r), hall->plans[i]))
            continue;
        json_object(&j);
        write_facts(r, &j, hall->plans[i]);
        json_close_object(&j);
    }
    json_close_array(&j);
    json_close_object(&j);
    return api_reply(r, 200, &out);
}

enum rc api_procedure(struct req *r)
{
    const struct plan *p = hall_plan(hall_of(r), req_param(r, "id"));
    struct out out;
    struct json_writer j;
    if (!town_offers(town_of(r), p))
        return NOT_FOUND;
    out_init(&out, r->mem, SCHEMA_CEILING);
    json_begin(&j, &out);
    json_object(&j);
    write_facts(r, &j, p);
    json_put_str(&j, S("legal_basis"), p->legal_basis);
    json_key(&j, S("answers"));
    plan_schema_write(&j, r->mem, p);
    json_close_object(&j);
    return api_reply(r, 200, &out);
}

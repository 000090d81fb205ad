/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a decided case into the fields of a notice: answers, decision and its detail
 * {"first_month":"2026-12","children":[{"name","birth","relation","monthly"}],"total_monthly":n}.
 */
#include "modules/papers/from_case.h"

#include "base/ids.h"
#include "base/json.h"
#include "base/text.h"
#include "civic/cases/examine.h"
#include "civic/people/people_sql.h"

struct str paper_request_ref(const struct hall *hall, const struct town *town, struct arena *mem,
                             t_id case_id)
{
    return arena_str(mem, str_of(ref_make(hall, TABLE_CASES, town->id, case_id).text));
}

struct str paper_subject_ref(const struct hall *hall, const struct town *town, struct arena *mem,
                             t_id case_id, t_id person_id)
{
    if (person_id == 0)
        return paper_request_ref(hall, town, mem, case_id);
    return arena_str(mem, str_of(ref_make(hall, TABLE_PERSON, town->id, person_id).text));
}

static const struct document *document_of(const struct plan *p, struct str name)
{
    for (size_t i = 0; i < p->n_documents; i++)
        if (str_eq(p->documents[i].name, name))
            return &p->documents[i];
    return NULL;
}

static struct str without_blanks(struct arena *mem, struct str s)
{
    struct str parts[16], part;
    size_t n = 0;
    while (n < 16 && str_cut(&s, ' ', &part))
        parts[n++] = part;
    return arena_join(mem, parts, n, S(""));
}

/* 8子育て第12号: the year of the era, the section without 課, the serial (文書番号). */
static struct str number_text(struct arena *mem, const struct section *section, struct date on,
                              int64_t serial)
{
    struct wareki w = { .year = 0 };
    struct str name = section->name;
    if (wareki_of(date_of(date_fiscal_year(on), 4, 1), &w) != OK)
        w.year = date_fiscal_year(on);
    if (str_ends(name, S("課")))
        name = str_sub(name, 0, name.n - S("課").n);
    return arena_fmt(mem, "%d%.*s第%lld号", w.year, STR(name), (long long)serial);
}

static struct str postal_text(struct arena *mem, struct str typed)
{
    struct str digits = text_digits(mem, typed);
    if (digits.n != 7)
        return typed;
    return arena_fmt(mem, "%.3s-%.4s", digits.p, digits.p + 3);
}

/* The first law of the list; the ordinances behind it stay in the procedure. */
static struct str first_law(struct str basis)
{
    return str_sub(basis, 0, str_find(basis, S("、")));
}

static enum rc read_children(struct arena *mem, const struct json *list, struct paper_data *d)
{
    if (!json_is(list, JSON_ARRAY))
        return INVALID;
    struct paper_child *children = arena_new(mem, struct paper_child, list->n);
    size_t n = 0;
    for (const struct json *j = list->first; j; j = j->next) {
        struct paper_child *c = &children[n++];
        c->name = json_str(json_get(j, S("name")));
        c->relation = json_str(json_get(j, S("relation")));
        c->monthly.yen = json_int(json_get(j, S("monthly")), -1);
        if (date_parse(mem, json_str(json_get(j, S("birth"))), &c->birth) != OK || c->name.n == 0 ||
            c->monthly.yen < 0)
            return INVALID;
    }
    d->children = children;
    d->n_children = n;
    return n ? OK : INVALID;
}

static enum rc read_grant(struct arena *mem, struct str detail, struct paper_data *d)
{
    const struct json *j;
    size_t at;
    struct date first;
    if (json_parse(mem, detail, &j, &at) != OK)
        return INVALID;
    struct str month = json_str(json_get(j, S("first_month")));
    if (date_parse(mem, arena_fmt(mem, "%.*s-01", STR(month)), &first) != OK)
        return INVALID;
    d->first_year = date_civil(first).year;
    d->first_month = date_civil(first).month;
    d->total.yen = json_int(json_get(j, S("total_monthly")), -1);
    return d->total.yen < 0 ? INVALID : read_children(mem, json_get(j, S("children")), d);
}

static enum rc read_account(const struct hall *hall, const struct town *town, struct arena *mem,
                            const struct case_file *c, struct paper_data *d)
{
    const struct node *number = answers_node(&c->answers, S("account/account_number"));
    const struct node *kind = answers_node(&c->answers, S("account/account_kind"));
    d->bank = answers_get(&c->answers, "account/bank_name");
    d->branch = answers_get(&c->answers, "account/branch_name");
    d->account_kind = kind ? answers_show(mem, &c->answers, kind) : S("");
    d->account_number = S("");
    return number ? cases_unseal(hall, town, mem, c->row.id, number, &d->account_number) : OK;
}

static void read_office(const struct town *town, const struct section *section,
                        const struct paper_issue *in, struct paper_data *d)
{
    d->town = town->name;
    d->head_title = town->head_title;
    d->head_name = town->head_name;
    d->section = section->name;
    d->floor = section->floor;
    d->telephone = section->telephone;
    d->extension = in->extension;
    d->clerk = str_eq(in->actor.kind, S("staff")) ? in->actor.name : S("");
}

/* What was asked for, as the notice of a refusal names it. */
static struct str request_words(const struct plan *plan)
{
    struct str words = plan->property(plan, S("request"));
    return words.n ? words : S("児童手当の認定の請求");
}

enum rc paper_from_case(const struct hall *hall, const struct town *town, struct arena *mem,
                        const struct paper_issue *in, int64_t serial,
                        const struct document **ret_document, struct paper_data *ret_data)
{
    const struct case_file *c = in->seen;
    const struct outcome *outcome = plan_outcome(c->plan, c->row.outcome);
    const struct section *section = town_section(town, c->row.section_id);
    const struct document *document = outcome ? document_of(c->plan, outcome->document) : NULL;
    if (!document)
        return NOT_FOUND;
    if (!section || !c->has_decision)
        return INVALID;
    struct date today = time_date(in->now);
    struct paper_data d = {
        .granted = str_eq(outcome->kind, S("grant")),
        .title = without_blanks(mem, document->label.ja),
        .number = number_text(mem, section, today, serial),
        .issued_on = today,
        .made_at = in->now,
        .postal_code = postal_text(mem, cases_subject(mem, c->plan, &c->answers, "postal_code")),
        .address = cases_subject(mem, c->plan, &c->answers, "address"),
        .name = c->row.name,
        .receipt_number = receipt_number(mem, c->row.id),
        .received_on = c->row.office_on,
        .is_certificate = c->plan->property(c->plan, S("certificate")).n > 0,
        .request = request_words(c->plan),
        .law = first_law(c->plan->legal_basis),
        .payment_months = c->plan->property(c->plan, S("payment_months")),
        .reason = c->decision.reason,
        .appeal = c->decision.appeal_text,
        .subject_ref = paper_subject_ref(hall, town, mem, c->row.id, c->row.person_id),
        .request_ref = paper_request_ref(hall, town, mem, c->row.id),
    };
    read_office(town, section, in, &d);
    enum rc rc = d.granted ? read_grant(mem, c->decision.detail, &d) : OK;
    if (rc == OK && d.granted)
        rc = read_account(hall, town, mem, c, &d);
    if (rc != OK)
        return rc;
    *ret_document = document;
    *ret_data = d;
    return OK;
}

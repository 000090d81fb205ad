/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the shipped procedures in the bundle and compiles them. */
#include "app/plans.h"

#include "app/bundle.h"

#include <stdio.h>

enum { MOST_PLANS = 500, MOST_SHEETS = 20 };

struct str bundle_text(struct str name)
{
    for (const struct bundled *b = bundle; b->name; b++)
        if (str_eq(str_of(b->name), name))
            return b->text;
    return S("");
}

/* "procedures/ID/SHEET.tsv" taken apart; false for any other name. */
static bool sheet_of(const char *name, struct str *ret_id, struct str *ret_sheet)
{
    struct str rest = str_of(name), folder;
    if (!str_cut(&rest, '/', &folder) || !str_eq(folder, S("procedures")) || !str_cut(&rest, '/', ret_id) ||
        !str_ends(rest, S(".tsv")))
        return false;
    *ret_sheet = str_sub(rest, 0, rest.n - 4);
    return true;
}

static void complain(const struct finding *findings, size_t n, struct str id)
{
    for (size_t i = 0; i < n; i++)
        if (findings[i].error)
            fprintf(stderr, "procedures/%.*s: %.*s!%.*s: %.*s\n", STR(id), STR(findings[i].sheet), STR(findings[i].cell),
                    STR(findings[i].en));
}

static enum rc compile(struct arena *mem, struct str id, const struct plan **ret_plan)
{
    struct sheet_text sheets[MOST_SHEETS];
    const struct finding *findings;
    size_t n = 0, n_findings = 0;
    for (const struct bundled *b = bundle; b->name && n < MOST_SHEETS; b++) {
        struct str of, sheet;
        if (sheet_of(b->name, &of, &sheet) && str_eq(of, id))
            sheets[n++] = (struct sheet_text){ sheet, b->text };
    }
    enum rc rc = plan_compile(mem, id, sheets, n, ret_plan, &findings, &n_findings);
    complain(findings, n_findings, id);
    return rc == INVALID ? FAILED : rc;
}

enum rc plans_load(struct arena *mem, const struct plan *const **ret_plans, size_t *ret_n)
{
    const struct plan **plans = arena_new(mem, const struct plan *, MOST_PLANS);
    size_t n = 0;
    enum rc rc = OK;
    for (const struct bundled *b = bundle; b->name && rc == OK && n < MOST_PLANS; b++) {
        struct str id, sheet;
        if (sheet_of(b->name, &id, &sheet) && str_eq(sheet, S("survey")))
            rc = compile(mem, id, &plans[n++]);
    }
    *ret_plans = plans;
    *ret_n = n;
    return rc;
}

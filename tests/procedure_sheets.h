/* SPDX-License-Identifier: Apache-2.0 */
/* The sheets of a shipped procedure and its plan, for tests. */
#ifndef TESTS_PROCEDURE_SHEETS_H
#define TESTS_PROCEDURE_SHEETS_H

#include "civic/forms/plan.h"
#include "tests/test.h"

#include <stdlib.h>

enum { PROCEDURE_SHEETS = 10 };

static inline void procedure_sheets(struct arena *mem, const char *id, struct sheet_text *sheets)
{
    static const char *const names[PROCEDURE_SHEETS] = { "survey",    "choices", "settings",
                                                         "procedure", "steps",   "checks",
                                                         "documents", "fees",    "outcomes",
                                                         "texts" };
    const char *source = getenv("YAKUBA_SOURCE");
    for (size_t i = 0; i < PROCEDURE_SHEETS; i++) {
        struct str path =
            arena_fmt(mem, "%s/procedures/%s/%s.tsv", source ? source : ".", id, names[i]);
        sheets[i] = (struct sheet_text) { str_of(names[i]), test_file(mem, path.p) };
    }
}

static inline const struct plan *procedure_plan(struct arena *mem, const char *id)
{
    struct sheet_text sheets[PROCEDURE_SHEETS];
    const struct plan *plan = NULL;
    const struct finding *findings;
    size_t n;
    procedure_sheets(mem, id, sheets);
    if (plan_compile(mem, str_of(id), sheets, PROCEDURE_SHEETS, &plan, &findings, &n) != OK)
        abort();
    return plan;
}

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* What a procedure costs, from its sheet and somebody's answers. */
#include "base/time.h"
#include "civic/forms/answers.h"
#include "tests/test.h"

static void set(struct answers *a, const char *path, const char *value)
{
    answers_node(a, str_of(path))->text = str_of(value);
}

TEST(fees_that_apply_are_added_up)
{
    struct arena *mem = test_arena();
    t_time now = time_now();
    struct answers a;
    struct expr_world w;
    struct sheet_text sheets[] = {
        { S("survey"), S("type\tname\tlabel\nbegin_group\tg\tペ\ninteger\tcopies\t通数\ntext\tfree\t免除\nend_group\n") },
        { S("fees"), S("name\tlabel\tcalculation\trelevant\ncopy\t1通300円\t300 * ${copies}\t${free} = ''\n"
                       "post\t郵送料\t110\t\n") },
    };
    const struct plan *plan;
    const struct finding *f;
    struct money fee;
    size_t n;
    CHECK_OK(plan_compile(mem, S("t"), sheets, 2, &plan, &f, &n));
    w = (struct expr_world) { .mem = mem, .now = now };
    CHECK_OK(answers_new(mem, plan, &w, &a));
    answers_world(mem, &a, now, NULL, &w);
    set(&a, "g/copies", "2");
    CHECK_OK(answers_fees(&a, &w, &fee));
    CHECK_INT(fee.yen, 710);
    set(&a, "g/free", "yes");
    CHECK_OK(answers_fees(&a, &w, &fee));
    CHECK_INT(fee.yen, 110);
    set(&a, "g/free", "");
    set(&a, "g/copies", "-1");
    CHECK(answers_fees(&a, &w, &fee) == INVALID);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Compile and validate times of the form engine: 児童手当 with three children, and a made-up form
 * of 60 questions in the measure of HOUSE 10 (19 required, 22 relevant, 23 constraints, 11
 * calculations, a repeat of three).  Times are medians.
 *     YAKUBA_SOURCE=. bench_forms */
#include "base/out.h"
#include "base/time.h"
#include "civic/forms/answers.h"
#include "tests/jido_teate_answers.h"
#include "tests/procedure_sheets.h"

#include <stdio.h>
#include <time.h>

enum { ROUNDS = 2000, COMPILES = 30 };

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double median(double *times, size_t n)
{
    qsort(times, n, sizeof *times, by_value);
    return times[n / 2];
}

/* 54 questions, then six in each of three instances. */
static struct str made_up_survey(struct arena *mem)
{
    struct out o;
    out_init(&o, mem, 65536);
    out_str(&o, S("type\tname\tlabel\trequired\trequired_message\trelevant\tconstraint\t"
                  "constraint_message\tcalculation\n"));
    for (int g = 0; g < 6; g++) {
        out_fmt(&o, "begin_group\tg%d\tページ\n", g);
        for (int i = 0; i < 9; i++) {
            int k = g * 9 + i;
            const char *required = k % 3 == 0 ? "yes\t書いてください　例：1" : "\t";
            const char *constraint = k % 2 ? ". >= 0 and . < 1000\t数です　例：1" : "\t";
            if (k % 4 == 3)
                out_fmt(&o, "calculate\tq%d\t\t\t\t\t\t\t${q%d} + ${q%d} * 2\n", k, k - 1, k - 2);
            else if (k % 2 && k > 2)
                out_fmt(&o, "integer\tq%d\t数\t%s\t${q%d} > 0\t%s\t\n", k, required, k - 1,
                        constraint);
            else
                out_fmt(&o, "integer\tq%d\t数\t%s\t\t%s\t\n", k, required, constraint);
        }
        out_str(&o, S("end_group\n"));
    }
    out_str(&o, S("begin_repeat\tr\t人\n"));
    for (int i = 0; i < 5; i++)
        out_fmt(&o,
                "text\tp%d\t名\tyes\t書いてください　例：あ\t%s\tstring-length(.) < "
                "40\t短く　例：あ\t\n",
                i, i ? "${q0} > 0" : "");
    out_str(&o, S("calculate\tlong\t\t\t\t\t\t\tconcat(${p0}, ${p1})\nend_repeat\n"));
    return out_text(&o);
}

static struct str made_up_answers(struct arena *mem)
{
    struct out o;
    out_init(&o, mem, 65536);
    out_char(&o, '{');
    for (int g = 0; g < 6; g++) {
        out_fmt(&o, "%s\"g%d\":{", g ? "," : "", g);
        for (int i = 0, n = 0; i < 9; i++)
            if ((g * 9 + i) % 4 != 3)
                out_fmt(&o, "%s\"q%d\":%d", n++ ? "," : "", g * 9 + i, i + 1);
        out_char(&o, '}');
    }
    out_str(&o, S(",\"r\":["));
    for (int r = 0; r < 3; r++)
        out_fmt(&o, "%s{\"p0\":\"見本\",\"p1\":\"花子\",\"p2\":\"あ\",\"p3\":\"い\",\"p4\":\"う\"}",
                r ? "," : "");
    out_str(&o, S("]}"));
    return out_text(&o);
}

static void measure(const char *name, const struct sheet_text *sheets, size_t n, struct str json)
{
    static double compile[COMPILES], validate[ROUNDS], whole[ROUNDS];
    struct arena mem, request;
    const struct plan *plan = NULL;
    const struct finding *findings;
    const struct message *messages = NULL;
    size_t count = 0;
    arena_init(&mem, (size_t)256 << 20);
    arena_init(&request, ARENA_REQUEST_CEILING);
    for (int i = 0; i < COMPILES; i++) {
        double start = now_ms();
        if (plan_compile(&mem, str_of(name), sheets, n, &plan, &findings, &count) != OK) {
            printf("forms %s: does not compile: %.*s\n", name, STR(findings[0].en));
            exit(1);
        }
        compile[i] = now_ms() - start;
    }
    size_t questions = 0;
    for (size_t i = 0; i < plan->n_fields; i++)
        questions += plan->fields[i]->kind != FIELD_GROUP &&
                     plan->fields[i]->kind != FIELD_REPEAT && plan->fields[i]->kind != FIELD_NOTE;
    for (int i = 0; i < ROUNDS; i++) {
        struct answers a;
        struct expr_world w;
        double start = now_ms();
        if (answers_from_json(&request, plan, json, &a, &messages, &count) != OK) {
            printf("forms %s: %.*s\n", name, STR(messages[0].text));
            exit(1);
        }
        answers_world(&request, &a, date_start(date_of(2026, 11, 20)), NULL, &w);
        double middle = now_ms();
        if (answers_validate(&a, &w, NULL, &messages, &count) != OK) {
            printf("forms %s: not valid: %.*s\n", name, STR(messages[0].text));
            exit(1);
        }
        validate[i] = now_ms() - middle;
        whole[i] = now_ms() - start;
        arena_reset(&request);
    }
    printf("forms %s: %zu questions; compile %.2f ms; validate %.4f ms; read JSON and validate "
           "%.4f ms\n",
           name, questions, median(compile, COMPILES), median(validate, ROUNDS),
           median(whole, ROUNDS));
    arena_release(&request);
    arena_release(&mem);
}

int main(void)
{
    struct arena mem;
    struct sheet_text sheets[PROCEDURE_SHEETS];
    arena_init(&mem, (size_t)64 << 20);
    procedure_sheets(&mem, "jido-teate", sheets);
    measure("jido-teate", sheets, PROCEDURE_SHEETS, S(JIDO_TEATE_ANSWERS));
    struct sheet_text made_up = { S("survey"), made_up_survey(&mem) };
    measure("made-up-60", &made_up, 1, made_up_answers(&mem));
    arena_release(&mem);
    return 0;
}

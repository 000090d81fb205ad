/* SPDX-License-Identifier: Apache-2.0 */
/* Time of one search as somebody types: the shipped 児童手当 and 999 made-up procedures with as many names, in a town of
 * 30 sections.  The questions are what is typed, letter by letter, slips, and what is sent to make it slow. Times are of the processor.
 *     YAKUBA_SOURCE=. bench_guide */
#include "civic/guide/guide.h"
#include "tests/procedure_sheets.h"

#include <stdio.h>
#include <time.h>

enum { PROCEDURES = 1000, SECTIONS = 30, ROUNDS = 40 };

static const char *const questions[] = {
    "じ", "じど", "じどう", "じどうて", "じどうてあて", "j", "jido", "jidouteate", "児童", "児童手当", "児童手等", "りさいしょうめん",
    "引っ越したときの手続きをしたい", "qqqqqqqq", "zzzz yyyy xxxx wwww vvvv uuuu", "ああああああああああああああああああああああああ",
};
enum { QUESTIONS = sizeof questions / sizeof *questions };

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static struct arena lasting;

static struct str property(const struct plan *p, struct str key)
{
    if (str_eq(key, S("keywords")))
        return arena_fmt(&lasting, "ことば%.*s べつのなまえ%.*s しんせい%.*s 届出%.*s keyword%.*s", STR(p->id), STR(p->id), STR(p->id),
                         STR(p->id), STR(p->id));
    return str_eq(key, S("kana")) ? arena_fmt(&lasting, "テツヅキノヨミカタ%.*s", STR(p->id)) : S("");
}

int main(void)
{
    static const struct plan *plans[PROCEDURES];
    static struct section sections[SECTIONS];
    static double times[ROUNDS * QUESTIONS];
    arena_init(&lasting, (size_t)512 << 20);
    plans[0] = procedure_plan(&lasting, "jido-teate");
    for (int i = 1; i < PROCEDURES; i++) {
        struct plan *p = arena_new(&lasting, struct plan, 1);
        p->id = arena_fmt(&lasting, "%d", i);
        p->title = (struct label){ arena_fmt(&lasting, "施設%dの使用を申請する", i), S(""), arena_fmt(&lasting, "Apply for place %d", i) };
        p->summary.ja = arena_fmt(&lasting, "施設%dを使いたい方が、使う日の7日前までに申請する手続です。料金は施設ごとに違います。", i);
        p->section_code = S("c0");
        p->property = property;
        plans[i] = p;
    }
    for (int i = 0; i < SECTIONS; i++)
        sections[i] = (struct section){ .id = i + 1,
                                        .code = arena_fmt(&lasting, i ? "c%d" : "c0", i),
                                        .name = arena_fmt(&lasting, "第%d生活課", i),
                                        .telephone = S("000-0000-0100") };
    struct town town = { .sections = sections, .n_sections = SECTIONS };
    double start = now_ms();
    const struct guide *g = guide_new(&lasting, plans, PROCEDURES);
    double built = now_ms() - start;
    struct arena mem;
    arena_init(&mem, 64 << 20);
    size_t n = 0, found = 0;
    for (int round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < QUESTIONS; i++) {
            struct guide_hit hits[6];
            double from = now_ms();
            found += guide_find(g, &mem, &(struct guide_question){ &town, str_of(questions[i]), true, 6 }, hits);
            times[n++] = now_ms() - from;
            arena_reset(&mem);
        }
    qsort(times, n, sizeof *times, by_value);
    printf("guide: %d procedures, index made in %.1f ms; one search median %.2f ms, p99 %.2f ms, longest %.2f ms\n", PROCEDURES, built,
           times[n / 2], times[n * 99 / 100], times[n - 1]);
    arena_release(&mem);
    arena_release(&lasting);
    return found > 0 ? 0 : 1;
}

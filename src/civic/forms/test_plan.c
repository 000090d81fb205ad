/* SPDX-License-Identifier: Apache-2.0 */
/* The compiler: the shipped procedure has no findings, and each kind of finding has a sheet that
 * must get it, with its cell. */
#include "civic/forms/plan.h"
#include "tests/procedure_sheets.h"
#include "tests/test.h"

#include <stdio.h>

#define GROUP "begin_group\tg\tページ\t\t\t\t\t\t\t\n"
#define END   "end_group\n"
#define HEAD                                                                                       \
    "type\tname\tlabel\trelevant\tcalculation\tconstraint\tconstraint_message\trequired\t"         \
    "required_message\tchoice_filter\n"

static const struct refusal {
    const char *sheet, *tsv, *code, *cell;
} refusals[] = {
    { "survey", HEAD GROUP "txet\ta\tあ\n" END, "type-unknown", "A3" },
    { "survey", HEAD GROUP "decimal\ta\tあ\n" END, "type-not-done", "A3" },
    { "survey", HEAD GROUP "text\t\tあ\n" END, "name-missing", "B3" },
    { "survey", HEAD GROUP "text\t1a\tあ\n" END, "name-invalid", "B3" },
    { "survey", HEAD GROUP "text\tａｂ\tあ\n" END, "name-lookalike", "B3" },
    { "survey", HEAD GROUP "text\ta\tあ\ntext\ta\tい\n" END, "name-twice", "B4" },
    { "survey", HEAD GROUP "text\ta\tあ\ntext\tA\tい\n" END, "name-case", "B4" },
    { "survey", HEAD GROUP "text\ta\n" END, "label-missing", "C3" },
    { "survey", HEAD GROUP "text\ta\tあ\n" END, "label-untranslated", "C3" },
    { "survey", HEAD GROUP "text\ta\tあ\n", "begin-without-end", "A2" },
    { "survey", HEAD GROUP "text\ta\tあ\n" END END, "end-without-begin", "A5" },
    { "survey", HEAD GROUP "text\ta\tあ\nend_repeat\n", "end-mismatch", "A4" },
    { "survey", HEAD "text\ta\tあ\n", "outside-group", "A2" },
    { "survey", HEAD GROUP "select_one nix\ta\tあ\n" END, "list-unknown", "A3" },
    { "survey", HEAD GROUP "text x\ta\tあ\n" END, "type-words", "A3" },
    { "survey", HEAD GROUP "text\ta\tあ\t${b} = 1\n" END, "name-unknown", "D3" },
    { "survey", HEAD GROUP "text\ta\tあ\t1 +\n" END, "syntax", "D3" },
    { "survey", HEAD GROUP "text\ta\tあ\tnixda(1)\n" END, "unknown-function", "D3" },
    { "survey", HEAD GROUP "text\ta\tあ\t../b = 1\n" END, "path-unknown", "D3" },
    { "survey",
      HEAD GROUP "text\ta\tあ\n" END "begin_group\th\tペ\ntext\ta\tい\ntext\tc\tう\t${a} = 1\n" END,
      "name-ambiguous", "D7" },
    { "survey", HEAD GROUP "text\ta\tあ\t${b} = 1\ntext\tb\tい\t${a} = 1\n" END, "cycle", "D4" },
    { "survey",
      HEAD GROUP "calculate\ta\t\t\t${a} + 1\ncalculate\tb\t\t\t${c}\ncalculate\tc\t\t\t${b}\n" END,
      "cycle", "E5" },
    { "survey", HEAD GROUP "calculate\ta\tあ\n" END, "calculation-missing", "E3" },
    { "survey", HEAD GROUP "text\ta\tあ\t\t\t. = 1\n" END, "constraint-no-message", "G3" },
    { "survey", HEAD GROUP "text\ta\tあ\t\t\t\t\tyes\n" END, "required-no-message", "I3" },
    { "survey", HEAD GROUP "calculate\tk\t\t\t1 = 1\ntext\ta\tあ\t${k}\n" END, "text-as-condition",
      "D4" },
    { "survey", HEAD GROUP "text\ta\tあ\t\t\t\t\t\t\t\tx\n" END, "cell-outside", "K3" },
    { "survey", HEAD GROUP "text\ta\tあ\\q\n" END, "sheet-broken", "A3" },
    { "survey", "type\tname\tlabel\trelevnt\n" GROUP END, "column-unknown", "D1" },
    { "survey", "type\tname\tlabel\tcolour of day\n" GROUP END, "column-unknown", "D1" },
    { "survey", "type\tname\tlabel\tlabel\n" GROUP END, "column-twice", "D1" },
    { "survey", "type\tlabel\n" GROUP END, "column-missing", "A1" },
    { "survey", "type\tname\tlabel\tbind::gov:kind\nbegin_group\tg\tペ\ntext\ta\tあ\tkanna\n" END,
      "kind-unknown", "D3" },
    { "survey", "type\tname\tlabel\tbind::gov:kind\nbegin_group\tg\tペ\ndate\ta\tあ\tkana\n" END,
      "kind-mismatch", "D3" },
    { "survey",
      "type\tname\tlabel\tbind::gov:max-length\nbegin_group\tg\tペ\ntext\ta\tあ\tmany\n" END,
      "number-wrong", "D3" },
    { "survey", "type\tname\tlabel\treadonly\nbegin_group\tg\tペ\ntext\ta\tあ\tmaybe\n" END,
      "yes-or-no", "D3" },
    { "survey", "type\tname\tlabel\tparameters\nbegin_repeat\tg\tペ\tmin=one\nend_repeat\n",
      "parameter-wrong", "D2" },
    { "survey",
      "type\tname\tlabel\tbind::gov:furigana-of\nbegin_group\tg\tペ\ntext\ta\tあ\tzz\n" END,
      "name-unknown", "D3" },
    { "survey", "\xff", "sheet-encoding", "A1" },
    { "choices", "list_name\tname\tlabel\nl\ta b\tあ\n", "choice-name", "B2" },
    { "choices", "list_name\tname\tlabel\nl\ta\n", "choice-no-label", "C2" },
    { "choices", "list_name\tname\tlabel\nl\ta\tあ\nm\ta\tう\nl\ta\tい\n", "choice-twice", "B4" },
    { "choices", "list_name\tname\tlabel\n\ta\tあ\n", "list-name-missing", "A2" },
    { "choices", "list_name\tname\tlabel\nl\ta\tあ\n", "list-unused", "A2" },
    { "settings", "form_title\tform_id\nあ\tother\n", "id-differs", "B2" },
    { "procedure", "key\tvalue\ntitle\tあ\n", "property-missing", "A1" },
    { "procedure", "key\tvalue\ntitle\tあ\ntitle\tい\n", "name-twice", "A3" },
    { "procedure", "key\tvalue\nsubject.birth\tg/nix\n", "path-unknown", "B2" },
    { "procedure", "key\tvalue\nmember.repeat\tg\nmember.birth\tnix\n", "path-unknown", "B3" },
    { "procedure", "key\tvalue\nstandard_days\tmany\n", "number-wrong", "B2" },
    { "steps", "name\tlabel\tkind\tnext\na\tあ\tcheck\tb\n", "step-unknown", "D2" },
    { "steps", "name\tlabel\tkind\na\tあ\tdance\n", "word-unknown", "C2" },
    { "checks", "name\tlabel\tseverity\tmessage\na\tあ\tloud\tい\n", "word-unknown", "C2" },
    { "checks", "name\tlabel\tseverity\tmessage\na\tあ\tstop\n", "message-missing", "D2" },
    { "checks", "name\tlabel\tseverity\tmessage\tstep\na\tあ\tstop\tい\tnix\n", "step-unknown",
      "E2" },
    { "documents", "name\tlabel\tkind\tfield\na\tあ\tattach-in\tnix\n", "name-unknown", "D2" },
    { "fees", "name\tlabel\tcalculation\na\tあ\n", "calculation-missing", "C2" },
    { "outcomes", "name\tlabel\tkind\treason_required\tappeal_text\na\tあ\treject\tno\t教示\n",
      "reason-missing", "D2" },
    { "outcomes", "name\tlabel\tkind\treason_required\tappeal_text\na\tあ\trefuse\tyes\n",
      "appeal-missing", "E2" },
    { "outcomes", "name\tlabel\tkind\tdocument\na\tあ\tgrant\tnix\n", "document-unknown", "D2" },
    { "outcomes", "name\tlabel\tkind\n\tあ\tgrant\n", "name-missing", "A2" },
    { "texts", "id\tja\na\tあ\na\tい\n", "name-twice", "A3" },
    { "sruvey", "type\n", "sheet-unknown", "A1" },
};

TEST(each_kind_of_finding_is_told_with_its_cell)
{
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        struct arena *mem = test_arena();
        const struct refusal *r = &refusals[i];
        struct sheet_text sheets[] = { { str_of(r->sheet), str_of(r->tsv) },
                                       { S("survey"), S(HEAD GROUP "text\tok\tよい\n" END) } };
        size_t n = str_eq(sheets[0].name, S("survey")) ? 1 : 2;
        const struct plan *plan = NULL;
        const struct finding *f;
        size_t n_findings = 0;
        enum rc rc = plan_compile(mem, S("test"), sheets, n, &plan, &f, &n_findings);
        bool found = false, error = false;
        for (size_t k = 0; k < n_findings; k++) {
            error |= f[k].error;
            found |= str_eq(f[k].code, str_of(r->code)) && str_eq(f[k].cell, str_of(r->cell)) &&
                     str_eq(f[k].sheet, str_of(r->sheet)) && f[k].ja.n > 0 && f[k].en.n > 0;
        }
        CHECK(found);
        if (!found)
            for (size_t k = 0; k < n_findings || k == 0; k++)
                printf("  row %zu wanted %s %s, got %.*s %.*s\n", i, r->code, r->cell,
                       STR(n_findings ? f[k].code : S("nothing")),
                       STR(n_findings ? f[k].cell : S("")));
        CHECK(rc == (error ? INVALID : OK));
        CHECK((plan != NULL) == (rc == OK));
    }
}

TEST(a_misspelt_word_is_answered_with_the_right_one)
{
    struct arena *mem = test_arena();
    struct sheet_text sheet = {
        S("survey"), S("type\tname\tlabel\trelevant\tconstrain_message\n" GROUP
                       "text\tapplicant_birth\tあ\ntext\tb\tい\t${aplicant_birth} = 1\n" END)
    };
    const struct plan *plan = NULL;
    const struct finding *f;
    size_t n = 0;
    CHECK(plan_compile(mem, S("t"), &sheet, 1, &plan, &f, &n) == INVALID);
    int hits = 0;
    for (size_t i = 0; i < n; i++) {
        hits += str_find(f[i].en, S("Did you mean \"constraint_message\"?")) != SIZE_MAX;
        hits += str_find(f[i].en, S("Did you mean ${applicant_birth}?")) != SIZE_MAX;
    }
    CHECK_INT(hits, 2);
}

TEST(the_shipped_procedure_has_no_findings)
{
    struct arena *mem = test_arena();
    struct sheet_text sheets[PROCEDURE_SHEETS];
    const struct plan *plan = NULL;
    const struct finding *f;
    size_t n = 0;
    procedure_sheets(mem, "jido-teate", sheets);
    CHECK_OK(plan_compile(mem, S("jido-teate"), sheets, PROCEDURE_SHEETS, &plan, &f, &n));
    CHECK_INT((int64_t)n, 0);
    if (!plan)
        return;
    CHECK_INT((int64_t)plan->n_pages, 8);
    CHECK(plan->n_fields > 80);
    CHECK(plan->n_order == plan->n_fields);
    CHECK_INT(plan->standard_days, 15);
    CHECK_STR(plan->section_code, "kosodate");
    CHECK_STR(plan->property(plan, S("amount_third")), "30000");
    CHECK(plan->purpose.n > 0);
    CHECK(plan_field(plan, S("/data/children/older/older_care")) != NULL);
    CHECK(plan_field(plan, S("/data/children/nix")) == NULL);
    CHECK(plan_outcome(plan, S("reject"))->reason_required);
    CHECK(plan_outcome(plan, S("reject"))->appeal_text.n > 100);
    CHECK(plan_text(plan, S("received"), S("en")).n > 0);
}

TEST(every_required_question_has_a_sentence_with_an_example_in_three_languages)
{
    const struct plan *plan = procedure_plan(test_arena(), "jido-teate");
    size_t required = 0;
    for (size_t i = 0; i < plan->n_fields; i++) {
        const struct field *f = plan->fields[i];
        if (i > 0 && f->kind != FIELD_CALCULATE)
            CHECK(f->label.ja.n && f->label.easy.n && f->label.en.n);
        if (i > 0)
            CHECK(f->basis.n > 0);
        if (f->constraint)
            CHECK(str_find(f->constraint_message.ja, S("例：")) != SIZE_MAX);
        if (!f->required && f->min_repeats == 0)
            continue;
        required++;
        CHECK(str_find(f->required_message.ja, S("例：")) != SIZE_MAX);
        CHECK(str_find(f->required_message.easy, S("例：")) != SIZE_MAX);
        CHECK(str_find(f->required_message.en, S("Example: ")) != SIZE_MAX);
    }
    CHECK(required > 40);
}

TEST(every_question_has_its_source_written_down)
{
    struct arena *mem = test_arena();
    const struct plan *plan = procedure_plan(mem, "jido-teate");
    const char *source = getenv("YAKUBA_SOURCE");
    struct str text =
        test_file(mem, arena_fmt(mem, "%s/procedures/SOURCES.md", source ? source : ".").p);
    for (size_t i = 1; i < plan->n_fields; i++) {
        const struct field *f = plan->fields[i];
        bool held = f->kind == FIELD_GROUP || f->kind == FIELD_REPEAT ||
                    str_find(text, arena_fmt(mem, "`%.*s`", STR(f->name))) != SIZE_MAX;
        CHECK(held);
        if (!held)
            printf("  %.*s\n", STR(f->name));
    }
}

TEST(each_field_is_computed_after_what_it_depends_on)
{
    const struct plan *plan = procedure_plan(test_arena(), "jido-teate");
    int *place = arena_new(test_arena(), int, plan->n_fields);
    for (size_t i = 0; i < plan->n_order; i++)
        place[plan->order[i]->index] = (int)i;
    static const char *const pairs[][2] = {
        { "/data/children/child_birth", "/data/children/child_band" },
        { "/data/children/child_band", "/data/children/older" },
        { "/data/children", "/data/children/older" },
        { "/data/children/child_living", "/data/papers/apart_proof" },
        { "/data/eligibility/occupation", "/data/applicant" },
    };
    for (size_t i = 0; i < 5; i++) {
        const struct field *first = plan_field(plan, str_of(pairs[i][0]));
        const struct field *then = plan_field(plan, str_of(pairs[i][1]));
        CHECK(first && then && place[first->index] < place[then->index]);
    }
    for (size_t i = 1; i < plan->n_fields; i++)
        CHECK(place[plan->fields[i]->parent->index] < place[i]);
}

TEST(the_digest_follows_every_byte_of_the_sheets)
{
    struct arena *mem = test_arena();
    struct sheet_text one = { S("survey"), S(HEAD GROUP "text\ta\tあ\n" END) };
    struct sheet_text other = { S("survey"), S(HEAD GROUP "text\ta\tい\n" END) };
    const struct plan *p, *q, *r;
    const struct finding *f;
    size_t n;
    CHECK_OK(plan_compile(mem, S("t"), &one, 1, &p, &f, &n));
    CHECK_OK(plan_compile(mem, S("t"), &one, 1, &q, &f, &n));
    CHECK_OK(plan_compile(mem, S("t"), &other, 1, &r, &f, &n));
    CHECK_SAME(p->digest, q->digest);
    CHECK(!str_eq(p->digest, r->digest));
    CHECK(p->digest.n == 64);
}

/* Sheets with bytes changed, dropped, doubled: never a crash, always a result with findings. */
TEST(broken_sheets_never_break_the_compiler)
{
    struct arena *mem = test_arena();
    struct sheet_text sheets[PROCEDURE_SHEETS];
    struct arena scratch;
    arena_init(&scratch, (size_t)64 << 20);
    procedure_sheets(mem, "jido-teate", sheets);
    uint64_t seed = 20241001;
    size_t refused = 0, rounds = 150;
    static const char bits[] = "\t\n\\${}()[]'/.,=<>*\0aA1\xE3\xFF ";
    for (size_t round = 0; round < rounds; round++) {
        struct sheet_text mutated[PROCEDURE_SHEETS];
        memcpy(mutated, sheets, sizeof mutated);
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        struct sheet_text *s = &mutated[round % 3 ? 0 : (seed >> 33) % PROCEDURE_SHEETS];
        char *p = arena_cstr(&scratch, s->tsv);
        size_t n = s->tsv.n;
        for (size_t k = 0; k < 1 + round % 8; k++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            size_t at = (seed >> 20) % n;
            p[at] = bits[(seed >> 50) % (sizeof bits - 1)];
            if ((seed & 7) == 0)
                n = at + 1; /* cut off */
        }
        s->tsv = str_n(p, n);
        const struct plan *plan = NULL;
        const struct finding *f;
        size_t n_findings = 0;
        enum rc rc = plan_compile(&scratch, S("jido-teate"), mutated, PROCEDURE_SHEETS, &plan, &f,
                                  &n_findings);
        refused += rc == INVALID;
        CHECK(rc == OK || (rc == INVALID && n_findings > 0));
        arena_reset(&scratch);
    }
    CHECK(refused > rounds / 3);
    arena_release(&scratch);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* form check: its three exit codes. */
#include "app/commands/form.h"
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

static int check(const char *first, const char *second)
{
    const char *argv[] = { first, second, NULL };
    return command_form_check(second ? 2 : first ? 1 : 0, (char **)(uintptr_t)argv);
}

static void write_survey(const char *text)
{
    struct str path = arena_fmt(test_arena(), "%.*s/survey.tsv", STR(test_folder()));
    FILE *f = fopen(path.p, "we");
    CHECK(f != NULL);
    if (f) {
        fputs(text, f);
        CHECK(fclose(f) == 0);
    }
}

TEST(the_shipped_folder_is_clean)
{
    const char *source = getenv("YAKUBA_SOURCE");
    struct str folder = arena_fmt(test_arena(), "%s/procedures/jido-teate/", source ? source : ".");
    CHECK_INT(check(folder.p, NULL), 0);
    CHECK_INT(check(folder.p, "--json"), 0);
}

TEST(a_folder_with_a_mistake_is_refused)
{
    const char *folder = arena_cstr(test_arena(), test_folder());
    write_survey("type\tname\tlabel\nbegin_group\tg\tページ\ntxet\ta\tあ\nend_group\n");
    CHECK_INT(check(folder, "--json"), 1);
    write_survey("type\tname\tlabel\nbegin_group\tg\tページ\ntext\ta\tあ\nend_group\n");
    CHECK_INT(check(folder, NULL), 0);
}

TEST(wrong_usage_is_told)
{
    CHECK_INT(check(NULL, NULL), 2);
    CHECK_INT(check("--nix", "x"), 2);
    CHECK_INT(check("/nowhere/at/all", NULL), 2);
}

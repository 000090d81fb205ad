/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a test file, finds every TEST(name) at the start of a line, and writes the program's main:
 * adding a test is adding a function.
 *     collect-tests test_x.c > test_x.main.c */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_TESTS = 1000, LONGEST_NAME = 200 };

static char names[MOST_TESTS][LONGEST_NAME];
static int n_names;

static void collect(FILE *in)
{
    char line[1000];
    while (fgets(line, sizeof line, in)) {
        if (strncmp(line, "TEST(", 5) != 0)
            continue;
        size_t n = strcspn(line + 5, ")");
        if (n == 0 || n >= LONGEST_NAME || n_names == MOST_TESTS) {
            fprintf(stderr, "collect-tests: bad line: %s", line);
            exit(1);
        }
        memcpy(names[n_names++], line + 5, n);
    }
}

int main(int argc, char **argv)
{
    FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;
    if (!in) {
        fputs("usage: collect-tests test_file.c > main.c\n", stderr);
        return 2;
    }
    collect(in);
    fclose(in);
    printf("/* Written by tools/collect_tests from %s; do not edit. */\n", argv[1]);
    puts("#include \"tests/test.h\"\n");
    for (int i = 0; i < n_names; i++)
        printf("void test_%s(void);\n", names[i]);
    puts("\nstatic const struct test tests[] = {");
    for (int i = 0; i < n_names; i++)
        printf("    { \"%s\", test_%s },\n", names[i], names[i]);
    puts("    { 0 },\n};\n");
    puts("int main(int argc, char **argv)\n{\n    return test_main(argc, argv, tests);\n}");
    return n_names ? 0 : 1;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Tests: TEST(names_are_sentences) { CHECK(…); }.  A failed CHECK is told and the test goes on; a
 * test that checked nothing fails.  SKIP(why) is said aloud and counted. The last line of a program
 * is "N passed, N failed, N skipped". */
#ifndef TESTS_TEST_H
#define TESTS_TEST_H

#include "base/arena.h"
#include "base/rc.h"

struct test {
    const char *name;
    void (*fn)(void);
};

#define TEST(name)                                                                                 \
    void test_##name(void);                                                                        \
    void test_##name(void)

int test_main(int argc, char **argv, const struct test *tests);

bool test_check(bool ok, const char *file, int line, const char *what);
bool test_check_str(struct str got, struct str wanted, const char *file, int line,
                    const char *what);
bool test_check_int(int64_t got, int64_t wanted, const char *file, int line, const char *what);
void test_skip(const char *why);

#define CHECK(cond)             test_check((cond), __FILE__, __LINE__, #cond)
#define CHECK_STR(got, literal) test_check_str((got), S(literal), __FILE__, __LINE__, #got)
#define CHECK_SAME(got, wanted) test_check_str((got), (wanted), __FILE__, __LINE__, #got)
#define CHECK_INT(got, wanted)  test_check_int((got), (wanted), __FILE__, __LINE__, #got)
#define CHECK_OK(rc)            test_check_int((rc), OK, __FILE__, __LINE__, #rc)
#define SKIP(why)                                                                                  \
    do {                                                                                           \
        test_skip(why);                                                                            \
        return;                                                                                    \
    } while (0)

/* An arena that is reset before each test. */
struct arena *test_arena(void);
/* A fresh empty folder for this test program, removed at exit. */
struct str test_folder(void);
/* The whole of a file, or a failed test. */
struct str test_file(struct arena *mem, const char *path);
/* Third-party data: $YAKUBA_DATA/name, or NULL when the variable is not set (then SKIP). */
const char *test_data(const char *name);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Where tests keep their stores: in files, or, when YAKUBA_STORE names a PostgreSQL database
 * (tests/postgres/run), in schemas of it. */
#ifndef TESTS_STORE_H
#define TESTS_STORE_H

#include <stdbool.h>

bool test_store_is_on_server(void);
/* `path` itself, or the address of an empty schema: ":memory:" gives a new one each time, any other
 * path the one it gave before in this program.  The answer stays valid. */
const char *test_store(const char *path);

#endif

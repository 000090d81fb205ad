/* SPDX-License-Identifier: Apache-2.0 */
/* The rows that submissions left in a store, inserted again into a new one by nothing but SQLite: the most that
 * this disk and this schema allow. */
#ifndef TESTS_BENCH_BARE_INSERTS_H
#define TESTS_BENCH_BARE_INSERTS_H

/* Takes the rows of cases with the highest ids, at most `most`; 32 cases share a commit.  Answers cases per second,
 * or a negative number when something went wrong (said on standard error). */
double bare_inserts(const char *store, const char *folder, int most);

#endif

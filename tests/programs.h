/* SPDX-License-Identifier: Apache-2.0 */
/* Other programs as judges in tests: qpdf, pdftotext, zbarimg. */
#ifndef TESTS_PROGRAMS_H
#define TESTS_PROGRAMS_H

#include "base/arena.h"

/* Runs a program found by PATH, without a shell; its standard output, at most 16 MiB.  False if it
 * is not there or exits other than 0. */
bool program_output(struct arena *mem, const char *const *argv, struct str *ret_output);
/* Writes a whole file. */
bool program_file(const char *path, struct str bytes);

#endif

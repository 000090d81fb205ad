/* SPDX-License-Identifier: Apache-2.0 */
/* Tables as text: CSV (RFC 4180) in, CSV and TSV out, TSV in.  Bounded: a cell of 1 MiB, 1,024
 * cells in a row.  TSV cells know the escapes \t \n \\ and nothing else. */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/out.h"
#include "base/rc.h"

struct csv_row {
    const struct str *cells;
    size_t n;
    size_t line; /* first line of the row, from 1 */
};

struct csv {
    struct str rest;
    size_t line;
    char separator; /* ',' or '\t' (then backslash escapes and no quotes) */
    bool failed;    /* an open quote, too many or too large cells */
};

void csv_init(struct csv *c, struct str text, char separator); /* skips a UTF-8 byte order mark */
/* The next row; cells live in mem. False at the end or when `failed`. An empty line is skipped. */
bool csv_next(struct csv *c, struct arena *mem, struct csv_row *ret_row);

/* A CSV cell, quoted when needed, with an apostrophe before = + - @ tab and their full-width forms
 * (formula injection, ASVS 1.2.10). */
void csv_cell(struct out *o, struct str s);

#endif

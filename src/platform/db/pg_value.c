/* SPDX-License-Identifier: Apache-2.0 */
/* Values to and from PostgreSQL's binary form, and what its errors mean. */
#include "platform/db/pg.h"

#include <endian.h>
#include <string.h>

/* Types of the catalogue; their numbers never change. */
enum {
    BOOL = 16,
    BYTEA = 17,
    INT8 = 20,
    INT2 = 21,
    INT4 = 23,
    TEXT = 25,
    VARCHAR = 1043,
    NUMERIC = 1700
};

void pg_bind(struct db_cursor *cursor, int i, struct db_value v)
{
    struct pg_kept *k = (struct pg_kept *)cursor->kept;
    if (i > k->n) /* a query's shorter form may not know its last inputs */
        return;
    uint64_t big = htobe64((uint64_t)v.i);
    memcpy(k->ints[i - 1], &big, sizeof big);
    k->values[i - 1] = v.kind == 'n' ? NULL : v.kind == 'i' ? k->ints[i - 1] : v.p;
    k->lengths[i - 1] = v.kind == 'i' ? 8 : (int)v.n;
    if (v.n > (size_t)1 << 30)
        cursor->rc = INVALID;
}

static int64_t big_endian(const char *p, int n)
{
    uint64_t v = n > 0 && (p[0] & 0x80) ? UINT64_MAX : 0;
    for (int i = 0; i < n; i++)
        v = v << 8 | (unsigned char)p[i];
    return (int64_t)v;
}

/* sum() of bigint is numeric: digits of base 10,000 with the weight of the first. False: a
 * fraction, or too large. */
static bool whole_number(const char *p, int n, int64_t *ret_value)
{
    int64_t digits = big_endian(p, 2), weight = big_endian(p + 2, 2), v = 0;
    int64_t sign = big_endian(p + 4, 2) & 0xffff;
    if (n != 8 + 2 * digits || (sign != 0 && sign != 0x4000) || digits > weight + 1)
        return false;
    for (int64_t i = 0; i <= weight; i++) {
        int64_t digit = i < digits ? big_endian(p + 8 + 2 * i, 2) : 0;
        if (__builtin_mul_overflow(v, 10000, &v) || __builtin_add_overflow(v, digit, &v))
            return false;
    }
    *ret_value = sign ? -v : v;
    return true;
}

struct db_value pg_column(struct db_cursor *cursor, int i)
{
    const struct pg_kept *k = (const struct pg_kept *)cursor->kept;
    struct db_value v = { .kind = '?' };
    if (i >= PQnfields(k->result))
        return v;
    if (PQgetisnull(k->result, k->row, i)) {
        v.kind = 'n';
        return v;
    }
    v.p = PQgetvalue(k->result, k->row, i);
    v.n = (size_t)PQgetlength(k->result, k->row, i);
    switch (PQftype(k->result, i)) {
    case BOOL:
    case INT2:
    case INT4:
    case INT8:
        v.kind = 'i';
        v.i = big_endian(v.p, (int)v.n);
        break;
    case NUMERIC: v.kind = whole_number(v.p, (int)v.n, &v.i) ? 'i' : '?'; break;
    case TEXT:
    case VARCHAR: v.kind = 't'; break;
    case BYTEA: v.kind = 'b'; break;
    default: break;
    }
    return v;
}

static bool is(const char *state, const char *start)
{
    return strncmp(state, start, strlen(start)) == 0;
}

bool pg_says_no_row(const PGresult *r)
{
    const char *s = PQresultErrorField(r, PG_DIAG_SQLSTATE);
    return s && is(s, "22012"); /* pg_pipeline.c divides by the number of rows */
}

enum rc pg_rc(const PGresult *r, bool *ret_again, bool *ret_gone)
{
    const char *s = PQresultErrorField(r, PG_DIAG_SQLSTATE);
    /* No state: libpq's own word that the connection is gone. 57P: the server goes; 25006 in a
     * write: it is a standby now. The transaction is not there, and somewhere else it may succeed.
     */
    *ret_gone = !s || is(s, "57P") || is(s, "08") || is(s, "25P03");
    *ret_again = s && (is(s, "40001") || is(s, "40P01") ||
                       is(s, "55P03")); /* on a busy machine a deadlock looks like a long lock */
    if (!s)
        return FAILED;
    if (is(s, "23505") || is(s, "23503") || is(s, "23001") || is(s, "23P01"))
        return CONFLICT;
    if (*ret_again || is(s, "53300"))
        return BUSY;
    return is(s, "53100") ? FULL : FAILED;
}

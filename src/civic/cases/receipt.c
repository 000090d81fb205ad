/* SPDX-License-Identifier: Apache-2.0 */
/* What the resident holds: a number made from the case's id, and a code that only the town's key can make. */
#include "base/ids.h"
#include "civic/cases/cases.h"

enum { CODE_BYTES = 10, CODE_TEXT = 16 };

struct str receipt_number(struct arena *mem, t_id case_id)
{
    return ids_receipt_number(mem, case_id);
}

struct str receipt_code(const struct hall *hall, struct arena *mem, const struct town *town, struct str number)
{
    unsigned char mac[CRYPTO_MAC];
    struct str data = arena_fmt(mem, "receipt|%lld|%.*s", (long long)town->id, STR(number));
    crypto_digest(hall->keys.receipt, data, mac);
    return ids_base32(mem, mac, CODE_BYTES);
}

/* The typed code may have lower case, blanks, hyphens, O for 0: compare the bytes. */
enum rc receipt_check(const struct hall *hall, struct arena *mem, const struct town *town, struct str number,
                      struct str code, t_id *ret_case_id)
{
    unsigned char typed[CODE_BYTES], wanted[CODE_BYTES];
    struct str read;
    if (!ids_receipt_read(mem, number, &read) || !ids_base32_read(code, typed, CODE_BYTES))
        return NOT_FOUND;
    if (!ids_base32_read(receipt_code(hall, mem, town, read), wanted, CODE_BYTES))
        return FAILED;
    if (!crypto_equal(typed, wanted, CODE_BYTES))
        return NOT_FOUND;
    *ret_case_id = ids_receipt_serial(read);
    return OK;
}

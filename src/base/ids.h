/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers and codes with check digits, and base32.  Pure. */
#ifndef BASE_IDS_H
#define BASE_IDS_H

#include "base/arena.h"
#include "base/types.h"

/* Check digit of ISO 7064 mod 11,10 (hybrid) over decimal digits. '\0' if a byte is no digit. */
char ids_mod11_10(struct str digits);
/* Twelve digits: eleven from the town's block and the check digit. */
struct str ids_receipt_number(struct arena *mem, int64_t serial);   /* serial 1 .. 99,999,999,999 */
struct str ids_receipt_print(struct arena *mem, struct str number); /* 4-4-4 */
/* Reads what was typed (full-width, blanks, hyphens); false if the check digit is wrong. */
bool ids_receipt_read(struct arena *mem, struct str typed, struct str *ret_number);
int64_t ids_receipt_serial(struct str number);

/* 全国地方公共団体コード: five digits and a check digit. */
bool ids_town_code(struct str code);

/* 個人番号 and 法人番号: right length and check digit (番号法施行令, 法人番号の指定等に関する省令).
 */
bool ids_my_number(struct str digits);
bool ids_corporate_number(struct str digits);

/* Crockford's base32 without I L O U, upper case. Reading takes o i l and lower case, skips '-' and
 * blanks. */
struct str ids_base32(struct arena *mem, const unsigned char *p, size_t n);
/* The same into a given place: (n*8+4)/5 characters and a NUL. */
void ids_base32_write(const unsigned char *p, size_t n, char *ret_text);
bool ids_base32_read(struct str s, unsigned char *out,
                     size_t n); /* exactly n bytes, spare bits 0 */

struct str ids_hex(struct arena *mem, const unsigned char *p, size_t n);
bool ids_hex_read(struct str s, unsigned char *out, size_t n);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Reading an e-mail in tests: headers, encoded-words, a base64 body, by decoders that share nothing
 * with the writer. */
#ifndef TESTS_LETTER_H
#define TESTS_LETTER_H

#include "base/arena.h"

/* The value of a header ("Subject: "), folded lines included; "(none)". Lines may end in \n or
 * \r\n. */
struct str letter_header(struct str message, const char *name);
/* The encoded-words of a header joined. *ret_good false: one is longer than 75 bytes or parts a
 * character. */
struct str letter_words(struct arena *mem, struct str header, bool *ret_good);
struct str letter_body(struct str message); /* as it is */
struct str letter_base64(struct arena *mem, struct str text);

#endif

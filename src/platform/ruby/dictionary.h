/* SPDX-License-Identifier: Apache-2.0 */
/* The dictionary behind ruby.c: MeCab with ipadic. */
#ifndef PLATFORM_RUBY_DICTIONARY_H
#define PLATFORM_RUBY_DICTIONARY_H

#include "platform/ruby/ruby.h"

struct pieces { /* growing */
    struct arena *mem;
    struct ruby_piece *p;
    size_t n, room;
};
void pieces_add(struct pieces *to, struct str text, struct str reading); /* joins what stands as it is */

bool dictionary_open(void);
void dictionary_close(void);
/* The words of s with their readings, added to `to`; s as it stands when there is no dictionary. One thread at a time. */
void dictionary_read(struct str s, struct pieces *to);

#endif

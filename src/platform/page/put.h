/* SPDX-License-Identifier: Apache-2.0 */
/* How text reaches the buffer: for the files of this folder alone. */
#ifndef PLATFORM_PAGE_PUT_H
#define PLATFORM_PAGE_PUT_H

#include "platform/page/page.h"

void page_put_escaped(struct out *o, struct str s); /* in text and in quoted attributes */
void page_put_int(struct out *o, int64_t value);
/* Words of the program, a procedure or the town: with ruby where the page has it, else without 《readings》. */
void page_put_words(struct page *p, struct str s, bool ruby, bool after_number);

#endif

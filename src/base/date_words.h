/* SPDX-License-Identifier: Apache-2.0 */
/* Dates and times as people of a language read them.  やさしい日本語 has no 元号: 2026年11月25日. */
#ifndef BASE_DATE_WORDS_H
#define BASE_DATE_WORDS_H

#include "base/time.h"

/* language: BCP 47; what is not known is Japanese. An unset date or time gives "". */
struct str date_in(struct arena *mem, struct str language, struct date d); /* 令和8年11月25日（水） | Wed 25 November 2026 */
struct str time_in(struct arena *mem, struct str language, t_time t);      /* … 9時42分 | …, 9:42 */
/* For whoever compares with a paper: 令和8年（2026年）11月25日 | 25 November 2026 */
struct str date_in_both(struct arena *mem, struct str language, struct date d);

#endif

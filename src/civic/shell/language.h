/* SPDX-License-Identifier: Apache-2.0 */
/* Which language a visitor reads: what they chose, else what their browser asks for.  Residents and staff choose by
 * the same links (?lang=en, ?ruby=1) and are remembered by a cookie, without any account. */
#ifndef CIVIC_SHELL_LANGUAGE_H
#define CIVIC_SHELL_LANGUAGE_H

#include "platform/http/http.h"
#include "platform/page/values.h"

struct shell_languages_view;

/* Sets r->language and r->ruby, and keeps a choice made by the address.  Staff begin in Japanese whatever their
 * browser says. Not for the JSON interface. Asking twice changes nothing. */
void language_choose(struct req *r);
/* The best of the languages that are offered for an Accept-Language; "ja" when it names none of them. */
struct str language_accepted(struct str header);
/* The links to the same page in the other languages; `title` and `mark` say where one is. */
struct shell_languages_view language_links(struct req *r);

/* A word of the program in the visitor's language, `id` marked T("…"). With readings: say_words, for views. */
struct str say(const struct req *r, const char *id);
struct words say_words(const struct req *r, const char *id);
/* A day, a moment. */
struct str say_date(const struct req *r, struct date d);
struct str say_time(const struct req *r, t_time t);
/* 平日 8:30–17:15 as the town wrote it: what can be said in the visitor's language is. */
struct str say_hours(const struct req *r, struct str hours);

#endif

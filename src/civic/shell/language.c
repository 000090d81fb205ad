/* SPDX-License-Identifier: Apache-2.0 */
/* Choosing the language of a request. */
#include "civic/shell/language.h"

#include "base/date_words.h"
#include "civic/shell/pages/languages.h"
#include "civic/town/town.h"

enum { A_YEAR = 365 * 24 * 3600, MOST_PARAMETERS = 16, LONGEST_VALUE = 200 };

/* What is whole and may be chosen; a catalogue in preparation is not here (po/README.md). */
static const struct str offered[] = { S_("ja"), S_("ja-x-easy"), S_("en") };
enum { OFFERED = sizeof offered / sizeof *offered };

static struct str offered_one(struct str tag)
{
    for (size_t i = 0; i < OFFERED; i++)
        if (str_eq_nocase(offered[i], tag))
            return offered[i];
    return S("");
}

/* "0.8" → 800; nothing said is 1000. */
static int weight(struct str parameters)
{
    size_t at = str_find(parameters, S("q="));
    struct str q = at == SIZE_MAX ? S("1") : str_trim(str_sub(parameters, at + 2, parameters.n));
    int value = q.n && q.p[0] == '1' ? 1000 : 0;
    for (size_t i = 2, step = 100; i < q.n && step && !value && q.p[i] >= '0' && q.p[i] <= '9'; i++) {
        int rest = 0;
        for (; i < q.n && step && q.p[i] >= '0' && q.p[i] <= '9'; i++, step /= 10)
            rest += (q.p[i] - '0') * (int)step;
        value = rest;
    }
    return value;
}

/* en-GB is en; ja-JP is ja. */
static struct str nearest(struct str tag)
{
    struct str exact = offered_one(tag);
    return exact.n ? exact : offered_one(str_sub(tag, 0, str_find_char(tag, '-')));
}

struct str language_accepted(struct str header)
{
    struct str best = S(""), part;
    int best_weight = 0;
    while (str_cut(&header, ',', &part)) {
        size_t end = str_find_char(part, ';');
        struct str tag = nearest(str_trim(str_sub(part, 0, end)));
        int w = weight(end == SIZE_MAX ? S("") : str_sub(part, end, part.n));
        if (tag.n && w > best_weight) {
            best = tag;
            best_weight = w;
        }
    }
    return best.n ? best : offered[0];
}

static void choose_language(struct req *r)
{
    struct str wanted = offered_one(req_query(r, "lang")), kept = offered_one(req_cookie(r, "language"));
    bool staff = r->route && r->route->zone == ZONE_STAFF;
    if (wanted.n && !str_eq(wanted, kept))
        reply_cookie(r, "language", wanted, A_YEAR);
    r->language = wanted.n ? wanted
                  : kept.n ? kept
                  : staff  ? offered[0]
                           : language_accepted(req_header(r, "Accept-Language"));
}

static void choose_ruby(struct req *r)
{
    struct str wanted = req_query(r, "ruby"), kept = req_cookie(r, "ruby");
    bool says = str_eq(wanted, S("1")) || str_eq(wanted, S("0"));
    if (says && !str_eq(wanted, kept))
        reply_cookie(r, "ruby", wanted, A_YEAR);
    r->ruby = str_eq(says ? wanted : kept, S("1"));
}

void language_choose(struct req *r)
{
    choose_language(r);
    choose_ruby(r);
}

/* ---- links ---- */

/* After a POST the page has an address only if it can be asked for as well. */
static bool can_be_asked(const struct req *r)
{
    if (r->method == GET)
        return true;
    for (const struct route *const *tables = req_routes(r); r->route && tables && *tables; tables++)
        for (const struct route *t = *tables; t->handler; t++)
            if (t->method == GET && strcmp(t->path, r->route->path) == 0)
                return true;
    return false;
}

/* This page with its parameters, but for `without`. */
static struct url here(struct req *r, const char *without)
{
    const struct req_pair *pairs;
    bool staff = r->route && r->route->zone == ZONE_STAFF;
    bool good = can_be_asked(r) && r->path.n && r->path.n < LONGEST_VALUE && r->path.p[0] == '/' &&
                !(r->path.n > 1 && (r->path.p[1] == '/' || r->path.p[1] == '\\'));
    for (size_t i = 0; good && i < r->path.n; i++)
        good = (unsigned char)r->path.p[i] > ' ' && r->path.p[i] < 127 && r->path.p[i] != '\\' && r->path.p[i] != '#' &&
               r->path.p[i] != '?';
    struct url to = url_local(r->mem, good ? r->path : staff ? S("/staff") : S("/"));
    size_t n = good ? req_all_query(r, &pairs) : 0;
    for (size_t i = 0; i < n && i < MOST_PARAMETERS; i++) {
        bool plain = pairs[i].name.n && pairs[i].name.n < 40 && pairs[i].value.n < LONGEST_VALUE;
        for (size_t k = 0; k < pairs[i].name.n; k++)
            plain &= (pairs[i].name.p[k] >= 'a' && pairs[i].name.p[k] <= 'z') || pairs[i].name.p[k] == '_';
        if (plain && !str_eq(pairs[i].name, str_of(without)))
            to = url_query(r->mem, to, arena_cstr(r->mem, pairs[i].name), pairs[i].value);
    }
    return to;
}

struct shell_languages_view language_links(struct req *r)
{
    struct url page = here(r, "lang");
    struct shell_languages_view v = {
        .ja = url_query(r->mem, page, "lang", offered[0]),
        .easy = url_query(r->mem, page, "lang", offered[1]),
        .en = url_query(r->mem, page, "lang", offered[2]),
        .ruby = url_query(r->mem, here(r, "ruby"), "ruby", r->ruby ? S("0") : S("1")),
        .is_ja = str_eq(r->language, offered[0]),
        .is_easy = str_eq(r->language, offered[1]),
        .is_en = str_eq(r->language, offered[2]),
        .has_ruby = r->ruby,
    };
    v.can_ruby = !v.is_en;
    return v;
}

/* ---- words ---- */

struct str say(const struct req *r, const char *id)
{
    return language_words(r->mem, r->language, id, NULL, 0);
}

struct words say_words(const struct req *r, const char *id)
{
    struct page p = { .mem = r->mem, .language = page_language_find(r->language) };
    return page_words(&p, id);
}

struct str say_date(const struct req *r, struct date d)
{
    return date_in(r->mem, r->language, d);
}

struct str say_time(const struct req *r, t_time t)
{
    return time_in(r->mem, r->language, t);
}

struct str say_hours(const struct req *r, struct str hours)
{
    struct str weekdays = S("平日 ");
    if (!str_starts(hours, weekdays))
        return hours;
    struct str from_to = str_sub(hours, weekdays.n, hours.n);
    return language_words(r->mem, r->language, T("平日 {hours}"), VALUES(page_word("hours", from_to)));
}

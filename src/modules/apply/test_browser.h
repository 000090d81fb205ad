/* SPDX-License-Identifier: Apache-2.0 */
/* A resident's browser for the tests of this room: cookies, the forms' hidden fields, where a reply leads. */
#ifndef MODULES_APPLY_TEST_BROWSER_H
#define MODULES_APPLY_TEST_BROWSER_H

#include "modules/apply/apply.h"
#include "modules/apply/apply_sql.h"
#include "tests/fixture.h"

#include <stdlib.h>

enum { MOST_COOKIES = 60 };

struct browser {
    struct fixture *f;
    struct str names[MOST_COOKIES], values[MOST_COOKIES];
    size_t n;
    struct loopback_reply last;
};

static inline void keep_cookie(struct browser *b, struct str name, struct str value)
{
    size_t i = 0;
    while (i < b->n && !str_eq(b->names[i], name))
        i++;
    if (i == MOST_COOKIES)
        abort();
    b->n += i == b->n;
    b->names[i] = name;
    b->values[i] = value;
}

static inline void keep_cookies(struct browser *b)
{
    struct str rest = b->last.headers, line, name, value;
    while (str_cut(&rest, '\n', &line)) {
        if (!str_starts(line, S("Set-Cookie: ")))
            continue;
        line = str_sub(line, 12, line.n);
        str_cut(&line, '=', &name);
        str_cut(&line, ';', &value);
        keep_cookie(b, name, value);
    }
}

static inline int ask(struct browser *b, const char *method, struct str target, struct str body)
{
    struct out o;
    out_init(&o, test_arena(), 1 << 14);
    out_str(&o, S("Cookie: a=b"));
    for (size_t i = 0; i < b->n; i++)
        if (b->values[i].n)
            out_fmt(&o, "; %.*s=%.*s", STR(b->names[i]), STR(b->values[i]));
    out_char(&o, '\n');
    CHECK_OK(http_loopback(b->f->server, method, arena_cstr(test_arena(), target),
                           arena_cstr(test_arena(), out_text(&o)), body, test_arena(), &b->last));
    keep_cookies(b);
    return b->last.status;
}

static inline struct str hidden(const struct browser *b, const char *name)
{
    struct str mark = arena_fmt(test_arena(), "name=\"%s\" value=\"", name), value = S("");
    size_t at = str_find(b->last.body, mark);
    struct str rest = at == SIZE_MAX ? S("") : str_sub(b->last.body, at + mark.n, b->last.body.n);
    str_cut(&rest, '"', &value);
    return value;
}

/* Sends a form of the page that was shown last, with its hidden fields. */
static inline int press(struct browser *b, const char *target, const char *fields)
{
    struct str body = arena_fmt(test_arena(), "csrf=%.*s&case=%.*s&%s", STR(hidden(b, "csrf")), STR(hidden(b, "case")), fields);
    return ask(b, "POST", str_of(target), body);
}

static inline struct fixture *town(void)
{
    static const struct route *tables[2];
    static const struct db_migration *const lists[] = { apply_migrations, NULL };
    tables[0] = apply_module.routes;
    return fixture(tables, lists);
}

static inline struct str location(const struct browser *b)
{
    struct str mark = S("Location: "), to = S("");
    size_t at = str_find(b->last.headers, mark);
    struct str rest = at == SIZE_MAX ? S("") : str_sub(b->last.headers, at + mark.n, b->last.headers.n);
    str_cut(&rest, '\n', &to);
    return to;
}

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Readable C.  Every statement that names a field of the view stands behind a #line of the page,
 * and its sink decides by _Generic: what is wrong is told by the C compiler in the page. */
#include "pagec.h"

struct str quoted(struct arena *mem, struct str s, int indent)
{
    struct out o;
    out_init(&o, mem, (size_t)8 << 20);
    out_char(&o, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '"' || c == '\\')
            out_fmt(&o, "\\%c", c);
        else if (c == '\n')
            out_put(&o, "\\n", 2);
        else if (c < ' ' || c == 127 || (c == '?' && i && s.p[i - 1] == '?')) /* no trigraphs */
            out_fmt(&o, "\\%03o", c);
        else
            out_char(&o, (char)c);
        if (c == '\n' && i + 1 < s.n)
            out_fmt(&o, "\"\n%*s\"", 4 * (indent + 1), "");
    }
    out_char(&o, '"');
    return out_text(&o);
}

void emit_literal(struct template *t)
{
    struct str text = out_text(&t->literal);
    out_init(&t->literal, t->mem, (size_t)8 << 20);
    if (text.n)
        emit(t, 0, "html_put(p, %.*s);", STR(quoted(t->mem, text, t->indent)));
}

void emit(struct template *t, int line, const char *fmt, ...)
{
    va_list ap;
    emit_literal(t);
    if (line)
        out_fmt(&t->code, "#line %d \"%s\"\n", line, t->path);
    va_start(ap, fmt);
    struct str words = arena_vfmt(t->mem, fmt, ap);
    va_end(ap);
    out_fmt(&t->code, "%*s%.*s\n", 4 * t->indent, "", STR(words));
}

/* The first name is a pointer, to a struct or to a value by itself; that of a loop's variable has a
 * final _, so that it may be called case. */
struct str path_c(struct arena *mem, struct str path, bool address)
{
    size_t dot = str_find_char(path, '.');
    struct str first = str_sub(path, 0, dot);
    const char *mark = str_eq(first, S("v")) ? "" : "_";
    if (dot == SIZE_MAX)
        return arena_fmt(mem, "%s%.*s%s", address ? "" : "*", STR(first), mark);
    return arena_fmt(mem, "%s%.*s%s->%.*s", address ? "&" : "", STR(first), mark,
                     STR(str_sub(path, dot + 1, path.n)));
}

/* ---- files ---- */

struct str include_path(const char *path)
{
    struct str s = str_of(path);
    for (size_t at; (at = str_find(s, S("src/"))) != SIZE_MAX;)
        s = str_sub(s, at + 4, s.n);
    while (str_starts(s, S("../")))
        s = str_sub(s, 3, s.n);
    return s;
}

static void put_title(struct out *o, const struct template *first)
{
    out_fmt(o, "/* Written by tools/pagec from %s and its neighbours; do not edit. */\n",
            include_path(first->path).p);
}

static void put_function(struct out *o, const struct template *t)
{
    struct str name = arena_fmt(o->mem, "%.*s%.*s", STR(t->prefix), STR(t->name));
    out_fmt(o, "void %.*s_page(struct page *p, const struct %.*s_view *v)", STR(name), STR(name));
}

void emit_header(struct out *o, const struct template *pages, size_t n)
{
    put_title(o, pages);
    out_fmt(o, "#pragma once\n#include \"platform/page/page.h\"\n\n");
    for (size_t i = 0; i < n; i++) {
        struct str path = include_path(pages[i].path);
        out_fmt(o, "#include \"%.*s.h\"\n", STR(str_sub(path, 0, path.n - 5)));
    }
    out_char(o, '\n');
    for (size_t i = 0; i < n; i++) {
        put_function(o, &pages[i]);
        out_put(o, ";\n", 2);
    }
}

void emit_pages(struct out *o, const struct template *pages, size_t n, struct str header)
{
    const char *shared = NULL;
    for (size_t i = 0; i < n; i++)
        shared = pages[i].uses_shared ? pages[i].components : shared;
    put_title(o, pages);
    out_fmt(o, "#include \"%.*s\"\n#include \"platform/page/sinks.h\"\n", STR(header));
    if (shared)
        out_fmt(o, "#include \"%s_pages.h\"\n", include_path(shared).p);
    for (size_t i = 0; i < n; i++) {
        out_fmt(o, "\n#line 1 \"%s\"\n", pages[i].path);
        put_function(o, &pages[i]);
        out_fmt(o, "\n{\n    (void)p, (void)v;\n");
        out_str(o, out_text(&pages[i].code));
        out_put(o, "}\n", 2);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes to readable C.  Every statement that names a field of the view stands behind a #line of the
 * page, and its sink decides by _Generic: what is wrong is told by the C compiler in the page. */
#include "pagec.h"

struct emitter {
    struct out *o;
    const struct template *t;
    struct str prefix;
    int indent;
};

struct str include_path(const char *path)
{
    struct str s = str_of(path);
    for (size_t at; (at = str_find(s, S("src/"))) != SIZE_MAX;)
        s = str_sub(s, at + 4, s.n);
    while (str_starts(s, S("../")))
        s = str_sub(s, 3, s.n);
    return s;
}

static void line(struct emitter *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void line(struct emitter *e, const char *fmt, ...)
{
    for (int i = 0; i < e->indent; i++)
        out_put(e->o, "    ", 4);
    va_list ap;
    va_start(ap, fmt);
    out_str(e->o, arena_vfmt(e->o->mem, fmt, ap));
    va_end(ap);
    out_char(e->o, '\n');
}

static void place(struct emitter *e, const struct node *n)
{
    out_fmt(e->o, "#line %d \"%s\"\n", n->line, e->t->path);
}

/* v, or a loop's variable with a final _, so that it may be called case. */
static struct str name_c(struct emitter *e, struct str name)
{
    return str_eq(name, S("v")) ? name : arena_fmt(e->o->mem, "%.*s_", STR(name));
}

/* a.b.c of the page as C: the first name is a pointer to a struct, or to a value by itself. */
static struct str path_c(struct emitter *e, struct str path)
{
    size_t dot = str_find_char(path, '.');
    struct str first = name_c(e, str_sub(path, 0, dot));
    if (dot == SIZE_MAX)
        return arena_fmt(e->o->mem, "*%.*s", STR(first));
    struct str fields = str_sub(path, dot + 1, path.n);
    return arena_fmt(e->o->mem, "%.*s->%.*s", STR(first), STR(fields));
}

static struct str literal_c(struct emitter *e, struct str s)
{
    struct out o;
    out_init(&o, e->o->mem, (size_t)8 << 20);
    out_char(&o, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '"' || c == '\\' || (c == '?' && i && s.p[i - 1] == '?'))
            out_fmt(&o, "\\%c", c);
        else if (c == '\n')
            out_put(&o, "\\n", 2);
        else if (c < ' ' || c == 127)
            out_fmt(&o, "\\%03o", c);
        else
            out_char(&o, (char)c);
        if (c == '\n' && i + 1 < s.n) {
            out_put(&o, "\"\n", 2);
            for (int k = 0; k < e->indent + 1; k++)
                out_put(&o, "    ", 4);
            out_char(&o, '"');
        }
    }
    out_char(&o, '"');
    return out_text(&o);
}

static void emit_list(struct emitter *e, const struct node *n);

static void emit_block(struct emitter *e, const struct node *list)
{
    e->indent++;
    emit_list(e, list);
    e->indent--;
}

static void emit_if(struct emitter *e, const struct node *n)
{
    place(e, n);
    line(e, "if (%spage_is(%.*s)) {", n->negated ? "!" : "", STR(path_c(e, n->text)));
    emit_block(e, n->body);
    if (n->has_else) {
        line(e, "} else {");
        emit_block(e, n->otherwise);
    }
    line(e, "}");
}

static void emit_for(struct emitter *e, const struct node *n)
{
    struct str list = path_c(e, n->text);
    place(e, n);
    line(e, "for (size_t %.*s_i = 0; %.*s_i < (%.*s).n; %.*s_i++) {", STR(n->name), STR(n->name),
         STR(list), STR(n->name));
    e->indent++;
    place(e, n);
    line(e, "__auto_type %.*s_ = page_item(%.*s, %.*s_i);", STR(n->name), STR(list), STR(n->name));
    line(e, "(void)%.*s_;", STR(n->name));
    emit_list(e, n->body);
    e->indent--;
    line(e, "}");
    if (!n->has_else)
        return;
    place(e, n);
    line(e, "if ((%.*s).n == 0) {", STR(list));
    emit_block(e, n->otherwise);
    line(e, "}");
}

static void emit_include(struct emitter *e, const struct node *n)
{
    bool pointer = str_find_char(n->text, '.') == SIZE_MAX;
    struct str prefix = n->shared ? S("") : e->prefix;
    place(e, n);
    line(e, "%.*s%s%.*s_page(p, %s%.*s);", STR(prefix), prefix.n ? "_" : "", STR(n->name),
         pointer ? "" : "&", STR(pointer ? name_c(e, n->text) : path_c(e, n->text)));
}

static void emit_message(struct emitter *e, const struct node *n)
{
    struct str id = literal_c(e, n->text), words = S("");
    int count = 0;
    if (n->context.p)
        id = arena_fmt(e->o->mem, "%.*s \"\\004\" %.*s", STR(literal_c(e, n->context)), STR(id));
    for (const struct argument *a = n->arguments; a; a = a->next, count++)
        words = arena_fmt(e->o->mem, "%.*s page_word(\"%.*s\", %.*s),", STR(words), STR(a->name),
                          STR(path_c(e, a->path)));
    const char *sink = n->sink == SINK_TEXT ? "text" : "attr";
    place(e, n);
    if (count)
        line(e, "html_%s_message(p, %.*s, (const struct page_word[]) {%.*s }, %d);", sink, STR(id),
             STR(words), count);
    else
        line(e, "html_%s_message(p, %.*s, NULL, 0);", sink, STR(id));
}

static void emit_list(struct emitter *e, const struct node *n)
{
    static const char *const sinks[] = { "html_text", "html_text", "html_plain", "html_attr",
                                         "html_href" };
    for (; n; n = n->next) {
        switch (n->kind) {
        case TEXT:
            if (n->text.n)
                line(e, "html_put(p, %.*s);", STR(literal_c(e, n->text)));
            break;
        case VALUE:
            place(e, n);
            line(e, "%s(p, %.*s);", sinks[n->sink], STR(path_c(e, n->text)));
            break;
        case IF: emit_if(e, n); break;
        case FOR: emit_for(e, n); break;
        case INCLUDE: emit_include(e, n); break;
        case MESSAGE: emit_message(e, n); break;
        case CSRF: line(e, "html_csrf(p);"); break;
        case ICON: line(e, "html_icon(p, \"%.*s\");", STR(n->name)); break;
        }
    }
}

static bool uses_shared(const struct node *n)
{
    for (; n; n = n->next)
        if ((n->kind == INCLUDE && n->shared) || uses_shared(n->body) || uses_shared(n->otherwise))
            return true;
    return false;
}

static struct str function_name(struct out *o, struct str prefix, const struct template *t)
{
    return arena_fmt(o->mem, "%.*s%s%.*s", STR(prefix), prefix.n ? "_" : "", STR(t->name));
}

void emit_header(struct out *o, struct str prefix, const struct template *pages, size_t n,
                 struct str header)
{
    (void)header;
    out_fmt(o,
            "/* Written by tools/pagec from %s and its neighbours; do not edit. */\n#pragma once\n",
            include_path(pages[0].path).p);
    out_fmt(o, "#include \"platform/page/page.h\"\n\n");
    for (size_t i = 0; i < n; i++) {
        struct str path = include_path(pages[i].path);
        out_fmt(o, "#include \"%.*s.h\"\n", STR(str_sub(path, 0, path.n - 5)));
    }
    out_char(o, '\n');
    for (size_t i = 0; i < n; i++) {
        struct str name = function_name(o, prefix, &pages[i]);
        out_fmt(o, "void %.*s_page(struct page *p, const struct %.*s_view *v);\n", STR(name),
                STR(name));
    }
}

void emit_pages(struct out *o, struct str prefix, const struct template *pages, size_t n,
                struct str header)
{
    out_fmt(o, "/* Written by tools/pagec from %s and its neighbours; do not edit. */\n",
            include_path(pages[0].path).p);
    out_fmt(o, "#include \"%.*s\"\n#include \"platform/page/sinks.h\"\n", STR(header));
    for (size_t i = 0; i < n; i++)
        if (uses_shared(pages[i].first)) {
            out_fmt(o, "#include \"%s_pages.h\"\n", include_path(pages[i].components).p);
            break;
        }
    for (size_t i = 0; i < n; i++) {
        struct emitter e = { .o = o, .t = &pages[i], .prefix = prefix, .indent = 1 };
        struct str name = function_name(o, prefix, &pages[i]);
        out_fmt(o, "\n#line 1 \"%s\"\n", pages[i].path);
        out_fmt(o, "void %.*s_page(struct page *p, const struct %.*s_view *v)\n{\n", STR(name),
                STR(name));
        out_put(o, "    (void)p, (void)v;\n", 22);
        emit_list(&e, pages[i].first);
        out_put(o, "}\n", 2);
    }
}

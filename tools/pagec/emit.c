/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes to readable C.  Every statement that names a field of the view stands behind a #line of the
 * page, and its sink decides by _Generic: what is wrong is told by the C compiler in the page. */
#include "pagec.h"

struct emitter {
    struct out *o;
    const struct template *t;
    struct str prefix; /* of the folder's functions, "apply_", or empty */
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

static void put_indent(struct out *o, int indent)
{
    for (int i = 0; i < indent; i++)
        out_put(o, "    ", 4);
}

void put_quoted(struct out *o, struct str s, int indent)
{
    out_char(o, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '"' || c == '\\')
            out_fmt(o, "\\%c", c);
        else if (c == '\n')
            out_put(o, "\\n", 2);
        else if (c < ' ' || c == 127 || (c == '?' && i && s.p[i - 1] == '?')) /* no trigraphs */
            out_fmt(o, "\\%03o", c);
        else
            out_char(o, (char)c);
        if (c == '\n' && i + 1 < s.n) {
            out_put(o, "\"\n", 2);
            put_indent(o, indent + 1);
            out_char(o, '"');
        }
    }
    out_char(o, '"');
}

static struct str quoted(struct emitter *e, struct str s)
{
    struct out o;
    out_init(&o, e->o->mem, (size_t)8 << 20);
    put_quoted(&o, s, e->indent);
    return out_text(&o);
}

/* A line of C; of a node, behind its place in the page. */
static void __attribute__((format(printf, 3, 4)))
line(struct emitter *e, const struct node *n, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    if (n)
        out_fmt(e->o, "#line %d \"%s\"\n", n->line, e->t->path);
    put_indent(e->o, e->indent);
    out_str(e->o, arena_vfmt(e->o->mem, fmt, ap));
    out_char(e->o, '\n');
    va_end(ap);
}

/* a.b.c of the page as C.  The first name is a pointer, to a struct or to a value by itself; that
 * of a loop's variable has a final _, so that it may be called case. */
static struct str path_c(struct emitter *e, struct str path, bool address)
{
    size_t dot = str_find_char(path, '.');
    struct str first = str_sub(path, 0, dot), fields = str_sub(path, dot, path.n);
    const char *mark = str_eq(first, S("v")) ? "" : "_";
    if (dot == SIZE_MAX)
        return arena_fmt(e->o->mem, "%s%.*s%s", address ? "" : "*", STR(first), mark);
    return arena_fmt(e->o->mem, "%s%.*s%s->%.*s", address ? "&" : "", STR(first), mark,
                     STR(str_sub(fields, 1, fields.n)));
}

static void emit_list(struct emitter *e, const struct node *n);

static void emit_block(struct emitter *e, const struct node *list)
{
    e->indent++;
    emit_list(e, list);
    e->indent--;
}

static void emit_if(struct emitter *e, const struct node *n, struct str path)
{
    line(e, n, "if (%spage_is(%.*s)) {", n->negated ? "!" : "", STR(path));
    emit_block(e, n->body);
    if (n->has_else) {
        line(e, NULL, "} else {");
        emit_block(e, n->otherwise);
    }
    line(e, NULL, "}");
}

static void emit_for(struct emitter *e, const struct node *n, struct str list)
{
    struct str x = n->name;
    line(e, n, "for (size_t %.*s_i = 0; %.*s_i < (%.*s).n; %.*s_i++) {", STR(x), STR(x), STR(list),
         STR(x));
    e->indent++;
    line(e, n, "__auto_type %.*s_ = page_item(%.*s, %.*s_i);", STR(x), STR(list), STR(x));
    line(e, NULL, "(void)%.*s_;", STR(x));
    emit_list(e, n->body);
    e->indent--;
    line(e, NULL, "}");
    if (!n->has_else)
        return;
    line(e, n, "if ((%.*s).n == 0) {", STR(list));
    emit_block(e, n->otherwise);
    line(e, NULL, "}");
}

static void emit_message(struct emitter *e, const struct node *n)
{
    struct str id = quoted(e, n->text), words = S("");
    int count = 0;
    if (n->context.p)
        id = arena_fmt(e->o->mem, "%.*s \"\\004\" %.*s", STR(quoted(e, n->context)), STR(id));
    for (const struct argument *a = n->arguments; a; a = a->next, count++)
        words = arena_fmt(e->o->mem, "%.*s page_word(\"%.*s\", %.*s),", STR(words), STR(a->name),
                          STR(path_c(e, a->path, false)));
    if (count)
        words = arena_fmt(e->o->mem, "(const struct page_word[]) {%.*s }", STR(words));
    line(e, n, "html_%s_message(p, %.*s, %.*s, %d);", n->sink == SINK_TEXT ? "text" : "attr",
         STR(id), STR(count ? words : S("NULL")), count);
}

static void emit_node(struct emitter *e, const struct node *n)
{
    static const char *const sinks[] = { NULL, "text", "plain", "attr", "href" };
    struct str path = n->kind == TEXT ? S("") : path_c(e, n->text, n->kind == INCLUDE);
    switch (n->kind) {
    case TEXT: line(e, NULL, "html_put(p, %.*s);", STR(quoted(e, n->text))); break;
    case VALUE: line(e, n, "html_%s(p, %.*s);", sinks[n->sink], STR(path)); break;
    case IF: emit_if(e, n, path); break;
    case FOR: emit_for(e, n, path); break;
    case INCLUDE:
        line(e, n, "%.*s%.*s_page(p, %.*s);", STR(n->shared ? S("") : e->prefix), STR(n->name),
             STR(path));
        break;
    case MESSAGE: emit_message(e, n); break;
    case CSRF: line(e, NULL, "html_csrf(p);"); break;
    case ICON: line(e, NULL, "html_icon(p, \"%.*s\");", STR(n->name)); break;
    }
}

static void emit_list(struct emitter *e, const struct node *n)
{
    for (; n; n = n->next)
        emit_node(e, n);
}

static void put_title(struct out *o, const struct template *first)
{
    out_fmt(o, "/* Written by tools/pagec from %s and its neighbours; do not edit. */\n",
            include_path(first->path).p);
}

static void put_function(struct out *o, struct str prefix, const struct template *t)
{
    struct str name = arena_fmt(o->mem, "%.*s%.*s", STR(prefix), STR(t->name));
    out_fmt(o, "void %.*s_page(struct page *p, const struct %.*s_view *v)", STR(name), STR(name));
}

void emit_header(struct out *o, struct str prefix, const struct template *pages, size_t n)
{
    put_title(o, pages);
    out_fmt(o, "#pragma once\n#include \"platform/page/page.h\"\n\n");
    for (size_t i = 0; i < n; i++) {
        struct str path = include_path(pages[i].path);
        out_fmt(o, "#include \"%.*s.h\"\n", STR(str_sub(path, 0, path.n - 5)));
    }
    out_char(o, '\n');
    for (size_t i = 0; i < n; i++) {
        put_function(o, prefix, &pages[i]);
        out_put(o, ";\n", 2);
    }
}

void emit_pages(struct out *o, struct str prefix, const struct template *pages, size_t n,
                struct str header)
{
    const char *shared = NULL;
    put_title(o, pages);
    for (size_t i = 0; i < n; i++)
        shared = pages[i].uses_shared ? pages[i].components : shared;
    out_fmt(o, "#include \"%.*s\"\n#include \"platform/page/sinks.h\"\n", STR(header));
    if (shared)
        out_fmt(o, "#include \"%s_pages.h\"\n", include_path(shared).p);
    for (size_t i = 0; i < n; i++) {
        struct emitter e = { .o = o, .t = &pages[i], .prefix = prefix, .indent = 1 };
        out_fmt(o, "\n#line 1 \"%s\"\n", pages[i].path);
        put_function(o, prefix, &pages[i]);
        out_fmt(o, "\n{\n    (void)p, (void)v;\n");
        emit_list(&e, pages[i].first);
        out_put(o, "}\n", 2);
    }
}

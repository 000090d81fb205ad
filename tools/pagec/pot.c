/* SPDX-License-Identifier: Apache-2.0 */
/* The words of pages as a gettext template.  A message that stands in several places is written
 * once with all its places; the standard tools (msgmerge, Poedit, Weblate) do the rest. */
#include "pagec.h"

struct entry {
    const struct node *m;
    struct out places;
    struct entry *next;
};

static void collect(struct entry **first, struct arena *mem, const struct template *t,
                    const struct node *n)
{
    for (; n; n = n->next) {
        collect(first, mem, t, n->body);
        collect(first, mem, t, n->otherwise);
        if (n->kind != MESSAGE)
            continue;
        struct entry **at = first;
        while (*at && !(str_eq((*at)->m->text, n->text) && str_eq((*at)->m->context, n->context)))
            at = &(*at)->next;
        if (!*at) {
            *at = arena_new(mem, struct entry, 1);
            (*at)->m = n;
            out_init(&(*at)->places, mem, 1 << 20);
        }
        out_fmt(&(*at)->places, " src/%s:%d", include_path(t->path).p, n->line);
    }
}

static void put_line(struct out *o, const char *keyword, struct str s)
{
    out_fmt(o, "%s ", keyword);
    put_quoted(o, s, 0);
    out_char(o, '\n');
}

void pot_write(struct out *o, struct arena *mem, const struct template *pages, size_t n)
{
    struct entry *first = NULL;
    for (size_t i = 0; i < n; i++)
        collect(&first, mem, &pages[i], pages[i].first);
    out_fmt(o, "msgid \"\"\nmsgstr \"\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n"
               "\"Content-Transfer-Encoding: 8bit\\n\"\n\"Language: ja\\n\"\n");
    for (const struct entry *e = first; e; e = e->next) {
        out_fmt(o, "\n#:%.*s\n", STR(out_text(&e->places)));
        if (e->m->arguments)
            out_fmt(o, "#, python-brace-format\n");
        if (e->m->context.p)
            put_line(o, "msgctxt", e->m->context);
        put_line(o, "msgid", e->m->text);
        if (e->m->plural.p)
            put_line(o, "msgid_plural", e->m->plural);
        out_fmt(o, e->m->plural.p ? "msgstr[0] \"\"\nmsgstr[1] \"\"\n" : "msgstr \"\"\n");
    }
}

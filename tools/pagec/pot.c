/* SPDX-License-Identifier: Apache-2.0 */
/* The words of pages as a gettext template.  A message that stands in several places is written
 * once with all its places; the standard tools (msgmerge, Poedit, Weblate) do the rest. */
#include "pagec.h"

static bool same(const struct message *a, const struct message *b)
{
    return str_eq(a->text, b->text) && str_eq(a->context, b->context);
}

/* The places of what `m` says; false when it stood before m already. */
static bool put_places(struct out *o, const struct template *pages, size_t n,
                       const struct message *m)
{
    bool first = true;
    for (size_t i = 0; i < n; i++)
        for (const struct message *other = pages[i].messages; other; other = other->next) {
            if (!same(other, m))
                continue;
            if (first && other != m)
                return false;
            out_fmt(o, "%s src/%s:%d", first ? "\n#:" : "", include_path(pages[i].path).p,
                    other->line);
            first = false;
        }
    return true;
}

static void put_line(struct out *o, const char *keyword, struct str s)
{
    if (s.p)
        out_fmt(o, "%s %.*s\n", keyword, STR(quoted(o->mem, s, 0)));
}

static void put_message(struct out *o, const struct message *m)
{
    out_fmt(o, m->has_arguments ? "\n#, python-brace-format\n" : "\n");
    put_line(o, "msgctxt", m->context);
    put_line(o, "msgid", m->text);
    put_line(o, "msgid_plural", m->plural);
    out_fmt(o, m->plural.p ? "msgstr[0] \"\"\nmsgstr[1] \"\"\n" : "msgstr \"\"\n");
}

void pot_write(struct out *o, const struct template *pages, size_t n)
{
    out_fmt(o, "msgid \"\"\nmsgstr \"\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n"
               "\"Content-Transfer-Encoding: 8bit\\n\"\n\"Language: ja\\n\"\n");
    for (size_t i = 0; i < n; i++)
        for (const struct message *m = pages[i].messages; m; m = m->next)
            if (put_places(o, pages, n, m))
                put_message(o, m);
}

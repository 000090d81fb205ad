/* SPDX-License-Identifier: Apache-2.0 */
/* What is refused in a page that is well formed, whatever its values are: elements and attributes
 * that CSP or a browser's own parser would make dangerous, addresses that are not ours, and what
 * keeps people out. */
#include "pagec.h"

/* Lists of names have a blank before and after each name. */
static const char voids[] =
    " area base br col embed frame hr img input link meta source track wbr ";
static const char addresses[] =
    " href src action formaction poster data background manifest ping longdesc cite xlink:href ";
static const char refused_attrs[] = " style srcdoc srcset http-equiv formmethod ";
static const char refused[] =
    " base object embed iframe frame frameset applet plaintext xmp listing noembed noframes"
    " noscript math template portal foreignobject animate set style ";
static const char not_in_itself[] = " form a button label p option select ";
static const char not_in_p[] =
    " address article aside blockquote details div dl fieldset footer form h1 h2 h3 h4 header hr"
    " main nav ol pre section table ul ";

static bool among(struct str name, const char *list)
{
    size_t n = name.n;
    for (struct str s = str_of(list); s.n > n + 1; s = str_sub(s, 1, s.n))
        if (s.p[0] == ' ' && str_starts(str_sub(s, 1, s.n), name) && s.p[n + 1] == ' ')
            return true;
    return false;
}

bool is(const struct open *o, const char *name)
{
    return o->kind == ELEMENT && str_eq(o->name, str_of(name));
}

struct open *inside(struct open *o, const char *name)
{
    while (o && !is(o, name))
        o = o->up;
    return o;
}

bool element_is_void(struct str name)
{
    return among(name, voids);
}

static const struct attr *attr_of(const struct open *e, const char *name)
{
    const struct attr *a = e->attrs;
    while (a && !str_eq(a->name, str_of(name)))
        a = a->next;
    return a;
}

/* The attribute when it is there whatever the values are. */
static const struct attr *surely(const struct open *e, const char *name)
{
    const struct attr *a = attr_of(e, name);
    return a && a->sure && a->value.p ? a : NULL;
}

bool attr_is(const struct open *e, const char *name, const char *value)
{
    const struct attr *a = attr_of(e, name);
    return a && str_eq_nocase(a->value, str_of(value));
}

bool attr_is_address(const struct attr *a)
{
    return among(a->name, addresses);
}

/* ---- attributes ---- */

/* /path (not //host), ?query, #part or nothing. */
static bool is_local(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || s.p[i] == '\\')
            return false;
    return !s.n || s.p[0] == '#' || s.p[0] == '?' || (s.p[0] == '/' && !str_starts(s, S("//")));
}

static void check_attr(struct template *t, const struct attr *a)
{
    if (str_starts(a->name, S("on")) || among(a->name, refused_attrs))
        complain(t, a->line, "attribute '%.*s' is refused: looks and scripts stand in assets/",
                 STR(a->name));
    if (a->is_url && str_find_char(a->value, '}') != a->value.n - 1)
        complain(t, a->line, "nothing may follow the url in '%.*s'", STR(a->name));
    if (attr_is_address(a) && !a->is_url && !is_local(a->value))
        complain(t, a->line, "'%.*s' must be a local path, not '%.*s'", STR(a->name),
                 STR(a->value));
    for (const struct attr *b = a->next; b; b = b->next)
        if (str_eq(a->name, b->name) && a->sure && b->sure)
            complain(t, a->line, "'%.*s' stands here twice", STR(a->name));
}

/* ---- elements ---- */

static void check_element(struct template *t, const struct open *e)
{
    const struct attr *method = attr_of(e, "method");
    if (among(e->name, refused))
        complain(t, e->line, "element '%.*s' is refused", STR(e->name));
    if (is(e, "script") && !surely(e, "src"))
        complain(t, e->line, "inline script is refused: put it into a file");
    if (among(e->name, not_in_itself) && inside(e->up, arena_cstr(t->mem, e->name)))
        complain(t, e->line, "<%.*s> may not stand inside <%.*s>", STR(e->name), STR(e->name));
    if (among(e->name, not_in_p) && e->up && is(e->up, "p"))
        complain(t, e->line, "<%.*s> may not stand inside <p>", STR(e->name));
    if (is(e, "form") && method &&
        !(method->sure && (attr_is(e, "method", "post") || attr_is(e, "method", "get"))))
        complain(t, e->line, "a form's method is literally \"post\" or \"get\"");
}

static bool holds(const struct template *t, const struct open *table, const char *name)
{
    for (const struct open *e = t->elements; e; e = e->before)
        if (is(e, name) && inside(e->up, "table") == table)
            return true;
    return false;
}

static bool has_label(const struct template *t, const struct open *control)
{
    const struct attr *id = attr_of(control, "id"), *label_for;
    if (inside(control->up, "label") || surely(control, "aria-label") ||
        surely(control, "aria-labelledby"))
        return true;
    for (const struct open *e = t->elements; e && id && id->value.n; e = e->before)
        if (is(e, "label") && (label_for = attr_of(e, "for")) &&
            str_eq(label_for->value, id->value))
            return true;
    return false;
}

static bool is_control(const struct open *e)
{
    const struct attr *type = surely(e, "type");
    bool shows_words = type && among(type->value, " hidden submit button ");
    return is(e, "select") || is(e, "textarea") || (is(e, "input") && !shows_words);
}

static void check_access(struct template *t, const struct open *e)
{
    if (is(e, "img") && !surely(e, "alt"))
        complain(t, e->line, "img without alt");
    if (is(e, "html") && !surely(e, "lang"))
        complain(t, e->line, "html without lang");
    if (attr_of(e, "tabindex") && !attr_is(e, "tabindex", "0") && !attr_is(e, "tabindex", "-1"))
        complain(t, e->line, "tabindex is 0 or -1: the order is that of the page");
    if (is_control(e) && !has_label(t, e))
        complain(t, e->line, "%.*s without label", STR(e->name));
    if (is(e, "table") && !holds(t, e, "caption"))
        complain(t, e->line, "table without caption");
    if (is(e, "table") && !holds(t, e, "th"))
        complain(t, e->line, "table without th");
}

/* Two places of which at most one is ever printed: the two ways of one if. */
static bool exclude_each_other(const struct open *a, const struct open *b)
{
    for (; a; a = a->up)
        for (const struct open *c = b; c; c = c->up)
            if (a->twin == c || c->twin == a)
                return true;
    return false;
}

static void check_id(struct template *t, const struct open *e)
{
    const struct attr *id = attr_of(e, "id"), *other;
    if (!id || str_find_char(id->value, '{') != SIZE_MAX)
        return;
    if (!id->value.n || str_find_char(id->value, ' ') != SIZE_MAX)
        complain(t, e->line, "id must be one word");
    for (const struct open *o = e->up; o; o = o->up)
        if (o->kind == FOR)
            complain(t, e->line, "id '%.*s' would be repeated by the for", STR(id->value));
    for (const struct open *o = e->before; o; o = o->before)
        if ((other = attr_of(o, "id")) && str_eq(other->value, id->value) &&
            !exclude_each_other(o, e))
            complain(t, e->line, "id '%.*s' is used twice, first in line %d", STR(id->value),
                     o->line);
}

void rules_check(struct template *t)
{
    for (const struct open *e = t->elements; e; e = e->before) {
        for (const struct attr *a = e->attrs; a; a = a->next)
            check_attr(t, a);
        check_element(t, e);
        check_access(t, e);
        check_id(t, e);
    }
}

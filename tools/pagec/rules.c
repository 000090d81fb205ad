/* SPDX-License-Identifier: Apache-2.0 */
/* What is refused in a page whatever its values are: elements and attributes that CSP or a
 * browser's own parser would make dangerous, addresses that are not ours, and what keeps people
 * out. */
#include "pagec.h"

static bool among(struct str name, const char *const *list)
{
    for (; *list; list++)
        if (str_eq(name, str_of(*list)))
            return true;
    return false;
}

bool element_is_void(struct str name)
{
    static const char *const list[] = { "area", "br",   "col",    "hr",    "img", "input",
                                        "link", "meta", "source", "track", "wbr", NULL };
    return among(name, list);
}

enum address attr_address(struct str name)
{
    static const char *const local[] = { "src",        "action",   "formaction", "poster",   "data",
                                         "background", "manifest", "ping",       "longdesc", NULL };
    static const char *const links[] = { "href", "cite", "xlink:href", NULL };
    return among(name, local) ? ADDRESS_LOCAL : among(name, links) ? ADDRESS_LINK : ADDRESS_NONE;
}

bool attr_is_refused(struct str name, const char **ret_why)
{
    *ret_why = NULL;
    if (str_eq(name, S("style")))
        *ret_why = "looks stand in assets/, the policy forbids it here";
    else if (str_starts(name, S("on")))
        *ret_why = "a script in an attribute never runs under our policy";
    else if (str_eq(name, S("srcdoc")) || str_eq(name, S("http-equiv")))
        *ret_why = "the server's headers say that";
    return *ret_why != NULL;
}

/* Local: /path (not //host), ?query, #part or nothing.  Links also lead out, over TLS. */
bool literal_address_ok(struct str s, enum address kind)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || s.p[i] == '\\')
            return false;
    if (s.n == 0 || s.p[0] == '#' || s.p[0] == '?')
        return true;
    if (s.p[0] == '/')
        return s.n == 1 || s.p[1] != '/';
    return kind == ADDRESS_LINK && (str_starts(s, S("https://")) || str_starts(s, S("mailto:")) ||
                                    str_starts(s, S("tel:")));
}

const struct attr *tag_attr(const struct tag *tag, const char *name)
{
    for (int i = 0; i < tag->n; i++)
        if (str_eq(tag->attrs[i].name, str_of(name)))
            return &tag->attrs[i];
    return NULL;
}

static bool is_literal(struct str value)
{
    return str_find_char(value, '{') == SIZE_MAX;
}

static bool is_value(const struct attr *a, const char *value)
{
    return a && str_eq_nocase(a->value, str_of(value));
}

bool tag_is_post_form(struct rules *r, const struct tag *tag)
{
    if (!str_eq(tag->name, S("form")))
        return false;
    const struct attr *method = tag_attr(tag, "method");
    if (method && (!method->sure || !(is_value(method, "post") || is_value(method, "get"))))
        complain(r->t, tag->line, "a form's method is literally \"post\" or \"get\"");
    return is_value(method, "post");
}

static void mark(struct rules *r, int kind, struct str value, struct str what, int line,
                 struct branch *where)
{
    struct mark *m = arena_new(r->t->mem, struct mark, 1);
    *m = (struct mark) { .value = value, .what = what, .line = line, .branch = where };
    m->kind = kind;
    m->next = r->marks;
    r->marks = m;
}

static struct element *inside(struct element *e, const char *name)
{
    while (e && !str_eq(e->name, str_of(name)))
        e = e->up;
    return e;
}

/* Attributes that must be there whatever the values are. */
static bool surely(const struct tag *tag, const char *name)
{
    const struct attr *a = tag_attr(tag, name);
    return a && a->sure && a->has_value;
}

static bool is_control(const struct tag *tag)
{
    if (str_eq(tag->name, S("select")) || str_eq(tag->name, S("textarea")))
        return true;
    if (!str_eq(tag->name, S("input")))
        return false;
    const struct attr *type = tag_attr(tag, "type");
    return !(type && type->sure &&
             (is_value(type, "hidden") || is_value(type, "submit") || is_value(type, "button")));
}

static void check_access(struct rules *r, const struct tag *tag, struct element *open,
                         struct branch *where)
{
    struct template *t = r->t;
    const struct attr *tabindex = tag_attr(tag, "tabindex"), *id = tag_attr(tag, "id");
    if (str_eq(tag->name, S("img")) && !surely(tag, "alt"))
        complain(t, tag->line, "img without alt");
    if (str_eq(tag->name, S("html")) && !surely(tag, "lang"))
        complain(t, tag->line, "html without lang");
    if (tabindex && !is_value(tabindex, "0") && !is_value(tabindex, "-1"))
        complain(t, tag->line, "tabindex is 0 or -1: the order is that of the page");
    struct str id_value = id ? id->value : S("");
    if (is_control(tag) && !inside(open, "label") && !surely(tag, "aria-label") &&
        !surely(tag, "aria-labelledby"))
        mark(r, MARK_CONTROL, id_value, tag->name, tag->line, where);
    if (id)
        mark(r, MARK_ID, id_value, tag->name, tag->line, where);
    if (id && is_literal(id_value) && (!id_value.n || str_find_char(id_value, ' ') != SIZE_MAX))
        complain(t, tag->line, "id must be one word");
    const struct attr *label_for = tag_attr(tag, "for");
    if (str_eq(tag->name, S("label")) && label_for)
        mark(r, MARK_FOR, label_for->value, tag->name, tag->line, where);
}

static void check_element(struct rules *r, const struct tag *tag, struct element *open)
{
    static const char *const refused[] = { "base",          "object",   "embed",    "iframe",
                                           "frame",         "frameset", "applet",   "plaintext",
                                           "xmp",           "listing",  "noembed",  "noframes",
                                           "noscript",      "math",     "template", "portal",
                                           "foreignobject", "animate",  "set",      NULL };
    static const char *const not_in_itself[] = { "form", "a",      "button", "label",
                                                 "p",    "option", "select", NULL };
    static const char *const not_in_p[] = {
        "address", "article", "aside", "blockquote", "details", "div",   "dl",     "fieldset",
        "footer",  "form",    "h1",    "h2",         "h3",      "h4",    "header", "hr",
        "main",    "nav",     "ol",    "pre",        "section", "table", "ul",     NULL
    };
    struct template *t = r->t;
    const char *itself = among(tag->name, not_in_itself) ? arena_cstr(t->mem, tag->name) : NULL;
    if (among(tag->name, refused))
        complain(t, tag->line, "element '%.*s' is refused", STR(tag->name));
    if (str_eq(tag->name, S("style")))
        complain(t, tag->line, "inline style is refused: put it into assets/");
    if (str_eq(tag->name, S("script")) && !surely(tag, "src"))
        complain(t, tag->line, "inline script is refused: put it into a file");
    if (itself && inside(open, itself))
        complain(t, tag->line, "<%s> may not stand inside <%s>", itself, itself);
    if (open && str_eq(open->name, S("p")) && among(tag->name, not_in_p))
        complain(t, tag->line, "<%.*s> may not stand inside <p>", STR(tag->name));
    if (is_value(tag_attr(tag, "formmethod"), "post"))
        complain(t, tag->line, "formmethod would send without the form's token");
}

void rules_start(struct rules *r, struct tag *tag, struct element *open, struct branch *where)
{
    check_element(r, tag, open);
    check_access(r, tag, open, where);
    for (int i = 0; i < tag->n; i++)
        for (int j = 0; j < i; j++)
            if (str_eq(tag->attrs[i].name, tag->attrs[j].name) && tag->attrs[i].sure &&
                tag->attrs[j].sure)
                complain(r->t, tag->line, "'%.*s' stands here twice", STR(tag->attrs[i].name));
    struct element *table = inside(open, "table");
    if (table && str_eq(tag->name, S("caption")))
        table->has_caption = true;
    if (table && str_eq(tag->name, S("th")))
        table->has_th = true;
}

void rules_close(struct rules *r, const struct element *e)
{
    if (!str_eq(e->name, S("table")))
        return;
    if (!e->has_caption)
        complain(r->t, e->line, "table without caption");
    if (!e->has_th)
        complain(r->t, e->line, "table without th");
}

/* Two places of which at most one is ever printed: the two ways of one if. */
static bool exclude_each_other(const struct branch *a, const struct branch *b)
{
    for (; a; a = a->up)
        for (const struct branch *c = b; c; c = c->up)
            if (a->node == c->node && a->otherwise != c->otherwise)
                return true;
    return false;
}

static bool is_repeated(const struct branch *b)
{
    for (; b; b = b->up)
        if (b->node->kind == FOR && !b->otherwise)
            return true;
    return false;
}

static void check_id(struct rules *r, const struct mark *m)
{
    if (!is_literal(m->value) || !m->value.n)
        return;
    if (is_repeated(m->branch))
        complain(r->t, m->line, "id '%.*s' would be repeated by the for", STR(m->value));
    for (const struct mark *o = m->next; o; o = o->next)
        if (o->kind == MARK_ID && str_eq(o->value, m->value) &&
            !exclude_each_other(o->branch, m->branch))
            complain(r->t, m->line, "id '%.*s' is used twice, first in line %d", STR(m->value),
                     o->line);
}

static void check_label(struct rules *r, const struct mark *control)
{
    for (const struct mark *m = r->marks; m; m = m->next)
        if (m->kind == MARK_FOR && control->value.n && str_eq(m->value, control->value))
            return;
    complain(r->t, control->line, "%.*s without label", STR(control->what));
}

void rules_end(struct rules *r)
{
    for (const struct mark *m = r->marks; m; m = m->next) {
        if (m->kind == MARK_ID)
            check_id(r, m);
        if (m->kind == MARK_CONTROL)
            check_label(r, m);
    }
}

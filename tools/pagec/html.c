/* SPDX-License-Identifier: Apache-2.0 */
/* The HTML state machine.  It walks literal text byte by byte and carries its context over values
 * and branches, so that each value gets the sink of its place, or is refused.  It accepts a strict
 * HTML: every element closed, every attribute quoted; what it cannot follow it refuses, because a
 * browser may follow it elsewhere. */
#include "pagec.h"

enum state {
    DATA,
    PLAIN,       /* in title or textarea: only their own end tag is markup */
    SCRIPT,      /* between <script src> and </script>: nothing may stand there */
    BEFORE_ATTR, /* in a tag, a blank was seen */
    NEEDS_BLANK, /* in a tag, after its name or an attribute */
    ATTR_NAME,
    BEFORE_VALUE, /* after = */
    ATTR_VALUE,   /* in quotes */
};

enum { ATTR_LITERAL, ATTR_FRAGMENT, ATTR_WHOLE }; /* what an address began with */

struct context {
    enum state state;
    char quote;
    int address_part; /* of an address attribute's value */
    bool value_empty; /* nothing of the value was seen yet */
    struct element *open;
};

struct walker {
    struct template *t;
    struct rules rules;
    struct context at;
    struct tag *tag;   /* while in one */
    struct attr *attr; /* while in one */
    struct out *attr_text;
    struct branch *where;
    int depth, line;
    bool started;   /* something but blanks was seen */
    struct out lit; /* the kept part of the text node */
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == ':';
}

static bool in_tag(enum state s)
{
    return s >= BEFORE_ATTR;
}

static struct str lower(struct arena *mem, struct str s)
{
    char *p = arena_new(mem, char, s.n + 1);
    for (size_t i = 0; i < s.n; i++)
        p[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] + 32) : s.p[i];
    return str_n(p, s.n);
}

static bool keeps_blanks(const struct element *e)
{
    for (; e; e = e->up)
        if (str_eq(e->name, S("pre")))
            return true;
    return false;
}

/* ---- attributes ---- */

static void attr_begin(struct walker *w, struct str name)
{
    const char *why;
    if (attr_is_refused(name, &why))
        complain(w->t, w->line, "attribute '%.*s' is refused: %s", STR(name), why);
    if (w->tag->n == MOST_ATTRS) {
        complain(w->t, w->line, "too many attributes");
        w->tag->n--;
    }
    w->attr = &w->tag->attrs[w->tag->n++];
    *w->attr = (struct attr) { .name = name, .sure = w->depth == w->tag->depth, .line = w->line };
    w->attr_text = arena_new(w->t->mem, struct out, 1);
    out_init(w->attr_text, w->t->mem, 1 << 20);
    w->at.value_empty = true;
    w->at.address_part = ATTR_LITERAL;
}

static void attr_end(struct walker *w)
{
    if (!w->attr)
        return;
    enum address kind = attr_address(w->attr->name);
    w->attr->value = out_text(w->attr_text);
    if (kind && w->at.address_part == ATTR_LITERAL && !literal_address_ok(w->attr->value, kind))
        complain(w->t, w->line, "'%.*s' must be a local path%s, not '%.*s'", STR(w->attr->name),
                 kind == ADDRESS_LINK ? ", #…, https:, mailto: or tel:" : "", STR(w->attr->value));
    w->attr = NULL;
}

/* A value or message stands inside the quotes. */
static enum sink attr_sink(struct walker *w, struct node *n)
{
    struct attr *a = w->attr;
    enum address kind = attr_address(a->name);
    if (str_eq(a->name, S("tabindex")) || str_eq(a->name, S("srcset"))) {
        complain(w->t, n->line, "no value may stand in '%.*s'", STR(a->name));
    } else if (kind && w->at.value_empty && n->kind == VALUE) {
        w->at.address_part = ATTR_WHOLE;
        w->at.value_empty = false;
        return SINK_HREF;
    } else if (kind && (w->at.address_part != ATTR_FRAGMENT || n->kind != VALUE)) {
        complain(w->t, n->line, "'%.*s' takes one url as its whole value, or #…", STR(a->name));
    }
    w->at.value_empty = false;
    return SINK_ATTR;
}

static void attr_literal(struct walker *w, char c)
{
    if (w->at.value_empty && c == '#')
        w->at.address_part = ATTR_FRAGMENT;
    if (w->at.address_part == ATTR_WHOLE)
        complain(w->t, w->line, "nothing may follow the url in '%.*s'", STR(w->attr->name));
    w->at.value_empty = false;
    out_char(w->attr_text, c);
    out_char(&w->lit, c);
}

/* ---- tags ---- */

static void open_element(struct walker *w, const struct tag *tag)
{
    struct element *e = arena_new(w->t->mem, struct element, 1);
    *e = (struct element) { .name = tag->name, .line = tag->line, .up = w->at.open };
    w->at.open = e;
    if (str_eq(tag->name, S("script")))
        w->at.state = SCRIPT;
    else if (str_eq(tag->name, S("title")) || str_eq(tag->name, S("textarea")))
        w->at.state = PLAIN;
    if (str_eq(tag->name, S("textarea")))
        out_char(&w->lit, '\n'); /* a browser drops one line end here: not the visitor's */
}

/* After > of a start tag.  True when it opened a form that needs its token. */
static bool tag_end(struct walker *w, bool self_closed)
{
    struct tag *tag = w->tag;
    bool in_svg = false;
    for (const struct element *e = w->at.open; e; e = e->up)
        in_svg |= str_eq(e->name, S("svg"));
    rules_start(&w->rules, tag, w->at.open, w->where);
    if (w->depth != tag->depth)
        complain(w->t, w->line, "a tag ends in another branch than it begins");
    w->at.state = DATA;
    w->tag = NULL;
    if (self_closed && !in_svg && !element_is_void(tag->name))
        complain(w->t, w->line, "'/>' closes nothing here: write </%.*s>", STR(tag->name));
    if (!element_is_void(tag->name) && !self_closed)
        open_element(w, tag);
    return tag_is_post_form(&w->rules, tag);
}

static size_t name_length(struct str s)
{
    size_t n = 0;
    while (n < s.n && is_name(s.p[n]))
        n++;
    return n;
}

/* </name>: how many bytes it takes. */
static size_t close_tag(struct walker *w, struct str s)
{
    size_t n = 2 + name_length(str_sub(s, 2, s.n)), end = n;
    struct str name = lower(w->t->mem, str_sub(s, 2, n));
    while (end < s.n && is_blank(s.p[end]))
        end++;
    struct element *e = w->at.open;
    if (end == s.n || s.p[end] != '>' || !name.n) {
        complain(w->t, w->line, "a closing tag is </name>, nothing else");
        return end;
    }
    if (!e || !str_eq(e->name, name)) {
        complain(w->t, w->line, "</%.*s> closes nothing; %s%.*s is open", STR(name),
                 e ? "" : "no element", (int)(e ? e->name.n : 0), e ? e->name.p : "");
        struct element *up = e;
        while (up && !str_eq(up->name, name))
            up = up->up;
        e = up;
    }
    if (e) {
        rules_close(&w->rules, e);
        w->at.open = e->up;
        w->at.state = DATA;
    }
    out_fmt(&w->lit, "</%.*s>", STR(name));
    return end + 1;
}

/* Something that begins with < in ordinary text: how many bytes it takes. */
static size_t open_markup(struct walker *w, struct str s)
{
    size_t n = name_length(str_sub(s, 1, s.n));
    if (str_starts(s, S("<!--"))) {
        size_t close = str_find(s, S("-->"));
        if (close != SIZE_MAX)
            return close + 3;
        complain(w->t, w->line, "a comment must be closed, and no value or tag may stand in it");
        return s.n;
    }
    if (str_starts(s, S("</")))
        return close_tag(w, s);
    if (s.n >= 15 && str_eq_nocase(str_sub(s, 0, 15), S("<!doctype html>"))) {
        w->started = true;
        out_put(&w->lit, s.p, 15);
        return 15;
    }
    if (!n || !is_name(s.p[1]) || s.p[1] == '-' || (s.p[1] >= '0' && s.p[1] <= '9')) {
        complain(w->t, w->line,
                 s.n == 1 ? "a value or tag may not stand in a tag's name"
                          : "'<' begins no tag: write &lt;");
        return 1;
    }
    w->started = true;
    w->tag = arena_new(w->t->mem, struct tag, 1);
    w->tag->name = lower(w->t->mem, str_sub(s, 1, n + 1));
    w->tag->line = w->line;
    w->tag->depth = w->depth;
    w->at.state = NEEDS_BLANK;
    out_put(&w->lit, s.p, n + 1);
    return n + 1;
}

/* A piece inside a tag, outside quotes.  Sets *ret_form at the end of a POST form's tag. */
static size_t tag_piece(struct walker *w, struct str s, bool *ret_form)
{
    char c = s.p[0];
    if (w->at.state == BEFORE_VALUE) {
        if (c == '"' || c == '\'') {
            w->at.quote = c;
            w->at.state = ATTR_VALUE;
        } else {
            complain(w->t, w->line, "an attribute's value must stand in quotes");
            w->at.state = ATTR_NAME;
        }
        out_char(&w->lit, c);
        return 1;
    }
    if (w->at.state == ATTR_NAME && c == '=') {
        w->attr->has_value = true;
        w->at.state = BEFORE_VALUE;
        out_char(&w->lit, c);
        return 1;
    }
    if (w->at.state == ATTR_NAME)
        attr_end(w);
    if (is_blank(c)) {
        if (w->at.state != BEFORE_ATTR)
            out_char(&w->lit, ' ');
        w->at.state = BEFORE_ATTR;
        return 1;
    }
    bool self_closed = c == '/' && s.n > 1 && s.p[1] == '>';
    if (c == '>' || self_closed) {
        out_put(&w->lit, s.p, 1 + self_closed);
        *ret_form = tag_end(w, self_closed);
        return 1 + self_closed;
    }
    size_t n = name_length(s);
    if (!n || w->at.state == NEEDS_BLANK)
        complain(w->t, w->line,
                 n ? "a blank is missing before '%.*s'" : "'%.*s' may not stand in a tag",
                 (int)(n ? n : 1), s.p);
    n = n ? n : 1;
    attr_begin(w, lower(w->t->mem, str_sub(s, 0, n)));
    w->at.state = ATTR_NAME;
    out_put(&w->lit, s.p, n);
    return n;
}

/* ---- text ---- */

static size_t blanks(struct walker *w, struct str s)
{
    size_t n = 0;
    bool line_end = false;
    for (; n < s.n && is_blank(s.p[n]); n++)
        line_end |= s.p[n] == '\n';
    if (keeps_blanks(w->at.open))
        out_put(&w->lit, s.p, n);
    else if (!w->started)
        return n;
    else
        out_char(&w->lit, line_end ? '\n' : ' ');
    return n;
}

static size_t plain_piece(struct walker *w, struct str s)
{
    if (str_starts(s, S("</")))
        return close_tag(w, s);
    if (s.p[0] == '<')
        complain(w->t, w->line, "in %.*s only text may stand: write &lt;", STR(w->at.open->name));
    out_char(&w->lit, s.p[0]);
    return 1;
}

static size_t script_piece(struct walker *w, struct str s)
{
    if (str_starts(s, S("</script")))
        return close_tag(w, s);
    if (!is_blank(s.p[0])) {
        complain(w->t, w->line, "inline script is refused: put it into a file");
        size_t end = str_find(s, S("</script"));
        return end == SIZE_MAX ? s.n : end;
    }
    return 1;
}

static size_t piece(struct walker *w, struct str s, bool *ret_form)
{
    char c = s.p[0];
    switch (w->at.state) {
    case DATA:
        if (c == '<')
            return open_markup(w, s);
        if (is_blank(c))
            return blanks(w, s);
        w->started = true;
        out_char(&w->lit, c);
        return 1;
    case PLAIN: return plain_piece(w, s);
    case SCRIPT: return script_piece(w, s);
    case ATTR_VALUE:
        if (c != w->at.quote) {
            attr_literal(w, c);
            return 1;
        }
        out_char(&w->lit, c);
        attr_end(w);
        w->at.state = NEEDS_BLANK;
        return 1;
    default: return tag_piece(w, s, ret_form);
    }
}

static void walk_text(struct walker *w, struct node *n)
{
    struct str rest = n->text;
    w->line = n->line;
    out_init(&w->lit, w->t->mem, (size_t)8 << 20);
    while (rest.n) {
        bool form = false;
        size_t took = piece(w, rest, &form);
        for (size_t i = 0; i < took; i++)
            w->line += rest.p[i] == '\n';
        rest = str_sub(rest, took, rest.n);
        if (!form)
            continue;
        struct node *more = arena_new(w->t->mem, struct node, 2);
        more[0] = (struct node) { .kind = CSRF, .line = w->line, .next = &more[1] };
        more[1] = (struct node) { .kind = TEXT, .line = w->line, .text = rest, .next = n->next };
        n->next = more;
        break;
    }
    n->text = out_text(&w->lit);
}

/* ---- values and branches ---- */

/* Where text stops for a value or a tag, a half-read name is complete. */
static void settle(struct walker *w, const struct node *n)
{
    if (w->at.state == ATTR_NAME) {
        attr_end(w);
        w->at.state = NEEDS_BLANK;
    }
    if (w->at.state == BEFORE_VALUE) {
        complain(w->t, n->line, "an attribute's value must stand in quotes");
        w->attr = NULL;
        w->at.state = NEEDS_BLANK;
    }
}

static void walk_value(struct walker *w, struct node *n)
{
    settle(w, n);
    w->started = true;
    switch (w->at.state) {
    case DATA: n->sink = SINK_TEXT; break;
    case PLAIN: n->sink = SINK_PLAIN; break;
    case SCRIPT: complain(w->t, n->line, "no value may stand in a script"); break;
    case ATTR_VALUE:
        n->sink = attr_sink(w, n);
        out_fmt(w->attr_text, "{%.*s}", STR(n->text));
        break;
    default: complain(w->t, n->line, "a value in a tag must stand in a quoted attribute");
    }
}

static void walk_include(struct walker *w, const struct node *n)
{
    if (w->at.state != DATA)
        complain(w->t, n->line, "an include or icon may stand only between tags");
}

static const char *place(enum state s)
{
    switch (s) {
    case DATA:
    case PLAIN: return "text";
    case SCRIPT: return "a script";
    case ATTR_VALUE: return "an attribute's value";
    default: return "a tag";
    }
}

/* A branch may finish or begin attributes of its tag; what else it opens, it closes. */
static bool stays(const struct context *from, const struct context *to)
{
    return from->open == to->open && in_tag(from->state) == in_tag(to->state) &&
           (from->state == ATTR_VALUE) == (to->state == ATTR_VALUE);
}

static void tell_difference(struct walker *w, const struct node *n, const struct context *from,
                            const struct context *to, const char *which)
{
    if (stays(from, to))
        return;
    const char *kind = n->kind == IF ? "if" : "for";
    if (from->open != to->open && to->open && to->open->line >= n->line)
        complain(w->t, to->open->line, "%s of this %s leaves <%.*s> open", which, kind,
                 STR(to->open->name));
    else if (from->open != to->open)
        complain(w->t, n->line, "%s of this %s closes an element it did not open", which, kind);
    else
        complain(w->t, n->line, "%s of this %s begins in %s and ends in %s", which, kind,
                 place(from->state), place(to->state));
}

static void walk_list(struct walker *w, struct node *n);

static struct context walk_branch(struct walker *w, struct node *n, bool otherwise,
                                  struct context from)
{
    struct branch branch = { .node = n, .otherwise = otherwise, .up = w->where };
    struct branch *kept = arena_new(w->t->mem, struct branch, 1);
    struct tag *tag = w->tag;
    struct attr *attr = w->attr;
    *kept = branch;
    w->where = kept;
    w->at = from;
    w->depth++;
    walk_list(w, otherwise ? n->otherwise : n->body);
    settle(w, n);
    w->depth--;
    w->where = branch.up;
    struct context end = w->at;
    w->tag = tag;
    w->attr = attr;
    return end;
}

/* An if or a for: every way ends in the context it began in. */
static void walk_branches(struct walker *w, struct node *n)
{
    settle(w, n);
    struct context from = w->at;
    struct out *attr_text = w->attr_text;
    if (n->kind == FOR && in_tag(from.state))
        complain(w->t, n->line, "a for may stand only between tags");
    if (from.state == ATTR_VALUE && attr_address(w->attr->name))
        complain(w->t, n->line, "put the if around the whole attribute '%.*s'", STR(w->attr->name));
    if (from.state == ATTR_VALUE)
        out_fmt(attr_text, "{%s%.*s}", n->negated ? "!" : "", STR(n->text));
    struct context one = walk_branch(w, n, false, from);
    w->attr_text = attr_text;
    struct context other = walk_branch(w, n, true, from);
    w->attr_text = attr_text;
    tell_difference(w, n, &from, &one, "the body");
    tell_difference(w, n, &from, &other, "the else");
    w->at = from;
    if (in_tag(from.state) && from.state != ATTR_VALUE &&
        (one.state == NEEDS_BLANK || other.state == NEEDS_BLANK))
        w->at.state = NEEDS_BLANK;
    w->at.value_empty = false;
}

static void walk_list(struct walker *w, struct node *n)
{
    for (; n; n = n->next) {
        switch (n->kind) {
        case TEXT: walk_text(w, n); break;
        case VALUE:
        case MESSAGE: walk_value(w, n); break;
        case IF:
        case FOR: walk_branches(w, n); break;
        case INCLUDE:
        case ICON: walk_include(w, n); break;
        case CSRF: break;
        }
    }
}

void html_check(struct template *t)
{
    struct walker w = { .t = t, .rules = { .t = t } };
    walk_list(&w, t->first);
    if (w.at.state == ATTR_VALUE)
        complain(t, w.attr->line, "the quotes of '%.*s' are not closed", STR(w.attr->name));
    else if (in_tag(w.at.state))
        complain(t, w.tag->line, "<%.*s is not closed by '>'", STR(w.tag->name));
    for (const struct element *e = w.at.open; e; e = e->up)
        complain(t, e->line, "<%.*s> is never closed", STR(e->name));
    rules_end(&w.rules);
}

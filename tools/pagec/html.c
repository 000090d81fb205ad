/* SPDX-License-Identifier: Apache-2.0 */
/* A page as HTML.  Each place is read by a function of its own that takes one piece at a time, and
 * stops at what ends the place; braces may come between any two pieces.  It accepts a strict HTML:
 * every element closed, every attribute quoted; what it cannot follow it refuses, because a browser
 * may follow it elsewhere. */
#include "pagec.h"

#include <ctype.h>

#define NAME LETTERS DIGITS "-_:"

static void keep(struct template *t, size_t n)
{
    out_str(&t->literal, str_sub(t->rest, 0, n));
    advance(t, n);
}

/* In small letters; as it was written in the page. */
static struct str keep_name(struct template *t)
{
    size_t n = run_length(t->rest, NAME);
    char *name = arena_cstr(t->mem, str_sub(t->rest, 0, n));
    for (size_t i = 0; i < n; i++)
        name[i] = (char)tolower((unsigned char)name[i]);
    keep(t, n);
    return str_n(name, n);
}

/* "</name", which comes next. */
static struct str closing_name(const struct template *t)
{
    return str_sub(t->rest, 0, 2 + run_length(str_sub(t->rest, 2, t->rest.n), NAME));
}

const char *what_ends(const struct template *t, enum end end)
{
    static const char *const names[] = {
        "", "the end of the page", "{% else %}", "{% end %}", ">", "'>'", "a closing quote"
    };
    struct str name = end == ELEMENT_ENDS ? closing_name(t) : S("");
    return arena_fmt(t->mem, "%.*s%s in line %d", STR(name), names[end], t->line).p;
}

/* ---- values ---- */

const char *html_sink(struct template *t, enum place place, struct str path, bool is_message)
{
    if (place == IN_TAG)
        complain(t, t->line, "a value in a tag must stand in a quoted attribute");
    if (place != IN_VALUE)
        return place == IN_TEXT ? "text" : is_message ? "attr" : "plain";
    struct attr *a = t->elements->attrs;
    struct str before = out_text(&t->value);
    out_fmt(&t->value, "{%.*s}", STR(path));
    if (!attr_is_address(a))
        return "attr";
    if (is_message || (before.n && (a->is_url || before.p[0] != '#')))
        complain(t, t->line, "'%.*s' takes one url as its whole value, or #…", STR(a->name));
    a->is_url |= !before.n;
    return before.n ? "attr" : "href";
}

void html_if_in_value(struct template *t, struct str condition)
{
    const struct attr *a = t->elements->attrs;
    if (attr_is_address(a))
        complain(t, t->line, "put the if around the whole attribute '%.*s'", STR(a->name));
    out_fmt(&t->value, "{%.*s}", STR(condition));
}

/* ---- tags ---- */

static enum end value_piece(struct template *t)
{
    if (t->rest.p[0] == t->quote)
        return VALUE_ENDS;
    out_char(&t->value, t->rest.p[0]);
    keep(t, 1);
    return GOES_ON;
}

/* From = to behind the closing quote. */
static void attr_value(struct template *t, struct attr *a)
{
    keep(t, 1);
    if (!run_length(t->rest, "\"'")) {
        complain(t, t->line, "an attribute's value must stand in quotes");
        return;
    }
    t->quote = t->rest.p[0];
    out_init(&t->value, t->mem, 1 << 20);
    keep(t, 1);
    enum end end = read_on(t, IN_VALUE);
    if (end != VALUE_ENDS)
        complain(t, a->line, "the value of '%.*s' is not closed before %s", STR(a->name),
                 what_ends(t, end));
    a->value = t->value.n ? out_text(&t->value) : S("");
    keep(t, 1);
}

/* The blank before an attribute is ours, so that an {% if %} around it may stand anywhere. */
static void attribute(struct template *t)
{
    struct open *e = t->elements;
    struct attr *a = arena_new(t->mem, struct attr, 1);
    *a = (struct attr) { .sure = t->open == e, .line = t->line, .next = e->attrs };
    e->attrs = a;
    if (!run_length(t->rest, NAME))
        complain(t, t->line, "'%.*s' may not stand in a tag", STR(str_sub(t->rest, 0, 1)));
    if (t->rest.n && !run_length(str_n(t->rest.p - 1, 1), BLANKS "}"))
        complain(t, t->line, "a blank is missing before the attribute");
    out_char(&t->literal, ' ');
    a->name = keep_name(t);
    if (str_starts(t->rest, S("=")))
        attr_value(t, a);
}

static enum end tag_piece(struct template *t)
{
    size_t n = run_length(t->rest, BLANKS);
    if (t->rest.p[0] == '>' || str_starts(t->rest, S("/>")))
        return TAG_ENDS;
    if (n)
        advance(t, n);
    else
        attribute(t);
    return GOES_ON;
}

/* ---- elements ---- */

/* What stands in e, and its closing tag. */
static void content(struct template *t, const struct open *e)
{
    if (is(e, "textarea"))
        out_char(&t->literal, '\n'); /* a browser drops one line end here: not the visitor's */
    if (is(e, "script"))
        advance(t, run_length(t->rest, BLANKS));
    if (is(e, "script") && !str_starts(t->rest, S("</")))
        complain(t, t->line, "inline script is refused, no value may stand in a script");
    enum end end = read_on(t, is(e, "title") || is(e, "textarea") ? IN_PLAIN : IN_TEXT);
    struct str close = closing_name(t);
    if (end != ELEMENT_ENDS || !str_eq_nocase(str_sub(close, 2, close.n), e->name))
        complain(t, e->line, "<%.*s> is not closed before %s", STR(e->name), what_ends(t, end));
    advance(t, close.n);
    advance(t, run_length(t->rest, BLANKS));
    if (!str_starts(t->rest, S(">")))
        complain(t, t->line, "a closing tag is </name>, nothing else");
    advance(t, 1);
    out_fmt(&t->literal, "</%.*s>", STR(e->name));
}

static void element(struct template *t)
{
    keep(t, 1);
    struct open *e = open_new(t, ELEMENT, t->line, keep_name(t));
    e->before = t->elements;
    t->elements = e;
    enum end end = read_on(t, IN_TAG);
    if (end != TAG_ENDS)
        complain(t, e->line, "the tag <%.*s is not closed before %s", STR(e->name),
                 what_ends(t, end));
    bool is_void = element_is_void(e->name), closed = str_starts(t->rest, S("/"));
    keep(t, closed ? 2 : 1);
    if (closed && !is_void && !inside(e->up, "svg"))
        complain(t, t->line, "'/>' closes nothing here: write </%.*s>", STR(e->name));
    if (is(e, "form") && attr_is(e, "method", "post"))
        emit(t, 0, "html_csrf(p);");
    if (!closed && !is_void)
        content(t, e);
    t->open = e->up;
}

/* ---- text ---- */

/* Something that begins with < between tags. */
static void markup(struct template *t)
{
    struct str next = str_sub(t->rest, 1, 2);
    if (str_starts(t->rest, S("<!doctype html>")))
        keep(t, 15);
    else if (run_length(next, LETTERS))
        element(t);
    else if (!next.n || next.p[0] == '{')
        complain(t, t->line, "a value or tag may not stand in a tag's name");
    else
        complain(t, t->line, "'<' begins no tag: write &lt;, or {# #} for a note");
}

static void blanks(struct template *t)
{
    struct str run = str_sub(t->rest, 0, run_length(t->rest, BLANKS));
    if (inside(t->open, "pre"))
        out_str(&t->literal, run);
    else if (t->literal.n || t->code.n) /* not at the top of the page */
        out_char(&t->literal, str_find_char(run, '\n') == SIZE_MAX ? ' ' : '\n');
    advance(t, run.n);
}

static enum end text_piece(struct template *t)
{
    if (str_starts(t->rest, S("</")))
        return ELEMENT_ENDS;
    if (run_length(t->rest, BLANKS)) {
        blanks(t);
        return GOES_ON;
    }
    if (t->rest.p[0] == '<')
        markup(t);
    else
        keep(t, 1);
    return GOES_ON;
}

static enum end plain_piece(struct template *t)
{
    if (str_starts(t->rest, S("</")))
        return ELEMENT_ENDS;
    if (t->rest.p[0] == '<')
        complain(t, t->line, "in %.*s only text may stand: write &lt;", STR(t->elements->name));
    keep(t, 1);
    return GOES_ON;
}

/* Reads until the place ends, or something comes that ends another. */
enum end read_on(struct template *t, enum place place)
{
    static enum end (*const pieces[])(struct template *) = { text_piece, plain_piece, tag_piece,
                                                             value_piece };
    enum end end = GOES_ON;
    while (end == GOES_ON && t->rest.n) {
        bool braces = t->rest.p[0] == '{' && run_length(str_sub(t->rest, 1, 2), "{%#");
        end = braces ? read_braces(t, place) : pieces[place](t);
    }
    return end == GOES_ON ? FILE_ENDS : end;
}

void template_read(struct template *t)
{
    t->rest = t->source;
    t->line = t->indent = 1;
    t->last_message = &t->messages;
    out_init(&t->literal, t->mem, (size_t)8 << 20);
    out_init(&t->code, t->mem, (size_t)16 << 20);
    enum end end = read_on(t, IN_TEXT);
    if (end != FILE_ENDS)
        complain(t, t->line, "%s belongs to nothing", what_ends(t, end));
    emit_literal(t);
    t->is_read = !t->n_errors;
    if (t->is_read)
        rules_check(t);
}

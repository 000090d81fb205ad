/* SPDX-License-Identifier: Apache-2.0 */
/* What stands between braces, and the nodes it becomes.  Nothing is known of HTML here: html.c
 * says what a value may be in its place. */
#include "pagec.h"

#include <unistd.h>

enum { DEEPEST = 32, MOST_ERRORS = 20, SHOWN = 30 };

/* ---- faults, bytes and nodes ---- */

void complain(struct template *t, int line, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    struct str words = arena_vfmt(t->mem, fmt, ap);
    va_end(ap);
    t->rest = S("");
    if (t->n_errors == (t->is_read ? MOST_ERRORS : 1))
        return;
    t->n_errors++;
    out_fmt(t->errors, "%s:%d: %.*s\n", t->path, line, STR(words));
}

size_t run_length(struct str s, const char *set)
{
    size_t n = 0;
    while (n < s.n && s.p[n] && strchr(set, s.p[n]))
        n++;
    return n;
}

void advance(struct template *t, size_t n)
{
    for (size_t i = 0; i < n && i < t->rest.n; i++)
        t->line += t->rest.p[i] == '\n';
    t->rest = str_sub(t->rest, n, t->rest.n);
}

static struct node *append(struct template *t, enum kind kind)
{
    struct node *n = *t->tail = arena_new(t->mem, struct node, 1);
    n->kind = kind;
    n->line = t->line;
    t->tail = &n->next;
    return n;
}

void end_literal(struct template *t)
{
    if (t->literal.n)
        append(t, TEXT)->text = out_text(&t->literal);
    out_init(&t->literal, t->mem, (size_t)8 << 20);
}

struct node *add_node(struct template *t, enum kind kind)
{
    end_literal(t);
    return append(t, kind);
}

struct open *open_new(struct template *t)
{
    struct open *o = arena_new(t->mem, struct open, 1);
    *o = (struct open) { .line = t->line, .up = t->open };
    o->depth = o->up ? o->up->depth + 1 : 1;
    if (o->depth > DEEPEST)
        complain(t, t->line, "nested too deeply");
    return t->open = o;
}

/* ---- words ---- */

static bool take(struct template *t, const char *what)
{
    bool there = str_starts(t->rest, str_of(what));
    if (there)
        advance(t, strlen(what));
    return there;
}

static struct str take_run(struct template *t, const char *set)
{
    struct str run = str_sub(t->rest, 0, run_length(t->rest, set));
    advance(t, run.n);
    return run;
}

/* The identifier that comes next, or the empty string. */
static struct str take_word(struct template *t)
{
    take_run(t, BLANKS);
    return run_length(t->rest, DIGITS) ? S("") : take_run(t, LETTERS DIGITS "_");
}

/* The closing pair of braces. */
static void take_close(struct template *t, const char *close)
{
    size_t end = str_find(t->rest, str_of(close));
    struct str extra = str_trim(str_sub(t->rest, 0, end));
    if (end == SIZE_MAX)
        complain(t, t->line, "'%s' is missing", close);
    else if (extra.n)
        complain(t, t->line, "'%.*s' is not understood here", STR(str_sub(extra, 0, SHOWN)));
    else
        advance(t, end + 2);
}

static bool is_loop_variable(const struct template *t, struct str name)
{
    for (const struct open *o = t->open; o; o = o->up)
        if (o->node && o->node->kind == FOR && !o->otherwise && str_eq(o->node->name, name))
            return true;
    return false;
}

/* a.b.c, beginning with a name in scope. */
static struct str take_path(struct template *t)
{
    take_run(t, BLANKS);
    struct str path = str_sub(t->rest, 0, run_length(t->rest, LETTERS DIGITS "_."));
    struct str first = take_word(t), last = first;
    while (last.n && take(t, "."))
        last = run_length(t->rest, BLANKS) ? S("") : take_word(t);
    if (!last.n)
        complain(t, t->line, "a path such as v.name is expected here");
    else if (!str_eq(first, S("v")) && !is_loop_variable(t, first))
        complain(t, t->line, "'%.*s' is neither v nor a loop's variable", STR(first));
    return path;
}

/* "…" with \" and \\ . */
static struct str take_quoted(struct template *t)
{
    struct out words;
    out_init(&words, t->mem, 1 << 20);
    take_run(t, BLANKS);
    if (!take(t, "\""))
        complain(t, t->line, "a text in double quotes is expected here");
    while (t->rest.n && t->rest.p[0] != '"') {
        if (take(t, "\\") && !run_length(t->rest, "\"\\"))
            complain(t, t->line, "after \\ in a text only \" and \\ may stand");
        out_str(&words, str_sub(t->rest, 0, 1));
        advance(t, 1);
    }
    if (!take(t, "\""))
        complain(t, t->line, "the '\"' of a text, or '%%}' is missing");
    return words.n ? out_text(&words) : S("");
}

/* ---- tags ---- */

/* Every {name} of the words has its argument and the other way round. */
static void check_placeholders(struct template *t, const struct node *m, struct str words)
{
    for (const struct argument *a = m->arguments; a; a = a->next)
        if (str_find(words, arena_fmt(t->mem, "{%.*s}", STR(a->name))) == SIZE_MAX)
            complain(t, m->line, "the text has no {%.*s}", STR(a->name));
    for (size_t open; (open = str_find_char(words, '{')) != SIZE_MAX;) {
        words = str_sub(words, open + 1, words.n);
        size_t close = str_find_char(words, '}');
        struct str name = str_sub(words, 0, close);
        const struct argument *a = m->arguments;
        while (a && !str_eq(a->name, name))
            a = a->next;
        if (close == SIZE_MAX || !a)
            complain(t, m->line, "{%.*s} of the text has no argument",
                     STR(str_sub(name, 0, SHOWN)));
    }
}

/* t "words" [context "…"] [plural "…"] name=path … */
static void read_message(struct template *t, struct node *m, enum place place)
{
    struct argument **tail = &m->arguments;
    m->text = take_quoted(t);
    for (struct str word; (word = take_word(t)).n;) {
        if (take(t, "=")) {
            struct argument *a = *tail = arena_new(t->mem, struct argument, 1);
            *a = (struct argument) { .name = word, .path = take_path(t) };
            tail = &a->next;
        } else if (str_eq(word, S("context"))) {
            m->context = take_quoted(t);
        } else if (str_eq(word, S("plural"))) {
            m->plural = take_quoted(t);
        } else {
            complain(t, m->line, "after the text only context, plural and name=path may stand");
        }
    }
    take_close(t, "%}");
    if (!m->text.n)
        complain(t, m->line, "the text is empty");
    check_placeholders(t, m, m->text);
    if (m->plural.p && str_find(m->plural, S("{n}")) == SIZE_MAX)
        complain(t, m->line, "a plural needs {n}, which chooses the form");
    if (m->plural.p)
        check_placeholders(t, m, m->plural);
    m->sink = html_sink(t, m, place);
}

static bool is_page(struct template *t, const char *folder, struct str name)
{
    return folder && access(arena_fmt(t->mem, "%s/%.*s.html", folder, STR(name)).p, R_OK) == 0;
}

static void read_include(struct template *t, struct node *n, enum place place)
{
    (void)place;
    n->name = take_word(t);
    n->text = take_path(t);
    take_close(t, "%}");
    n->shared = t->folder && !is_page(t, t->folder, n->name);
    t->uses_shared |= n->shared;
    if (n->shared && !is_page(t, t->components, n->name))
        complain(t, n->line, "there is no component '%.*s'", STR(n->name));
}

/* A picture of the sprite: decoration beside a word, never instead of one. */
static void read_icon(struct template *t, struct node *n, enum place place)
{
    (void)place;
    take_run(t, BLANKS);
    n->name = take_run(t, "abcdefghijklmnopqrstuvwxyz-");
    if (!n->name.n)
        complain(t, n->line, "the name of an icon is small letters and dashes");
    take_close(t, "%}");
}

/* The body of an if or for, or its else.  True when an else follows. */
static bool read_way(struct template *t, struct node *n, bool otherwise, enum place place)
{
    struct open *way = open_new(t);
    way->node = n;
    way->otherwise = otherwise;
    t->tail = otherwise ? &n->otherwise : &n->body;
    enum end end = read_on(t, place);
    end_literal(t);
    t->open = way->up;
    if (end != WAY_ENDS && (end != WAY_ELSE || otherwise))
        not_closed(t, n->line, n->kind == IF ? S("the if") : S("the for"), end);
    return end == WAY_ELSE;
}

static void read_ways(struct template *t, struct node *n, enum place place)
{
    bool needs_blank = t->needs_blank; /* each way begins as the tag stood, either may end it */
    n->has_else = read_way(t, n, false, place);
    bool body_needs_blank = t->needs_blank;
    t->needs_blank = needs_blank;
    if (n->has_else)
        read_way(t, n, true, place);
    t->needs_blank |= body_needs_blank;
    t->tail = &n->next;
}

static void read_if(struct template *t, struct node *n, enum place place)
{
    take_run(t, BLANKS);
    n->negated = take(t, "not ");
    n->text = take_path(t);
    take_close(t, "%}");
    if (place == IN_VALUE)
        html_if_in_value(t, n);
    read_ways(t, n, place);
}

static void read_for(struct template *t, struct node *n, enum place place)
{
    n->name = take_word(t);
    if (!n->name.n || !str_eq(take_word(t), S("in")))
        complain(t, n->line, "write {%% for name in v.list %%}");
    if (str_eq(n->name, S("v")) || is_loop_variable(t, n->name))
        complain(t, n->line, "'%.*s' is already a name here", STR(n->name));
    n->text = take_path(t);
    take_close(t, "%}");
    read_ways(t, n, place);
}

static const struct {
    const char *name;
    enum kind kind;
    enum place last; /* where it may stand: up to here */
    void (*read)(struct template *t, struct node *n, enum place place);
} tags[] = {
    { "if", IF, IN_VALUE, read_if },          { "for", FOR, IN_PLAIN, read_for },
    { "icon", ICON, IN_TEXT, read_icon },     { "include", INCLUDE, IN_TEXT, read_include },
    { "t", MESSAGE, IN_VALUE, read_message },
};

static enum end read_tag(struct template *t, enum place place)
{
    struct str word = take_word(t);
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        if (!str_eq(word, str_of(tags[i].name)))
            continue;
        if (place > tags[i].last)
            complain(t, t->line, "{%% %s %%} may stand only between tags", tags[i].name);
        tags[i].read(t, add_node(t, tags[i].kind), place);
        return GOES_ON;
    }
    bool ends = str_eq(word, S("end"));
    if (!ends && !str_eq(word, S("else")))
        complain(t, t->line, "'%.*s' is no tag; there are if, for, else, end, include, icon and t",
                 STR(word));
    take_close(t, "%}");
    return ends ? WAY_ENDS : WAY_ELSE;
}

/* From an opening pair of braces to behind its closing one. */
enum end read_braces(struct template *t, enum place place)
{
    char c = t->rest.p[1];
    advance(t, 2);
    if (c == '%')
        return read_tag(t, place);
    if (c == '#') {
        advance(t, str_find(t->rest, S("#}")));
        take_close(t, "#}");
        return GOES_ON;
    }
    struct node *n = add_node(t, VALUE);
    n->text = take_path(t);
    take_close(t, "}}");
    n->sink = html_sink(t, n, place);
    return GOES_ON;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What stands between braces, and the C it becomes.  Nothing is known of HTML here: html.c says
 * what a value may be in its place. */
#include "pagec.h"

#include <unistd.h>

enum { DEEPEST = 32, MOST_ERRORS = 20, SHOWN = 30 };

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

struct open *open_new(struct template *t, int kind, int line, struct str name)
{
    struct open *o = arena_new(t->mem, struct open, 1);
    *o = (struct open) { .kind = kind, .name = name, .line = line, .up = t->open };
    o->depth = o->up ? o->up->depth + 1 : 1;
    if (o->depth > DEEPEST)
        complain(t, line, "nested too deeply");
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

/* Bytes of the set that come next, behind blanks. */
static struct str take_run(struct template *t, const char *set)
{
    advance(t, run_length(t->rest, BLANKS));
    struct str run = str_sub(t->rest, 0, run_length(t->rest, set));
    advance(t, run.n);
    return run;
}

static struct str take_word(struct template *t)
{
    struct str word = take_run(t, LETTERS DIGITS "_");
    return run_length(word, DIGITS) ? S("") : word;
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
        if (o->kind == FOR && str_eq(o->name, name))
            return true;
    return false;
}

/* a.b.c, beginning with a name in scope. */
static struct str take_path(struct template *t)
{
    struct str path = take_run(t, LETTERS DIGITS "_.");
    struct str first = str_sub(path, 0, str_find_char(path, '.'));
    if (!first.n || str_ends(path, S(".")) || str_find(path, S("..")) != SIZE_MAX)
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
    take_run(t, "");
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

/* ---- if and for ---- */

/* Reads the body of an if or for, or its else.  True when an else follows. */
static bool read_way(struct template *t, struct open *way, enum place place)
{
    t->indent++;
    enum end end = read_on(t, place);
    emit_literal(t);
    t->indent--;
    t->open = way->up;
    if (end != WAY_ENDS && (end != WAY_ELSE || way->kind == ELSE))
        complain(t, way->line, "the if or for is not closed before %s", what_ends(t, end));
    return end == WAY_ELSE;
}

static void read_ways(struct template *t, struct open *body, struct str list, enum place place)
{
    if (read_way(t, body, place)) {
        emit(t, 0, body->kind == IF ? "} else {" : "}");
        if (body->kind == FOR)
            emit(t, body->line, "if ((%.*s).n == 0) {", STR(list));
        struct open *otherwise = open_new(t, ELSE, body->line, S(""));
        otherwise->twin = body;
        read_way(t, otherwise, place);
    }
    emit(t, 0, "}");
}

static void read_if(struct template *t, int line, enum place place)
{
    take_run(t, "");
    const char *not = take(t, "not ") ? "!" : "";
    struct str path = take_path(t);
    take_close(t, "%}");
    if (place == IN_VALUE)
        html_if_in_value(t, arena_fmt(t->mem, "%s%.*s", not, STR(path)));
    emit(t, line, "if (%spage_is(%.*s)) {", not, STR(path_c(t->mem, path, false)));
    read_ways(t, open_new(t, IF, line, S("")), S(""), place);
}

static void read_for(struct template *t, int line, enum place place)
{
    struct str x = take_word(t);
    if (!x.n || !str_eq(take_word(t), S("in")))
        complain(t, line, "write {%% for name in v.list %%}");
    if (str_eq(x, S("v")) || is_loop_variable(t, x))
        complain(t, line, "'%.*s' is already a name here", STR(x));
    struct str list = path_c(t->mem, take_path(t), false);
    take_close(t, "%}");
    emit(t, line, "for (size_t %.*s_i = 0; %.*s_i < (%.*s).n; %.*s_i++) {", STR(x), STR(x),
         STR(list), STR(x));
    emit(t, line, "    __auto_type %.*s_ = page_item(%.*s, %.*s_i);", STR(x), STR(list), STR(x));
    emit(t, 0, "    (void)%.*s_;", STR(x));
    read_ways(t, open_new(t, FOR, line, x), list, place);
}

/* ---- other tags ---- */

/* The first {name} of `words` that is not in `others`, or the empty string. */
static struct str missing(struct str words, struct str others)
{
    for (size_t at; (at = str_find_char(words, '{')) != SIZE_MAX;) {
        words = str_sub(words, at, words.n);
        size_t close = str_find_char(words, '}');
        struct str name = close == SIZE_MAX ? words : str_sub(words, 0, close + 1);
        if (close == SIZE_MAX || str_find(others, name) == SIZE_MAX)
            return str_sub(name, 0, SHOWN);
        words = str_sub(words, name.n, words.n);
    }
    return S("");
}

/* Every {name} of the words has its argument and the other way round. */
static void check_placeholders(struct template *t, int line, struct str words, struct str names)
{
    struct str no_argument = missing(words, names), no_place = missing(names, words);
    if (no_argument.n)
        complain(t, line, "%.*s of the text has no argument", STR(no_argument));
    if (no_place.n)
        complain(t, line, "the text has no %.*s", STR(no_place));
}

/* t "words" [context "…"] [plural "…"] name=path … */
static void read_message(struct template *t, int line, enum place place)
{
    struct message *m = *t->last_message = arena_new(t->mem, struct message, 1);
    struct str names = S(""), arguments = S("");
    int count = 0;
    t->last_message = &m->next;
    m->line = line;
    m->text = take_quoted(t);
    for (struct str word; (word = take_word(t)).n;) {
        if (take(t, "=")) {
            struct str path = path_c(t->mem, take_path(t), false);
            names = arena_fmt(t->mem, "%.*s{%.*s}", STR(names), STR(word));
            arguments = arena_fmt(t->mem, "%.*s page_word(\"%.*s\", %.*s),", STR(arguments),
                                  STR(word), STR(path));
            count++;
        } else if (str_eq(word, S("context"))) {
            m->context = take_quoted(t);
        } else if (str_eq(word, S("plural"))) {
            m->plural = take_quoted(t);
        } else {
            complain(t, line, "after the text only context, plural and name=path may stand");
        }
    }
    take_close(t, "%}");
    m->has_arguments = count > 0;
    if (!m->text.n)
        complain(t, line, "the text is empty");
    check_placeholders(t, line, m->text, names);
    if (m->plural.p && str_find(m->plural, S("{n}")) == SIZE_MAX)
        complain(t, line, "a plural needs {n}, which chooses the form");
    if (m->plural.p)
        check_placeholders(t, line, m->plural, names);
    const char *sink = html_sink(t, place, m->text, true);
    struct str id = quoted(t->mem, m->text, t->indent);
    if (m->context.p)
        id = arena_fmt(t->mem, "%.*s \"\\004\" %.*s", STR(quoted(t->mem, m->context, t->indent)),
                       STR(id));
    emit(t, line,
         count ? "html_%s_message(p, %.*s, (const struct page_word[]) {%.*s }, %d);"
               : "html_%s_message(p, %.*s, NULL%.*s, %d);",
         sink, STR(id), STR(arguments), count);
}

static bool is_page(struct template *t, const char *folder, struct str name)
{
    return folder && access(arena_fmt(t->mem, "%s/%.*s.html", folder, STR(name)).p, R_OK) == 0;
}

static void read_include(struct template *t, int line, enum place place)
{
    (void)place;
    struct str name = take_word(t), path = take_path(t);
    take_close(t, "%}");
    bool shared = t->folder && !is_page(t, t->folder, name);
    if (shared && !is_page(t, t->components, name))
        complain(t, line, "there is no component '%.*s'", STR(name));
    t->uses_shared |= shared;
    emit(t, line, "%.*s%.*s_page(p, %.*s);", STR(shared ? S("") : t->prefix), STR(name),
         STR(path_c(t->mem, path, true)));
}

/* A picture of the sprite: decoration beside a word, never instead of one. */
static void read_icon(struct template *t, int line, enum place place)
{
    (void)place;
    struct str name = take_run(t, "abcdefghijklmnopqrstuvwxyz-");
    if (!name.n)
        complain(t, line, "the name of an icon is small letters and dashes");
    take_close(t, "%}");
    emit(t, 0, "html_icon(p, \"%.*s\");", STR(name));
}

static void read_value(struct template *t, int line, enum place place)
{
    struct str path = take_path(t);
    take_close(t, "}}");
    const char *sink = html_sink(t, place, path, false);
    emit(t, line, "html_%s(p, %.*s);", sink, STR(path_c(t->mem, path, false)));
}

static const struct {
    const char *name;
    enum place last; /* it may stand in the places up to this one */
    void (*read)(struct template *t, int line, enum place place);
} tags[] = {
    { "if", IN_VALUE, read_if },     { "for", IN_PLAIN, read_for },
    { "icon", IN_TEXT, read_icon },  { "include", IN_TEXT, read_include },
    { "t", IN_VALUE, read_message },
};

static enum end read_tag(struct template *t, int line, enum place place)
{
    struct str word = take_word(t);
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        if (!str_eq(word, str_of(tags[i].name)))
            continue;
        if (place > tags[i].last)
            complain(t, line, "{%% %s %%} may stand only between tags", tags[i].name);
        tags[i].read(t, line, place);
        return GOES_ON;
    }
    bool ends = str_eq(word, S("end"));
    if (!ends && !str_eq(word, S("else")))
        complain(t, line, "'%.*s' is no tag; there are if, for, else, end, include, icon and t",
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
        return read_tag(t, t->line, place);
    if (c == '{') {
        read_value(t, t->line, place);
    } else {
        advance(t, str_find(t->rest, S("#}")));
        take_close(t, "#}");
    }
    return GOES_ON;
}

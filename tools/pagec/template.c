/* SPDX-License-Identifier: Apache-2.0 */
/* Text to nodes.  A page is literal text with {{ path }}, {% tag %} and {# note #} in it; nesting
 * is bounded, names are checked against what is in scope, and nothing is known of HTML yet. */
#include "pagec.h"

#include <unistd.h>

enum { DEEPEST = 24, MOST_ERRORS = 20 };

enum stop { STOP_FILE, STOP_ELSE, STOP_END };

struct scope { /* a name that paths may begin with */
    struct str name;
    const struct scope *up;
};

struct parser {
    struct template *t;
    struct str rest; /* not read yet */
    int line;        /* of rest.p */
    bool broken;
};

void complain(struct template *t, int line, const char *fmt, ...)
{
    if (t->n_errors++ >= MOST_ERRORS)
        return;
    va_list ap;
    va_start(ap, fmt);
    struct str words = arena_vfmt(t->mem, fmt, ap);
    va_end(ap);
    out_fmt(t->errors, "%s:%d: ", t->path, line);
    out_str(t->errors, words);
    out_char(t->errors, '\n');
}

/* A fault of the braces: reading stops. */
static void __attribute__((format(printf, 3, 4)))
broken(struct parser *ps, int line, const char *fmt, ...)
{
    if (ps->broken)
        return;
    ps->broken = true;
    va_list ap;
    va_start(ap, fmt);
    struct str words = arena_vfmt(ps->t->mem, fmt, ap);
    va_end(ap);
    complain(ps->t, line, "%.*s", STR(words));
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void skip_blanks(struct str *s)
{
    while (s->n && strchr(" \t\r\n", s->p[0]) && s->p[0])
        *s = str_sub(*s, 1, s->n);
}

/* An identifier at the front of *s, or the empty string. */
static struct str take_word(struct str *s)
{
    skip_blanks(s);
    size_t n = 0;
    while (n < s->n && (is_letter(s->p[n]) || (n && is_digit(s->p[n]))))
        n++;
    struct str word = str_sub(*s, 0, n);
    *s = str_sub(*s, n, s->n);
    return word;
}

static bool take_char(struct str *s, char c)
{
    if (!s->n || s->p[0] != c)
        return false;
    *s = str_sub(*s, 1, s->n);
    return true;
}

/* a.b.c, beginning with a name in scope. */
static struct str take_path(struct parser *ps, struct str *s, const struct scope *scope, int line)
{
    struct str start = *s;
    skip_blanks(&start);
    *s = start;
    struct str first = take_word(s), last = first;
    while (last.n && take_char(s, '.'))
        last = s->n && s->p[0] != ' ' ? take_word(s) : S("");
    struct str path = { start.p, (size_t)(s->p - start.p) };
    if (!last.n) {
        broken(ps, line, "a path such as v.name is expected here");
        return path;
    }
    while (scope && !str_eq(scope->name, first))
        scope = scope->up;
    if (!scope)
        broken(ps, line, "'%.*s' is neither v nor a loop's variable", STR(first));
    return path;
}

/* "…" with \" and \\ . */
static struct str take_quoted(struct parser *ps, struct str *s, int line)
{
    skip_blanks(s);
    char *p = arena_new(ps->t->mem, char, s->n + 1);
    size_t n = 0;
    bool closed = false;
    if (!take_char(s, '"'))
        broken(ps, line, "a text in double quotes is expected here");
    while (s->n && !(closed = take_char(s, '"'))) {
        if (take_char(s, '\\') && !(s->n && (s->p[0] == '"' || s->p[0] == '\\'))) {
            broken(ps, line, "after \\ in a text only \" and \\ may stand");
            break;
        }
        p[n++] = s->p[0];
        *s = str_sub(*s, 1, s->n);
    }
    if (!closed)
        broken(ps, line, "a text is not closed");
    return str_n(p, n);
}

static struct node *new_node(struct parser *ps, enum kind kind, int line)
{
    struct node *n = arena_new(ps->t->mem, struct node, 1);
    n->kind = kind;
    n->line = line;
    return n;
}

/* Moves past `n` bytes of the page, counting lines. */
static void advance(struct parser *ps, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ps->line += ps->rest.p[i] == '\n';
    ps->rest = str_sub(ps->rest, n, ps->rest.n);
}

/* What stands between an opening brace pair, already passed, and its partner outside quotes. */
static struct str take_until(struct parser *ps, const char *partner, int line)
{
    bool quoted = false;
    for (size_t i = 0; i + 1 < ps->rest.n; i++) {
        char c = ps->rest.p[i];
        if (quoted && c == '\\')
            i++;
        else if (c == '"' && partner[0] == '%')
            quoted = !quoted;
        else if (!quoted && c == partner[0] && ps->rest.p[i + 1] == partner[1]) {
            struct str inside = str_sub(ps->rest, 0, i);
            advance(ps, i + 2);
            return inside;
        }
    }
    broken(ps, line, "'%s' is missing", partner);
    advance(ps, ps->rest.n);
    return S("");
}

static void expect_nothing(struct parser *ps, struct str s, int line)
{
    s = str_trim(s);
    if (s.n)
        broken(ps, line, "'%.*s' is not understood here", (int)(s.n < 30 ? s.n : 30), s.p);
}

/* Every {name} of the words has its argument and the other way round. */
static void check_placeholders(struct parser *ps, const struct node *m, struct str words)
{
    for (const struct argument *a = m->arguments; a; a = a->next)
        if (str_find(words, arena_fmt(ps->t->mem, "{%.*s}", STR(a->name))) == SIZE_MAX)
            broken(ps, m->line, "the text has no {%.*s}", STR(a->name));
    for (size_t open; (open = str_find_char(words, '{')) != SIZE_MAX;) {
        words = str_sub(words, open + 1, words.n);
        size_t close = str_find_char(words, '}');
        struct str name = str_sub(words, 0, close);
        const struct argument *a = m->arguments;
        while (a && !str_eq(a->name, name))
            a = a->next;
        if (close == SIZE_MAX || !a) {
            broken(ps, m->line, "{%.*s} of the text has no argument",
                   (int)(name.n < 30 ? name.n : 30), name.p);
            return;
        }
    }
}

/* t "words" [context "…"] [plural "…"] name=path … */
static struct node *parse_message(struct parser *ps, struct str s, const struct scope *scope,
                                  int line)
{
    struct node *m = new_node(ps, MESSAGE, line);
    m->text = take_quoted(ps, &s, line);
    struct argument **tail = &m->arguments;
    for (skip_blanks(&s); s.n && !ps->broken; skip_blanks(&s)) {
        struct str word = take_word(&s);
        if (take_char(&s, '=')) {
            struct argument *a = *tail = arena_new(ps->t->mem, struct argument, 1);
            *a = (struct argument) { .name = word, .path = take_path(ps, &s, scope, line) };
            tail = &a->next;
        } else if (str_eq(word, S("context"))) {
            m->context = take_quoted(ps, &s, line);
        } else if (str_eq(word, S("plural"))) {
            m->plural = take_quoted(ps, &s, line);
        } else {
            broken(ps, line, "after the text only context, plural and name=path may stand");
        }
    }
    if (!m->text.n)
        broken(ps, line, "the text is empty");
    check_placeholders(ps, m, m->text);
    if (m->plural.p && str_find(m->plural, S("{n}")) == SIZE_MAX)
        broken(ps, line, "a plural needs {n}, which chooses the form");
    if (m->plural.p)
        check_placeholders(ps, m, m->plural);
    return m;
}

static bool is_file(struct template *t, const char *folder, struct str name)
{
    struct str path = arena_fmt(t->mem, "%s/%.*s.html", folder, STR(name));
    return access(path.p, R_OK) == 0;
}

static struct node *parse_include(struct parser *ps, struct str s, const struct scope *scope,
                                  int line)
{
    struct node *n = new_node(ps, INCLUDE, line);
    n->name = take_word(&s);
    n->text = take_path(ps, &s, scope, line);
    expect_nothing(ps, s, line);
    struct template *t = ps->t;
    if (!t->folder || ps->broken || is_file(t, t->folder, n->name))
        return n;
    n->shared = t->components && is_file(t, t->components, n->name);
    if (!n->shared)
        broken(ps, line, "there is no component '%.*s'", STR(n->name));
    return n;
}

/* A picture of the sprite: decoration beside a word, never instead of one. */
static struct node *parse_icon(struct parser *ps, struct str s, int line)
{
    struct node *n = new_node(ps, ICON, line);
    n->name = str_trim(s);
    for (size_t i = 0; i < n->name.n; i++)
        if ((n->name.p[i] < 'a' || n->name.p[i] > 'z') && n->name.p[i] != '-')
            broken(ps, line, "the name of an icon is small letters and dashes");
    if (!n->name.n)
        broken(ps, line, "write {%% icon name %%}");
    return n;
}

static struct node *parse_list(struct parser *ps, const struct scope *scope, int depth,
                               enum stop *ret_stop);

/* The body of an if or for, its else, and its end. */
static void parse_branches(struct parser *ps, struct node *n, const struct scope *inside,
                           const struct scope *outside, int depth)
{
    enum stop stop;
    n->body = parse_list(ps, inside, depth + 1, &stop);
    if (stop == STOP_ELSE) {
        n->has_else = true;
        n->otherwise = parse_list(ps, outside, depth + 1, &stop);
        if (stop == STOP_ELSE)
            broken(ps, n->line, "this has two {%% else %%}");
    }
    if (stop != STOP_END)
        broken(ps, n->line, "this {%% %s %%} has no {%% end %%}", n->kind == IF ? "if" : "for");
}

static struct node *parse_if(struct parser *ps, struct str s, const struct scope *scope, int line,
                             int depth)
{
    struct node *n = new_node(ps, IF, line);
    struct str after = s;
    n->negated = str_eq(take_word(&after), S("not"));
    if (n->negated)
        s = after;
    n->text = take_path(ps, &s, scope, line);
    expect_nothing(ps, s, line);
    parse_branches(ps, n, scope, scope, depth);
    return n;
}

static struct node *parse_for(struct parser *ps, struct str s, const struct scope *scope, int line,
                              int depth)
{
    struct node *n = new_node(ps, FOR, line);
    n->name = take_word(&s);
    if (!n->name.n || !str_eq(take_word(&s), S("in")))
        broken(ps, line, "write {%% for name in v.list %%}");
    n->text = take_path(ps, &s, scope, line);
    expect_nothing(ps, s, line);
    for (const struct scope *o = scope; o; o = o->up)
        if (str_eq(o->name, n->name))
            broken(ps, line, "'%.*s' is already a name here", STR(n->name));
    struct scope inside = { .name = n->name, .up = scope };
    parse_branches(ps, n, &inside, scope, depth);
    return n;
}

/* One {% … %}; NULL when it closed something, with *ret_stop set. */
static struct node *parse_tag(struct parser *ps, const struct scope *scope, int depth,
                              enum stop *ret_stop)
{
    int line = ps->line;
    struct str s = take_until(ps, "%}", line);
    struct str word = take_word(&s);
    if (depth > DEEPEST)
        broken(ps, line, "nested too deeply");
    if (ps->broken)
        return NULL;
    if (str_eq(word, S("if")))
        return parse_if(ps, s, scope, line, depth);
    if (str_eq(word, S("for")))
        return parse_for(ps, s, scope, line, depth);
    if (str_eq(word, S("include")))
        return parse_include(ps, s, scope, line);
    if (str_eq(word, S("t")))
        return parse_message(ps, s, scope, line);
    if (str_eq(word, S("icon")))
        return parse_icon(ps, s, line);
    if (!str_eq(word, S("else")) && !str_eq(word, S("end"))) {
        broken(ps, line, "'%.*s' is no tag; there are if, for, else, end, include, icon and t",
               STR(word));
        return NULL;
    }
    expect_nothing(ps, s, line);
    *ret_stop = str_eq(word, S("end")) ? STOP_END : STOP_ELSE;
    if (depth == 0)
        broken(ps, line, "this {%% %.*s %%} belongs to no if or for", STR(word));
    return NULL;
}

/* Literal text up to the next opening brace pair. */
static struct node *parse_text(struct parser *ps)
{
    size_t n = 0;
    while (n < ps->rest.n && !(ps->rest.p[n] == '{' && n + 1 < ps->rest.n && ps->rest.p[n + 1] &&
                               strchr("{%#", ps->rest.p[n + 1])))
        n++;
    struct node *node = new_node(ps, TEXT, ps->line);
    node->text = str_sub(ps->rest, 0, n);
    advance(ps, n);
    return node;
}

static struct node *parse_value(struct parser *ps, const struct scope *scope)
{
    struct node *node = new_node(ps, VALUE, ps->line);
    struct str s = take_until(ps, "}}", node->line);
    node->text = take_path(ps, &s, scope, node->line);
    expect_nothing(ps, s, node->line);
    return node;
}

static struct node *parse_list(struct parser *ps, const struct scope *scope, int depth,
                               enum stop *ret_stop)
{
    struct node *first = NULL, **tail = &first;
    *ret_stop = STOP_FILE;
    while (ps->rest.n && !ps->broken) {
        struct node *node;
        char brace = ps->rest.p[0] == '{' && ps->rest.n > 1 ? ps->rest.p[1] : 0;
        bool opens = brace && strchr("{%#", brace);
        if (opens)
            advance(ps, 2);
        if (!opens) {
            node = parse_text(ps);
        } else if (brace == '#') {
            take_until(ps, "#}", ps->line);
            continue;
        } else if (brace == '{') {
            node = parse_value(ps, scope);
        } else {
            node = parse_tag(ps, scope, depth, ret_stop);
        }
        if (!node)
            break;
        *tail = node;
        tail = &node->next;
    }
    return first;
}

bool template_parse(struct template *t)
{
    struct parser ps = { .t = t, .rest = t->source, .line = 1 };
    static const struct scope view = { .name = S_("v") };
    enum stop stop;
    t->first = parse_list(&ps, &view, 0, &stop);
    return !ps.broken;
}

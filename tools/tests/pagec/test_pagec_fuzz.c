/* SPDX-License-Identifier: Apache-2.0 */
/* Mutated pages: whatever the bytes, pagec answers with a page or a complaint, within bounds (ASan
 * and UBSan watch).  What it accepts is printed with harmless and with hostile values, each way
 * through its branches, and read by a second tokeniser, written after the HTML standard and not
 * after pagec: the values must not change which tags and attributes there are, and every element
 * must be closed.  The mutator is ours and its seed fixed, so that a failure comes back. */
#include "pagec.h"
#include "tests/test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

enum { RUNS = 20000, MOST_SEEDS = 200, LONGEST = 4000 };

static struct str seeds[MOST_SEEDS];
static size_t n_seeds;
static uint64_t state = 20260401;

static size_t below(size_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return n ? (size_t)(state % n) : 0;
}

static void collect(struct arena *mem, const char *folder)
{
    const char *root = getenv("YAKUBA_SOURCE");
    struct str path = arena_fmt(mem, "%s/tools/tests/pagec/%s", root ? root : ".", folder);
    DIR *d = opendir(path.p);
    if (!CHECK(d != NULL))
        return;
    for (struct dirent *e; (e = readdir(d)) && n_seeds < MOST_SEEDS;)
        if (str_ends(str_of(e->d_name), S(".html")))
            seeds[n_seeds++] = test_file(mem, arena_fmt(mem, "%s/%s", path.p, e->d_name).p);
    closedir(d);
}

static const char *const pieces[] = {
    "{{ v.a }}",
    "{% if v.a %}",
    "{% else %}",
    "{% end %}",
    "{% for x in v.b %}",
    "{{ x.y }}",
    "\"",
    "'",
    "<",
    ">",
    "</p>",
    "<form method=\"post\">",
    "<!--",
    "-->",
    "{%",
    "%}",
    "{#",
    "<textarea>",
    "</",
    "=",
    "\\",
    "\xff",
    "{% t \"a {b}\" b=v.c %}",
    "<script src=\"/a\">",
    " href=\"",
    "<pre>",
    "id=\"a\" ",
    "/>",
};

static struct str mutate(struct arena *mem)
{
    char *p = arena_new(mem, char, LONGEST * 2);
    struct str seed = seeds[below(n_seeds)], other = seeds[below(n_seeds)];
    size_t n = seed.n < LONGEST ? seed.n : LONGEST;
    memcpy(p, seed.p, n);
    for (size_t turns = 1 + below(5); turns && n; turns--) {
        size_t at = below(n), from = below(other.n);
        struct str put = str_of(pieces[below(sizeof pieces / sizeof *pieces)]);
        switch (below(5)) {
        case 0: p[at] = (char)below(256); continue;
        case 1: n = at; continue;
        case 2: put = str_sub(other, from, from + below(200)); break;
        case 3: put = str_sub(arena_str(mem, str_n(p, n)), at, at + below(60)); break;
        }
        if (n + put.n > LONGEST)
            continue;
        memmove(p + at + put.n, p + at, n - at);
        memcpy(p + at, put.p, put.n);
        n += put.n;
    }
    char *exact = malloc(n + 1); /* its own block: reading past the end is seen */
    memcpy(exact, p, n);
    return str_n(exact, n);
}

/* ---- running the generated statements ---- */

enum { HARMLESS = 1, BRANCH = 2 };

struct run {
    struct out *out;
    struct str code; /* still to be run */
    int way;
};

static bool take(struct str *s, const char *what)
{
    bool there = str_starts(*s, str_of(what));
    if (there)
        *s = str_sub(*s, strlen(what), s->n);
    return there;
}

/* "a\n" "b" as the C compiler reads it. */
static void print_literal(struct run *r)
{
    struct str *s = &r->code;
    do {
        while (s->n && s->p[0] != '"') {
            if (take(s, "\\n")) {
                out_char(r->out, '\n');
            } else if (s->n > 3 && s->p[0] == '\\' && s->p[1] >= '0' && s->p[1] <= '7') {
                out_char(r->out,
                         (char)((s->p[1] - '0') * 64 + (s->p[2] - '0') * 8 + s->p[3] - '0'));
                *s = str_sub(*s, 4, s->n);
            } else {
                take(s, "\\");
                out_str(r->out, str_sub(*s, 0, 1));
                *s = str_sub(*s, 1, s->n);
            }
        }
        CHECK(take(s, "\""));
        *s = str_trim(*s);
    } while (take(s, "\""));
}

static void run_block(struct run *r, bool prints);

static void run_if(struct run *r, bool holds, bool prints)
{
    run_block(r, prints && holds);
    if (take(&r->code, "else {"))
        run_block(r, prints && !holds);
}

static void run_for(struct run *r, bool prints)
{
    struct str body = r->code;
    bool turns = (r->way & BRANCH) != 0;
    run_block(r, prints && turns);
    r->code = body;
    run_block(r, prints && turns);
}

static void run_statement(struct run *r, bool prints)
{
    /* ' " < > are escaped by every sink; blanks, =, / and - are not */
    static const char hostile[] = "&#39; x=y / --&gt; &lt;/p&gt; onclick=a";
    struct str statement = r->code;
    size_t end = str_find_char(statement, '\n');
    if (take(&r->code, "html_put(p, \"")) {
        print_literal(r);
        CHECK(take(&r->code, ");"));
        return;
    }
    r->code = str_sub(statement, end, statement.n);
    bool branch = (r->way & BRANCH) != 0;
    if (take(&statement, "if (page_is("))
        run_if(r, branch, prints);
    else if (take(&statement, "if (!page_is("))
        run_if(r, !branch, prints);
    else if (take(&statement, "if (("))
        run_if(r, !branch, prints); /* the list is empty */
    else if (take(&statement, "for ("))
        run_for(r, prints);
    else if (take(&statement, "html_csrf("))
        out_str(r->out, S("<input type=\"hidden\" name=\"csrf\" value=\"t\">"));
    else if (take(&statement, "html_href("))
        out_str(r->out, S("/u"));
    else if (take(&statement, "html_text") || take(&statement, "html_plain(") ||
             take(&statement, "html_attr"))
        out_str(r->out, str_of(r->way & HARMLESS ? "v" : hostile));
    else if (str_find(str_sub(statement, 0, end), S("_page(p, ")) != SIZE_MAX)
        out_str(r->out, S("<i>i</i>"));
    else
        CHECK(str_find_char(S("#_(\"h"), statement.p[0]) != SIZE_MAX); /* prints nothing here */
}

/* Up to the closing brace of the block, or the end of the code. */
static void run_block(struct run *r, bool prints)
{
    struct out *out = r->out, unseen;
    out_init(&unseen, out->mem, 8 << 20);
    if (!prints)
        r->out = &unseen;
    while ((r->code = str_trim(r->code)).n && !take(&r->code, "}"))
        run_statement(r, prints);
    r->code = str_trim(r->code);
    r->out = out;
}

static void print(struct out *o, struct str code, int way)
{
    struct run r = { .out = o, .code = code, .way = way };
    run_block(&r, true);
    CHECK(r.code.n == 0);
}

/* ---- a second tokeniser: start tags with attribute names, end tags, nothing else ---- */

struct tokens {
    struct out seen; /* "<p class id></p>" */
    struct str open[400];
    int depth;
    bool crossed; /* an end tag that closes another element, or a name no page can mean */
};

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

static bool letter(struct str s, size_t at)
{
    return at < s.n && ((s.p[at] | 32) >= 'a' && (s.p[at] | 32) <= 'z');
}

static size_t run_of(struct str s, const char *ends)
{
    size_t n = 0;
    while (n < s.n && !blank(s.p[n]) && !(s.p[n] && strchr(ends, s.p[n])))
        n++;
    return n;
}

static struct str skip(struct str s, size_t n)
{
    return str_sub(s, n, s.n);
}

/* From just behind a tag's name to just behind its '>'. */
static struct str read_attributes(struct tokens *t, struct str s, bool *ret_closed)
{
    *ret_closed = false;
    while (s.n && s.p[0] != '>') {
        if (blank(s.p[0]) || s.p[0] == '/') {
            *ret_closed = s.p[0] == '/';
            s = skip(s, 1);
            continue;
        }
        *ret_closed = false;
        size_t n = s.p[0] == '=' ? 1 + run_of(skip(s, 1), "/>=") : run_of(s, "/>=");
        out_fmt(&t->seen, " %.*s", (int)n, s.p);
        for (size_t i = 0; i < n; i++) /* the standard's "unexpected character in attribute name" */
            t->crossed |= s.p[i] == '"' || s.p[i] == '\'' || s.p[i] == '<' || s.p[i] == '=';
        s = skip(s, n);
        while (s.n && blank(s.p[0]))
            s = skip(s, 1);
        if (!s.n || s.p[0] != '=')
            continue;
        s = skip(s, 1);
        while (s.n && blank(s.p[0]))
            s = skip(s, 1);
        bool quoted = s.n && (s.p[0] == '"' || s.p[0] == '\'');
        n = quoted ? str_find_char(skip(s, 1), s.p[0]) : run_of(s, ">");
        s = n == SIZE_MAX ? str_sub(s, 0, 0) : skip(s, quoted ? n + 2 : n);
    }
    return skip(s, 1);
}

static void close_element(struct tokens *t, struct str name)
{
    if (t->depth && str_eq_nocase(t->open[t->depth - 1], name))
        t->depth--;
    else
        t->crossed = true;
}

/* Where the raw text of script, style, title and textarea ends. */
static struct str raw_text(struct str s, struct str name)
{
    for (; s.n; s = skip(s, 1))
        if (str_starts(s, S("</")) && str_eq_nocase(str_sub(s, 2, 2 + name.n), name) &&
            s.n > 2 + name.n && (blank(s.p[2 + name.n]) || strchr("/>", s.p[2 + name.n])))
            return s;
    return s;
}

static struct str read_tag(struct tokens *t, struct str s)
{
    bool end = s.p[1] == '/', closed;
    size_t from = end ? 2 : 1;
    struct str name = str_sub(s, from, from + run_of(skip(s, from), "/>"));
    out_fmt(&t->seen, "<%s%.*s", end ? "/" : "", STR(name));
    s = read_attributes(t, skip(s, from + name.n), &closed);
    out_char(&t->seen, '>');
    if (end)
        close_element(t, name);
    else if (!element_is_void(name) && !closed && t->depth < 400)
        t->open[t->depth++] = name;
    bool raw = !end && !closed &&
               (str_eq_nocase(name, S("script")) || str_eq_nocase(name, S("style")) ||
                str_eq_nocase(name, S("title")) || str_eq_nocase(name, S("textarea")));
    return raw ? raw_text(s, name) : s;
}

static struct str tokens_read(struct tokens *t, struct arena *mem, struct str s)
{
    out_init(&t->seen, mem, 8 << 20);
    t->depth = 0;
    t->crossed = false;
    while (s.n) {
        size_t end;
        if (s.p[0] != '<' || s.n == 1) {
            s = skip(s, 1);
        } else if (letter(s, 1) || (s.p[1] == '/' && letter(s, 2))) {
            s = read_tag(t, s);
        } else if (str_starts(s, S("<!--"))) {
            out_str(&t->seen, S("<!--"));
            end = str_find(s, S("-->"));
            s = skip(s, end == SIZE_MAX ? s.n : end + 3);
        } else if (strchr("!?/", s.p[1]) && s.p[1]) {
            out_str(&t->seen, S("<!"));
            end = str_find_char(s, '>');
            s = skip(s, end == SIZE_MAX ? s.n : end + 1);
        } else {
            s = skip(s, 1);
        }
    }
    return out_text(&t->seen);
}

static struct tokens tokens;

static void values_change_nothing(struct arena *mem, const struct template *t)
{
    for (int way = 0; way <= BRANCH; way += BRANCH) {
        struct out harmless, hostile;
        out_init(&harmless, mem, 8 << 20);
        out_init(&hostile, mem, 8 << 20);
        print(&harmless, out_text(&t->code), way | HARMLESS);
        print(&hostile, out_text(&t->code), way);
        struct str one = tokens_read(&tokens, mem, out_text(&harmless));
        bool closed = tokens.depth == 0 && !tokens.crossed;
        struct str two = tokens_read(&tokens, mem, out_text(&hostile));
        bool same = str_eq(one, two);
        if (!CHECK(closed && same))
            fprintf(stderr, "the page was\n%.*s\nprinted\n%.*s\n", STR(t->source),
                    STR(out_text(&hostile)));
    }
}

/* 1 when the page was accepted. */
static int one_page(struct arena *mem)
{
    struct out errors, c;
    struct str source = mutate(mem);
    out_init(&errors, mem, 1 << 20);
    struct template t = {
        .mem = mem, .path = "x.html", .name = S("x"), .source = source, .errors = &errors
    };
    template_read(&t);
    CHECK((t.n_errors == 0) == (errors.n == 0));
    if (t.n_errors == 0) {
        out_init(&c, mem, 8 << 20);
        emit_pages(&c, &t, 1, S("x.h"));
        pot_write(&c, &t, 1);
        CHECK(!out_failed(&c));
        values_change_nothing(mem, &t);
    }
    free((char *)source.p);
    return t.n_errors == 0;
}

TEST(the_second_tokeniser_sees_what_a_browser_sees)
{
    struct arena *mem = test_arena();
    CHECK_STR(tokens_read(&tokens, mem, S("<p a=b c>x</p><br/><!-- <i> --><a b='<i>' c=d/e>")),
              "<p a c></p><br><!--<a b c>");
    CHECK_STR(tokens_read(&tokens, mem, S("<title><b></title><!x><i =a b = \"c\">")),
              "<title></title><!<i =a b>");
}

TEST(twenty_thousand_mutated_pages_are_answered)
{
    struct arena mem;
    arena_init(&mem, 64 << 20);
    collect(test_arena(), "refuse");
    collect(test_arena(), "accept");
    collect(test_arena(), "compile");
    CHECK(n_seeds > 50);
    int accepted = 0;
    for (int i = 0; i < RUNS && n_seeds; i++) {
        accepted += one_page(&mem);
        arena_reset(&mem);
    }
    printf("%d of %d mutated pages were accepted\n", accepted, RUNS);
    CHECK(accepted > 100 && accepted < RUNS - 100);
    arena_release(&mem);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* pagec is tested by refusal: each page of refuse/ says in its first line what must be said of it,
 * each of compile/ what the C compiler must say; beside each stands a page that is accepted. */
#include "pagec.h"
#include "tests/test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static struct str source_path(const char *rest)
{
    const char *root = getenv("YAKUBA_SOURCE");
    return arena_fmt(test_arena(), "%s/%s", root ? root : ".", rest);
}

static struct str in_folder(const char *folder, const char *name)
{
    struct str path = source_path("tools/tests/pagec");
    return arena_fmt(test_arena(), "%s/%s/%s", path.p, folder, name);
}

static struct template load(struct str path, struct out *errors)
{
    struct arena *mem = test_arena();
    struct str file = str_of(strrchr(path.p, '/') + 1);
    out_init(errors, mem, 1 << 20);
    struct template t = { .mem = mem, .path = path.p, .errors = errors };
    t.name = str_sub(file, 0, file.n - 5);
    t.folder = arena_cstr(mem, str_sub(path, 0, path.n - file.n - 1));
    t.components = source_path("src/platform/page/components").p;
    t.source = test_file(mem, path.p);
    return t;
}

/* The text between "{# expect: " and " #}". */
static struct str expected(struct str source)
{
    size_t end = str_find(source, S(" #}"));
    CHECK(str_starts(source, S("{# expect: ")) && end != SIZE_MAX);
    return str_sub(source, 11, end);
}

/* Calls fn for each .html of a folder; answers how many there were. */
static int each_page(const char *folder, void (*fn)(struct str path))
{
    DIR *d = opendir(in_folder(folder, "").p);
    int n = 0;
    if (!CHECK(d != NULL))
        return 0;
    for (struct dirent *e; (e = readdir(d));)
        if (str_ends(str_of(e->d_name), S(".html"))) {
            fn(in_folder(folder, e->d_name));
            n++;
        }
    closedir(d);
    return n;
}

static void is_refused(struct str path)
{
    struct out errors;
    struct template t = load(path, &errors);
    template_read(&t);
    struct str wanted = expected(t.source);
    if (!CHECK(t.n_errors > 0 && str_find(out_text(&errors), wanted) != SIZE_MAX))
        fprintf(stderr, "%s\n  wanted: %.*s\n  said:   %.*s\n", path.p, STR(wanted),
                STR(out_text(&errors)));
}

TEST(pages_of_refuse_are_refused_in_the_words_they_expect)
{
    CHECK(each_page("refuse", is_refused) >= 80);
}

static void is_accepted(struct str path)
{
    struct out errors;
    struct template t = load(path, &errors);
    template_read(&t);
    CHECK_STR(out_text(&errors), "");
}

TEST(pages_of_accept_are_accepted)
{
    CHECK(each_page("accept", is_accepted) >= 4);
}

/* cc -fsyntax-only on the generated text; what it says. */
static struct str compile(struct arena *mem, struct str c_file, int *ret_status)
{
    struct str log = arena_fmt(mem, "%s.log", c_file.p);
    struct str include = arena_fmt(mem, "-I%s", source_path("src").p);
    pid_t child = fork();
    if (child == 0) {
        if (!freopen(log.p, "wb", stderr))
            _exit(126);
        setenv("LC_ALL", "C", 1);
        execlp("cc", "cc", "-std=gnu17", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror",
               "-fsyntax-only", include.p, c_file.p, (char *)NULL);
        _exit(127);
    }
    CHECK(child > 0 && waitpid(child, ret_status, 0) == child);
    return test_file(mem, log.p);
}

static struct str generate(struct template *t, const char *view)
{
    struct arena *mem = test_arena();
    struct out c;
    out_init(&c, mem, 1 << 20);
    struct str name = t->name;
    t->name = S("refused");
    emit_pages(&c, t, 1, arena_str(mem, str_of(view)));
    struct str file = arena_fmt(mem, "%s/%.*s.c", test_folder().p, STR(name));
    FILE *f = fopen(file.p, "wb");
    if (CHECK(f != NULL)) {
        CHECK(fwrite(c.p, 1, c.n, f) == c.n);
        fclose(f);
    }
    return file;
}

/* The place, "name.html:4:", is said at the page's line, and with it the word that follows. */
static void does_not_compile(struct str path)
{
    struct out errors;
    int status = 0;
    struct template t = load(path, &errors);
    t.folder = NULL; /* what is included is declared in view.h alone */
    template_read(&t);
    CHECK_STR(out_text(&errors), "");
    struct str wanted = expected(t.source);
    struct str said =
        compile(test_arena(), generate(&t, in_folder("compile", "view.h").p), &status);
    size_t blank = str_find_char(wanted, ' ');
    struct str place = str_sub(wanted, 0, blank), word = str_sub(wanted, place.n + 1, wanted.n);
    bool ok = WIFEXITED(status) && WEXITSTATUS(status) == 1 && str_find(said, place) != SIZE_MAX &&
              str_find(said, word) != SIZE_MAX && str_find(said, S("error:")) != SIZE_MAX;
    if (!CHECK(ok))
        fprintf(stderr, "%s\n  wanted: %.*s\n  said:   %.*s\n", path.p, STR(wanted), STR(said));
}

TEST(wrong_types_and_names_are_compile_errors_in_the_line_of_the_page)
{
    CHECK(each_page("compile", does_not_compile) >= 15);
}

TEST(the_same_view_compiles_when_the_page_is_right)
{
    struct out errors;
    int status = 0;
    struct template t = load(in_folder("compile", "misspelt_field.html"), &errors);
    t.source =
        S("<p>{{ v.name }}{{ v.body }}{{ v.count }}</p><a href=\"{{ v.address }}\">a</a>"
          "{% if v.is_open %}{% for row in v.rows %}<p>{{ row.name }}</p>{% end %}{% end %}");
    template_read(&t);
    CHECK_STR(out_text(&errors), "");
    struct str said =
        compile(test_arena(), generate(&t, in_folder("compile", "view.h").p), &status);
    CHECK_STR(said, "");
    CHECK_INT(status, 0);
}

TEST(words_are_extracted_once_with_all_their_places)
{
    struct out errors, pot;
    struct template t = load(in_folder("accept", "book.html"), &errors);
    t.source = S("<p>{% t \"残り {n} 件\" plural \"{n} 件\" n=v.n %}</p>\n"
                 "<p>{% t \"残り {n} 件\" plural \"{n} 件\" n=v.n %}{% t \"\\\"a\\\"\" context "
                 "\"b\" %}</p>");
    t.path = "src/x.html";
    template_read(&t);
    CHECK_STR(out_text(&errors), "");
    out_init(&pot, test_arena(), 1 << 20);
    pot_write(&pot, &t, 1);
    struct str text = out_text(&pot);
    CHECK_STR(str_sub(text, str_find(text, S("\n#:")), text.n),
              "\n#: src/x.html:1 src/x.html:2\n#, python-brace-format\nmsgid \"残り {n} 件\"\n"
              "msgid_plural \"{n} 件\"\nmsgstr[0] \"\"\nmsgstr[1] \"\"\n"
              "\n#: src/x.html:2\nmsgctxt \"b\"\nmsgid \"\\\"a\\\"\"\nmsgstr \"\"\n");
}

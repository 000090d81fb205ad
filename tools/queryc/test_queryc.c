/* SPDX-License-Identifier: Apache-2.0 */
/* Every file of refuse/ is refused, with the message it names; what is right passes.
 *     -- expect TEXT              part of the message, usually with file:line:
 *     -- file PATH                what follows is this file; without a migration, refuse/schema */
#include "tests/test.h"

#include <dirent.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

struct run {
    struct str folder, queries;
    char *plan_mode; /* --check or --update; NULL: writes C */
    char *migrations[8];
    int n_migrations;
};

static char *fmt(const char *format, struct str a, struct str b)
{
    return arena_cstr(test_arena(), arena_fmt(test_arena(), format, STR(a), STR(b)));
}

static void write_below(struct run *r, struct str path, struct str text)
{
    for (size_t i = 1; i < path.n; i++)
        if (path.p[i] == '/')
            mkdir(fmt("%.*s/%.*s", r->folder, str_sub(path, 0, i)), 0700);
    char *full = fmt("%.*s/%.*s", r->folder, path);
    FILE *f = fopen(full, "wb");
    if (!f || fwrite(text.p, 1, text.n, f) != text.n || fclose(f) != 0)
        abort();
    if (str_ends(path, S("queries.sql")))
        r->queries = str_of(full);
    else if (str_ends(path, S(".sql")) && r->n_migrations < 8)
        r->migrations[r->n_migrations++] = full;
}

static const char *source(const char *name)
{
    const char *root = getenv("YAKUBA_SOURCE");
    return fmt("%.*s/tools/queryc/%.*s", str_of(root ? root : "."), str_of(name));
}

/* Runs queryc over the files of the case; its exit code and all it said. */
static int run(struct run *r, struct str *ret_said)
{
    char *argv[32] = { getenv("YAKUBA_QUERYC"), "--folder", "civic/x" };
    int n = 3, status = -1;
    struct str none = S("");
    argv[n++] = r->plan_mode ? r->plan_mode : "--header";
    if (!r->plan_mode)
        argv[n++] = fmt("%.*s/x.h%.*s", r->folder, none);
    argv[n++] = r->plan_mode ? "--plan" : "--source";
    argv[n++] = fmt(r->plan_mode ? "%.*s/x.plan%.*s" : "%.*s/x.c%.*s", r->folder, none);
    if (r->queries.n) {
        argv[n++] = "--queries";
        argv[n++] = fmt("%.*s%.*s", r->queries, none);
    }
    for (int i = 0; i < r->n_migrations; i++)
        argv[n++] = r->migrations[i];
    char *said = fmt("%.*s/said%.*s", r->folder, none);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 2, said, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    pid_t pid;
    if (!argv[0] || posix_spawn(&pid, argv[0], &actions, NULL, argv, environ) != 0 ||
        waitpid(pid, &status, 0) != pid)
        abort();
    posix_spawn_file_actions_destroy(&actions);
    *ret_said = test_file(test_arena(), said);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Cuts a case into its files, in a folder of its own. */
static void unpack(struct run *r, const char *name, struct str text, struct str *ret_expect)
{
    *r = (struct run) { .folder = str_of(fmt("%.*s/%.*s", test_folder(), str_of(name))) };
    mkdir(r->folder.p, 0700);
    struct str line, path = S("");
    const char *start = NULL;
    while (str_cut(&text, '\n', &line)) {
        bool file = str_starts(line, S("-- file "));
        if (str_starts(line, S("-- expect ")))
            *ret_expect = str_sub(line, 10, line.n);
        if (file && path.n)
            write_below(r, path, str_n(start, (size_t)(line.p - start)));
        if (file) {
            path = str_sub(line, 8, line.n);
            start = text.p;
        }
    }
    if (path.n)
        write_below(r, path, str_n(start, (size_t)(text.p - start)));
    if (r->n_migrations == 0)
        write_below(r, S("civic/x/migrations/0001_x.sql"),
                    test_file(test_arena(), source("refuse/schema")));
}

static bool is_refused(const char *name)
{
    struct run r;
    struct str expect = S(""), said;
    struct str text =
        test_file(test_arena(), fmt("%.*s/%.*s", str_of(source("refuse")), str_of(name)));
    unpack(&r, name, text, &expect);
    int code = run(&r, &said);
    if (code == 1 && expect.n && str_find(said, expect) != SIZE_MAX)
        return true;
    fprintf(stderr, "%s: exit %d\n   expected \"%.*s\"\n   said     \"%.*s\"\n", name, code,
            STR(expect), STR(said));
    return false;
}

TEST(every_file_of_refuse_is_refused_with_its_message)
{
    int n = 0;
    DIR *d = opendir(source("refuse"));
    if (!CHECK(d != NULL))
        return;
    for (struct dirent *e; (e = readdir(d)) != NULL;)
        if (str_ends(str_of(e->d_name), S(".sql"))) {
            CHECK(is_refused(e->d_name));
            n++;
        }
    closedir(d);
    printf("%d refusals\n", n);
    CHECK(n >= 25);
}

static void accepts(const char *name, struct str queries)
{
    struct run r;
    struct str expect, said;
    unpack(&r, name, arena_fmt(test_arena(), "-- file queries.sql\n%.*s", STR(queries)), &expect);
    CHECK_INT(run(&r, &said), 0);
    CHECK_STR(said, "");
}

TEST(what_is_right_passes)
{
    accepts("join", S("-- q :many\n--   Good.\n--   in town_id t_id, limit t_int\n--   null who\n"
                      "SELECT t.name, o.name AS who FROM thing AS t\n"
                      "  LEFT JOIN owner AS o ON o.town_id = t.town_id AND o.id = t.owner_id\n"
                      " WHERE t.town_id = :town_id AND t.name LIKE 'a%' LIMIT :limit;\n"));
    accepts("inner", S("-- q :many\n--   Good.\n--   in town_id t_id, limit t_int\n"
                       "SELECT o.name AS who FROM owner AS o JOIN thing AS t\n"
                       "    ON t.town_id = o.town_id AND t.owner_id = o.id\n"
                       " WHERE o.town_id = :town_id LIMIT :limit;\n"));
    accepts("exists", S("-- q :many\n--   Good.\n--   in town_id t_id, limit t_int\n"
                        "SELECT o.id FROM owner AS o WHERE o.town_id = :town_id AND EXISTS\n"
                        " (SELECT 1 FROM thing AS t WHERE t.town_id = o.town_id AND t.id = o.id)\n"
                        " LIMIT :limit;\n"));
    accepts("upsert", S("-- q :one\n--   Good; a ; and a :word in 'text; :x' are text.\n"
                        "--   in town_id t_id, id t_id, name t_text\n"
                        "INSERT INTO owner (town_id, id, name) VALUES (:town_id, :id, :name)\n"
                        "ON CONFLICT (town_id, id) DO UPDATE SET name = 'a;:b' || excluded.name\n"
                        "RETURNING name; -- the end\n"));
    accepts("town", S("-- q :maybe\n--   Good.\n--   in town_id t_id\n"
                      "SELECT name FROM town WHERE town_id = :town_id;\n"
                      "-- file civic/x/migrations/0001_x.sql\n"
                      "CREATE TABLE town (town_id t_id NOT NULL, name t_text NOT NULL, PRIMARY KEY (town_id));\n"));
    accepts("postgres", S("-- q :exec\n--   Good.\n--   in town_id t_id, id t_id\n"
                          "DELETE FROM owner WHERE town_id = :town_id AND id = :id;\n"
                          "-- engine: postgres\n"
                          "DELETE FROM ONLY owner WHERE town_id = :town_id AND id = :id;\n"));
}

TEST(the_generated_header_reads_as_promised)
{
    struct run r;
    struct str expect, said;
    unpack(&r, "header",
           S("-- file queries.sql\n-- find :maybe\n--   Looks for a thing.\n"
             "--   in town_id t_id, id t_id\n--   null note\n"
             "SELECT name, note FROM thing WHERE town_id = :town_id AND id = :id;\n"),
           &expect);
    CHECK_INT(run(&r, &said), 0);
    struct str h = test_file(test_arena(), fmt("%.*s/x.h%.*s", r.folder, S("")));
    CHECK(str_find(h, S("TABLE_THING = 1,\n    TABLE_OWNER = 2,")) != SIZE_MAX);
    CHECK(str_find(h, S("struct x_sql_find_row {\n    struct str name;\n    struct str note; "
                        "/* may be none */\n};")) != SIZE_MAX);
    CHECK(str_find(h, S("/* Looks for a thing. */\nMUST_USE enum rc x_sql_find(struct db *db, "
                        "struct arena *mem, t_id town_id, t_id id, struct x_sql_find_row *ret_row, "
                        "bool *ret_found);")) != SIZE_MAX);
}

TEST(plans_are_compared_with_what_was_written_down)
{
    struct run r;
    struct str expect, said;
    unpack(&r, "plan",
           S("-- file queries.sql\n-- find :maybe\n--   Looks for a thing.\n"
             "--   in town_id t_id, id t_id\n"
             "SELECT name FROM thing WHERE town_id = :town_id AND id = :id;\n"),
           &expect);
    r.plan_mode = "--check";
    CHECK_INT(run(&r, &said), 1);
    CHECK(str_find(said, S("x.plan:1: error: no plans are written down here yet")) != SIZE_MAX);
    r.plan_mode = "--update";
    CHECK_INT(run(&r, &said), 0);
    r.plan_mode = "--check";
    CHECK_INT(run(&r, &said), 0);
    char *path = fmt("%.*s/x.plan%.*s", r.folder, S(""));
    struct str plan = test_file(test_arena(), path);
    size_t search = str_find(plan, S("SEARCH"));
    if (!CHECK(search != SIZE_MAX))
        return;
    char *changed = arena_cstr(test_arena(), plan);
    memcpy(changed + search, "SCANNE", 6);
    write_below(&r, S("x.plan"), str_n(changed, plan.n));
    CHECK_INT(run(&r, &said), 1);
    CHECK(str_find(said, S("x.plan:3: error: the plan is now \"  SEARCH thing")) != SIZE_MAX);
    write_below(&r, S("x.plan"),
                S("Plans of SQLite 3.8, written by queryc --update; do not edit.\n"));
    CHECK_INT(run(&r, &said), 77);
}

/* ---- spoilt input ---- */

static uint64_t random_state = 20261125;

static size_t random_below(size_t n)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(random_state >> 33) % n;
}

/* A few bytes changed, a piece taken away, doubled, or put elsewhere. */
static struct str spoil(struct str s)
{
    static const char signs[] = "'\"();:-,[]\n\\\0%/*@? \x80\xff";
    char *p = arena_cstr(test_arena(), s);
    for (size_t i = 0, n = 1 + random_below(4); i < n; i++) {
        size_t at = random_below(s.n), piece = 1 + random_below(40), to = random_below(s.n);
        switch (random_below(3)) {
        case 0: p[at] = signs[random_below(sizeof signs - 1)]; break;
        case 1: memset(p + at, ' ', at + piece < s.n ? piece : s.n - at); break;
        default:
            if (at + piece < s.n && to + piece < s.n)
                memmove(p + to, p + at, piece);
        }
    }
    return str_n(p, s.n);
}

/* Whatever is written, queryc answers with 0 or 1 and words: it never crashes (the build under test has the address
 * sanitizer) and never hangs. */
TEST(spoilt_queries_and_migrations_are_told_in_words)
{
    enum { RUNS = 400 };
    const char *root = getenv("YAKUBA_SOURCE");
    struct arena kept;
    arena_init(&kept, (size_t)4 << 20);
    struct str base = str_of(root ? root : ".");
    struct str queries = arena_str(&kept, test_file(test_arena(), fmt("%.*s/src/civic/cases/queries.sql%.*s", base, S(""))));
    struct str tables =
        arena_str(&kept, test_file(test_arena(), fmt("%.*s/src/civic/cases/migrations/0001_cases.sql%.*s", base, S(""))));
    int refused = 0;
    for (int i = 0; i < RUNS; i++) {
        struct run r = { .folder = str_of(fmt("%.*s/spoilt%.*s", test_folder(), S(""))) };
        struct str said;
        mkdir(r.folder.p, 0700);
        write_below(&r, S("civic/x/migrations/0001_x.sql"), i % 3 == 0 ? spoil(tables) : tables);
        write_below(&r, S("queries.sql"), i % 3 == 0 ? queries : spoil(queries));
        int code = run(&r, &said);
        if (!CHECK(code == 0 || (code == 1 && said.n > 0)))
            fprintf(stderr, "   round %d: exit %d\n%.*s\n", i, code, STR(said));
        refused += code == 1;
        arena_reset(test_arena());
    }
    arena_release(&kept);
    printf("%d of %d spoilt inputs refused\n", refused, RUNS);
    CHECK(refused > RUNS / 3);
}

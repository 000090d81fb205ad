/* SPDX-License-Identifier: Apache-2.0 */
/* Copies tools/room and hooks the copy in.  All texts are made before the first is written. */
#include "app/commands/new_room.h"

#include "base/out.h"

#include <glob.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_TEXT = 4 << 20, MOST_CHANGES = 40, FIRST_NUMBER = 1001, LAST_NUMBER = 4095 };

struct change { /* a file as it is to be */
    struct str path, text;
};

struct making {
    struct arena *mem;
    struct new_room *room;
    struct change changes[MOST_CHANGES];
    size_t n;
    const char *why; /* the first thing in the way, or NULL */
};

struct str new_room_address(struct arena *mem, struct str name)
{
    char *text = arena_cstr(mem, name);
    for (char *c = text; *c; c++)
        if (*c == '_')
            *c = '-';
    return str_of(text);
}

/* ---- reading ---- */

static void stop(struct making *m, const char *why)
{
    if (!m->why)
        m->why = why;
}

static const char *below(struct making *m, struct str path)
{
    return arena_fmt(m->mem, "%s/%.*s", m->room->checkout, STR(path)).p;
}

static struct str read_file(struct making *m, const char *path)
{
    struct out o;
    char part[4096];
    out_init(&o, m->mem, MOST_TEXT);
    FILE *in = fopen(path, "rb");
    for (size_t n; in && (n = fread(part, 1, sizeof part, in)) > 0;)
        out_put(&o, part, n);
    if (!in || ferror(in) || out_failed(&o))
        stop(m, arena_fmt(m->mem, "This is not a checkout of yakuba: %s cannot be read", path).p);
    if (in)
        fclose(in);
    return out_text(&o);
}

/* ---- changing texts ---- */

static struct str replaced(struct arena *mem, struct str text, struct str what, struct str with)
{
    struct out o;
    out_init(&o, mem, MOST_TEXT);
    for (size_t at; (at = str_find(text, what)) != SIZE_MAX; text = str_sub(text, at + what.n, text.n)) {
        out_str(&o, str_sub(text, 0, at));
        out_str(&o, with);
    }
    out_str(&o, text);
    return out_text(&o);
}

static struct str upper(struct arena *mem, struct str name)
{
    char *text = arena_cstr(mem, name);
    for (char *c = text; *c; c++)
        if (*c >= 'a' && *c <= 'z')
            *c = (char)(*c - 'a' + 'A');
    return str_of(text);
}

static struct str with_the_rooms_words(struct making *m, struct str text)
{
    const struct new_room *room = m->room;
    const struct {
        struct str here, there;
    } words[] = {
        { S("ROOM_NUMBER"), arena_fmt(m->mem, "%d", room->number) },
        { S("ROOM_TITLE"), room->title },
        { S("ROOM_ENGLISH"), room->english },
        { S("ROOM_EASY"), room->easy },
        { S("ROOM_NAME"), upper(m->mem, room->name) },
        { S("room_name"), room->name },
        { S("room-name"), room->address },
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        text = replaced(m->mem, text, words[i].here, words[i].there);
    return text;
}

/* `line` is put before the first occurrence of `anchor`. */
static struct str put_before(struct making *m, struct str text, struct str anchor, struct str line, const char *file)
{
    size_t at = str_find(text, anchor);
    if (at == SIZE_MAX) {
        stop(m, arena_fmt(m->mem, "%s has no line \"%.*s\"; the room cannot be hooked in", file, STR(str_trim(anchor))).p);
        return text;
    }
    return arena_fmt(m->mem, "%.*s%.*s%.*s", STR(str_sub(text, 0, at)), STR(line), STR(str_sub(text, at, text.n)));
}

static void change(struct making *m, struct str path, struct str text)
{
    if (m->n < MOST_CHANGES)
        m->changes[m->n++] = (struct change){ path, text };
    else
        stop(m, "tools/room has too many files");
}

/* ---- the parts of a room ---- */

static const char *const files[] = { "README.room.md", "module.c", "room_name.h", "handlers.h", "list.c", "rules.c", "rules.h",
                                     "queries.sql", "queries.plan", "queries.pg.plan", "migrations/0001_room_name.sql",
                                     "pages/list.html", "pages/list.h", "test_room_name.c", "test_room_name_rules.c",
                                     "meson.build", NULL };

static void copy_files(struct making *m)
{
    for (size_t i = 0; files[i]; i++) {
        struct str name = str_of(files[i]);
        if (str_eq(name, S("README.room.md")))
            name = S("README.md");
        struct str path = arena_fmt(m->mem, "src/modules/%.*s/%.*s", STR(m->room->name), STR(with_the_rooms_words(m, name)));
        struct str text = read_file(m, below(m, arena_fmt(m->mem, "tools/room/%s", files[i])));
        change(m, path, with_the_rooms_words(m, text));
    }
}

static void hook_into_build(struct making *m)
{
    static const char file[] = "src/modules/meson.build";
    struct str name = m->room->name, text = read_file(m, below(m, str_of(file)));
    if (m->why)
        return;
    text = put_before(m, text, S("modules_lib = static_library("), arena_fmt(m->mem, "subdir('%.*s')\n", STR(name)), file);
    change(m, str_of(file),
           arena_fmt(m->mem,
                     "%.*stest_sources += [\n"
                     "  {'file': files('%.*s/test_%.*s.c')[0], 'deps': [fixture_dep]},\n"
                     "  {'file': files('%.*s/test_%.*s_rules.c')[0], 'deps': [modules_dep]},\n]\n",
                     STR(text), STR(name), STR(name), STR(name), STR(name)));
}

/* "\n *   jido_teate  the rules …": the last sentence of the comment that lists the rooms. */
static struct str last_of_the_list(struct str text)
{
    size_t end = str_find(text, S("*/\n#include"));
    struct str rest = str_sub(text, 0, end == SIZE_MAX ? 0 : end), last = S("\n *   ");
    for (size_t at; (at = str_find(rest, S("\n *   "))) != SIZE_MAX; rest = str_sub(rest, at + 1, rest.n))
        last = str_sub(rest, at, rest.n);
    return last;
}

static void hook_into_town_hall(struct making *m)
{
    static const char file[] = "src/app/town_hall.c";
    struct str name = m->room->name, text = read_file(m, below(m, str_of(file)));
    if (m->why)
        return;
    struct str last = last_of_the_list(text);
    text = put_before(m, text, last, arena_fmt(m->mem, "\n *   %-11.*s shows residents what there is", STR(name)), file);
    text = put_before(m, text, S("#include \"platform/jobs/jobs_sql.h\""),
                      arena_fmt(m->mem, "#include \"modules/%.*s/%.*s.h\"\n", STR(name), STR(name)), file);
    text = put_before(m, text, S("    NULL,\n};"), arena_fmt(m->mem, "    &%.*s_module,\n", STR(name)), file);
    change(m, str_of(file), text);
}

/* Does the catalogue have these words already, without a context? */
static bool has_words(struct arena *mem, struct str catalogue, struct str msgid)
{
    struct str line = arena_fmt(mem, "\n%.*s\n", STR(msgid));
    for (size_t at, from = 0; (at = str_find(str_sub(catalogue, from, catalogue.n), line)) != SIZE_MAX; from += at + 1) {
        struct str before = str_sub(catalogue, 0, from + at);
        while (before.n && str_find_char(before, '\n') != SIZE_MAX)
            before = str_sub(before, str_find_char(before, '\n') + 1, before.n);
        if (!str_starts(before, S("msgctxt")))
            return true;
    }
    return false;
}

static void add_words(struct making *m, const char *language)
{
    struct str file = arena_fmt(m->mem, "po/%s.po", language), text = read_file(m, below(m, file));
    struct str words = read_file(m, below(m, arena_fmt(m->mem, "tools/room/words.%s.po", language)));
    words = with_the_rooms_words(m, words);
    while (words.n && !m->why) {
        size_t end = str_find(words, S("\n\n"));
        struct str entry = str_trim(str_sub(words, 0, end == SIZE_MAX ? words.n : end));
        struct str from = str_sub(entry, str_find(entry, S("msgid ")), entry.n), msgid;
        str_cut(&from, '\n', &msgid);
        if (!has_words(m->mem, text, msgid))
            text = arena_fmt(m->mem, "%.*s\n%.*s\n", STR(text), STR(entry));
        words = end == SIZE_MAX ? S("") : str_sub(words, end + 2, words.n);
    }
    change(m, file, text);
}

/* ---- looking before writing ---- */

static void look_for_checkout(struct making *m)
{
    struct str text = read_file(m, below(m, S("meson.build")));
    if (!m->why && str_find(text, S("project('yakuba'")) == SIZE_MAX)
        stop(m, arena_fmt(m->mem, "%s is not a checkout of yakuba: its meson.build is of another project", m->room->checkout).p);
}

/* A folder of that name in any layer would share the prefix of its generated calls. */
static void look_for_namesake(struct making *m)
{
    glob_t found = { 0 };
    for (size_t i = 0; i < 2; i++) {
        struct str name = m->room->name;
        struct str path = i ? arena_fmt(m->mem, "src/base/%.*s.h", STR(name)) : arena_fmt(m->mem, "src/*/%.*s", STR(name));
        if (glob(below(m, path), 0, NULL, &found) == 0)
            stop(m, arena_fmt(m->mem, "%s stands there already; nothing was written", found.gl_pathv[0]).p);
        globfree(&found);
    }
}

static int number_after(struct str text, int most)
{
    int64_t number;
    struct str line;
    while (str_cut(&text, '\n', &line))
        if (str_starts(line, S("-- number ")) && str_to_int(str_trim(str_sub(line, 10, line.n)), &number) && number > most)
            most = (int)number;
    return most;
}

static void choose_number(struct making *m)
{
    glob_t found = { 0 };
    int most = FIRST_NUMBER - 1;
    if (glob(below(m, S("src/*/*/migrations/*.sql")), 0, NULL, &found) != 0)
        stop(m, "This is not a checkout of yakuba: it has no migrations");
    for (size_t i = 0; i < found.gl_pathc && !m->why; i++)
        most = number_after(read_file(m, found.gl_pathv[i]), most);
    globfree(&found);
    m->room->number = most + 1;
    if (most >= LAST_NUMBER)
        stop(m, "All table numbers up to 4095 are taken");
}

/* ---- writing ---- */

static enum rc make_folders(struct making *m)
{
    static const char *const parts[] = { "", "/migrations", "/pages" };
    for (size_t i = 0; i < 3; i++) {
        struct str path = arena_fmt(m->mem, "src/modules/%.*s%s", STR(m->room->name), parts[i]);
        if (mkdir(below(m, path), 0777) != 0)
            return FAILED;
    }
    return OK;
}

static enum rc write_file(const char *path, struct str text)
{
    FILE *to = fopen(path, "wb");
    if (!to)
        return FAILED;
    bool is_whole = fwrite(text.p, 1, text.n, to) == text.n;
    return fclose(to) == 0 && is_whole ? OK : FAILED;
}

static enum rc write_all(struct making *m)
{
    enum rc rc = make_folders(m);
    for (size_t i = 0; i < m->n && rc == OK; i++)
        rc = write_file(below(m, m->changes[i].path), m->changes[i].text);
    if (rc != OK)
        stop(m, "The files could not be written: look at the folder's permissions and the disk's room");
    return rc;
}

enum rc new_room_write(struct arena *mem, struct new_room *room, const char **ret_why)
{
    struct making m = { .mem = mem, .room = room };
    look_for_checkout(&m);
    if (!m.why)
        look_for_namesake(&m);
    if (!m.why)
        choose_number(&m);
    if (!m.why) {
        copy_files(&m);
        hook_into_build(&m);
        hook_into_town_hall(&m);
        add_words(&m, "en");
        add_words(&m, "ja-x-easy");
    }
    enum rc rc = m.why || arena_failed(mem) ? INVALID : write_all(&m);
    if (rc != OK)
        *ret_why = m.why ? m.why : "The catalogues are too large";
    return rc;
}

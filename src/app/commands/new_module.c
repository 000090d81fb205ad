/* SPDX-License-Identifier: Apache-2.0 */
/* yakuba new-module NAME: a room that works, written into this checkout.  First everything is read and every change
 * made in memory; only when nothing is in the way is anything written. */
#include "app/commands/commands.h"
#include "app/commands/new_room.h"
#include "app/town_hall.h"
#include "base/text.h"

#include <stdio.h>

enum { LONGEST_NAME = 30, SHORTEST_NAME = 3, LONGEST_TITLE = 40 };

void new_module_help(struct out *o)
{
    out_str(o, S("\n  --title\n      what it is called on screens, in Japanese: 落とし物\n"
                 "  --english\n      the same in English; else from NAME\n"
                 "  --easy\n      the same in やさしい日本語, readings in 《》: 落《お》とし物《もの》; else --title\n"
                 "  --dir\n      the checkout; else the folder you stand in\n"));
}

static bool refuse(const char *words)
{
    printf("%s\n", words);
    return false;
}

/* Names that say nothing, and those that the build uses itself. */
static bool is_taken_word(struct str name)
{
    static const char *const words[] = { "util",    "utils", "helper", "helpers", "common",     "misc",   "manager",
                                         "managers", "all",   "app",    "base",    "components", "module", "modules",
                                         "page",    "room",  "room_name", "shapes", "test",     "tests",  "platform",
                                         "civic",   NULL };
    for (size_t i = 0; words[i]; i++)
        if (str_eq(name, str_of(words[i])))
            return true;
    return false;
}

/* lost_and_found: small letters and digits, parts joined by single underscores. */
static bool is_well_formed(struct str name)
{
    char before = '_';
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool is_letter = c >= 'a' && c <= 'z', is_digit = c >= '0' && c <= '9';
        if (!is_letter && !(is_digit && i) && !(c == '_' && before != '_'))
            return false;
        before = c;
    }
    return before != '_' && name.n >= SHORTEST_NAME && name.n <= LONGEST_NAME;
}

/* A title goes into C, SQL, pages and catalogues as it stands. */
static bool is_good_title(struct str title)
{
    for (size_t i = 0; i < title.n; i++)
        if ((unsigned char)title.p[i] < ' ' || strchr("\"\\{}<>&%`", title.p[i]))
            return false;
    return title.n && text_is_utf8(title) && text_length(title) <= LONGEST_TITLE;
}

/* The room whose pages already stand there, or NULL. */
static const char *who_answers(struct str address)
{
    for (size_t i = 0; town_hall[i]; i++)
        for (const struct route *r = town_hall[i]->routes; r && r->handler; r++) {
            struct str rest = str_of(r->path), first;
            rest = str_sub(rest, 1, rest.n);
            if (str_cut(&rest, '/', &first) && str_eq(first, address))
                return town_hall[i]->name;
        }
    return NULL;
}

static struct str english_of(struct arena *mem, struct str name)
{
    char *text = arena_cstr(mem, name);
    for (char *c = text; *c; c++)
        if (*c == '_')
            *c = ' ';
    text[0] = (char)(text[0] - 'a' + 'A');
    return str_of(text);
}

static bool read_arguments(struct arena *mem, struct new_room *room, int argc, char **argv)
{
    if (argc < 1 || argc % 2 == 0)
        return false;
    room->name = str_of(argv[0]);
    room->checkout = ".";
    for (int i = 1; i < argc; i += 2) {
        struct str option = str_of(argv[i]), value = str_trim(str_of(argv[i + 1]));
        if (str_eq(option, S("--title")))
            room->title = value;
        else if (str_eq(option, S("--english")))
            room->english = value;
        else if (str_eq(option, S("--easy")))
            room->easy = value;
        else if (str_eq(option, S("--dir")))
            room->checkout = arena_cstr(mem, value);
        else
            return false;
    }
    return true;
}

static bool judge(struct arena *mem, struct new_room *room)
{
    if (!is_well_formed(room->name))
        return refuse("The name is 3 to 30 small letters, digits and single underscores, and begins with a letter: lost_and_found");
    if (is_taken_word(room->name))
        return refuse("This name says nothing about the room, or the build uses it. Take the clerk's word: lost_and_found");
    if (!room->english.n)
        room->english = english_of(mem, room->name);
    if (!room->title.n)
        room->title = room->english;
    if (!room->easy.n)
        room->easy = room->title;
    if (!is_good_title(room->title) || !is_good_title(room->english) || !is_good_title(room->easy))
        return refuse("--title, --english and --easy: 1 to 40 characters in one line, without \" \\ { } < > & % `");
    room->address = new_room_address(mem, room->name);
    const char *there = who_answers(room->address);
    if (there) {
        printf("/%.*s is an address of the room %s already; take another name\n", STR(room->address), there);
        return false;
    }
    return true;
}

static void tell(const struct new_room *room)
{
    printf("The room %.*s stands in src/modules/%.*s, with table number %d and the public page /%.*s.\n\n"
           "  meson test -C build/asan test_%.*s test_%.*s_rules     build it and run its tests\n"
           "  ninja -C build/asan update-layers-picture              draw it into docs/pictures/layers.svg\n\n"
           "Then: say in its README.md what it is for, give its words a line in docs/glossary.md, and go on as in\n"
           "docs/my-first-feature.md.\n",
           STR(room->name), STR(room->name), room->number, STR(room->address), STR(room->name), STR(room->name));
}

int command_new_module(int argc, char **argv)
{
    struct arena mem;
    struct new_room room = { 0 };
    const char *why = "";
    arena_init(&mem, (size_t)32 << 20);
    if (!read_arguments(&mem, &room, argc, argv)) {
        arena_release(&mem);
        fputs("usage: yakuba new-module NAME [--title TEXT] [--english TEXT] [--easy TEXT] [--dir CHECKOUT]\n", stderr);
        return 2;
    }
    bool is_made = judge(&mem, &room);
    if (is_made && new_room_write(&mem, &room, &why) != OK)
        is_made = refuse(why);
    if (is_made)
        tell(&room);
    arena_release(&mem);
    return is_made ? 0 : 1;
}

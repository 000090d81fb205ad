/* SPDX-License-Identifier: Apache-2.0 */
/* Compiles gettext catalogues into C tables for platform/page/language.h.
 *     texts --out texts.c po/en.po po/ja-x-easy.po …
 *     texts --check [--pot words.pot] [--sources src] po/en.po …      names all that is not translated; exit status 1
 * An entry whose translation lacks a {placeholder} of its text, or has one more, is an error; empty
 * and fuzzy entries, and words of the template that a catalogue does
 * not have at all, are counted in a warning and shown in Japanese.  The file's name is the tag. */
#include "platform/page/language.h"

#include "base/out.h"
#include "words.h"

#include <stdio.h>
#include <stdlib.h>

enum field { CONTEXT, ID, PLURAL, FORM0, FORM1, N_FIELDS };

struct entry {
    struct out field[N_FIELDS];
    bool has[N_FIELDS], fuzzy;
    int line;
    struct entry *next;
};

struct catalogue {
    const char *path;
    struct str tag;
    struct entry *first;
    bool has_plural;
    int n, n_missing;
};

static struct arena mem;
static int faults;
static bool checking; /* what is missing is a fault, and is named */

static void complain(const struct catalogue *c, int line, const char *what)
{
    fprintf(stderr, "%s:%d: %s\n", c->path, line, what);
    faults++;
}

static struct str read_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    struct out o;
    out_init(&o, &mem, (size_t)32 << 20);
    char part[8192];
    if (!f) {
        perror(path);
        exit(2);
    }
    for (size_t n; (n = fread(part, 1, sizeof part, f)) > 0;)
        out_put(&o, part, n);
    fclose(f);
    return out_text(&o);
}

/* "…" of one line of a catalogue, appended to o. */
static bool unquote(struct str s, struct out *o)
{
    s = str_trim(s);
    if (s.n < 2 || s.p[0] != '"' || s.p[s.n - 1] != '"')
        return false;
    for (size_t i = 1; i + 1 < s.n; i++) {
        char c = s.p[i];
        if (c == '"')
            return false;
        if (c == '\\') {
            c = s.p[++i];
            if (i + 1 >= s.n || !c || !strchr("nt\"\\", c))
                return false;
            c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
        }
        out_char(o, c);
    }
    return true;
}

static bool keyword(struct str *line, enum field *ret_field)
{
    static const struct {
        struct str word;
        enum field field;
    } words[] = {
        { S_("msgctxt "), CONTEXT }, { S_("msgid_plural "), PLURAL }, { S_("msgid "), ID },
        { S_("msgstr[0] "), FORM0 }, { S_("msgstr[1] "), FORM1 },     { S_("msgstr "), FORM0 },
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_starts(*line, words[i].word)) {
            *line = str_sub(*line, words[i].word.n, line->n);
            *ret_field = words[i].field;
            return true;
        }
    return false;
}

static struct entry *new_entry(int line)
{
    struct entry *e = arena_new(&mem, struct entry, 1);
    e->line = line;
    for (int i = 0; i < N_FIELDS; i++)
        out_init(&e->field[i], &mem, 1 << 20);
    return e;
}

static struct str text(const struct entry *e, enum field f)
{
    return e->has[f] ? out_text(&e->field[f]) : S("");
}

static void parse(struct catalogue *c, struct str source)
{
    struct entry **tail = &c->first, *e = NULL;
    enum field field = ID;
    bool fuzzy = false, in_text = false;
    int number = 0;
    for (struct str line; str_cut(&source, '\n', &line);) {
        number++;
        line = str_trim(line);
        if (!line.n || line.p[0] == '#') {
            fuzzy |= str_starts(line, S("#,")) && str_find(line, S("fuzzy")) != SIZE_MAX;
            in_text = false;
            continue;
        }
        if (keyword(&line, &field)) {
            if (!in_text || field == CONTEXT || (field == ID && e && e->has[ID])) {
                e = *tail = new_entry(number);
                tail = &e->next;
                e->fuzzy = fuzzy;
            }
            in_text = true;
            fuzzy = false;
            e->has[field] = true;
        }
        if (!e || !in_text || !unquote(line, &e->field[field]))
            complain(c, number, "this line is not understood");
    }
}

/* Every {name} of a is in b. */
static bool names_in(struct str a, struct str b)
{
    for (size_t open; (open = str_find_char(a, '{')) != SIZE_MAX;) {
        a = str_sub(a, open, a.n);
        size_t close = str_find_char(a, '}');
        if (close == SIZE_MAX || str_find(b, str_sub(a, 0, close + 1)) == SIZE_MAX)
            return false;
        a = str_sub(a, close, a.n);
    }
    return true;
}

/* The singular of a plural entry may leave the number out ("one case"). */
static void check_entry(struct catalogue *c, struct entry *e)
{
    struct str id = text(e, ID), one = text(e, FORM0), other = text(e, FORM1);
    c->n++;
    if (e->has[PLURAL] && c->has_plural && !other.n)
        e->fuzzy = true;
    if (!one.n || e->fuzzy) {
        c->n_missing++;
        if (checking)
            complain(c, e->line, e->fuzzy ? "fuzzy or half translated" : "not translated");
        return;
    }
    bool may_lack = e->has[PLURAL] && c->has_plural;
    if (!names_in(one, id) || (!may_lack && !names_in(id, one)))
        complain(c, e->line, "the translation's placeholders are not those of the text");
    if (other.n && (!names_in(other, id) || !names_in(id, other)))
        complain(c, e->line, "the plural's placeholders are not those of the text");
}

/* The entry of msgid "" says which plural rule holds. */
static void read_head(struct catalogue *c)
{
    struct entry *head = c->first;
    struct str all = head && !text(head, ID).n ? text(head, FORM0) : S("");
    if (str_find(all, S("charset=UTF-8")) == SIZE_MAX)
        complain(c, 1, "the head does not say charset=UTF-8");
    c->has_plural = str_find(all, S("plural=(n != 1)")) != SIZE_MAX;
    if (!c->has_plural && str_find(all, S("nplurals=1;")) == SIZE_MAX)
        complain(c, 1,
                 "Plural-Forms is neither nplurals=1; plural=0 nor nplurals=2; plural=(n != 1)");
    if (head)
        c->first = head->next;
}

static bool has_entry(const struct catalogue *c, const struct entry *wanted)
{
    for (const struct entry *e = c->first; e; e = e->next)
        if (str_eq(text(e, ID), text(wanted, ID)) &&
            str_eq(text(e, CONTEXT), text(wanted, CONTEXT)))
            return true;
    return false;
}

static void count_lacking(struct catalogue *c, const struct catalogue *template)
{
    for (const struct entry *e = template->first; e; e = e->next)
        if (text(e, ID).n && !has_entry(c, e)) {
            c->n++;
            c->n_missing++;
            if (!checking)
                continue;
            fprintf(stderr, "%s: lacks \"%.*s\"\n", c->path, STR(text(e, ID)));
            faults++;
        }
}

static void load(struct catalogue *c, const char *path, const struct catalogue *template)
{
    const char *slash = strrchr(path, '/');
    struct str file = str_of(slash ? slash + 1 : path);
    *c = (struct catalogue) { .path = path, .tag = str_sub(file, 0, str_find(file, S(".po"))) };
    parse(c, read_file(path));
    read_head(c);
    for (struct entry *e = c->first; e; e = e->next)
        check_entry(c, e);
    count_lacking(c, template);
    if (c->n_missing && !checking)
        fprintf(stderr, "%s: warning: %d of %d texts are not translated\n", path, c->n_missing,
                c->n);
}

static const char *whole_id(const struct entry *e)
{
    struct str id = text(e, ID);
    if (e->has[CONTEXT])
        id = arena_fmt(&mem, "%.*s\004%.*s", STR(text(e, CONTEXT)), STR(id));
    return arena_cstr(&mem, id);
}

static void put_literal(FILE *f, const char *z)
{
    fputc('"', f);
    for (; *z; z++) {
        if (*z == '"' || *z == '\\' || *z == '?')
            fputc('\\', f);
        if ((unsigned char)*z < ' ')
            fprintf(f, "\\%03o", (unsigned)*z);
        else
            fputc(*z, f);
    }
    fputc('"', f);
}

static void write_table(FILE *f, const struct catalogue *c, int index)
{
    uint32_t size = 4;
    while (size < 2 * (uint32_t)c->n + 2)
        size *= 2;
    const struct entry **slots = arena_new(&mem, const struct entry *, size);
    for (const struct entry *e = c->first; e; e = e->next) {
        uint32_t at = page_text_hash(whole_id(e)) & (size - 1);
        for (; slots[at]; at = (at + 1) & (size - 1))
            if (strcmp(whole_id(slots[at]), whole_id(e)) == 0)
                complain(c, e->line, "this text stands here twice");
        if (text(e, FORM0).n && !e->fuzzy)
            slots[at] = e;
    }
    fprintf(f, "\nstatic const struct page_text texts_%d[%u] = {\n", index, size);
    for (uint32_t i = 0; i < size; i++) {
        if (!slots[i])
            continue;
        fprintf(f, "    [%u] = { ", i);
        put_literal(f, whole_id(slots[i]));
        fputs(", { ", f);
        put_literal(f, arena_cstr(&mem, text(slots[i], FORM0)));
        if (text(slots[i], FORM1).n) {
            fputs(", ", f);
            put_literal(f, arena_cstr(&mem, text(slots[i], FORM1)));
        }
        fputs(" } },\n", f);
    }
    fprintf(f,
            "};\n\nstatic const struct page_language language_%d = {\n    .tag = \"%.*s\",\n"
            "    .has_plural = %s,\n    .mask = %u,\n    .slots = texts_%d,\n};\n",
            index, STR(c->tag), c->has_plural ? "true" : "false", size - 1, index);
}

static void write_all(FILE *f, const struct catalogue *c, int n)
{
    fputs("/* Written by tools/texts from po/; do not edit. */\n#include "
          "\"platform/page/language.h\"\n",
          f);
    for (int i = 0; i < n; i++)
        write_table(f, &c[i], i);
    fputs("\nconst struct page_language *const page_languages[] = {\n", f);
    for (int i = 0; i < n; i++)
        fprintf(f, "    &language_%d,\n", i);
    fputs("    NULL,\n};\n", f);
}

static int check(const char **arguments)
{
    struct catalogue template = { .path = "the template" }, c;
    struct out pot;
    out_init(&pot, &mem, (size_t)32 << 20);
    for (; *arguments && arguments[1] && str_starts(str_of(*arguments), S("--")); arguments += 2)
        if (strcmp(*arguments, "--pot") == 0)
            out_str(&pot, read_file(arguments[1]));
        else if (strcmp(*arguments, "--sources") == 0)
            words_collect(&mem, arguments[1], read_file, &pot);
    parse(&template, out_text(&pot));
    checking = true;
    for (; *arguments; arguments++) {
        load(&c, *arguments, &template);
        printf("%s: %d texts, %d missing\n", *arguments, c.n, c.n_missing);
    }
    return faults ? 1 : 0;
}

static int compile(const char *to, char **paths, int n)
{
    struct catalogue none = { .path = "" };
    struct catalogue *c = arena_new(&mem, struct catalogue, (size_t)n);
    for (int i = 0; i < n; i++)
        load(&c[i], paths[i], &none);
    FILE *f = faults ? NULL : fopen(to, "wb");
    if (f)
        write_all(f, c, n);
    bool written = f && fclose(f) == 0 && !faults;
    if (!written)
        remove(to);
    return written ? 0 : 1;
}

int main(int argc, char **argv)
{
    bool checks = argc > 2 && strcmp(argv[1], "--check") == 0;
    if (argc < 3 || (!checks && strcmp(argv[1], "--out") != 0)) {
        fputs("usage: texts --out texts.c po/LANGUAGE.po …\n"
              "       texts --check [--pot words.pot] [--sources src] po/LANGUAGE.po …\n",
              stderr);
        return 2;
    }
    arena_init(&mem, (size_t)512 << 20);
    int status = checks ? check((const char **)argv + 2) : compile(argv[2], argv + 3, argc - 3);
    arena_release(&mem);
    return status;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the list of stores. */
#include "app/stores_file.h"

#include "platform/db/db.h"

#include <stdio.h>
#include <sys/stat.h>

enum { LARGEST = 64 << 10, LONGEST_NAME = 30 };

struct reading {
    const struct config *c;
    struct arena *mem;
    struct out *complaints;
    struct store_line *lines;
    size_t n;
    bool is_private;
};

static enum rc complain(struct reading *r, int number, const char *words)
{
    out_fmt(r->complaints, "%s:%d: %s\n", r->c->stores, number, words);
    return INVALID;
}

static bool is_name(struct str name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '-' && i > 0)))
            return false;
    }
    return name.n > 0 && name.n <= LONGEST_NAME;
}

static bool is_taken(const struct reading *r, const struct store_line *line)
{
    for (size_t i = 0; i < r->n; i++) {
        const struct store_line *other = &r->lines[i];
        if (str_eq(str_of(other->name), str_of(line->name)) || str_eq(str_of(other->folder), str_of(line->folder)) ||
            (*line->address && str_eq(str_of(other->address), str_of(line->address))))
            return true;
    }
    return false;
}

static bool has_password(struct str address)
{
    struct str rest = str_sub(address, str_find(address, S("://")) + 3, address.n);
    struct str user = str_sub(rest, 0, str_find_char(rest, '@'));
    return str_find(address, S("password=")) != SIZE_MAX || (user.n < rest.n && str_find_char(user, ':') != SIZE_MAX);
}

static const char *folder_of(struct reading *r, struct str folder)
{
    if (str_starts(folder, S("/")))
        return arena_cstr(r->mem, folder);
    if (str_eq(folder, S(".")))
        return r->c->data;
    return arena_fmt(r->mem, "%s/%.*s", r->c->data, STR(folder)).p;
}

static enum rc read_line(struct reading *r, struct str line, int number)
{
    struct str name, folder, address = str_trim(line);
    if (str_find_char(address, '=') == SIZE_MAX)
        return complain(r, number, "is no `NAME = FOLDER [postgresql://…]`");
    str_cut(&address, '=', &name);
    address = str_trim(address);
    if (!str_cut(&address, ' ', &folder))
        folder = S("");
    name = str_trim(name);
    address = str_trim(address);
    if (!is_name(name))
        return complain(r, number, "a store's name is of a-z, 0-9 and -, at most 30");
    if (!folder.n || str_find(folder, S("..")) != SIZE_MAX || str_find(folder, S("://")) != SIZE_MAX)
        return complain(r, number, "the folder comes first: below the data folder, \".\" for itself, or absolute");
    if (address.n && (!str_starts(address, S("postgres")) || !db_is_on_server(arena_cstr(r->mem, address))))
        return complain(r, number, "after the folder stands nothing, or postgresql://…");
    if (address.n && has_password(address) && !r->is_private)
        return complain(r, number, "has a password, and others than the owner may read this file: chmod 600");
    if (r->n == MOST_STORES)
        return complain(r, number, "there are at most 64 stores");
    struct store_line s = { arena_cstr(r->mem, name), folder_of(r, folder), arena_cstr(r->mem, address) };
    if (is_taken(r, &s))
        return complain(r, number, "this name, folder or address stands on a line before");
    r->lines[r->n++] = s;
    return OK;
}

static enum rc read_file(struct reading *r, struct str *ret_text)
{
    struct stat st;
    FILE *f = fopen(r->c->stores, "rbe");
    bool ok = f && fstat(fileno(f), &st) == 0 && S_ISREG(st.st_mode);
    if (ok) {
        char *p = arena_new(r->mem, char, LARGEST + 1);
        *ret_text = (struct str){ p, fread(p, 1, LARGEST + 1, f) };
        r->is_private = (st.st_mode & 077) == 0;
    }
    if (!ok || ret_text->n > LARGEST)
        out_fmt(r->complaints, "stores: %s cannot be read as a list of stores\n", r->c->stores);
    if (f)
        fclose(f);
    return ok && ret_text->n <= LARGEST ? OK : INVALID;
}

/* What `store` says is a name then. */
static enum rc choose(struct config *c, struct out *complaints)
{
    for (size_t i = 0; i < c->n_lines; i++)
        if (str_eq(str_of(c->lines[i].name), str_of(c->store))) {
            *c = stores_file_one(c, &c->lines[i]);
            return OK;
        }
    if (!*c->store)
        return OK;
    out_fmt(complaints, "store: is none of the names in %s\n", c->stores); /* it may be an address */
    return INVALID;
}

enum rc stores_file_apply(struct config *c, struct arena *mem, struct out *complaints)
{
    struct reading r = { .c = c, .mem = mem, .complaints = complaints };
    struct str rest, line;
    if (!*c->stores)
        return OK;
    enum rc rc = read_file(&r, &rest);
    if (rc != OK)
        return rc;
    r.lines = arena_new(mem, struct store_line, MOST_STORES);
    for (int n = 1; str_cut(&rest, '\n', &line); n++) {
        line = str_trim(line);
        if (line.n && line.p[0] != '#' && read_line(&r, line, n) != OK)
            rc = INVALID;
    }
    if (rc == OK && !r.n) {
        out_fmt(complaints, "stores: %s names no store\n", c->stores);
        rc = INVALID;
    }
    if (rc != OK)
        return rc;
    c->lines = r.lines;
    c->n_lines = r.n;
    return choose(c, complaints);
}

struct config stores_file_one(const struct config *c, const struct store_line *line)
{
    struct config one = *c;
    one.place = line->folder;
    one.store = line->address;
    return one;
}

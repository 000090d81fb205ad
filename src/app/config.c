/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the configuration from its three places. */
#include "app/config.h"

#include "app/config_table.h"
#include "app/stores_file.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LARGEST_FILE = 64 << 10, LONGEST_SHOWN = 80, COMPLAINTS_CEILING = 256 << 10 };

/* ---- one value ---- */

static void complain_of_key(const struct config_reading *r, const char *where, struct str key)
{
    struct str near = config_key_near(key);
    out_fmt(r->complaints, "%s: there is no key \"%.*s\"", where, STR(str_sub(key, 0, LONGEST_SHOWN)));
    if (near.n)
        out_fmt(r->complaints, "; did you mean \"%.*s\"?", STR(near));
    out_str(r->complaints, S(" (`yakuba serve --help` lists them)\n"));
}

static enum rc set(const struct config_reading *r, struct str key, struct str value, const char *where)
{
    size_t i = config_key_find(key);
    if (i == n_config_keys) {
        complain_of_key(r, where, key);
        return INVALID;
    }
    const struct config_key *k = &config_keys[i];
    if (!config_key_set(r->config, r->mem, k, value)) {
        struct str shown = k->kind == KIND_SECRET || k->kind == KIND_MASKED ? S("what is there") : str_sub(value, 0, LONGEST_SHOWN);
        out_fmt(r->complaints, "%s: %.*s: \"%.*s\" is not allowed; it takes %.*s\n", where, STR(k->name), STR(shown),
                STR(config_key_allowed(r->mem, k)));
        return INVALID;
    }
    r->origins->of[i] = where;
    return OK;
}

/* ---- the file ---- */

static enum rc read_whole(const struct config_reading *r, const char *path, struct str *ret_text, bool *ret_private)
{
    struct stat st;
    FILE *f = fopen(path, "rb");
    if (!f || fstat(fileno(f), &st) != 0 || !S_ISREG(st.st_mode)) {
        out_fmt(r->complaints, "%s: cannot be read (%m); name a file of `key = value` lines\n", path);
        if (f)
            fclose(f);
        return INVALID;
    }
    char *p = arena_new(r->mem, char, LARGEST_FILE + 1);
    *ret_text = (struct str){ p, fread(p, 1, LARGEST_FILE + 1, f) };
    *ret_private = (st.st_mode & 077) == 0;
    fclose(f);
    if (ret_text->n > LARGEST_FILE || !text_is_utf8(*ret_text)) {
        out_fmt(r->complaints, "%s: is no configuration: more than 64 KiB, or not UTF-8\n", path);
        return INVALID;
    }
    return OK;
}

struct file {
    const struct config_reading *r;
    const char *path;
    bool is_private;
    int first[CONFIG_MOST_KEYS]; /* line where the key stood first; 0: nowhere */
};

static enum rc read_line(struct file *f, struct str line, int number)
{
    const struct config_reading *r = f->r;
    const char *where = arena_fmt(r->mem, "%s:%d", f->path, number).p;
    size_t equals = str_find_char(line, '=');
    if (equals == SIZE_MAX) {
        out_fmt(r->complaints, "%s: is no `key = value`: %.*s\n", where, STR(str_sub(line, 0, LONGEST_SHOWN)));
        return INVALID;
    }
    struct str key = str_trim(str_sub(line, 0, equals));
    size_t i = config_key_find(key);
    if (i < n_config_keys && f->first[i]) {
        out_fmt(r->complaints, "%s: %.*s stands already on line %d; keep one of the two\n", where, STR(key), f->first[i]);
        return INVALID;
    }
    if (i < n_config_keys)
        f->first[i] = number;
    if (i < n_config_keys && config_key_is_secret(&config_keys[i], str_sub(line, equals + 1, line.n)) && !f->is_private) {
        out_fmt(r->complaints, "%s: %.*s is a secret, and others than the owner may read this file: chmod 600 %s\n", where,
                STR(key), f->path);
        return INVALID;
    }
    return set(r, key, str_trim(str_sub(line, equals + 1, line.n)), where);
}

enum rc config_read(const struct config_reading *r, const char *path)
{
    struct str rest, line;
    struct file *f = arena_new(r->mem, struct file, 1);
    f->r = r;
    f->path = arena_cstr(r->mem, str_of(path));
    enum rc rc = read_whole(r, path, &rest, &f->is_private);
    if (rc != OK)
        return rc;
    for (int n = 1; str_cut(&rest, '\n', &line); n++) {
        line = str_trim(line);
        if (line.n && line.p[0] != '#' && read_line(f, line, n) != OK)
            rc = INVALID;
    }
    return rc;
}

/* ---- the environment ---- */

enum rc config_environment(const struct config_reading *r, char *const *environment)
{
    enum rc rc = OK;
    for (size_t i = 0; i < n_config_keys; i++) {
        struct str name = config_key_variable(r->mem, &config_keys[i]);
        for (char *const *e = environment; e && *e; e++) {
            struct str value = str_of(*e), variable;
            if (!str_starts(value, S("YAKUBA_")) || !str_cut(&value, '=', &variable) || !str_eq(variable, name))
                continue;
            if (set(r, config_keys[i].name, value, arena_fmt(r->mem, "environment %.*s", STR(name)).p) != OK)
                rc = INVALID;
        }
    }
    return rc;
}

/* ---- the command line ---- */

static bool set_option(const struct config_reading *r, struct str name, const char *value)
{
    for (struct config_option *o = r->options; o && o->name; o++)
        if (str_eq(str_of(o->name), name)) {
            o->value = value;
            return true;
        }
    return false;
}

static enum rc argument(const struct config_reading *r, struct str name, const char *value)
{
    size_t i = config_key_find(name);
    const char *where = arena_fmt(r->mem, "--%.*s", STR(name)).p;
    if (str_eq(name, S("config")) || set_option(r, name, value))
        return OK;
    if (i < n_config_keys && config_key_is_secret(&config_keys[i], str_of(value))) {
        out_fmt(r->complaints, "%s: a secret on a command line can be read by everybody on the machine; "
                               "set it in the file or as %.*s\n",
                where, STR(config_key_variable(r->mem, &config_keys[i])));
        return INVALID;
    }
    return set(r, name, str_of(value), where);
}

/* "--name value" or "--name=value" at argv[*i], which moves past it. */
static bool take(struct arena *mem, int argc, char *const *argv, int *i, struct str *ret_name, const char **ret_value)
{
    struct str word = str_of(argv[*i]);
    size_t equals = str_find_char(word, '=');
    if (!str_starts(word, S("--")))
        return false;
    *ret_name = str_sub(word, 2, equals == SIZE_MAX ? word.n : equals);
    if (equals != SIZE_MAX) {
        *ret_value = arena_cstr(mem, str_sub(word, equals + 1, word.n));
        *i += 1;
        return true;
    }
    if (*i + 1 >= argc)
        return false;
    *ret_value = argv[*i + 1];
    *i += 2;
    return true;
}

enum rc config_arguments(const struct config_reading *r, int argc, char *const *argv)
{
    enum rc rc = OK;
    for (int i = 0; i < argc;) {
        struct str name;
        const char *value;
        if (!take(r->mem, argc, argv, &i, &name, &value)) {
            out_fmt(r->complaints, "%s: is no option with a value; write --key value\n", argv[i]);
            return INVALID;
        }
        if (argument(r, name, value) != OK)
            rc = INVALID;
    }
    return rc;
}

/* ---- together ---- */

static const char *file_named(struct arena *mem, int argc, char *const *argv)
{
    const char *path = getenv("YAKUBA_CONFIG"), *value;
    struct str name;
    for (int i = 0; i < argc && take(mem, argc, argv, &i, &name, &value);)
        if (str_eq(name, S("config")))
            path = value;
    return path;
}

enum rc config_judge(const struct config *c, struct out *complaints)
{
    struct str tls = str_of(c->tls);
    bool loopback = true, inside = true, files = str_eq(tls, S("files"));
    size_t before = complaints->n;
    if (config_address_is_loopback(c->operator, &inside) && !inside)
        out_fmt(complaints, "operator: %s is not loopback; these pages have no log-in, so only 127.0.0.1 or [::1] "
                            "may have them (a monitoring host comes through ssh or the proxy)\n",
                c->operator);
    if (config_address_is_loopback(c->listen, &loopback) && !loopback && str_eq(tls, S("off")))
        out_fmt(complaints,
                "listen: %s can be reached from other machines, and tls = off: browsers drop the log-in's __Host- cookies "
                "over plain http, and what residents write could be read on the way.  Either set tls = self-signed (or "
                "files, with tls_certificate and tls_key), or listen on 127.0.0.1 behind nginx with trust_forwarded = yes\n",
                c->listen);
    if (files && (!*c->tls_certificate || !*c->tls_key))
        out_str(complaints, S("tls: files needs both tls_certificate and tls_key\n"));
    if (*c->stores && *c->mail_bounce_folder)
        out_str(complaints, S("mail_bounce_folder: with stores each store has its own, bounces/ in its folder\n"));
    if (!files && (*c->tls_certificate || *c->tls_key))
        out_str(complaints, S("tls_certificate: set tls = files to use it and tls_key\n"));
    return complaints->n == before ? OK : INVALID;
}

enum rc config_load_with(struct config *c, struct config_origins *ret_origins, struct config_option *options,
                         struct arena *mem, int argc, char *const *argv)
{
    struct out complaints;
    struct config_reading r = { c, ret_origins, options, mem, &complaints };
    out_init(&complaints, mem, COMPLAINTS_CEILING);
    config_defaults(c);
    *ret_origins = (struct config_origins){ 0 };
    const char *path = file_named(mem, argc, argv);
    enum rc file = path ? config_read(&r, path) : OK;
    enum rc environment = config_environment(&r, environ), arguments = config_arguments(&r, argc, argv);
    bool ok = file == OK && environment == OK && arguments == OK && config_judge(c, &complaints) == OK &&
              stores_file_apply(c, mem, &complaints) == OK;
    struct str rest = out_text(&complaints), line;
    while (str_cut(&rest, '\n', &line))
        fprintf(stderr, "yakuba: %.*s\n", STR(line));
    return ok ? OK : INVALID;
}

enum rc config_load(struct config *c, struct arena *mem, int argc, char *const *argv)
{
    return config_load_with(c, arena_new(mem, struct config_origins, 1), NULL, mem, argc, argv);
}

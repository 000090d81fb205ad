/* SPDX-License-Identifier: Apache-2.0 */
/* yakuba init: an empty, real town with its first section and its first administrator. */
#include "app/commands/commands.h"
#include "app/new_town.h"
#include "app/running.h"
#include "app/stores_towns.h"
#include "base/ids.h"
#include "base/text.h"

#include <stdio.h>

enum { TOWN, NAME, ADMIN, LOGIN, HOST, SECTION, TELEPHONE, OPTIONS };
static const struct config_option init_options[OPTIONS + 1] = {
    [TOWN] = { "town", "全国地方公共団体コード, six digits", NULL },
    [NAME] = { "name", "the town's name as on its letters: 見本町", NULL },
    [ADMIN] = { "admin", "the first administrator's name: \"見本 一\"", NULL },
    [LOGIN] = { "login", "their log-in name; else admin", NULL },
    [HOST] = { "host", "the name in the address bar: www.town.example.jp; localhost works too, unless there are several stores", NULL },
    [SECTION] = { "section", "the first section's name; else 総務課", NULL },
    [TELEPHONE] = { "telephone", "the town hall's number", NULL },
};

void init_help(struct out *o)
{
    out_str(o, S("\n"));
    for (const struct config_option *option = init_options; option->name; option++)
        out_fmt(o, "  --%s\n      %s\n", option->name, option->help);
    config_help(o);
}

static struct str value(const struct config_option *options, int i, const char *otherwise)
{
    return str_trim(str_of(options[i].value ? options[i].value : otherwise));
}

/* 見本 一 or 見本　一: the family name comes first. */
static void split_name(struct arena *mem, struct str name, struct new_town *t)
{
    size_t blank = str_find_char(name, ' '), wide = str_find(name, S("　"));
    size_t at = wide < blank ? wide : blank;
    t->family = at == SIZE_MAX ? name : arena_str(mem, str_sub(name, 0, at));
    t->given = at == SIZE_MAX ? S("") : str_trim(str_sub(name, at + (wide < blank ? 3 : 1), name.n));
}

static bool complain(const char *words)
{
    printf("%s\n", words);
    return false;
}

static bool is_host(struct str host)
{
    for (size_t i = 0; i < host.n; i++) {
        char c = host.p[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-'))
            return false;
    }
    return host.n <= 253;
}

static bool judge(const struct config_option *o, const struct new_town *t)
{
    bool ok = true;
    if (t->is_one_of_many && !t->host.n)
        ok = complain("--host: the town's own name in the address bar is needed, because several towns are served together");
    if (!ids_town_code(t->code))
        ok = complain("--town: this is no 全国地方公共団体コード: six digits, the last of which is a check digit");
    if (!t->name.n || !text_is_utf8(t->name) || text_length(t->name) > 40)
        ok = complain("--name: the town's name is needed, at most 40 characters: --name 見本町");
    if (!t->family.n || !text_is_utf8(value(o, ADMIN, "")) || text_length(value(o, ADMIN, "")) > 60)
        ok = complain("--admin: the first administrator's name is needed, at most 60 characters: --admin \"見本 一\"");
    if (!new_town_login_is_good(t->login))
        ok = complain("--login: 3 to 64 small letters, digits, . - or _, beginning with a letter");
    if (!is_host(t->host))
        ok = complain("--host: a host name without port: www.town.example.jp");
    if (!text_is_utf8(t->section) || text_length(t->section) > 40 || t->telephone.n > 30)
        ok = complain("--section and --telephone: at most 40 and 30 characters");
    return ok;
}

static void tell(const struct new_town *t, const struct config *c)
{
    printf("%.*s (%.*s) was made in %s.\n\n"
           "  log-in name        %.*s\n"
           "  one-time password  %.*s\n\n"
           "The password is shown this once. It opens one page, where a new one must be chosen.\n"
           "Next: yakuba serve --%s %s, then http://%s/staff/login\n"
           "Keep %s/vault.key as safe as the store: without it no sealed answer can ever be read.\n",
           STR(t->name), STR(t->code), config_place(c), STR(t->login), STR(t->password), c->n_lines ? "stores" : "data",
           c->n_lines ? c->stores : c->data, c->listen, c->data);
}

/* One of several stores may hold many towns; a store alone holds one. */
static const struct town *in_the_way(const struct hall *hall, const struct new_town *t, const struct config *c)
{
    for (size_t i = 0; i < hall->n_towns; i++) {
        const struct town *other = &hall->towns[i];
        if (!c->n_lines || str_eq(other->code, t->code) || other->id == new_town_id(t->code))
            return other;
    }
    return t->host.n ? town_by_host(hall, t->host) : NULL;
}

static int make(struct arena *mem, struct new_town *t, const struct config *c)
{
    struct running r;
    if (c->n_lines && c->place && stores_towns_elsewhere(c, mem, t->code, t->host) != OK)
        return 1;
    enum rc rc = running_open(&r, c);
    const struct town *there = rc == OK ? in_the_way(&r.hall, t, c) : NULL;
    if (there) {
        printf("%.*s (%.*s) lives in %s already; nothing was changed. %s\n", STR(there->name), STR(there->code), config_place(c),
               c->n_lines ? "" : "Another town needs another folder, --data DIR, or a list of stores (docs/operator.md)");
        running_close(&r);
        return 1;
    }
    if (rc == OK)
        rc = new_town_make(&r, t);
    if (rc == OK)
        tell(t, c);
    else
        printf("The town could not be made in %s (%s); nothing was changed.\n", config_place(c), rc_name(rc));
    running_close(&r);
    return rc == OK ? 0 : 1;
}

int command_init(int argc, char **argv)
{
    struct config c;
    struct config_origins origins;
    struct config_option options[OPTIONS + 1];
    struct arena mem;
    int code = 2;
    memcpy(options, init_options, sizeof options);
    arena_init(&mem, 1 << 20);
    if (config_load_with(&c, &origins, options, &mem, argc, argv) == OK) {
        struct new_town t = { .code = value(options, TOWN, ""),
                              .name = value(options, NAME, ""),
                              .is_one_of_many = c.n_lines > 0,
                              .login = value(options, LOGIN, "admin"),
                              .host = value(options, HOST, ""),
                              .section = value(options, SECTION, "総務課"),
                              .telephone = value(options, TELEPHONE, "") };
        split_name(&mem, value(options, ADMIN, ""), &t);
        code = judge(options, &t) ? make(&mem, &t, &c) : 1;
    }
    arena_release(&mem);
    return code;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Printing the keys and their values. */
#include "app/config_table.h"
#include "base/json.h"

static const char masked[] = "(set)", unset[] = "(not set)";

void config_help(struct out *o)
{
    struct arena *mem = o->mem;
    out_str(o, S("\nEvery key can stand in a file (`key = value`; --config FILE or YAKUBA_CONFIG), in the environment and on the\n"
                 "command line; the later wins.\n\n"));
    for (size_t i = 0; i < n_config_keys; i++) {
        const struct config_key *k = &config_keys[i];
        struct str variable = config_key_variable(mem, k);
        bool secret = k->kind == KIND_SECRET;
        out_fmt(o, "  %s%.*s   %.*s\n      %s\n      %.*s", secret ? "" : "--", STR(k->name), STR(variable), k->help,
                STR(config_key_allowed(mem, k)));
        if (*k->otherwise)
            out_fmt(o, "; else %s", k->otherwise);
        out_str(o, secret ? S("; a secret: file or environment only\n") : S("\n"));
    }
}

static struct str shown(const struct config *c, struct arena *mem, const struct config_key *k)
{
    struct str value = config_key_value(c, mem, k);
    bool secret = k->kind == KIND_SECRET || config_key_is_secret(k, value);
    return secret ? str_of(value.n ? masked : unset) : value;
}

static void show_json(const struct config *c, const struct config_origins *origins, struct out *o)
{
    struct json_writer j;
    json_begin(&j, o);
    json_object(&j);
    for (size_t i = 0; i < n_config_keys; i++) {
        json_key(&j, config_keys[i].name);
        json_object(&j);
        json_put_str(&j, S("value"), shown(c, o->mem, &config_keys[i]));
        json_put_str(&j, S("origin"), str_of(origins->of[i] ? origins->of[i] : "default"));
        json_close_object(&j);
    }
    json_close_object(&j);
    out_char(o, '\n');
}

void config_show(const struct config *c, const struct config_origins *origins, bool json, struct out *o)
{
    if (json) {
        show_json(c, origins, o);
        return;
    }
    for (size_t i = 0; i < n_config_keys; i++) {
        struct str value = shown(c, o->mem, &config_keys[i]);
        out_fmt(o, "%-20.*s = %-24.*s # %s\n", STR(config_keys[i].name), STR(value),
                origins->of[i] ? origins->of[i] : "default");
    }
}

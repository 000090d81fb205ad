/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration: defaults, then a file of `key = value` lines, then the environment, then the command line.  The
 * keys are the lines of config_keys.def; a new one needs no other line.  What is wrong is told in whole sentences, one
 * line each, with where it stands and what is allowed. */
#ifndef APP_CONFIG_H
#define APP_CONFIG_H

#include "base/out.h"
#include "base/rc.h"

struct store_line;
struct config {
#define TEXT(key, ...) const char *key;
#define SECRET(key, ...) const char *key;
#define MASKED(key, ...) const char *key;
#define FOLDER(key, ...) const char *key;
#define ADDRESS(key, ...) const char *key;
#define CHOICE(key, ...) const char *key;
#define NUMBER(key, ...) int64_t key;
#define YES_NO(key, ...) bool key;
#include "app/config_keys.def"
    /* Not keys: what `stores` names (app/stores_file.h). */
    const struct store_line *lines;
    size_t n_lines;    /* 0: there is one store */
    const char *place; /* the folder of the one store that is meant; NULL: the data folder, or none is named */
};

/* Where each value comes from: texts such as "/etc/yakuba.conf:7", in the order of the keys; NULL: the default. */
enum { CONFIG_MOST_KEYS = 200 };
struct config_origins {
    const char *of[CONFIG_MOST_KEYS];
};

/* An option that one command alone has: `yakuba init --town CODE`. */
struct config_option {
    const char *name;  /* without the dashes; NULL ends the list */
    const char *help;
    const char *value; /* NULL: not given */
};

struct config_reading {
    struct config *config;
    struct config_origins *origins;
    struct config_option *options; /* NULL: none */
    struct arena *mem;
    struct out *complaints;
};

void config_defaults(struct config *c);
/* Each is INVALID when it complained. The file's complaints are all there are, not the first. */
MUST_USE enum rc config_read(const struct config_reading *r, const char *path);
MUST_USE enum rc config_environment(const struct config_reading *r, char *const *environment);
MUST_USE enum rc config_arguments(const struct config_reading *r, int argc, char *const *argv);
/* What no single key can say: addresses that need TLS, a certificate without its key. */
MUST_USE enum rc config_judge(const struct config *c, struct out *complaints);

/* All of it for a command: the file is --config FILE or YAKUBA_CONFIG. Complaints go to standard error. */
MUST_USE enum rc config_load(struct config *c, struct arena *mem, int argc, char *const *argv);
MUST_USE enum rc config_load_with(struct config *c, struct config_origins *ret_origins, struct config_option *options,
                                  struct arena *mem, int argc, char *const *argv);

/* The keys with their kinds, defaults and meanings, for --help. */
void config_help(struct out *o);
/* The values in force, each with its origin; secrets are masked. */
void config_show(const struct config *c, const struct config_origins *origins, bool json, struct out *o);

/* The folder of the store that is meant: town.db unless it is on a server, files/, bounces/. */
const char *config_place(const struct config *c);
/* There are several stores and `store` names none of them: said on standard error. */
bool config_names_no_store(const struct config *c);
/* The store is PostgreSQL, not a file in the data folder. */
bool config_is_on_server(const struct config *c);
/* "127.0.0.1:8080" taken apart; false when it is no address. */
bool config_address_is_loopback(const char *address, bool *ret_loopback);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The keys as a table: what config_keys.def says, for reading and for showing. */
#ifndef APP_CONFIG_TABLE_H
#define APP_CONFIG_TABLE_H

#include "app/config.h"

enum config_kind { KIND_TEXT, KIND_SECRET, KIND_MASKED, KIND_FOLDER, KIND_ADDRESS, KIND_CHOICE, KIND_NUMBER, KIND_YES_NO };

struct config_key {
    struct str name;
    enum config_kind kind;
    size_t at; /* in struct config */
    const char *otherwise, *help;
    const char *choices;
    int64_t number, least, most; /* the default number, or the default yes */
};

extern const struct config_key config_keys[];
extern const size_t n_config_keys;

/* The key of that name, written with - or _; n_config_keys when there is none. */
size_t config_key_find(struct str name);
/* The known name that looks most like a mistyped one; "" when none does. */
struct str config_key_near(struct str name);
/* "a whole number from 1 to 1000" */
struct str config_key_allowed(struct arena *mem, const struct config_key *k);
/* False: not allowed, nothing was set. */
bool config_key_set(struct config *c, struct arena *mem, const struct config_key *k, struct str value);
/* The value as it is written in a file. */
struct str config_key_value(const struct config *c, struct arena *mem, const struct config_key *k);
/* A secret, or an address with a password in it. */
bool config_key_is_secret(const struct config_key *k, struct str value);
/* YAKUBA_WORKERS. */
struct str config_key_variable(struct arena *mem, const struct config_key *k);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* One key: what it may be, and setting it. */
#include "app/config_table.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <stdio.h>

#define TEXT(key, d, h)             { S_(#key), KIND_TEXT, offsetof(struct config, key), d, h, 0, 0, 0, 0 },
#define SECRET(key, h)              { S_(#key), KIND_SECRET, offsetof(struct config, key), "", h, 0, 0, 0, 0 },
#define MASKED(key, d, h)           { S_(#key), KIND_MASKED, offsetof(struct config, key), d, h, 0, 0, 0, 0 },
#define FOLDER(key, d, h)           { S_(#key), KIND_FOLDER, offsetof(struct config, key), d, h, 0, 0, 0, 0 },
#define ADDRESS(key, d, h)          { S_(#key), KIND_ADDRESS, offsetof(struct config, key), d, h, 0, 0, 0, 0 },
#define CHOICE(key, d, choices, h)  { S_(#key), KIND_CHOICE, offsetof(struct config, key), d, h, choices, 0, 0, 0 },
#define NUMBER(key, d, from, to, h) { S_(#key), KIND_NUMBER, offsetof(struct config, key), #d, h, 0, d, from, to },
#define YES_NO(key, d, h)           { S_(#key), KIND_YES_NO, offsetof(struct config, key), d ? "yes" : "no", h, 0, d, 0, 0 },
const struct config_key config_keys[] = {
#include "app/config_keys.def"
};
const size_t n_config_keys = sizeof config_keys / sizeof *config_keys;
_Static_assert(sizeof config_keys / sizeof *config_keys <= CONFIG_MOST_KEYS, "room for the origins");

void config_defaults(struct config *c)
{
    *c = (struct config){ 0 };
    for (size_t i = 0; i < n_config_keys; i++) {
        const struct config_key *k = &config_keys[i];
        char *at = (char *)c + k->at;
        bool yes = k->number != 0;
        if (k->kind == KIND_NUMBER)
            memcpy(at, &k->number, sizeof k->number);
        else if (k->kind == KIND_YES_NO)
            memcpy(at, &yes, sizeof yes);
        else
            memcpy(at, &k->otherwise, sizeof k->otherwise);
    }
}

bool config_is_on_server(const struct config *c)
{
    return c->store && *c->store;
}

const char *config_place(const struct config *c)
{
    return c->place ? c->place : c->data;
}

bool config_names_no_store(const struct config *c)
{
    if (!c->n_lines || c->place)
        return false;
    fprintf(stderr, "yakuba: there are several stores (%s); name one of them: --store NAME\n", c->stores);
    return true;
}

static bool same_name(struct str key, struct str typed)
{
    if (key.n != typed.n)
        return false;
    for (size_t i = 0; i < key.n; i++)
        if (key.p[i] != (typed.p[i] == '-' ? '_' : typed.p[i]))
            return false;
    return true;
}

size_t config_key_find(struct str name)
{
    size_t i = 0;
    while (i < n_config_keys && !same_name(config_keys[i].name, name))
        i++;
    return i;
}

enum { LONGEST_KEY = 40, FAR = 100 };

/* Letters to put, take or change to come from one to the other (Levenshtein). */
static int distance(struct str a, struct str b)
{
    int row[LONGEST_KEY + 1];
    if (a.n > LONGEST_KEY || b.n > LONGEST_KEY)
        return FAR;
    for (size_t j = 0; j <= b.n; j++)
        row[j] = (int)j;
    for (size_t i = 1; i <= a.n; i++) {
        int corner = row[0];
        row[0] = (int)i;
        for (size_t j = 1; j <= b.n; j++) {
            int change = corner + (a.p[i - 1] != b.p[j - 1]);
            int other = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            corner = row[j];
            row[j] = change < other ? change : other;
        }
    }
    return row[b.n];
}

struct str config_key_near(struct str name)
{
    enum { NEAR = 3 };
    struct str best = S("");
    int least = NEAR;
    for (size_t i = 0; i < n_config_keys; i++) {
        int d = distance(config_keys[i].name, name);
        if (d < least) {
            least = d;
            best = config_keys[i].name;
        }
    }
    return best;
}

struct str config_key_allowed(struct arena *mem, const struct config_key *k)
{
    struct str choices = str_of(k->choices), choice, all = S("");
    switch (k->kind) {
    case KIND_TEXT:
    case KIND_MASKED:
    case KIND_SECRET: return S("a text on one line");
    case KIND_FOLDER: return S("the path of a folder");
    case KIND_ADDRESS: return S("a numeric address and a port, as 127.0.0.1:8080 or [::1]:8080");
    case KIND_NUMBER:
        return arena_fmt(mem, "a whole number from %lld to %lld", (long long)k->least, (long long)k->most);
    case KIND_YES_NO: return S("yes or no");
    case KIND_CHOICE: break;
    }
    while (str_cut(&choices, ' ', &choice))
        all = arena_fmt(mem, "%.*s%s%.*s", STR(all), all.n ? ", " : "", STR(choice));
    return arena_fmt(mem, "one of %.*s", STR(all));
}

static bool is_choice(const struct config_key *k, struct str value)
{
    struct str choices = str_of(k->choices), choice;
    while (str_cut(&choices, ' ', &choice))
        if (str_eq(choice, value))
            return true;
    return false;
}

bool config_address_is_loopback(const char *address, bool *ret_loopback)
{
    struct str s = str_of(address);
    size_t colon = s.n;
    char host[INET6_ADDRSTRLEN] = { 0 };
    struct in_addr four;
    struct in6_addr six;
    int64_t port;
    while (colon > 0 && s.p[colon - 1] != ':')
        colon--;
    if (colon == 0 || !str_to_int(str_sub(s, colon, s.n), &port) || port < 0 || port > 65535 || s.p[colon] == '-')
        return false;
    struct str name = str_sub(s, 0, colon - 1);
    bool bracketed = str_starts(name, S("[")) && str_ends(name, S("]"));
    if (bracketed)
        name = str_sub(name, 1, name.n - 1);
    if (name.n >= sizeof host)
        return false;
    memcpy(host, name.p, name.n);
    if (!bracketed && inet_pton(AF_INET, host, &four) == 1)
        *ret_loopback = ntohl(four.s_addr) >> 24 == 127;
    else if (bracketed && inet_pton(AF_INET6, host, &six) == 1)
        *ret_loopback = IN6_IS_ADDR_LOOPBACK(&six);
    else
        return false;
    return true;
}

static bool set_text(struct config *c, struct arena *mem, const struct config_key *k, struct str value)
{
    const char *text = arena_cstr(mem, value);
    bool loopback;
    bool ok = strlen(text) == value.n && (k->kind != KIND_FOLDER || value.n) &&
              (k->kind != KIND_CHOICE || is_choice(k, value)) &&
              (k->kind != KIND_ADDRESS || config_address_is_loopback(text, &loopback));
    if (ok)
        memcpy((char *)c + k->at, &text, sizeof text);
    return ok;
}

bool config_key_set(struct config *c, struct arena *mem, const struct config_key *k, struct str value)
{
    int64_t number;
    bool yes = str_eq(value, S("yes"));
    if (k->kind == KIND_YES_NO) {
        if (!yes && !str_eq(value, S("no")))
            return false;
        memcpy((char *)c + k->at, &yes, sizeof yes);
        return true;
    }
    if (k->kind != KIND_NUMBER)
        return set_text(c, mem, k, value);
    if (!str_to_int(value, &number) || number < k->least || number > k->most)
        return false;
    memcpy((char *)c + k->at, &number, sizeof number);
    return true;
}

struct str config_key_value(const struct config *c, struct arena *mem, const struct config_key *k)
{
    const char *at = (const char *)c + k->at, *text;
    int64_t number;
    bool yes;
    if (k->kind == KIND_NUMBER) {
        memcpy(&number, at, sizeof number);
        return arena_fmt(mem, "%lld", (long long)number);
    }
    if (k->kind == KIND_YES_NO) {
        memcpy(&yes, at, sizeof yes);
        return yes ? S("yes") : S("no");
    }
    memcpy(&text, at, sizeof text);
    return str_of(text);
}

/* postgresql://user:password@host/ or password=… */
static bool holds_password(struct str value)
{
    size_t scheme = str_find(value, S("://"));
    struct str rest = scheme == SIZE_MAX ? S("") : str_sub(value, scheme + 3, value.n);
    size_t at = str_find_char(rest, '@');
    return (at != SIZE_MAX && str_find_char(str_sub(rest, 0, at), ':') != SIZE_MAX) || str_find(value, S("password=")) != SIZE_MAX;
}

bool config_key_is_secret(const struct config_key *k, struct str value)
{
    return k->kind == KIND_SECRET || (k->kind == KIND_MASKED && holds_password(value));
}

/* YAKUBA_DATA is the tests' word for third-party test data, so that a folder of ours says that it is one. */
struct str config_key_variable(struct arena *mem, const struct config_key *k)
{
    struct str name = arena_fmt(mem, "YAKUBA_%.*s%s", STR(k->name), k->kind == KIND_FOLDER ? "_FOLDER" : "");
    char *upper = arena_cstr(mem, name);
    for (size_t i = 0; i < name.n; i++)
        if (upper[i] >= 'a' && upper[i] <= 'z')
            upper[i] = (char)(upper[i] - 'a' + 'A');
    return str_n(upper, name.n);
}

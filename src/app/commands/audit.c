/* SPDX-License-Identifier: Apache-2.0 */
/* yakuba audit: verify a copy of the store, or a store on PostgreSQL, with the public key alone;
 * print a town's public key. */
#include "app/commands/audit_from_server.h"
#include "app/commands/audit_verify.h"
#include "app/commands/commands.h"
#include "base/ids.h"
#include "base/time.h"
#include "civic/vault/vault.h"

#include <stdio.h>

struct order {
    const char *path;
    unsigned char key[CRYPTO_PUBLIC_KEY];
    struct audit_kept_head kept;
    t_id town_id;
    bool has_key, json;
};

static bool read_key(const char *text, unsigned char ret_key[CRYPTO_PUBLIC_KEY])
{
    char line[2 * CRYPTO_PUBLIC_KEY + 2] = "";
    if (ids_hex_read(str_of(text), ret_key, CRYPTO_PUBLIC_KEY))
        return true;
    FILE *f = fopen(text, "re");
    bool ok = f && fgets(line, sizeof line, f) &&
              ids_hex_read(str_trim(str_of(line)), ret_key, CRYPTO_PUBLIC_KEY);
    if (f)
        fclose(f);
    return ok;
}

static bool read_kept(const char *text, struct audit_kept_head *ret_kept)
{
    struct str rest = str_of(text), number;
    return str_cut(&rest, ':', &number) && str_to_int(number, &ret_kept->number) &&
           ret_kept->number > 0 && ids_hex_read(rest, ret_kept->hash, CRYPTO_MAC);
}

static bool read_order(int argc, char **argv, struct order *o)
{
    for (int i = 0; i < argc; i++) {
        struct str word = str_of(argv[i]);
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        bool ok = true;
        if (str_eq(word, S("--json"))) {
            o->json = true;
            continue;
        }
        if (str_eq(word, S("--key")))
            ok = o->has_key = value && read_key(value, o->key);
        else if (str_eq(word, S("--head")))
            ok = value && read_kept(value, &o->kept);
        else if (str_eq(word, S("--town")))
            ok = value && str_to_int(str_of(value), &o->town_id) && o->town_id > 0;
        else if (!o->path && !str_starts(word, S("-"))) {
            o->path = argv[i];
            continue;
        } else {
            value = NULL;
            ok = false;
        }
        if (!ok) {
            fprintf(stderr, "yakuba audit: cannot use \"%s%s%s\"\n", argv[i], value ? " " : "",
                    value ? value : "");
            return false;
        }
        i++;
    }
    return o->path && o->has_key;
}

static double tail_age_s(const struct audit_report *r)
{
    return r->tail ? (double)(time_now() - r->tail_oldest) / (double)SECOND : 0;
}

static void print_json(const struct audit_report *r)
{
    printf("{\"ok\":%s,\"sealed\":%lld,\"heads\":%lld,\"signed\":%lld,\"signed_at\":%lld,\"tail\":%"
           "lld,"
           "\"tail_age_s\":%.1f",
           r->bad ? "false" : "true", (long long)r->sealed, (long long)r->heads,
           (long long)r->signed_seq, (long long)r->signed_at, (long long)r->tail, tail_age_s(r));
    if (r->bad)
        printf(",\"bad\":{\"what\":\"%s\",\"position\":%lld,\"row\":%lld}", r->bad,
               (long long)r->bad_seq, (long long)r->bad_id);
    puts("}");
}

static void print_text(const struct audit_report *r)
{
    if (r->bad)
        printf("BAD: %s (position %lld, row %lld)\n", r->bad, (long long)r->bad_seq,
               (long long)r->bad_id);
    printf("%s: %lld rows sealed, %lld of them signed by %lld heads\n",
           r->bad ? "until there" : "whole", (long long)r->sealed, (long long)r->signed_seq,
           (long long)r->heads);
    printf("unsealed tail: %lld rows, the oldest %.1f s old\n", (long long)r->tail, tail_age_s(r));
}

static int verify(int argc, char **argv)
{
    struct order o = { 0 };
    struct audit_report report;
    if (crypto_init() != OK || !read_order(argc, argv, &o))
        return 2;
    enum rc rc = audit_verify(o.path, o.key, o.town_id, o.kept.number ? &o.kept : NULL, &report);
    if (rc != OK) {
        printf("%s: %s\n",
               audit_is_on_server(o.path) ? "the database" : o.path, /* a password in it */
               rc == INVALID ? "holds several towns: name one by --town"
                             : "cannot be read as a store");
        return rc == INVALID ? 2 : 1;
    }
    if (o.json)
        print_json(&report);
    else
        print_text(&report);
    return report.bad ? 1 : 0;
}

/* The one half of the key that may be given away; needs the key file's owner. */
static int print_key(int argc, char **argv)
{
    unsigned char key[CRYPTO_PUBLIC_KEY];
    struct vault *vault;
    int64_t town_id;
    if (argc != 2 || !str_to_int(str_of(argv[1]), &town_id))
        return 2;
    FILE *f = fopen(argv[0], "re"); /* the vault would make a key where there is none */
    if (f)
        fclose(f);
    if (!f || vault_start(argv[0], &vault) != OK) {
        printf("%s: no key file of ours\n", argv[0]);
        return 1;
    }
    enum rc rc = vault_public_key(vault, town_id, key);
    vault_stop(vault);
    if (rc != OK)
        return 1;
    for (size_t i = 0; i < sizeof key; i++)
        printf("%02x", key[i]);
    putchar('\n');
    return 0;
}

int command_audit(int argc, char **argv)
{
    int status = 2;
    if (argc > 0 && str_eq(str_of(argv[0]), S("verify")))
        status = verify(argc - 1, argv + 1);
    else if (argc > 0 && str_eq(str_of(argv[0]), S("key")))
        status = print_key(argc - 1, argv + 1);
    if (status == 2)
        fputs("usage: yakuba audit verify COPY.db|postgresql://… --key HEX|FILE [--town ID] "
              "[--head NUMBER:HASH] "
              "[--json]\n"
              "       yakuba audit key VAULT.key TOWN-ID\n",
              stderr);
    return status;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* yakuba paper verify: a certificate checked with the published keys alone, on a machine without a
 * network.  The file is a stranger's: its words are taken out behind the walls of the jail. */
#include "app/commands/commands.h"
#include "base/ids.h"
#include "modules/papers/certificate_check.h"
#include "platform/jail/jail.h"

#include <stdio.h>

enum { LARGEST_FILE = 8 << 20, MEMORY = 32 << 20 };

struct order {
    const char *path, *keys, *payload;
};

static bool read_order(int argc, char **argv, struct order *o)
{
    for (int i = 0; i < argc; i++) {
        struct str word = str_of(argv[i]);
        if (i + 1 < argc && str_eq(word, S("--key")))
            o->keys = argv[++i];
        else if (i + 1 < argc && str_eq(word, S("--payload")))
            o->payload = argv[++i];
        else if (!o->path && !str_starts(word, S("-")))
            o->path = argv[i];
        else
            return false;
    }
    return o->keys && (o->path != NULL) != (o->payload != NULL);
}

static bool read_file(struct arena *mem, const char *path, struct str *ret_bytes)
{
    FILE *f = fopen(path, "rbe");
    if (!f)
        return false;
    char *bytes = arena_new(mem, char, LARGEST_FILE + 1);
    size_t n = fread(bytes, 1, LARGEST_FILE + 1, f);
    bool ok = !ferror(f) && n <= LARGEST_FILE;
    fclose(f);
    *ret_bytes = str_n(bytes, n);
    return ok;
}

static int refuse(const char *sentence)
{
    printf("NOT GENUINE: %s\n", sentence);
    return 1;
}

static int tell_verdict(enum certificate_verdict verdict, const struct certificate_keys *keys,
                        const struct certificate_payload *p)
{
    switch (verdict) {
    case CERTIFICATE_OTHER_TOWN:
        printf("OTHER TOWN: the certificate names town %.*s, these keys are of %.*s\n",
               STR(p->town_code), STR(keys->town_code));
        return 1;
    case CERTIFICATE_OTHER_KEY:
        printf("OTHER KEY: signed with key %.*s, which is not among the published keys of %.*s\n",
               STR(p->key_id), STR(keys->town_code));
        return 1;
    case CERTIFICATE_OTHER_TIME: return refuse("the key was not in use on the day of issue");
    case CERTIFICATE_CHANGED: return refuse("a sign of the QR was changed, or the town never signed it");
    case CERTIFICATE_GENUINE: break;
    }
    return 0;
}

static void tell_facts(struct arena *mem, const struct certificate_keys *keys,
                       const struct certificate_payload *p, bool words_checked)
{
    printf("GENUINE: signed by %.*s (%.*s) with key %.*s\n", STR(keys->town_name),
           STR(keys->town_code), STR(p->key_id));
    printf("  kind    %.*s\n  number  %.*s\n  issued  %.*s\n  name    %.*s\n  check   %.*s\n",
           STR(certificate_kind_title(p->kind)), STR(ids_receipt_print(mem, p->serial)),
           STR(date_iso(mem, p->issued_on)), STR(p->hint), STR(certificate_code(mem, p->digest)));
    puts(words_checked ? "  words   every printed word is as it was signed"
                       : "  words   not checked: compare the paper with the lines above");
    puts("Whether it was revoked since, only the town knows: ask its page /verify.");
}

/* The payload of the file, and its words compared with it. */
static int verify_pdf(struct arena *mem, const char *path, struct certificate_payload *ret_payload,
                      struct str *ret_words)
{
    struct str bytes, payload;
    if (!read_file(mem, path, &bytes)) {
        printf("%s: cannot be read\n", path);
        return 1;
    }
    if (pdf_read_info(mem, bytes, "YakubaCertificate", &payload) != OK ||
        certificate_payload_read(mem, payload, ret_payload) != OK)
        return refuse("no certificate of this program, or its beginning was changed");
    if (jail_pdf_text(mem, bytes, ret_words) != OK)
        return refuse("the words of the file cannot be read (poppler-utils is needed)");
    return 0;
}

static int verify(struct arena *mem, const struct order *o)
{
    struct certificate_keys keys;
    struct certificate_payload p;
    struct str json, words = { NULL, 0 };
    if (!read_file(mem, o->keys, &json) || certificate_keys_read(mem, json, &keys) != OK) {
        printf("%s: no published keys\n", o->keys);
        return 2;
    }
    if (o->path && verify_pdf(mem, o->path, &p, &words) != 0)
        return 1;
    if (o->payload && certificate_payload_read(mem, str_of(o->payload), &p) != OK)
        return refuse("this is not the text of a certificate's QR");
    if (tell_verdict(certificate_judge(mem, &p, &keys), &keys, &p) != 0)
        return 1;
    if (o->path && certificate_words_match(words, p.serial, p.digest) != OK)
        return refuse("the signature is good, but the printed words are others than were signed");
    tell_facts(mem, &keys, &p, o->path != NULL);
    return 0;
}

int command_paper(int argc, char **argv)
{
    struct order o = { 0 };
    struct arena mem;
    int status = 2;
    arena_init(&mem, MEMORY);
    if (argc > 0 && str_eq(str_of(argv[0]), S("verify")) && read_order(argc - 1, argv + 1, &o) &&
        crypto_init() == OK)
        status = verify(&mem, &o);
    else
        fputs("usage: yakuba paper verify FILE.pdf --key KEYS.json\n"
              "       yakuba paper verify --payload TEXT --key KEYS.json\n",
              stderr);
    arena_release(&mem);
    return status;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Writes, reads and judges the payload of a certificate's QR and the list of published keys. */
#include "modules/papers/certificate_payload.h"

#include "base/ids.h"
#include "base/json.h"
#include "base/text.h"

enum { PARTS = 9, LONGEST_KIND = 20, LONGEST_HINT = 64, MOST_KEYS = 200, KEYS_CEILING = 64 << 10 };

static bool is_kind(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || s.p[i] == '-'))
            return false;
    return s.n > 0 && s.n <= LONGEST_KIND;
}

static struct str day_text(struct arena *mem, struct date day)
{
    struct civil c = date_civil(day);
    return arena_fmt(mem, "%04d%02d%02d", c.year, c.month, c.day);
}

static bool day_read(struct arena *mem, struct str text, struct date *ret_day)
{
    return text.n == 8 && date_parse(mem,
                                     arena_fmt(mem, "%.4s-%.2s-%.2s", text.p, text.p + 4, text.p + 6),
                                     ret_day) == OK;
}

struct str certificate_payload_body(struct arena *mem, struct str town_code, struct str key_id,
                                    const struct certificate *c)
{
    unsigned char digest[CERTIFICATE_DIGEST];
    certificate_digest(c, digest);
    struct str hash = crypto_base64url(mem, (struct blob) { digest, sizeof digest });
    struct str hint =
        crypto_base64url(mem, (struct blob) { (const unsigned char *)c->hint.p, c->hint.n });
    return arena_fmt(mem, "Y1.%.*s.%.*s.%.*s.%.*s.%.*s.%.*s.%.*s", STR(town_code), STR(key_id),
                     STR(c->serial), STR(c->kind), STR(day_text(mem, c->issued_on)), STR(hash),
                     STR(hint));
}

struct str certificate_signed_text(struct arena *mem, struct str body)
{
    return arena_fmt(mem, "yakuba certificate v1\n%.*s", STR(body));
}

static bool read_bytes(struct arena *mem, struct str text, unsigned char *out, size_t n)
{
    struct blob bytes;
    if (crypto_base64url_read(mem, text, &bytes) != OK || bytes.n != n)
        return false;
    memcpy(out, bytes.p, n);
    return true;
}

static bool read_hint(struct arena *mem, struct str text, struct str *ret_hint)
{
    struct blob bytes;
    if (crypto_base64url_read(mem, text, &bytes) != OK || bytes.n > LONGEST_HINT)
        return false;
    *ret_hint = str_n((const char *)bytes.p, bytes.n);
    return text_is_utf8(*ret_hint);
}

enum rc certificate_payload_read(struct arena *mem, struct str text,
                                 struct certificate_payload *ret_payload)
{
    struct str parts[PARTS + 1], rest, number;
    size_t n = 0, hash = str_find_char(text, '#');
    struct certificate_payload p = { 0 };
    text = str_trim(hash == SIZE_MAX ? text : str_sub(text, hash + 1, text.n));
    rest = text;
    if (text.n > CERTIFICATE_LONGEST_PAYLOAD)
        return INVALID;
    while (n <= PARTS && str_cut(&rest, '.', &parts[n]))
        n++;
    if (n != PARTS || !str_eq(parts[0], S("Y1")))
        return INVALID;
    p.town_code = parts[1];
    p.key_id = parts[2];
    p.serial = parts[3];
    p.kind = parts[4];
    p.signed_part = str_sub(text, 0, text.n - parts[8].n - 1);
    bool ok = ids_town_code(p.town_code) && p.key_id.n == CERTIFICATE_KEY_ID && is_kind(p.kind) &&
              ids_receipt_read(mem, p.serial, &number) && str_eq(number, p.serial) &&
              day_read(mem, parts[5], &p.issued_on) &&
              read_bytes(mem, parts[6], p.digest, sizeof p.digest) &&
              read_hint(mem, parts[7], &p.hint) &&
              read_bytes(mem, parts[8], p.signature, sizeof p.signature);
    if (ok)
        *ret_payload = p;
    return ok ? OK : INVALID;
}

/* ---- keys ---- */

struct str certificate_key_id(struct arena *mem, const unsigned char key[CRYPTO_PUBLIC_KEY])
{
    unsigned char digest[CRYPTO_MAC];
    crypto_digest(NULL, str_n((const char *)key, CRYPTO_PUBLIC_KEY), digest);
    return ids_hex(mem, digest, CERTIFICATE_KEY_ID / 2);
}

struct str certificate_keys_json(struct arena *mem, const struct certificate_keys *keys)
{
    struct out out;
    struct json_writer j;
    out_init(&out, mem, KEYS_CEILING);
    json_begin(&j, &out);
    json_object(&j);
    json_put_str(&j, S("town"), keys->town_code);
    json_put_str(&j, S("name"), keys->town_name);
    json_key(&j, S("keys"));
    json_array(&j);
    for (size_t i = 0; i < keys->n; i++) {
        const struct certificate_key *k = &keys->keys[i];
        json_object(&j);
        json_put_str(&j, S("id"), k->id);
        json_put_str(&j, S("use"), S("certificate"));
        json_put_str(&j, S("algorithm"), S("Ed25519"));
        json_put_str(&j, S("public"),
                     crypto_base64url(mem, (struct blob) { k->public_key, sizeof k->public_key }));
        json_put_str(&j, S("from"), date_iso(mem, k->from));
        json_put_str(&j, S("until"), date_iso(mem, k->until));
        json_close_object(&j);
    }
    json_close_array(&j);
    json_close_object(&j);
    return out_text(&out);
}

static bool read_key(struct arena *mem, const struct json *j, struct certificate_key *ret_key)
{
    struct certificate_key k = { .id = json_str(json_get(j, S("id"))) };
    bool ok = str_eq(json_str(json_get(j, S("algorithm"))), S("Ed25519")) &&
              read_bytes(mem, json_str(json_get(j, S("public"))), k.public_key,
                         sizeof k.public_key) &&
              str_eq(k.id, certificate_key_id(mem, k.public_key)) &&
              date_parse(mem, json_str(json_get(j, S("from"))), &k.from) == OK &&
              date_parse(mem, json_str(json_get(j, S("until"))), &k.until) == OK;
    if (ok)
        *ret_key = k;
    return ok;
}

enum rc certificate_keys_read(struct arena *mem, struct str json, struct certificate_keys *ret_keys)
{
    const struct json *j;
    size_t at, n = 0;
    if (json_parse(mem, json, &j, &at) != OK)
        return INVALID;
    const struct json *list = json_get(j, S("keys"));
    struct certificate_keys keys = { .town_code = json_str(json_get(j, S("town"))),
                                     .town_name = json_str(json_get(j, S("name"))) };
    if (!json_is(list, JSON_ARRAY) || list->n > MOST_KEYS || !ids_town_code(keys.town_code))
        return INVALID;
    struct certificate_key *read = arena_new(mem, struct certificate_key, list->n + 1);
    for (const struct json *one = list->first; one; one = one->next)
        if (str_eq(json_str(json_get(one, S("use"))), S("certificate")) &&
            !read_key(mem, one, &read[n++]))
            return INVALID;
    keys.keys = read;
    keys.n = n;
    *ret_keys = keys;
    return OK;
}

/* ---- judging ---- */

enum certificate_verdict certificate_judge(struct arena *mem, const struct certificate_payload *p,
                                           const struct certificate_keys *keys)
{
    const struct certificate_key *k = NULL;
    if (!str_eq(p->town_code, keys->town_code))
        return CERTIFICATE_OTHER_TOWN;
    for (size_t i = 0; i < keys->n; i++)
        if (str_eq(keys->keys[i].id, p->key_id))
            k = &keys->keys[i];
    if (!k)
        return CERTIFICATE_OTHER_KEY;
    if (crypto_verify(k->public_key, certificate_signed_text(mem, p->signed_part), p->signature) !=
        OK)
        return CERTIFICATE_CHANGED;
    if (p->issued_on.days < k->from.days || p->issued_on.days > k->until.days)
        return CERTIFICATE_OTHER_TIME;
    return CERTIFICATE_GENUINE;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* "DAYS.ID", sealed; what it is good for is bound to it. */
#include "modules/api/cursor.h"

#include "platform/crypto/crypto.h"

enum { LONGEST = 200 };

static void cursor_key(struct req *r, unsigned char ret_key[CRYPTO_KEY])
{
    crypto_derive(hall_of(r)->keys.session, "api cursor", ret_key);
}

static struct str bound(struct req *r, struct str list)
{
    return arena_fmt(r->mem, "%lld|%lld|%lld|%.*s", (long long)r->town_id, (long long)r->section_id,
                     (long long)r->staff_id, STR(list));
}

struct str api_cursor_make(struct req *r, struct str list, struct date after_on, t_id after_id)
{
    unsigned char key[CRYPTO_KEY];
    cursor_key(r, key);
    struct str text = arena_fmt(r->mem, "%lld.%lld", (long long)after_on.days, (long long)after_id);
    struct blob sealed = crypto_seal(r->mem, key, text, bound(r, list));
    return sealed.p ? crypto_base64url(r->mem, sealed) : S("");
}

bool api_cursor_read(struct req *r, struct str list, struct str cursor, struct date *ret_after_on,
                     t_id *ret_after_id)
{
    unsigned char key[CRYPTO_KEY];
    struct blob sealed;
    struct str text;
    struct date after_on;
    t_id after_id;
    cursor_key(r, key);
    if (cursor.n > LONGEST || crypto_base64url_read(r->mem, cursor, &sealed) != OK ||
        crypto_open(r->mem, key, sealed, bound(r, list), &text) != OK)
        return false;
    size_t dot = str_find_char(text, '.');
    if (dot == SIZE_MAX || !str_to_int(str_sub(text, 0, dot), &after_on.days) ||
        !str_to_int(str_sub(text, dot + 1, text.n), &after_id))
        return false;
    *ret_after_on = after_on;
    *ret_after_id = after_id;
    return true;
}

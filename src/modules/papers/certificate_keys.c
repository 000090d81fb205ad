/* SPDX-License-Identifier: Apache-2.0 */
/* Asks the vault for the public halves. */
#include "modules/papers/certificate_keys.h"

enum rc certificate_key_of(struct vault *vault, const struct town *town, struct arena *mem,
                           int year, struct certificate_key *ret_key)
{
    struct certificate_key k = { .from = date_of(year, 1, 1), .until = date_of(year, 12, 31) };
    enum rc rc =
        vault_public_key_for(vault, town->id, S(CERTIFICATE_PURPOSE), year, k.public_key);
    if (rc != OK)
        return rc;
    k.id = certificate_key_id(mem, k.public_key);
    *ret_key = k;
    return OK;
}

enum rc certificate_keys_of(struct vault *vault, const struct town *town, struct arena *mem,
                            t_time now, struct certificate_keys *ret_keys)
{
    int last = time_civil(now).year + 1;
    size_t n = 0;
    enum rc rc = OK;
    struct certificate_key *keys =
        arena_new(mem, struct certificate_key, (size_t)(last - CERTIFICATE_FIRST_YEAR + 1));
    for (int year = last; rc == OK && year >= CERTIFICATE_FIRST_YEAR; year--)
        rc = certificate_key_of(vault, town, mem, year, &keys[n++]);
    if (rc == OK)
        *ret_keys = (struct certificate_keys) { town->code, town->name, keys, n };
    return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What is in use is remembered in a Bloom filter of fixed size: a file in use is always known; of the orphans one in some
 * thousands may stay, until the next sweep draws another salt. */
#include "app/orphans.h"

#include "app/town_hall.h"
#include "civic/documents/documents_sql.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "platform/files/files.h"

#include <stdlib.h>

enum { BITS = 1 << 26, MARKS = 6 }; /* 8 MiB; at 4,000,000 files in use one orphan in a thousand looks used */

struct known {
    unsigned char salt[CRYPTO_KEY];
    bool (*stopping)(void *ctx);
    void *ctx;
    unsigned char bits[BITS / 8];
};

static void places_of(const struct known *k, struct str address, uint32_t ret_places[MARKS])
{
    unsigned char mac[CRYPTO_MAC];
    crypto_digest(k->salt, address, mac);
    for (size_t i = 0; i < MARKS; i++) {
        uint32_t n;
        memcpy(&n, mac + 4 * i, sizeof n);
        ret_places[i] = n % BITS;
    }
}

static void remember(void *known, struct str address)
{
    struct known *k = known;
    uint32_t places[MARKS];
    places_of(k, address, places);
    for (size_t i = 0; i < MARKS; i++)
        k->bits[places[i] / 8] |= (unsigned char)(1u << places[i] % 8);
}

static enum rc is_known(void *known, struct str address, bool *ret_known)
{
    const struct known *k = known;
    uint32_t places[MARKS];
    places_of(k, address, places);
    *ret_known = true;
    for (size_t i = 0; i < MARKS; i++)
        if (!(k->bits[places[i] / 8] & 1u << places[i] % 8))
            *ret_known = false;
    return k->stopping(k->ctx) ? BUSY : OK;
}

/* The pictures of a PDF's pages are a JSON list of addresses: whatever stands between quotes. */
static enum rc remember_attachment(void *known, const struct documents_sql_each_address_row *row)
{
    struct str rest = row->pictures, part;
    remember(known, row->address);
    while (str_cut(&rest, '"', &part))
        remember(known, part);
    return OK;
}

static enum rc remember_all(const struct hall *hall, struct db *db, struct known *known)
{
    enum rc rc = OK;
    for (size_t t = 0; t < hall->n_towns && rc == OK; t++) {
        t_id town_id = hall->towns[t].id;
        rc = documents_sql_each_address(db, NULL, town_id, remember_attachment, known);
        for (size_t i = 0; town_hall[i] && rc == OK; i++)
            if (town_hall[i]->files)
                rc = town_hall[i]->files(db, town_id, remember, known);
    }
    return rc;
}

enum rc orphans_sweep(const struct hall *hall, struct db *db, int64_t age_s, bool (*stopping)(void *ctx), void *ctx,
                      int *ret_erased)
{
    struct known *known = calloc(1, sizeof *known);
    if (!known)
        return FAILED;
    known->stopping = stopping;
    known->ctx = ctx;
    crypto_random(known->salt, sizeof known->salt);
    enum rc rc = db_read_long_begin(db);
    if (rc == OK) {
        rc = remember_all(hall, db, known);
        db_read_end(db);
    }
    if (rc == OK)
        rc = files_sweep(hall->files, age_s, is_known, known, ret_erased);
    free(known);
    return rc;
}

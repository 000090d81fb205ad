/* SPDX-License-Identifier: Apache-2.0 */
/* The sealer.  It reads a slice of the waiting rows, hashes outside the transaction, and writes the
 * links and takes the rows off the waiting list in one transaction.  The keys of audit_link keep
 * two sealers from making two chains. */
#include "base/time.h"
#include "civic/audit/audit.h"
#include "civic/audit/audit_sql.h"
#include "civic/vault/vault.h"

enum { SLICE = 250, MEMORY = 16 << 20 };

struct link {
    t_id audit_id;
    unsigned char hash[CRYPTO_MAC];
};

struct slice {
    t_id town_id;
    int64_t first_seq;
    const struct link *links;
    size_t n;
};

static void add_number(struct crypto_hasher *h, int64_t v)
{
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)((uint64_t)v >> (56 - 8 * i));
    crypto_hasher_add(h, str_n((const char *)bytes, sizeof bytes));
}

static void add_text(struct crypto_hasher *h, struct str s)
{
    add_number(h, (int64_t)s.n);
    crypto_hasher_add(h, s);
}

static void hash_row(const unsigned char before[CRYPTO_MAC], t_id town_id, int64_t seq,
                     const struct audit_sql_waiting_row *r, unsigned char ret_hash[CRYPTO_MAC])
{
    struct crypto_hasher h;
    crypto_hasher_init(&h, NULL);
    crypto_hasher_add(&h, S("yakuba audit row v1"));
    crypto_hasher_add(&h, str_n((const char *)before, CRYPTO_MAC));
    add_number(&h, town_id);
    add_number(&h, seq);
    add_number(&h, r->id);
    add_number(&h, r->at);
    add_text(&h, r->actor_kind);
    add_number(&h, r->actor_id);
    add_text(&h, r->action);
    add_number(&h, r->subject_table);
    add_number(&h, r->subject_id);
    add_text(&h, r->detail);
    crypto_hasher_end(&h, ret_hash);
}

/* The end of the chain: seq 0 and zeros before the first link. */
static enum rc chain_end(struct db *db, struct arena *mem, t_id town_id, int64_t *ret_seq,
                         unsigned char ret_hash[CRYPTO_MAC])
{
    struct audit_sql_last_link_row last;
    bool found;
    enum rc rc = audit_sql_last_link(db, mem, town_id, &last, &found);
    if (rc != OK)
        return rc;
    if (found && last.hash.n != CRYPTO_MAC)
        return FAILED;
    *ret_seq = found ? last.seq : 0;
    memset(ret_hash, 0, CRYPTO_MAC);
    if (found)
        memcpy(ret_hash, last.hash.p, CRYPTO_MAC);
    return OK;
}

static struct blob hash_of(const struct link *l)
{
    return (struct blob) { l->hash, CRYPTO_MAC };
}

static enum rc add_eight(struct db *db, t_id town_id, int64_t seq, const struct link *l)
{
    return audit_sql_link_add_8(db,
                                &(struct audit_sql_link_add_8_in) {
                                    .town_id = town_id,
                                    .seq = seq,
                                    .audit_1 = l[0].audit_id,
                                    .hash_1 = hash_of(&l[0]),
                                    .audit_2 = l[1].audit_id,
                                    .hash_2 = hash_of(&l[1]),
                                    .audit_3 = l[2].audit_id,
                                    .hash_3 = hash_of(&l[2]),
                                    .audit_4 = l[3].audit_id,
                                    .hash_4 = hash_of(&l[3]),
                                    .audit_5 = l[4].audit_id,
                                    .hash_5 = hash_of(&l[4]),
                                    .audit_6 = l[5].audit_id,
                                    .hash_6 = hash_of(&l[5]),
                                    .audit_7 = l[6].audit_id,
                                    .hash_7 = hash_of(&l[6]),
                                    .audit_8 = l[7].audit_id,
                                    .hash_8 = hash_of(&l[7]),
                                },
                                NULL);
}

/* Chain and rows were read in one view: who was slower meets a seq that is taken, CONFLICT. */
static enum rc write_slice(struct db *db, void *ctx)
{
    const struct slice *s = ctx;
    enum rc rc = OK;
    size_t i = 0;
    for (; rc == OK && s->n - i >= 8; i += 8)
        rc = add_eight(db, s->town_id, s->first_seq + (int64_t)i, &s->links[i]);
    for (; rc == OK && i < s->n; i++)
        rc = audit_sql_link_add(db, s->town_id, s->first_seq + (int64_t)i, s->links[i].audit_id,
                                hash_of(&s->links[i]), NULL);
    if (rc == OK)
        rc = audit_sql_waiting_drop(db, s->town_id, s->first_seq, s->first_seq + (int64_t)s->n - 1,
                                    NULL);
    return rc;
}

/* Seals at most SLICE rows; says whether there may be more. */
static enum rc seal_slice(struct db *db, struct arena *mem, t_id town_id, bool *ret_more)
{
    struct audit_sql_waiting_rows rows = { 0 };
    unsigned char before[CRYPTO_MAC];
    int64_t seq = 0;
    enum rc rc = db_read_begin(db);
    if (rc != OK)
        return rc;
    rc = chain_end(db, mem, town_id, &seq, before);
    if (rc == OK)
        rc = audit_sql_waiting(db, mem, town_id, SLICE, &rows);
    db_read_end(db);
    if (rc != OK)
        return rc;
    if (arena_failed(mem))
        return FAILED;
    *ret_more = rows.n == SLICE;
    if (rows.n == 0)
        return OK;
    struct link *links = arena_new(mem, struct link, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        links[i].audit_id = rows.p[i].id;
        hash_row(before, town_id, seq + 1 + (int64_t)i, &rows.p[i], links[i].hash);
        memcpy(before, links[i].hash, CRYPTO_MAC);
    }
    struct slice slice = { town_id, seq + 1, links, rows.n };
    return db_transaction(db, write_slice, &slice);
}

struct head {
    t_id town_id;
    int64_t number, seq;
    t_time at;
    unsigned char hash[CRYPTO_MAC], signature[CRYPTO_SIGNATURE];
};

static enum rc write_head(struct db *db, void *ctx)
{
    const struct head *h = ctx;
    return audit_sql_head_add(db, h->town_id, h->number, h->seq, h->at,
                              (struct blob) { h->hash, CRYPTO_MAC },
                              (struct blob) { h->signature, CRYPTO_SIGNATURE }, NULL);
}

static void put_number(char **at, int64_t v)
{
    for (int shift = 56; shift >= 0; shift -= 8)
        *(*at)++ = (char)((uint64_t)v >> shift);
}

static enum rc sign(struct vault *vault, struct head *h)
{
    static const char label[] = "yakuba audit head v1";
    char bytes[sizeof label - 1 + 4 * 8 + CRYPTO_MAC], *at = bytes + sizeof label - 1;
    memcpy(bytes, label, sizeof label - 1);
    put_number(&at, h->town_id);
    put_number(&at, h->number);
    put_number(&at, h->seq);
    put_number(&at, h->at);
    memcpy(at, h->hash, CRYPTO_MAC);
    return vault_sign(vault, h->town_id, str_n(bytes, sizeof bytes), h->signature);
}

static enum rc sign_head(struct db *db, struct arena *mem, struct vault *vault, t_id town_id,
                         t_time now)
{
    struct audit_sql_last_head_row last = { 0 };
    struct head h = { .town_id = town_id, .at = now };
    bool found = false;
    enum rc rc = db_read_begin(db);
    if (rc != OK)
        return rc;
    rc = audit_sql_last_head(db, mem, town_id, &last, &found);
    if (rc == OK)
        rc = chain_end(db, mem, town_id, &h.seq, h.hash);
    db_read_end(db);
    if (rc != OK || h.seq == 0 || (found && (last.seq >= h.seq || now - last.at < MINUTE)))
        return rc;
    h.number = found ? last.number + 1 : 1;
    rc = sign(vault, &h);
    return rc == OK ? db_transaction(db, write_head, &h) : rc;
}

enum rc audit_seal_step(struct db *db, struct vault *vault, t_id town_id, t_time now)
{
    struct arena mem;
    bool more = true;
    t_id unused;
    /* Keeps a block of keys at hand: inside transactions, where audit_note draws, an empty block is
     * replaced by one for that transaction alone. */
    enum rc rc = db_new_id(db, TABLE_AUDIT, &unused);
    arena_init(&mem, MEMORY);
    while (rc == OK && more) {
        rc = seal_slice(db, &mem, town_id, &more);
        arena_reset(&mem);
    }
    if (rc == OK)
        rc = sign_head(db, &mem, vault, town_id, now);
    arena_release(&mem);
    return rc;
}

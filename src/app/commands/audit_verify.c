/* SPDX-License-Identifier: Apache-2.0 */
/* Recomputes the audit trail of a copied store.  This is the one place with SQL text outside the
 * queries.sql files, on purpose: a verifier that stood on the program's own queries, rows and
 * hashing would share their faults.  It opens the file read-only with SQLite itself; of a store on
 * PostgreSQL it reads a copy that audit_from_server.c made with libpq. */
#include "app/commands/audit_verify.h"

#include "app/commands/audit_from_server.h"

#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

static const char sql_towns[] =
    "SELECT min(t), max(t) FROM (SELECT min(town_id) AS t FROM audit UNION ALL "
    "SELECT max(town_id) FROM audit UNION ALL SELECT min(town_id) FROM audit_link UNION ALL "
    "SELECT max(town_id) FROM audit_link UNION ALL SELECT min(town_id) FROM audit_head UNION ALL "
    "SELECT max(town_id) FROM audit_head UNION ALL SELECT min(town_id) FROM audit_waiting UNION "
    "ALL "
    "SELECT max(town_id) FROM audit_waiting)";
static const char sql_sound[] = "SELECT integrity_check FROM pragma_integrity_check(?1) LIMIT 1";
static const char sql_chain[] =
    "SELECT l.seq, l.audit_id, l.hash, a.id, a.at, a.actor_kind, a.actor_id, a.action, "
    "a.subject_table, a.subject_id, a.detail FROM audit_link l "
    "LEFT JOIN audit a ON a.town_id = l.town_id AND a.id = l.audit_id "
    "WHERE l.town_id = ?1 ORDER BY l.seq";
static const char sql_heads[] =
    "SELECT h.number, h.seq, h.at, h.hash, h.signature, l.hash FROM audit_head h "
    "LEFT JOIN audit_link l ON l.town_id = h.town_id AND l.seq = h.seq "
    "WHERE h.town_id = ?1 ORDER BY h.number";
static const char sql_strays[] =
    "SELECT a.id FROM audit a WHERE a.town_id = ?1 "
    "AND NOT EXISTS (SELECT 1 FROM audit_link l WHERE l.town_id = ?1 AND l.audit_id = a.id) "
    "AND NOT EXISTS (SELECT 1 FROM audit_waiting w WHERE w.town_id = ?1 AND w.audit_id = a.id) "
    "ORDER BY a.id LIMIT 1";
static const char sql_waiting[] =
    "SELECT w.audit_id, a.at, l.seq FROM audit_waiting w "
    "LEFT JOIN audit a ON a.town_id = w.town_id AND a.id = w.audit_id "
    "LEFT JOIN audit_link l ON l.town_id = w.town_id AND l.audit_id = w.audit_id "
    "WHERE w.town_id = ?1 ORDER BY w.audit_id";

struct reader {
    sqlite3 *file;
    const unsigned char *key;
    t_id town;
    const struct audit_kept_head *kept;
    struct audit_report *report;
};

/* Only the first fault is kept. */
static void bad(struct reader *r, const char *what, int64_t seq, t_id id)
{
    if (r->report->bad)
        return;
    r->report->bad = what;
    r->report->bad_seq = seq;
    r->report->bad_id = id;
}

static struct str text_at(sqlite3_stmt *s, int column)
{
    const char *p = sqlite3_column_blob(s, column);
    return str_n(p, p ? (size_t)sqlite3_column_bytes(s, column) : 0);
}

static bool bytes_at(sqlite3_stmt *s, int column, size_t n, const unsigned char **ret)
{
    *ret = sqlite3_column_blob(s, column);
    return *ret && sqlite3_column_type(s, column) == SQLITE_BLOB &&
           (size_t)sqlite3_column_bytes(s, column) == n;
}

static void hash_int(struct crypto_hasher *h, int64_t v)
{
    char be[8];
    uint64_t u = __builtin_bswap64((uint64_t)v);
    memcpy(be, &u, sizeof be);
    crypto_hasher_add(h, str_n(be, sizeof be));
}

static void hash_text(struct crypto_hasher *h, struct str s)
{
    hash_int(h, (int64_t)s.n);
    crypto_hasher_add(h, s);
}

/* Of the row that sql_chain stands on. */
static void row_hash(sqlite3_stmt *s, const unsigned char before[CRYPTO_MAC], t_id town,
                     unsigned char ret_hash[CRYPTO_MAC])
{
    struct crypto_hasher h;
    crypto_hasher_init(&h, NULL);
    crypto_hasher_add(&h, S("yakuba audit row v1"));
    crypto_hasher_add(&h, str_n((const char *)before, CRYPTO_MAC));
    hash_int(&h, town);
    hash_int(&h, sqlite3_column_int64(s, 0));
    hash_int(&h, sqlite3_column_int64(s, 3));
    hash_int(&h, sqlite3_column_int64(s, 4));
    hash_text(&h, text_at(s, 5));
    hash_int(&h, sqlite3_column_int64(s, 6));
    hash_text(&h, text_at(s, 7));
    hash_int(&h, sqlite3_column_int64(s, 8));
    hash_int(&h, sqlite3_column_int64(s, 9));
    hash_text(&h, text_at(s, 10));
    crypto_hasher_end(&h, ret_hash);
}

static bool prepare(struct reader *r, const char *sql, sqlite3_stmt **ret)
{
    if (sqlite3_prepare_v2(r->file, sql, -1, ret, NULL) != SQLITE_OK)
        return false;
    if (sqlite3_bind_parameter_count(*ret))
        sqlite3_bind_int64(*ret, 1, r->town);
    return true;
}

/* A step that is neither a row nor the end: the file is broken. */
static bool next(struct reader *r, sqlite3_stmt *s)
{
    int rc = sqlite3_step(s);
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        bad(r, "the file cannot be read on", r->report->sealed + 1, 0);
    return rc == SQLITE_ROW;
}

static bool check_link(struct reader *r, sqlite3_stmt *s, int64_t wanted,
                       unsigned char before[CRYPTO_MAC])
{
    unsigned char hash[CRYPTO_MAC];
    const unsigned char *stored;
    int64_t seq = sqlite3_column_int64(s, 0), id = sqlite3_column_int64(s, 1);
    const char *what = NULL;
    if (seq != wanted)
        what = "a link of the chain is missing";
    else if (sqlite3_column_type(s, 3) == SQLITE_NULL)
        what = "a sealed row is missing";
    else if (!bytes_at(s, 2, CRYPTO_MAC, &stored))
        what = "a link is no hash";
    row_hash(s, before, r->town, hash);
    if (!what && memcmp(stored, hash, CRYPTO_MAC) != 0)
        what = "a row or its link was changed";
    if (what) {
        bad(r, what, wanted, id);
        return false;
    }
    memcpy(before, hash, CRYPTO_MAC);
    r->report->sealed = seq;
    return true;
}

static bool check_chain(struct reader *r)
{
    sqlite3_stmt *s;
    unsigned char before[CRYPTO_MAC] = { 0 };
    if (!prepare(r, sql_chain, &s))
        return false;
    for (int64_t wanted = 1; next(r, s) && check_link(r, s, wanted, before);)
        wanted++;
    sqlite3_finalize(s);
    return true;
}

static void check_head(struct reader *r, sqlite3_stmt *s)
{
    static const char label[] = "yakuba audit head v1";
    enum { LABEL = sizeof label - 1 };
    char bytes[LABEL + 32 + CRYPTO_MAC];
    const unsigned char *hash, *signature, *linked;
    int64_t number = sqlite3_column_int64(s, 0), seq = sqlite3_column_int64(s, 1);
    const int64_t numbers[] = { r->town, number, seq, sqlite3_column_int64(s, 2) };
    if (number != r->report->heads + 1)
        bad(r, "a signed head is missing", r->report->heads + 1, 0);
    if (!bytes_at(s, 3, CRYPTO_MAC, &hash) || !bytes_at(s, 4, CRYPTO_SIGNATURE, &signature)) {
        bad(r, "a signed head is no head", number, 0);
        return;
    }
    memcpy(bytes, label, LABEL);
    for (size_t i = 0; i < 4; i++) {
        uint64_t be = __builtin_bswap64((uint64_t)numbers[i]);
        memcpy(bytes + LABEL + 8 * i, &be, 8);
    }
    memcpy(bytes + LABEL + 32, hash, CRYPTO_MAC);
    if (crypto_verify(r->key, str_n(bytes, sizeof bytes), signature) != OK)
        bad(r, "a head's signature does not hold", number, 0);
    else if (!bytes_at(s, 5, CRYPTO_MAC, &linked))
        bad(r, "rows that were signed are missing at the end", seq, 0);
    else if (memcmp(linked, hash, CRYPTO_MAC) != 0 || seq <= r->report->signed_seq)
        bad(r, "the chain is not the one that was signed", seq, 0);
    if (r->kept && r->kept->number == number && memcmp(r->kept->hash, hash, CRYPTO_MAC) != 0)
        bad(r, "the head differs from the one that was kept", number, 0);
    r->report->heads = number;
    r->report->signed_seq = seq;
    r->report->signed_at = numbers[3];
}

static bool check_heads(struct reader *r)
{
    sqlite3_stmt *s;
    if (!prepare(r, sql_heads, &s))
        return false;
    while (!r->report->bad && next(r, s))
        check_head(r, s);
    sqlite3_finalize(s);
    if (r->kept && r->kept->number > r->report->heads)
        bad(r, "the head that was kept is missing", r->kept->number, 0);
    return true;
}

static bool check_waiting(struct reader *r)
{
    sqlite3_stmt *s;
    if (!prepare(r, sql_strays, &s))
        return false;
    if (next(r, s))
        bad(r, "a row is neither sealed nor waiting", 0, sqlite3_column_int64(s, 0));
    sqlite3_finalize(s);
    if (!prepare(r, sql_waiting, &s))
        return false;
    while (next(r, s)) {
        t_time at = sqlite3_column_int64(s, 1);
        if (sqlite3_column_type(s, 1) == SQLITE_NULL)
            bad(r, "a waiting row is missing", 0, sqlite3_column_int64(s, 0));
        if (sqlite3_column_type(s, 2) != SQLITE_NULL)
            bad(r, "a row is sealed and waits", sqlite3_column_int64(s, 2),
                sqlite3_column_int64(s, 0));
        r->report->tail++;
        if (r->report->tail_oldest == 0 || at < r->report->tail_oldest)
            r->report->tail_oldest = at;
    }
    sqlite3_finalize(s);
    return true;
}

/* Tables and their indexes say the same: what follows reads through the indexes. */
static bool check_sound(struct reader *r)
{
    static const char *const tables[] = { "audit", "audit_link", "audit_waiting", "audit_head" };
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        sqlite3_stmt *s;
        if (sqlite3_prepare_v2(r->file, sql_sound, -1, &s, NULL) != SQLITE_OK)
            return false;
        sqlite3_bind_text(s, 1, tables[i], -1, SQLITE_STATIC);
        if (!next(r, s) || !str_eq(text_at(s, 0), S("ok")))
            bad(r, "the file is damaged", 0, 0);
        sqlite3_finalize(s);
    }
    return true;
}

/* A copy without its write-ahead log can only be opened as one that nobody writes. */
static sqlite3 *open_copy(const char *path)
{
    sqlite3 *file = NULL;
    char wal[4096], uri[4096 * 3 + 32] = "file:";
    size_t n = strlen(uri);
    if (snprintf(wal, sizeof wal, "%s-wal", path) >= (int)sizeof wal || access(path, R_OK) != 0)
        return NULL;
    for (const char *p = path; *p; p++)
        n += (size_t)snprintf(uri + n, sizeof uri - n, strchr("%?#", *p) ? "%%%02X" : "%c",
                              (unsigned char)*p);
    snprintf(uri + n, sizeof uri - n, access(wal, F_OK) == 0 ? "?mode=ro" : "?mode=ro&immutable=1");
    if (sqlite3_open_v2(uri, &file, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL) != SQLITE_OK) {
        sqlite3_close(file);
        return NULL;
    }
    return file;
}

static enum rc only_town(struct reader *r)
{
    sqlite3_stmt *s;
    if (!prepare(r, sql_towns, &s))
        return FAILED;
    enum rc rc = sqlite3_step(s) == SQLITE_ROW ? OK : FAILED;
    t_id least = sqlite3_column_int64(s, 0), most = sqlite3_column_int64(s, 1);
    sqlite3_finalize(s);
    if (rc == OK && least != most)
        rc = INVALID;
    r->town = least;
    return rc;
}

enum rc audit_verify(const char *path, const unsigned char key[CRYPTO_PUBLIC_KEY], t_id town_id,
                     const struct audit_kept_head *kept, struct audit_report *ret_report)
{
    struct audit_report report = { 0 };
    struct reader r = { audit_is_on_server(path) ? audit_from_server(path) : open_copy(path), key,
                        town_id, kept, &report };
    if (!r.file)
        return FAILED;
    enum rc rc = town_id ? OK : only_town(&r);
    if (rc == OK && !(check_sound(&r) && check_chain(&r) && check_heads(&r) && check_waiting(&r)))
        rc = FAILED;
    sqlite3_close(r.file);
    if (rc == OK)
        *ret_report = report;
    return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* A sealed store, closed and copied, and everything that can be done to a copy behind its back. */
#include "app/commands/audit_verify.h"
#include "app/commands/commands.h"
#include "base/ids.h"
#include "base/time.h"
#include "civic/audit/audit.h"
#include "civic/audit/audit_sql.h"
#include "civic/vault/vault.h"
#include "platform/db/db.h"
#include "tests/store.h"
#include "tests/test.h"

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

enum { TOWN = 7, ROWS = 300, WAITING = 3, HEADS = 6 };

static const char *sealed_path, *copy_path;
static unsigned char key[CRYPTO_PUBLIC_KEY];

static enum rc do_something(struct db *db, void *ctx)
{
    int64_t i = *(int *)ctx;
    return audit_note(db, TOWN,
                      &(struct audit_entry) { .at = i * SECOND,
                                              .actor_kind = S("staff"),
                                              .actor_id = 3 + i % 4,
                                              .action = S("cases.decided"),
                                              .subject_table = 17,
                                              .subject_id = i + 1,
                                              .detail = S("{\"n\":1}") });
}

/* 300 rows sealed in 30 steps, six heads of which the last signs all; three rows wait. */
static void fill(const char *address)
{
    static const struct db_migration *const lists[] = { audit_migrations, NULL };
    char key_file[200];
    struct vault *vault;
    struct db_store *store;
    struct db *db;
    snprintf(key_file, sizeof key_file, "%.*s/key", STR(test_folder()));
    if (!CHECK_OK(vault_start(key_file, &vault)) ||
        !CHECK_OK(db_open(
            &(struct db_options) {
                .path = address, .migrations = lists, .readers = 2, .accept_fast_fsync = true },
            &store)) ||
        !CHECK_OK(db_session_open(store, &db)))
        abort();
    CHECK_OK(vault_public_key(vault, TOWN, key));
    for (int i = 0; i < ROWS + WAITING; i++) {
        CHECK_OK(db_transaction(db, do_something, &i));
        if (i < ROWS && i % 10 == 9)
            CHECK_OK(audit_seal_step(db, vault, TOWN, (1000 + (i / 50) * 60) * SECOND));
        if (i == ROWS - 1)
            CHECK_OK(audit_seal_step(db, vault, TOWN, 100000 * SECOND));
    }
    db_session_close(db);
    db_close(store);
    vault_stop(vault);
}

static void make_sealed(void)
{
    static char sealed[200], copy[200];
    if (sealed_path)
        return;
    snprintf(sealed, sizeof sealed, "%.*s/sealed.db", STR(test_folder()));
    snprintf(copy, sizeof copy, "%.*s/a copy%%.db", STR(test_folder()));
    sealed_path = sealed;
    copy_path = copy;
    fill(sealed);
}

static void copy_file(void)
{
    char buffer[1 << 16];
    FILE *in = fopen(sealed_path, "rb"), *out = fopen(copy_path, "wb");
    size_t n;
    while (in && out && (n = fread(buffer, 1, sizeof buffer, in)) > 0)
        if (fwrite(buffer, 1, n, out) != n)
            abort();
    if (!in || !out || fclose(in) != 0 || fclose(out) != 0)
        abort();
}

/* Runs statements on the copy; the number of rows changed. */
static int change(const char *sql)
{
    sqlite3 *file;
    char *why = NULL;
    if (sqlite3_open(copy_path, &file) != SQLITE_OK)
        abort();
    sqlite3_exec(file, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF", NULL, NULL, NULL);
    if (sqlite3_exec(file, sql, NULL, NULL, &why) != SQLITE_OK)
        fprintf(stderr, "%s: %s\n", sql, why);
    sqlite3_free(why);
    int changed = sqlite3_total_changes(file);
    sqlite3_close(file);
    return changed;
}

static struct audit_report verified(void)
{
    struct audit_report r = { 0 };
    CHECK_OK(audit_verify(copy_path, key, 0, NULL, &r));
    return r;
}

TEST(a_whole_copy_is_whole)
{
    make_sealed();
    copy_file();
    struct audit_report r = verified();
    CHECK(r.bad == NULL);
    CHECK_INT(r.sealed, ROWS);
    CHECK_INT(r.signed_seq, ROWS);
    CHECK(r.heads >= HEADS);
    CHECK_INT(r.tail, WAITING);
    CHECK_INT(r.tail_oldest, ROWS * SECOND);
    key[0] ^= 1;
    CHECK(verified().bad != NULL);
    key[0] ^= 1;
}

/* ---- a thousand ways ---- */

static unsigned seed = 4711;
static int pick(int from, int to)
{
    return from + rand_r(&seed) % (to - from + 1);
}

static struct str with_seq(const char *sql, int seq)
{
    return arena_fmt(test_arena(), "%s (SELECT audit_id FROM audit_link WHERE seq = %d)", sql, seq);
}

static struct str flip_row(int seq)
{
    static const char *const numbers[] = { "at", "actor_id", "subject_table", "subject_id", "id" };
    static const char *const texts[] = { "actor_kind", "action", "detail" };
    if (pick(0, 1)) {
        const char *column = numbers[pick(0, 4)];
        return with_seq(arena_fmt(test_arena(), "UPDATE audit SET %s = %s + %d WHERE id =", column,
                                  column, pick(1, 1 << 20))
                            .p,
                        seq);
    }
    const char *column = texts[pick(0, 2)];
    int at = pick(1, 5);
    return with_seq(arena_fmt(test_arena(),
                              "UPDATE audit SET %s = substr(%s, 1, %d) || '%c' || substr(%s, %d) "
                              "WHERE id =",
                              column, column, at, pick('A', 'Z'), column, at + pick(1, 2))
                        .p,
                    seq);
}

static struct str flip_link(int seq)
{
    if (pick(0, 1))
        return arena_fmt(test_arena(), "UPDATE audit_link SET hash = randomblob(32) WHERE seq = %d",
                         seq);
    const char *column = pick(0, 1) ? "seq" : "audit_id";
    return arena_fmt(test_arena(), "UPDATE audit_link SET %s = %s + %d WHERE seq = %d", column,
                     column, 5000000 + pick(1, 1 << 20), seq);
}

static struct str flip_head(void)
{
    static const char *const to[] = { "seq = seq - 1",         "at = at + 1",
                                      "hash = randomblob(32)", "signature = randomblob(64)",
                                      "number = number + 100", "seq = seq + 1" };
    return arena_fmt(test_arena(), "UPDATE audit_head SET %s WHERE number = %d", to[pick(0, 5)],
                     pick(1, HEADS - 1));
}

static struct str swap_rows(int a, int b)
{
    return arena_fmt(
        test_arena(),
        "CREATE TEMP TABLE x AS SELECT audit_id AS id, seq FROM audit_link WHERE seq IN "
        "(%d, %d); UPDATE audit SET id = -id WHERE id IN (SELECT id FROM x);"
        "UPDATE audit SET id = (SELECT id FROM x WHERE id <> -audit.id) WHERE id < 0",
        a, b);
}

static struct str swap_links(int a, int b)
{
    return arena_fmt(test_arena(),
                     "UPDATE audit_link SET seq = -seq WHERE seq IN (%d, %d);"
                     "UPDATE audit_link SET seq = %d + seq WHERE seq < 0",
                     a, b, a + b);
}

static struct str insert(int seq)
{
    struct str row =
        arena_fmt(test_arena(),
                  "INSERT INTO audit VALUES (%d, %d, %d, 'staff', 3, 'cases.decided', 17, "
                  "1, '{}');",
                  TOWN, 7000000 + seq, seq);
    if (pick(0, 1))
        return row;
    return arena_fmt(test_arena(), "%.*sINSERT INTO audit_link VALUES (%d, %d, %d, randomblob(32))",
                     STR(row), TOWN, ROWS + 1, 7000000 + seq);
}

static struct str truncate_at(int seq)
{
    return arena_fmt(
        test_arena(),
        "DELETE FROM audit WHERE id IN (SELECT audit_id FROM audit_link WHERE seq >= %d);"
        "DELETE FROM audit_link WHERE seq >= %d",
        seq, seq);
}

static struct str delete_row(int seq)
{
    struct str row = with_seq("DELETE FROM audit WHERE id =", seq);
    return pick(0, 1) ? row
                      : arena_fmt(test_arena(), "%.*s; DELETE FROM audit_link WHERE seq = %d",
                                  STR(row), seq);
}

static struct str disturb_tail(void)
{
    static const char *const ways[] = {
        "DELETE FROM audit WHERE id = (SELECT max(audit_id) FROM audit_waiting)",
        "DELETE FROM audit_waiting WHERE audit_id = (SELECT max(audit_id) FROM audit_waiting)",
        "INSERT INTO audit_waiting VALUES (7, 99999999)",
        "INSERT INTO audit_waiting SELECT 7, audit_id FROM audit_link WHERE seq = 17",
    };
    return str_of(ways[pick(0, 3)]);
}

static struct str mutation(int kind, int *ret_position)
{
    int seq = pick(1, ROWS), other = pick(1, ROWS - 1);
    other += other >= seq;
    *ret_position = 0;
    switch (kind) {
    case 0:
    case 1: *ret_position = seq; return flip_row(seq);
    case 2: *ret_position = seq; return flip_link(seq);
    case 3: return flip_head();
    case 4: *ret_position = seq; return delete_row(seq);
    case 5: return insert(seq);
    case 6: *ret_position = seq < other ? seq : other; return swap_rows(seq, other);
    case 7: *ret_position = seq < other ? seq : other; return swap_links(seq, other);
    case 8: return truncate_at(seq);
    default: return disturb_tail();
    }
}

TEST(a_thousand_mutations_are_all_found_and_placed)
{
    int found[10] = { 0 }, missed = 0, misplaced = 0;
    make_sealed();
    for (int run = 0; run < 1000; run++) {
        int position;
        struct str sql = mutation(run % 10, &position);
        copy_file();
        if (!CHECK(change(arena_cstr(test_arena(), sql)) > 0))
            continue;
        struct audit_report r = verified();
        found[run % 10] += r.bad != NULL;
        if (!r.bad) {
            missed++;
            fprintf(stderr, "not found: %.*s\n", STR(sql));
        } else if (position && r.bad_seq != position) {
            misplaced++;
            fprintf(stderr, "at %lld, not %d: %.*s (%s)\n", (long long)r.bad_seq, position,
                    STR(sql), r.bad);
        }
    }
    CHECK_INT(missed, 0);
    CHECK_INT(misplaced, 0);
    for (int i = 0; i < 10; i++)
        CHECK_INT(found[i], 100);
}

/* ---- one who knows the layout ---- */

static void put(struct crypto_hasher *h, int64_t v)
{
    unsigned char b[8];
    for (int i = 0; i < 8; i++)
        b[i] = (unsigned char)((uint64_t)v >> (56 - 8 * i));
    crypto_hasher_add(h, str_n((const char *)b, 8));
}

/* Recomputes every link of the copy: the chain alone would hold. */
static void rehash_all(void)
{
    sqlite3 *file;
    sqlite3_stmt *rows, *set;
    unsigned char hash[CRYPTO_MAC] = { 0 };
    sqlite3_open(copy_path, &file);
    sqlite3_prepare_v2(
        file,
        "SELECT l.seq, a.id, a.at, a.actor_kind, a.actor_id, a.action, a.subject_table,"
        " a.subject_id, a.detail FROM audit_link l JOIN audit a ON a.id = l.audit_id "
        "ORDER BY l.seq",
        -1, &rows, NULL);
    sqlite3_prepare_v2(file, "UPDATE audit_link SET hash = ?1 WHERE seq = ?2", -1, &set, NULL);
    sqlite3_exec(file, "PRAGMA synchronous=OFF; BEGIN", NULL, NULL, NULL);
    while (sqlite3_step(rows) == SQLITE_ROW) {
        struct crypto_hasher h;
        crypto_hasher_init(&h, NULL);
        crypto_hasher_add(&h, S("yakuba audit row v1"));
        crypto_hasher_add(&h, str_n((const char *)hash, sizeof hash));
        put(&h, TOWN);
        for (int c = 0; c < 9; c++) {
            if (sqlite3_column_type(rows, c) == SQLITE_INTEGER) {
                put(&h, sqlite3_column_int64(rows, c));
            } else {
                put(&h, sqlite3_column_bytes(rows, c));
                crypto_hasher_add(
                    &h, str_n(sqlite3_column_blob(rows, c), (size_t)sqlite3_column_bytes(rows, c)));
            }
        }
        crypto_hasher_end(&h, hash);
        sqlite3_bind_blob(set, 1, hash, sizeof hash, SQLITE_TRANSIENT);
        sqlite3_bind_int64(set, 2, sqlite3_column_int64(rows, 0));
        sqlite3_step(set);
        sqlite3_reset(set);
    }
    sqlite3_exec(file, "COMMIT", NULL, NULL, NULL);
    sqlite3_finalize(rows);
    sqlite3_finalize(set);
    sqlite3_close(file);
}

TEST(a_chain_made_anew_is_found_by_the_signed_heads)
{
    make_sealed();
    copy_file();
    rehash_all();
    CHECK(verified().bad == NULL); /* it did recompute the very chain */
    change("UPDATE audit SET actor_id = 99 WHERE id = (SELECT audit_id FROM audit_link WHERE seq = "
           "100)");
    CHECK_INT(verified().bad_seq, 100);
    rehash_all();
    struct audit_report r = verified();
    CHECK(r.bad != NULL && str_eq(str_of(r.bad), S("the chain is not the one that was signed")));
}

TEST(what_is_cut_off_with_its_heads_is_found_by_a_head_kept_elsewhere)
{
    struct audit_report r;
    make_sealed();
    copy_file();
    struct audit_kept_head kept = { .number = verified().heads };
    change("DELETE FROM audit WHERE id IN (SELECT audit_id FROM audit_link WHERE seq > 100);"
           "DELETE FROM audit_link WHERE seq > 100; DELETE FROM audit_head WHERE seq > 100;"
           "DELETE FROM audit_waiting; DELETE FROM audit WHERE id NOT IN (SELECT audit_id FROM "
           "audit_link)");
    CHECK(verified().bad == NULL); /* the copy alone cannot tell */
    CHECK_OK(audit_verify(copy_path, key, TOWN, &kept, &r));
    CHECK(r.bad != NULL && str_eq(str_of(r.bad), S("the head that was kept is missing")));
    copy_file();
    CHECK_OK(audit_verify(copy_path, key, TOWN, &kept, &r));
    CHECK(r.bad != NULL && str_eq(str_of(r.bad), S("the head differs from the one that was kept")));
}

TEST(what_is_no_store_is_refused)
{
    struct audit_report r;
    make_sealed();
    CHECK_INT(audit_verify("/nonexistent", key, 0, NULL, &r), FAILED);
    FILE *f = fopen(copy_path, "wb");
    fputs("this is no database, whatever its name says", f);
    fclose(f);
    CHECK_INT(audit_verify(copy_path, key, 0, NULL, &r), FAILED);
    copy_file();
    change("INSERT INTO audit_link VALUES (8, 1, 1, randomblob(32))");
    CHECK_INT(audit_verify(copy_path, key, 0, NULL, &r), INVALID);
    CHECK_OK(audit_verify(copy_path, key, TOWN, NULL, &r));
    CHECK(r.bad == NULL);
}

/* ---- a store on a server ---- */

static void change_there(const char *address, const char *sql)
{
    PGconn *pg = PQconnectdb(address);
    PGresult *r = PQexec(pg, sql);
    if (!CHECK(PQresultStatus(r) == PGRES_COMMAND_OK))
        fprintf(stderr, "%s: %s\n", sql, PQerrorMessage(pg));
    PQclear(r);
    PQfinish(pg);
}

TEST(a_store_on_a_server_is_verified_where_it_stands)
{
    static const struct {
        const char *sql;
        int position;
    } tampered[] = {
        { "UPDATE audit SET actor_id = 99 WHERE subject_id = 41", 41 },
        { "UPDATE audit_link SET hash = decode('00', 'hex') WHERE seq = 30", 30 },
        { "DELETE FROM audit WHERE subject_id = 20", 20 },
        { "UPDATE audit_link SET seq = 900 WHERE seq = 10", 10 },
    };
    struct audit_report r;
    if (!test_store_is_on_server())
        SKIP("YAKUBA_STORE names no server");
    const char *address = test_store("trail");
    fill(address);
    CHECK_OK(audit_verify(address, key, 0, NULL, &r));
    CHECK(r.bad == NULL);
    CHECK_INT(r.sealed, ROWS);
    CHECK_INT(r.signed_seq, ROWS);
    CHECK_INT(r.heads, HEADS + 1);
    CHECK_INT(r.tail, WAITING);
    for (size_t i = 0; i < sizeof tampered / sizeof *tampered; i++) {
        change_there(address, tampered[i].sql);
        CHECK_OK(audit_verify(address, key, 0, NULL, &r));
        CHECK(r.bad != NULL);
        CHECK_INT(r.bad_seq, tampered[i].position);
    }
    CHECK_INT(audit_verify("postgresql://nobody@127.0.0.1:1/none", key, 0, NULL, &r), FAILED);
}

static int command(const char *a, const char *b, const char *c, const char *d, const char *e)
{
    const char *words[] = { a, b, c, d, e };
    char *argv[6] = { NULL };
    int argc = 0;
    while (argc < 5 && words[argc]) {
        argv[argc] = arena_cstr(test_arena(), str_of(words[argc]));
        argc++;
    }
    return command_audit(argc, argv);
}

TEST(the_command_answers_0_1_or_2)
{
    struct arena *mem = test_arena();
    make_sealed();
    copy_file();
    const char *hex = arena_cstr(mem, ids_hex(mem, key, sizeof key));
    const char *file = arena_fmt(mem, "%.*s/public", STR(test_folder())).p;
    const char *root = arena_fmt(mem, "%.*s/key", STR(test_folder())).p;
    FILE *f = fopen(file, "w");
    fprintf(f, "%s\n", hex);
    fclose(f);
    CHECK_INT(command("verify", copy_path, "--key", hex, NULL), 0);
    CHECK_INT(command("verify", copy_path, "--key", file, "--json"), 0);
    CHECK_INT(command("verify", copy_path, "--key", "12", NULL), 2);
    CHECK_INT(command("verify", copy_path, NULL, NULL, NULL), 2);
    CHECK_INT(command("verify", "--key", hex, copy_path, "--what"), 2);
    CHECK_INT(command("verify", "/nonexistent", "--key", hex, NULL), 1);
    CHECK_INT(command(NULL, NULL, NULL, NULL, NULL), 2);
    change(
        "UPDATE audit SET at = at + 1 WHERE id = (SELECT audit_id FROM audit_link WHERE seq = 9)");
    CHECK_INT(command("verify", copy_path, "--key", hex, "--json"), 1);
    CHECK_INT(command("key", root, "7", NULL, NULL), 0);
    CHECK_INT(command("key", "/nonexistent/key", "7", NULL, NULL), 1);
    CHECK_INT(command("key", root, "seven", NULL, NULL), 2);
}

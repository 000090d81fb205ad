/* SPDX-License-Identifier: Apache-2.0 */
/* Cases and attachments as they lie on disk. */
#include "tests/client/stored.h"

#include "base/ids.h"
#include "base/json.h"
#include "civic/cases/attach.h"
#include "platform/files/files.h"
#include "tests/client/applicant.h"

#include <stdio.h>

static struct str text_at(sqlite3_stmt *q, int column)
{
    const char *p = (const char *)sqlite3_column_text(q, column);
    return str_n(p ? p : "", (size_t)sqlite3_column_bytes(q, column));
}

static sqlite3 *open_file(struct arena *mem, const char *data_folder)
{
    sqlite3 *file = NULL;
    const char *store = arena_fmt(mem, "%s/town.db", data_folder).p;
    if (sqlite3_open_v2(store, &file, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK)
        return file;
    fprintf(stderr, "%s: %s\n", store, sqlite3_errmsg(file));
    sqlite3_close(file);
    return NULL;
}

enum rc stored_open(struct stored *s, struct arena *mem, const char *data_folder,
                    const char *address)
{
    *s = (struct stored) { 0 };
    s->sqlite = address && *address ? stored_on_server(address) : open_file(mem, data_folder);
    if (!s->sqlite)
        return FAILED;
    enum rc rc = vault_start(arena_fmt(mem, "%s/vault.key", data_folder).p, &s->hall.vault);
    if (rc != OK)
        return rc;
    vault_server_keys(s->hall.vault, &s->hall.keys);
    return files_open(arena_fmt(mem, "%s/files", data_folder).p, s->hall.keys.file_address,
                      &s->hall.files);
}

void stored_close(struct stored *s)
{
    sqlite3_close(s->sqlite);
    if (s->hall.files)
        files_close(s->hall.files);
    if (s->hall.vault)
        vault_stop(s->hall.vault);
}

int64_t stored_count(struct stored *s, const char *sql)
{
    sqlite3_stmt *q = NULL;
    int64_t n = -1;
    if (sqlite3_prepare_v2(s->sqlite, sql, -1, &q, NULL) == SQLITE_OK &&
        sqlite3_step(q) == SQLITE_ROW)
        n = sqlite3_column_int64(q, 0);
    if (n < 0)
        fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(s->sqlite));
    sqlite3_finalize(q);
    return n;
}

bool stored_has_draft(struct stored *s, const char *draft)
{
    sqlite3_stmt *q = NULL;
    bool has = false;
    if (sqlite3_prepare_v2(s->sqlite,
                           "SELECT 1 FROM case_intake WHERE channel = 'web' AND external_id = ?",
                           -1, &q, NULL) == SQLITE_OK) {
        sqlite3_bind_text(q, 1, draft, -1, SQLITE_STATIC);
        has = sqlite3_step(q) == SQLITE_ROW;
    }
    sqlite3_finalize(q);
    return has;
}

/* ---- answers ---- */

struct flat {
    struct stored *s;
    struct arena *mem;
    const struct town *town;
    t_id case_id;
    struct out out;
    int n_files; /* named by the answers */
};

static void add_value(struct flat *f, struct str path, struct str value)
{
    if (str_starts(value, S("v1."))) {
        struct vault_place place = { f->town->id, TABLE_CASES, f->case_id, path };
        if (vault_open(f->s->hall.vault, f->mem, place, value, &value) != OK)
            value = S("(does not open)");
    }
    if (!str_ends(path, S("/child_band")) && !str_ends(path, S("/child_under3")))
        out_fmt(&f->out, "%.*s=%.*s\n", STR(path), STR(value));
}

/* As deep as the form. */
static void flatten(struct flat *f, struct str path, const struct json *v)
{
    int position = 0;
    for (const struct json *child = v->first; child; child = child->next) {
        const char *slash = path.n && v->kind == JSON_OBJECT ? "/" : "";
        struct str below = v->kind == JSON_ARRAY
                               ? arena_fmt(f->mem, "%.*s[%d]", STR(path), ++position)
                               : arena_fmt(f->mem, "%.*s%s%.*s", STR(path), slash, STR(child->key));
        if (child->kind == JSON_OBJECT || child->kind == JSON_ARRAY)
            flatten(f, below, child);
        else if (str_starts(below, S("papers/passbook[")))
            f->n_files++;
        else
            add_value(f, below, json_str(child));
    }
}

/* ---- attachments ---- */

static bool opens(struct flat *f, sqlite3_stmt *q)
{
    unsigned char key[CRYPTO_KEY], hash[CRYPTO_MAC];
    struct str bytes;
    enum rc rc = cases_attachment_key(&f->s->hall, f->town, f->mem, sqlite3_column_int64(q, 0),
                                      text_at(q, 1), key);
    if (rc == OK)
        rc = files_get(f->s->hall.files, key, text_at(q, 2), f->mem, &bytes);
    if (rc != OK)
        return false;
    crypto_digest(NULL, bytes, hash);
    return str_eq(ids_hex(f->mem, hash, CRYPTO_MAC), text_at(q, 3)) &&
           (int64_t)bytes.n == sqlite3_column_int64(q, 4);
}

static enum rc look_at_files(struct flat *f, struct stored_case *c)
{
    sqlite3_stmt *q = NULL;
    if (sqlite3_prepare_v2(f->s->sqlite,
                           "SELECT id, sealed_key, address, digest, size FROM attachment WHERE "
                           "town_id = ? AND case_id = ?",
                           -1, &q, NULL) != SQLITE_OK)
        return FAILED;
    sqlite3_bind_int64(q, 1, f->town->id);
    sqlite3_bind_int64(q, 2, f->case_id);
    while (sqlite3_step(q) == SQLITE_ROW) {
        c->n_files++;
        c->n_readable += opens(f, q);
        c->digest = arena_str(f->mem, text_at(q, 3));
    }
    return sqlite3_finalize(q) == SQLITE_OK ? OK : FAILED;
}

static enum rc one(struct stored *s, struct arena *mem, sqlite3_stmt *q, struct stored_case *c)
{
    struct town town = { .id = sqlite3_column_int64(q, 0) };
    struct flat f = { .s = s, .mem = mem, .town = &town, .case_id = sqlite3_column_int64(q, 1) };
    const struct json *answers;
    size_t at;
    enum rc rc = json_parse(mem, text_at(q, 2), &answers, &at);
    if (rc != OK)
        return rc;
    c->serial = applicant_serial(json_str(json_get(json_get(answers, S("confirm")), S("remarks"))));
    if (!c->serial)
        return OK;
    out_init(&f.out, mem, 1 << 16);
    flatten(&f, S(""), answers);
    c->answers = out_text(&f.out);
    c->number = ids_receipt_number(mem, f.case_id);
    rc = look_at_files(&f, c);
    c->file_named = f.n_files == c->n_files;
    return rc;
}

enum rc stored_each(struct stored *s, void (*each)(void *ctx, const struct stored_case *c),
                    void *ctx)
{
    sqlite3_stmt *q = NULL;
    struct arena mem;
    enum rc rc = OK;
    arena_init(&mem, 16 << 20);
    if (sqlite3_prepare_v2(s->sqlite, "SELECT town_id, id, answers FROM cases ORDER BY town_id, id",
                           -1, &q, NULL) != SQLITE_OK)
        rc = FAILED;
    while (rc == OK && sqlite3_step(q) == SQLITE_ROW) {
        struct stored_case c = { 0 };
        rc = one(s, &mem, q, &c);
        if (rc == OK && c.serial)
            each(ctx, &c);
        arena_reset(&mem);
    }
    if (sqlite3_finalize(q) != SQLITE_OK && rc == OK)
        rc = FAILED;
    arena_release(&mem);
    return rc;
}

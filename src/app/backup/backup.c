/* SPDX-License-Identifier: Apache-2.0 */
/* The order makes it true: a file is on disk before the store names it, so the store is copied first and the files
 * after it; the list with the digest comes last and says that the rest is whole. */
#include "app/backup/backup.h"

#include "app/backup/store_copy.h"
#include "app/running.h"
#include "app/version.h"
#include "base/json.h"
#include "base/time.h"
#include "civic/audit/audit.h"
#include "platform/db/db.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FORMAT = 1, LARGEST_LIST = 64 << 10 };

static const char *in(struct arena *mem, const char *folder, const char *name)
{
    return arena_fmt(mem, "%s/%s", folder, name).p;
}

static bool is_there(const char *path)
{
    return access(path, F_OK) == 0;
}

static int64_t size_of(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 ? st.st_size : 0;
}

static enum rc copy_tls(struct arena *mem, const char *from, const char *to)
{
    static const char *const names[] = { "certificate.pem", "key.pem" };
    enum rc rc = OK;
    if (!is_there(in(mem, from, "tls")))
        return OK;
    rc = copy_make_folder(in(mem, to, "tls"));
    for (size_t i = 0; i < 2 && rc == OK; i++) {
        const char *source = in(mem, in(mem, from, "tls"), names[i]);
        if (is_there(source))
            rc = copy_file(mem, source, in(mem, in(mem, to, "tls"), names[i]), 0600);
    }
    return rc;
}

struct digests {
    struct str store, key; /* the key has 256 random bits: its digest tells nothing of it */
};

static enum rc write_list(struct arena *mem, const char *folder, struct digests d, const struct backup_report *report)
{
    struct out o;
    struct json_writer j;
    out_init(&o, mem, LARGEST_LIST);
    json_begin(&j, &o);
    json_object(&j);
    json_put_int(&j, S("format"), FORMAT);
    json_put_str(&j, S("program"), S(YAKUBA_VERSION));
    json_put_str(&j, S("made_at"), report->made_at);
    json_put_str(&j, S("store_digest"), d.store);
    json_put_str(&j, S("key_digest"), d.key);
    json_put_int(&j, S("store_bytes"), report->store_bytes);
    json_put_int(&j, S("files"), report->files.files);
    json_put_int(&j, S("file_bytes"), report->files.bytes);
    json_close_object(&j);
    const char *path = in(mem, folder, "backup.json"), *beside = in(mem, folder, "backup.json.new");
    FILE *f = fopen(beside, "wb");
    bool ok = f && fwrite(o.p, 1, o.n, f) == o.n && fputc('\n', f) != EOF && fflush(f) == 0 && fsync(fileno(f)) == 0;
    if (f)
        ok = fclose(f) == 0 && ok;
    if (ok && rename(beside, path) == 0)
        return copy_sync(folder);
    fprintf(stderr, "yakuba: cannot write %s: %m\n", path);
    return FAILED;
}

static enum rc copy_parts(struct arena *mem, const struct config *c, const char *to, const char *keys, struct copied *ret_files)
{
    const char *from = c->data; /* keys and certificate are the same for all stores */
    enum rc rc = copy_files(mem, in(mem, config_place(c), "files"), in(mem, to, "files"), ret_files);
    if (rc == OK)
        rc = copy_tls(mem, from, to);
    if (rc == OK)
        rc = copy_make_folder(keys);
    return rc == OK ? copy_file(mem, in(mem, from, "vault.key"), in(mem, keys, "vault.key"), 0600) : rc;
}

/* A server has programs of its own for this, which know what it is doing. */
static enum rc refuse_server(const struct config *c)
{
    if (!config_is_on_server(c))
        return OK;
    fprintf(stderr, "yakuba: the store is on a server: save it with pg_dump or pg_basebackup first, then copy %s/files, and "
                    "%s/vault.key to another place (docs/operator.md)\n",
            c->data, c->data);
    return INVALID;
}

enum rc backup_make(struct arena *mem, const struct config *c, const char *folder, const char *keys,
                    struct backup_report *ret_report)
{
    struct backup_report report = { .made_at = time_iso(mem, time_now()) };
    struct digests d;
    const char *store = in(mem, folder, "town.db");
    enum rc rc = config_names_no_store(c) ? INVALID : refuse_server(c);
    if (rc == OK)
        rc = copy_make_folder(folder);
    if (rc == OK)
        unlink(in(mem, folder, "backup.json")); /* an earlier backup in this folder is not whole from here on */
    if (rc == OK)
        rc = store_copy(mem, in(mem, config_place(c), "town.db"), store);
    if (rc == OK)
        rc = copy_parts(mem, c, folder, keys ? keys : folder, &report.files);
    if (rc == OK && keys)
        unlink(in(mem, folder, "vault.key")); /* of a backup that had it beside the store */
    if (rc == OK)
        rc = copy_digest(mem, store, &d.store);
    if (rc == OK)
        rc = copy_digest(mem, in(mem, c->data, "vault.key"), &d.key);
    report.store_bytes = size_of(store);
    if (rc == OK)
        rc = copy_sync(folder);
    if (rc == OK)
        rc = write_list(mem, folder, d, &report);
    if (rc == OK)
        *ret_report = report;
    return rc;
}

/* ---- back ---- */

static enum rc read_list(struct arena *mem, const char *folder, const struct json **ret_list)
{
    char *text = arena_new(mem, char, LARGEST_LIST);
    FILE *f = fopen(in(mem, folder, "backup.json"), "rb");
    size_t at, n = f ? fread(text, 1, LARGEST_LIST, f) : 0;
    if (f)
        fclose(f);
    if (n && json_parse(mem, str_n(text, n), ret_list, &at) == OK &&
        json_int(json_get(*ret_list, S("format")), 0) == FORMAT)
        return OK;
    fprintf(stderr, "yakuba: %s holds no complete backup (no readable backup.json)\n", folder);
    return NOT_FOUND;
}

static enum rc check_digest(struct arena *mem, const char *path, const struct json *list, struct str name)
{
    struct str digest;
    enum rc rc = copy_digest(mem, path, &digest);
    if (rc != OK || str_eq(digest, json_str(json_get(list, name))))
        return rc;
    fprintf(stderr, "yakuba: %s is not what was backed up: it is another's, or was changed or damaged\n", path);
    return INVALID;
}

static enum rc check_place(struct arena *mem, const char *data)
{
    /* A log of changes that some store left behind would be taken for this one's. */
    if (!is_there(in(mem, data, "town.db")) && !is_there(in(mem, data, "town.db-wal")) &&
        !is_there(in(mem, data, "vault.key")))
        return OK;
    fprintf(stderr, "yakuba: a town or its key lies in %s; nothing was changed. Restore into a new folder: --data DIR\n", data);
    return CONFLICT;
}

static enum rc note_restored(struct db *db, void *arg)
{
    return audit_note(db, *(const t_id *)arg,
                      &(struct audit_entry){ .at = time_now(), .actor_kind = S("machine"), .action = S("town.restored") });
}

/* The program's own way of opening is the test: key, migrations, files, towns. */
static enum rc open_once(const struct config *c)
{
    struct running r;
    enum rc rc = running_open(&r, c);
    for (size_t i = 0; rc == OK && i < r.hall.n_towns; i++) {
        t_id id = r.hall.towns[i].id;
        rc = db_transaction(r.db, note_restored, &id);
    }
    running_close(&r);
    return rc;
}

static enum rc check_files(const struct json *list, const struct copied *files)
{
    int64_t wanted = json_int(json_get(list, S("files")), 0);
    if (files->files == wanted)
        return OK;
    fprintf(stderr, "yakuba: the backup has %lld files, and %lld were backed up\n", (long long)files->files,
            (long long)wanted);
    return INVALID;
}

/* The key of the others is there already. */
static enum rc refuse_several(void)
{
    fprintf(stderr, "yakuba: a backup is restored as the only store of a new folder (--data NEW, without stores); town.db and files "
                    "of that folder can then be put among several stores that have the same key\n");
    return INVALID;
}

enum rc backup_restore(struct arena *mem, const struct config *c, const char *folder, const char *keys,
                       struct backup_report *ret_report)
{
    struct backup_report report = { 0 };
    const struct json *list;
    const char *key = in(mem, keys ? keys : folder, "vault.key");
    const char *store = in(mem, c->data, "town.db"), *arriving = in(mem, c->data, "town.db.restored");
    enum rc rc = c->n_lines ? refuse_several() : refuse_server(c);
    if (rc == OK)
        rc = check_place(mem, c->data);
    if (rc == OK)
        rc = read_list(mem, folder, &list);
    if (rc == OK)
        rc = check_digest(mem, in(mem, folder, "town.db"), list, S("store_digest"));
    if (rc == OK)
        rc = check_digest(mem, key, list, S("key_digest"));
    if (rc == OK)
        rc = copy_make_folder(c->data);
    if (rc == OK)
        rc = copy_file(mem, in(mem, folder, "town.db"), arriving, 0600);
    if (rc == OK)
        rc = store_step_over(arriving);
    if (rc == OK)
        rc = copy_files(mem, in(mem, folder, "files"), in(mem, c->data, "files"), &report.files);
    if (rc == OK)
        rc = check_files(list, &report.files);
    if (rc == OK)
        rc = copy_tls(mem, folder, c->data);
    if (rc == OK)
        rc = copy_file(mem, key, in(mem, c->data, "vault.key"), 0600);
    if (rc == OK && rename(arriving, store) != 0)
        rc = FAILED;
    if (rc == OK)
        rc = copy_sync(c->data);
    if (rc == OK)
        rc = open_once(c);
    report.store_bytes = size_of(store);
    if (rc == OK) {
        report.made_at = json_str(json_get(list, S("made_at")));
        *ret_report = report;
    }
    return rc;
}

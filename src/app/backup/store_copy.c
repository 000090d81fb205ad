/* SPDX-License-Identifier: Apache-2.0 */
/* Through SQLite's own backup in one step: one snapshot, however much is written meanwhile. */
#include "app/backup/store_copy.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

sqlite3 *store_open_beside(const char *path)
{
    sqlite3 *db = NULL;
    int code = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(db, "PRAGMA query_only=1; PRAGMA wal_autocheckpoint=0; PRAGMA mmap_size=0;", NULL, NULL, NULL);
    if (code == SQLITE_OK)
        return db;
    sqlite3_close(db);
    return NULL;
}

static enum rc complain(const char *path, const char *why)
{
    fprintf(stderr, "yakuba: %s: %s\n", path, why);
    return FAILED;
}

static bool is_whole(sqlite3 *db)
{
    sqlite3_stmt *s = NULL;
    bool ok = sqlite3_prepare_v2(db, "PRAGMA quick_check(1)", -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW &&
              strcmp((const char *)sqlite3_column_text(s, 0), "ok") == 0;
    sqlite3_finalize(s);
    return ok;
}

/* Readable by its owner alone from the first byte. */
static bool create_private(const char *path)
{
    unlink(path);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

static enum rc copy_into(sqlite3 *from, const char *path)
{
    sqlite3 *to = NULL;
    if (!create_private(path) || sqlite3_open(path, &to) != SQLITE_OK) {
        sqlite3_close(to);
        return complain(path, "cannot be made");
    }
    sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");
    int code = b ? sqlite3_backup_step(b, -1) : SQLITE_ERROR;
    int ended = b ? sqlite3_backup_finish(b) : SQLITE_ERROR;
    bool ok = code == SQLITE_DONE && ended == SQLITE_OK;
    /* A copy in one file: without the log of changes that WAL keeps beside it. */
    if (ok)
        ok = sqlite3_exec(to, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL) == SQLITE_OK;
    enum rc rc = !ok ? complain(path, sqlite3_errmsg(to)) : is_whole(to) ? OK : INVALID;
    if (rc == INVALID)
        fprintf(stderr, "yakuba: %s: the copy is damaged, and so is the store it was made of\n", path);
    if (sqlite3_close(to) != SQLITE_OK && rc == OK)
        rc = complain(path, "cannot be closed");
    return rc;
}

enum rc store_copy(struct arena *mem, const char *from, const char *to)
{
    const char *beside = arena_fmt(mem, "%s.new", to).p;
    sqlite3 *source = access(from, R_OK) == 0 ? store_open_beside(from) : NULL;
    if (!source)
        return complain(from, "is no store that can be read");
    enum rc rc = copy_into(source, beside);
    sqlite3_close(source);
    if (rc == OK && rename(beside, to) != 0)
        rc = complain(to, "cannot be put in place");
    if (rc != OK)
        unlink(beside);
    return rc;
}

enum rc store_step_over(const char *path)
{
    /* A thousand million keys remain in a table of receipts even after hundreds of restores; blocks have 10,000 keys. */
    static const char sql[] = "BEGIN IMMEDIATE;"
                              "UPDATE db_id_block SET allotted = allotted + 1000000;"
                              "DELETE FROM session;"
                              "COMMIT;";
    sqlite3 *db = NULL;
    int code = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(db, sql, NULL, NULL, NULL);
    enum rc rc = code == SQLITE_OK ? OK : complain(path, sqlite3_errmsg(db));
    sqlite3_close(db);
    return rc;
}

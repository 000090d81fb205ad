/* SPDX-License-Identifier: Apache-2.0 */
/* The SQLite store, looked at beside its one writer: this connection reads, never checkpoints, and says nothing to the
 * log of changes (platform/db says why). */
#include "app/backup/store_copy.h"
#include "app/doctor/doctor.h"
#include "base/time.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

enum { LONGEST_S = 120, STEPS = 100000, AHEAD_S = 120 };

/* 3.51.3, and the older lines that took the repair: 3.50.7 and 3.44.6. */
static bool has_wal_repair(int version)
{
    return version >= 3051003 || (version >= 3050007 && version < 3051000) || (version >= 3044006 && version < 3045000);
}

void doctor_sqlite(struct doctor *d)
{
    bool repaired = has_wal_repair(sqlite3_libversion_number());
    doctor_note(d, "SQLite", repaired ? FINDING_OK : FINDING_WARNING,
                arena_fmt(d->mem, "%s, %s the repair of the WAL-reset error", sqlite3_libversion(),
                          repaired ? "with" : "without"),
                S("nothing while yakuba alone writes (it is built so); never let sqlite3, Litestream or a backup program "
                  "write to or checkpoint the store"));
}

static time_t until; /* of the check; one runs at a time */

static int too_long(void *arg)
{
    (void)arg;
    return time(NULL) > until;
}

/* The first text of the answer; "" when there is none. */
static struct str ask(struct doctor *d, sqlite3 *db, const char *sql, int *ret_code)
{
    sqlite3_stmt *s = NULL;
    struct str text = S("");
    int code = sqlite3_prepare_v2(db, sql, -1, &s, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(s);
    if (code == SQLITE_ROW && sqlite3_column_type(s, 0) != SQLITE_NULL)
        text = arena_str(d->mem, str_of((const char *)sqlite3_column_text(s, 0)));
    sqlite3_finalize(s);
    *ret_code = code;
    return text;
}

static void check_pages(struct doctor *d, sqlite3 *db)
{
    int code;
    until = time(NULL) + LONGEST_S;
    sqlite3_progress_handler(db, STEPS, too_long, NULL);
    struct str found = ask(d, db, "PRAGMA quick_check(1)", &code);
    sqlite3_progress_handler(db, 0, NULL, NULL);
    if (code == SQLITE_INTERRUPT)
        doctor_note(d, "store", FINDING_WARNING, arena_fmt(d->mem, "not looked through within %d s; no error so far", LONGEST_S),
                    S("check a backup instead: `yakuba backup` examines its copy"));
    else if (code == SQLITE_ROW && str_eq(found, S("ok")))
        doctor_note(d, "store", FINDING_OK, S("every page is whole (quick check)"), S(""));
    else
        doctor_note(d, "store", FINDING_FAILED, arena_fmt(d->mem, "is damaged: %.*s", STR(found.n ? found : S("cannot be read"))),
                    S("stop the program, keep the folder as it is, restore the last good backup (docs/operator.md)"));
}

static void check_town(struct doctor *d, sqlite3 *db)
{
    int code;
    struct str town = ask(d, db, "SELECT group_concat(name || ' (' || code || ')', ', ') FROM town", &code);
    doctor_note(d, "town", town.n ? FINDING_OK : FINDING_WARNING, town.n ? town : S("the store has no town"),
                S("make one with `yakuba init`"));
}

/* Rows of tomorrow mean that the clock was set back: deadlines and sessions would be wrong. */
static void check_rows_clock(struct doctor *d, sqlite3 *db)
{
    int code;
    int64_t at = 0;
    struct str text = ask(d, db,
                          "SELECT max(a.at) FROM (SELECT town_id, audit_id FROM audit_link ORDER BY seq DESC LIMIT 50) AS l "
                          "JOIN audit AS a ON a.town_id = l.town_id AND a.id = l.audit_id",
                          &code);
    if (!str_to_int(text, &at))
        return;
    bool ahead = at > time_now() + AHEAD_S * SECOND;
    doctor_note(d, "clock", ahead ? FINDING_FAILED : FINDING_OK,
                ahead ? arena_fmt(d->mem, "the store has rows of %.*s, later than now", STR(time_iso(d->mem, at)))
                      : arena_fmt(d->mem, "%.*s; the store's newest row is older", STR(time_iso(d->mem, time_now()))),
                S("set the clock right (timedatectl), then restart the program"));
}

static void check_serving(struct doctor *d)
{
    const char *path = arena_fmt(d->mem, "%s/town.db-lock", config_place(d->config)).p;
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return;
    bool is_free = flock(fd, LOCK_SH | LOCK_NB) == 0;
    close(fd);
    doctor_note(d, "program", FINDING_OK, is_free ? S("is not running on this folder") : S("is running on this folder"), S(""));
}

void doctor_store(struct doctor *d)
{
    const char *path = arena_fmt(d->mem, "%s/town.db", config_place(d->config)).p;
    if (access(path, F_OK) != 0) {
        doctor_note(d, "store", FINDING_WARNING, arena_fmt(d->mem, "%s is not there", path), S("`yakuba init` makes a town"));
        return;
    }
    sqlite3 *db = store_open_beside(path);
    if (!db) {
        doctor_note(d, "store", FINDING_FAILED, arena_fmt(d->mem, "%s cannot be opened as a store", path),
                    S("look at its rights and its owner; if both are right, restore the last good backup"));
        return;
    }
    check_serving(d);
    check_pages(d, db);
    check_town(d, db);
    check_rows_clock(d, db);
    sqlite3_close(db);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Reports of what became of a mail: believed only about the delivery whose unguessable Message-ID
 * they return. */
#include "civic/notices/parts.h"
#include "civic/tasks/tasks_sql.h"
#include "platform/db/db.h"
#include "platform/notify-transports/dsn.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_AT_ONCE = 100 };

struct reporting {
    t_id town_id, task_id;
    struct notices_sql_delivery_row row;
    struct dsn dsn;
    t_time now;
};

static enum rc keep_report(struct db *db, void *arg)
{
    const struct reporting *x = arg;
    bool ended;
    switch (x->dsn.action) {
    case DSN_FAILED:
        return delivery_fail(db, x->town_id, &x->row, true,
                             str_starts(x->dsn.status, S("4")) ? S("temporary-failure")
                                                               : S("permanent-failure"),
                             x->dsn.status, x->task_id, x->now, &ended);
    case DSN_DELIVERED:
        return notices_sql_delivery_end(db, x->town_id, x->row.id, S("delivered"), x->dsn.status,
                                        x->now, NULL);
    case DSN_DELAYED:
        return notices_sql_delivery_answered(db, x->town_id, x->row.id, x->dsn.status, NULL);
    case DSN_NONE: break;
    }
    return NOT_FOUND;
}

/* The delivery that a Message-ID names, of whichever town. */
static enum rc find_delivery(const struct hall *hall, struct db *db, struct arena *mem,
                             struct str message_id, struct reporting *x)
{
    struct str ref = str_sub(message_id, 0, str_find_char(message_id, '@'));
    for (size_t i = 0; i < hall->n_towns; i++) {
        t_id id;
        bool found;
        if (ref_read(hall, TABLE_NOTICE_DELIVERY, hall->towns[i].id, ref, &id) != OK)
            continue;
        enum rc rc = notices_sql_delivery(db, mem, hall->towns[i].id, id, &x->row, &found);
        x->town_id = hall->towns[i].id;
        if (rc != OK)
            return rc;
        return found && str_eq_nocase(x->row.message_id, message_id) ? OK : NOT_FOUND;
    }
    return NOT_FOUND;
}

enum rc notices_report(const struct hall *hall, struct db *db, struct arena *mem,
                       struct str message, t_time now)
{
    struct reporting x = { .dsn = dsn_read(mem, message), .now = now };
    if (x.dsn.action == DSN_NONE || !x.dsn.message_id.n)
        return NOT_FOUND;
    enum rc rc = find_delivery(hall, db, mem, x.dsn.message_id, &x);
    if (rc == OK && x.dsn.action == DSN_FAILED)
        rc = db_new_id(db, TABLE_TASK, &x.task_id);
    return rc == OK ? db_transaction(db, keep_report, &x) : rc;
}

/* ---- the maildir ---- */

static const char *in_maildir(struct arena *mem, const char *maildir, const char *below,
                              const char *name)
{
    return arena_fmt(mem, "%s/%s%s%s", maildir, below, *name ? "/" : "", name).p;
}

static bool make_folder(const char *path)
{
    return mkdir(path, 0700) == 0 || errno == EEXIST;
}

static bool make_maildir(struct arena *mem, const char *maildir)
{
    return make_folder(maildir) && make_folder(in_maildir(mem, maildir, "tmp", "")) &&
           make_folder(in_maildir(mem, maildir, "new", "")) &&
           make_folder(in_maildir(mem, maildir, "cur", ""));
}

static bool write_whole(int fd, struct str bytes)
{
    while (bytes.n) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno != EINTR)
            return false;
        bytes = str_sub(bytes, n < 0 ? 0 : (size_t)n, bytes.n);
    }
    return true;
}

static bool sync_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return ok;
}

enum rc notices_keep_report(struct arena *mem, const char *maildir, struct str message)
{
    unsigned char dice[10];
    if (!make_maildir(mem, maildir))
        return FAILED;
    crypto_random(dice, sizeof dice);
    const char *name = arena_fmt(mem, "%lld.%.*s.yakuba", (long long)(time_now() / SECOND),
                                 STR(ids_hex(mem, dice, sizeof dice)))
                           .p;
    const char *tmp = in_maildir(mem, maildir, "tmp", name),
               *new = in_maildir(mem, maildir, "new", name);
    int fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return FAILED;
    bool ok = write_whole(fd, message) && fsync(fd) == 0;
    ok = close(fd) == 0 && ok && rename(tmp, new) == 0;
    if (!ok)
        unlink(tmp);
    return ok && sync_folder(in_maildir(mem, maildir, "new", "")) ? OK : FAILED;
}

/* INVALID: no plain file that can be read. */
static enum rc read_message(struct arena *mem, const char *path, struct str *ret_message)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return errno == EMFILE || errno == ENFILE ? BUSY : INVALID;
    enum rc rc = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? OK : INVALID;
    char *p = rc == OK ? arena_try_new(mem, char, DSN_LARGEST) : NULL;
    size_t n = 0;
    if (rc == OK && !p)
        rc = FAILED;
    while (rc == OK && n < DSN_LARGEST) {
        ssize_t got = read(fd, p + n, DSN_LARGEST - n);
        if (got < 0 && errno != EINTR)
            rc = FAILED;
        if (got == 0)
            break;
        n += got > 0 ? (size_t)got : 0;
    }
    close(fd);
    if (rc == OK)
        *ret_message = (struct str) { p, n };
    return rc;
}

static enum rc read_one(const struct hall *hall, struct db *db, struct arena *mem,
                        const char *maildir, const char *name)
{
    struct str message;
    const char *path = in_maildir(mem, maildir, "new", name);
    enum rc rc = read_message(mem, path, &message);
    if (rc == OK)
        rc = notices_report(hall, db, mem, message, time_now());
    if (rc == OK)
        return unlink(path) == 0 ? OK : FAILED;
    if (rc != NOT_FOUND && rc != INVALID)
        return rc; /* another time */
    return rename(path, in_maildir(mem, maildir, "cur", arena_fmt(mem, "%s:2,S", name).p)) == 0
               ? OK
               : FAILED;
}

enum rc notices_read_reports(const struct hall *hall, struct db *db, struct arena *mem,
                             const char *maildir)
{
    DIR *folder = opendir(in_maildir(mem, maildir, "new", ""));
    enum rc rc = OK;
    if (!folder)
        return errno == ENOENT ? OK : FAILED;
    int n = 0;
    for (struct dirent *e; rc == OK && n < MOST_AT_ONCE && (e = readdir(folder));) {
        struct arena one;
        if (e->d_name[0] == '.')
            continue;
        n++;
        arena_init(&one, (size_t)4 << 20);
        rc = read_one(hall, db, &one, maildir, e->d_name);
        arena_release(&one);
    }
    closedir(folder);
    return rc;
}

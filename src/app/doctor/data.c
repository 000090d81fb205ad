/* SPDX-License-Identifier: Apache-2.0 */
/* The folder of the town: rights, room, the disk's word, keys, certificate, log. */
#include "app/doctor/doctor.h"
#include "app/tls.h"
#include "base/time.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#define MIB ((uint64_t)1 << 20)
enum { PROBES = 7, LEAST_MIB = 64, LITTLE_MIB = 1024, FASTEST_NS = 10000, SLOW_NS = 10000000, SOON_DAYS = 30 };

static const char *in_data(const struct doctor *d, const char *name)
{
    return arena_fmt(d->mem, "%s/%s", d->config->data, name).p;
}

static bool check_folder(struct doctor *d)
{
    struct stat st;
    struct str path = str_of(d->config->data);
    if (stat(d->config->data, &st) != 0 || !S_ISDIR(st.st_mode)) {
        doctor_note(d, "data folder", FINDING_FAILED, arena_fmt(d->mem, "%.*s is not there", STR(path)),
                    S("name the right folder (--data or data =), or make a town with `yakuba init`"));
        return false;
    }
    if (access(d->config->data, R_OK | W_OK | X_OK) != 0) {
        doctor_note(d, "data folder", FINDING_FAILED, arena_fmt(d->mem, "%.*s cannot be read and written", STR(path)),
                    S("run this as the program's user, or chown -R the folder to it"));
        return false;
    }
    if (st.st_mode & 077)
        doctor_note(d, "data folder", FINDING_WARNING, arena_fmt(d->mem, "others may look into %.*s", STR(path)),
                    arena_fmt(d->mem, "chmod 700 %.*s", STR(path)));
    else if (st.st_uid != geteuid())
        doctor_note(d, "data folder", FINDING_WARNING, arena_fmt(d->mem, "%.*s belongs to another user", STR(path)),
                    S("the program must run as the owner: the vault refuses another's key"));
    else
        doctor_note(d, "data folder", FINDING_OK, arena_fmt(d->mem, "%.*s, of this user alone", STR(path)), S(""));
    return true;
}

static void check_space(struct doctor *d)
{
    struct statvfs v;
    if (statvfs(d->config->data, &v) != 0) {
        doctor_note(d, "disk space", FINDING_WARNING, S("cannot be told"), S("look with df"));
        return;
    }
    uint64_t free_mib = (uint64_t)v.f_bavail * v.f_frsize / MIB;
    enum finding_level level = free_mib < LEAST_MIB    ? FINDING_FAILED
                               : free_mib < LITTLE_MIB ? FINDING_WARNING
                                                       : FINDING_OK;
    if (level == FINDING_OK && v.f_files && v.f_favail < v.f_files / 100)
        level = FINDING_WARNING;
    doctor_note(d, "disk space", level,
                arena_fmt(d->mem, "%llu MiB free, %llu files can still be made", (unsigned long long)free_mib,
                          (unsigned long long)v.f_favail),
                S("make room: below 16 MiB nothing is taken in any more"));
}

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The median of a few; negative: it failed. */
static int64_t measure_fsync(const struct doctor *d)
{
    char page[4096] = "yakuba";
    int64_t took[PROBES];
    const char *path = in_data(d, "doctor-probe");
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool ok = fd >= 0;
    for (int i = 0; ok && i < PROBES; i++) {
        int64_t start = now_ns();
        ok = pwrite(fd, page, sizeof page, 0) == (ssize_t)sizeof page && fsync(fd) == 0;
        took[i] = now_ns() - start;
    }
    if (fd >= 0) {
        close(fd);
        unlink(path);
    }
    if (!ok)
        return -1;
    qsort(took, PROBES, sizeof *took, compare);
    return took[PROBES / 2];
}

static void check_fsync(struct doctor *d)
{
    int64_t ns = measure_fsync(d);
    struct str text = arena_fmt(d->mem, "%.2f ms until the disk says that it has written", (double)ns / 1e6);
    if (ns < 0)
        doctor_note(d, "fsync", FINDING_FAILED, arena_fmt(d->mem, "a file cannot be written and synced (%m)"),
                    S("look at the disk and its file system (dmesg)"));
    else if (ns < FASTEST_NS && !d->config->accept_fast_fsync)
        doctor_note(d, "fsync", FINDING_FAILED, text,
                    S("no disk is as fast: it is memory or lies, and receipts would be lost with the power; use a real disk"));
    else
        doctor_note(d, "fsync", ns > SLOW_NS ? FINDING_WARNING : FINDING_OK, text,
                    S("receipts wait for this: a disk of its own or an SSD with power-loss protection helps"));
}

static void check_key(struct doctor *d)
{
    struct stat st;
    const char *path = in_data(d, "vault.key");
    bool has_store = config_is_on_server(d->config) || access(in_data(d, "town.db"), F_OK) == 0 || d->config->n_lines;
    if (lstat(path, &st) != 0)
        doctor_note(d, "vault key", has_store ? FINDING_FAILED : FINDING_WARNING,
                    arena_fmt(d->mem, "%s is not there", path),
                    has_store ? S("put the key file of this store back from its backup; a new one opens nothing")
                              : S("`yakuba init` makes it"));
    else if (!S_ISREG(st.st_mode) || (st.st_mode & 077) || st.st_uid != geteuid())
        doctor_note(d, "vault key", FINDING_FAILED, arena_fmt(d->mem, "others than its owner may read %s", path),
                    arena_fmt(d->mem, "chown it to the program's user and chmod 600 %s", path));
    else
        doctor_note(d, "vault key", FINDING_OK, S("readable by its owner alone"), S(""));
}

static void check_certificate(struct doctor *d)
{
    struct str path = tls_certificate_path(d->mem, d->config), pem;
    struct certificate c;
    if (!path.n) {
        doctor_note(d, "certificate", FINDING_OK, S("none: plain http on loopback, the proxy in front has it"), S(""));
        return;
    }
    bool own = !str_eq(str_of(d->config->tls), S("files"));
    if (own && access(path.p, F_OK) != 0) {
        doctor_note(d, "certificate", FINDING_OK, S("a self-signed one is made at the first start"), S(""));
        return;
    }
    if (tls_read_file(d->mem, path.p, &pem) != OK || certificate_look(d->mem, pem, &c) != OK) {
        doctor_note(d, "certificate", FINDING_FAILED, arena_fmt(d->mem, "%.*s is no readable certificate", STR(path)),
                    S("put a PEM certificate there; a self-signed one is made anew when the file is deleted"));
        return;
    }
    int64_t days = (c.until - time_now()) / DAY;
    enum finding_level level = c.until < time_now() ? FINDING_FAILED : days < SOON_DAYS && !own ? FINDING_WARNING : FINDING_OK;
    doctor_note(d, "certificate", level,
                arena_fmt(d->mem, "%s of \"%.*s\", until %.*s (%lld days)", own ? "self-signed" : "configured",
                          STR(c.subject), STR(time_iso(d->mem, c.until)), (long long)days),
                S("renew it and restart the program: browsers refuse one that has ended"));
}

static void check_log(struct doctor *d)
{
    const char *path = d->config->log_file;
    if (!*path) {
        doctor_note(d, "log", FINDING_OK, S("to standard error"), S(""));
        return;
    }
    int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    bool is_missing = fd < 0 && errno == ENOENT;
    if (fd >= 0)
        close(fd);
    doctor_note(d, "log", fd >= 0 || is_missing ? FINDING_OK : FINDING_FAILED,
                arena_fmt(d->mem, "%s%s", path, fd >= 0 ? "" : is_missing ? " is made at the next start" : " cannot be written"),
                S("chown it to the program's user"));
}

void doctor_data(struct doctor *d)
{
    if (check_folder(d)) {
        check_space(d);
        check_fsync(d);
        check_key(d);
    }
    check_certificate(d);
    check_log(d);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The disk fills up under residents who send: from then on they are told so in words (507), every
 * receipt shown before is kept, and when there is space again the same drafts are sent, without a
 * restart.
 *     disk_full PROGRAM FOLDER              FOLDER lies on a small file system
 *     disk_full PROGRAM FOLDER STORE FULL   a server's store does, which has FULL, a folder, too */
#include "platform/crypto/crypto.h"
#include "tests/client/applicant.h"
#include "tests/client/stored.h"
#include "tests/client/town_server.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { APPLICANTS = 120, PIECE = 16 << 10 };

struct trial {
    struct town_server server;
    struct arena mem;
    struct applicant ready[APPLICANTS], walking;
    int sent, failed, kept, wrong;
    int64_t serial;
    char ballast[1100];
    const char *store; /* NULL: SQLite */
};

static void say(struct trial *t, const char *property, bool good)
{
    printf("%s  %s\n", good ? "ok    " : "FAILED", property);
    t->failed += !good;
}

/* Fills what is free, but for `left` bytes. */
static void fill_disk(struct trial *t, int64_t left)
{
    static const char piece[PIECE];
    int fd = open(t->ballast, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    while (fd >= 0 && write(fd, piece, sizeof piece) > 0) {}
    int64_t size = fd >= 0 ? lseek(fd, 0, SEEK_END) : 0;
    if (fd < 0 || errno != ENOSPC || ftruncate(fd, size > left ? size - left : 0) != 0)
        perror(t->ballast);
    close(fd);
}

/* One after the other, until one is refused; how it was refused. */
static enum rc send_until_refused(struct trial *t)
{
    enum rc rc = OK;
    while (t->sent < APPLICANTS && (rc = applicant_send(&t->ready[t->sent], &t->mem)) == OK) {
        t->sent++;
        arena_reset(&t->mem);
    }
    return rc;
}

static bool says_so_in_words(struct trial *t)
{
    struct answer y;
    struct applicant *a = &t->ready[t->sent];
    arena_reset(&t->mem);
    return browser_press(&a->browser, &t->mem, arena_fmt(&t->mem, "/apply/%s/check", a->draft),
                         &y) &&
           y.status == 507 && str_find(y.body, S("保存")) != SIZE_MAX &&
           str_find(y.body, S("<h1")) != SIZE_MAX;
}

static bool still_reads(struct trial *t)
{
    struct answer y;
    arena_reset(&t->mem);
    return browser_get(&t->ready[0].browser, &t->mem, S("/"), &y) && y.status == 200 &&
           applicant_look(&t->ready[0], &t->mem) == OK;
}

/* A picture sent while the disk is full is refused in the same way, and the walk goes on later. */
static enum rc walk(struct trial *t)
{
    enum rc rc = applicant_fill(&t->walking, &t->mem);
    return rc == OK ? applicant_send(&t->walking, &t->mem) : rc;
}

static void count(void *ctx, const struct stored_case *c)
{
    struct trial *t = ctx;
    struct arena mem;
    arena_init(&mem, 1 << 20);
    const struct applicant *a =
        c->serial == t->walking.serial ? &t->walking : &t->ready[c->serial - 1];
    bool good = str_eq(c->number, str_of(a->number)) &&
                str_eq(c->answers, applicant_answers(&mem, c->serial)) && c->n_files == 1 &&
                c->n_readable == 1;
    t->kept += good;
    t->wrong += !good;
    arena_release(&mem);
}

static bool prepare(struct trial *t)
{
    for (int i = 0; i < APPLICANTS; i++) {
        applicant_init(&t->ready[i], t->server.port, ++t->serial);
        if (applicant_fill(&t->ready[i], &t->mem) != OK)
            return false;
        arena_reset(&t->mem);
    }
    applicant_init(&t->walking, t->server.port, ++t->serial);
    return true;
}

static void run(struct trial *t)
{
    struct stored s;
    for (int i = 0; i < APPLICANTS / 10; i++, t->sent++)
        t->failed += applicant_send(&t->ready[t->sent], &t->mem) != OK;
    fill_disk(t, 16 << 10); /* the log goes on in its own space: some are still taken */
    enum rc rc = send_until_refused(t);
    printf("the disk is full: refused after %d receipts\n", t->sent);
    say(t, "sending is refused with 507", rc == FULL);
    say(t, "the page says so in words", says_so_in_words(t));
    say(t, "what is stored can still be read", still_reads(t));
    say(t, "filling in is refused with 507", walk(t) == FULL);
    say(t, "/readyz says that no changes are taken",
        server_figure(&t->server, S("yakuba_db_writable")) == 0);
    unlink(t->ballast);
    for (int tries = 0; tries < 100 && rc != OK; tries++) {
        usleep(100000);
        arena_reset(&t->mem);
        rc = send_until_refused(t);
    }
    say(t, "with space again the same drafts are sent, without a restart",
        rc == OK && t->sent == APPLICANTS);
    say(t, "and the walk goes on where it stood", walk(t) == OK);
    say(t, "the server stops in order", server_stop(&t->server) == OK);
    char data[1100];
    snprintf(data, sizeof data, "%s/data", t->server.folder);
    bool looked = stored_open(&s, &t->mem, data, t->store) == OK && stored_each(&s, count, t) == OK;
    stored_close(&s);
    printf("%d receipts shown, %d cases with their answers and picture\n", t->sent + 1, t->kept);
    say(t, "every receipt shown has its case, its answers and its picture",
        looked && t->kept == APPLICANTS + 1 && !t->wrong);
}

int main(int argc, char **argv)
{
    static struct trial t;
    if (argc != 3 && argc != 5) {
        fputs("usage: disk_full PROGRAM FOLDER [STORE FULL]\n", stderr);
        return 2;
    }
    t.server = (struct town_server) { .program = argv[1], .folder = argv[2] };
    snprintf(t.ballast, sizeof t.ballast, "%s/ballast", argc == 5 ? argv[4] : argv[2]);
    t.store = argc == 5 ? argv[3] : NULL;
    arena_init(&t.mem, 64 << 20);
    setvbuf(stdout, NULL, _IOLBF, 0);
    const char *settings =
        arena_fmt(&t.mem, "accept_fast_fsync = yes\ncases = 0\nstore = %s", t.store ? t.store : "")
            .p;
    if (crypto_init() != OK || server_start(&t.server, settings) != OK)
        return 1;
    arena_reset(&t.mem);
    if (prepare(&t))
        run(&t);
    else
        say(&t, "the applications are filled in", false);
    server_kill(&t.server);
    arena_release(&t.mem);
    return t.failed != 0;
}

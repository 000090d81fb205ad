/* SPDX-License-Identifier: Apache-2.0 */
/* Acknowledged means kept: the server is killed at a random moment under sixteen residents, again
 * and again, and after each time every receipt that was ever shown must have its case, once, with
 * its answers and its picture.
 *
 *     kill_storm PROGRAM FOLDER ROUNDS [STORE]
 *  - prints a line per round and one per property; exit 1 if one is broken
 *     kill_storm --lie PROGRAM FOLDER
 *  - the server answers 200 ms before it commits; exit 0 if that was noticed
 *     kill_storm --store PROGRAM FOLDER ROUNDS STORE PG_CTL DATA
 *  - PostgreSQL is killed instead and started again, and the server must live on */
#include "platform/crypto/crypto.h"
#include "tests/client/stored.h"
#include "tests/client/town_server.h"
#include "tests/kill/postmaster.h"
#include "tests/kill/storm.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { MOST_CHILDREN = 64 };

struct found { /* in the store, by serial number */
    int copies;
    char number[24], hash[2 * CRYPTO_MAC + 1];
    bool file_good;
};

struct trial {
    struct town_server server;
    struct storm storm;
    char journal[1100], data[1100];
    const char *store; /* a database for it alone, or NULL: SQLite */
    char settings[2100];
    struct found *found;
    char pictures[APPLICANT_PICTURES][2 * CRYPTO_MAC + 1];
    /* What was wrong, over all rounds. */
    int lost, doubled, other_number, other_answers, bad_files, other_picture, unknown, orphans,
        no_vault, not_told, not_back;
    unsigned seed;
};

/* ---- looking at the stopped store ---- */

static void take_case(void *ctx, const struct stored_case *c)
{
    struct trial *t = ctx;
    struct arena mem;
    if (c->serial >= MOST_SENT || c->serial >= t->storm.next_serial) {
        t->unknown++;
        return;
    }
    struct found *f = &t->found[c->serial];
    char *picture = t->pictures[applicant_picture(c->serial)];
    arena_init(&mem, 1 << 20);
    f->copies++;
    snprintf(f->number, sizeof f->number, "%.*s", STR(c->number));
    snprintf(f->hash, sizeof f->hash, "%.*s", STR(storm_hash(&mem, c->answers)));
    f->file_good = c->n_files == 1 && c->n_readable == 1 && c->file_named;
    if (!picture[0])
        snprintf(picture, sizeof t->pictures[0], "%.*s", STR(c->digest));
    if (f->file_good && !str_eq(str_of(picture), c->digest))
        t->other_picture++;
    arena_release(&mem);
}

static void complain(const char *what, int64_t serial, const char *number)
{
    fprintf(stderr, "    %s: application %lld, receipt %s\n", what, (long long)serial, number);
}

static void check_receipt(void *ctx, int64_t serial, struct str number, struct str hash)
{
    struct trial *t = ctx;
    const struct found *f = &t->found[serial];
    struct found shown = { 0 };
    snprintf(shown.number, sizeof shown.number, "%.*s", STR(number));
    if (f->copies == 0) {
        t->lost++;
        complain("lost", serial, shown.number);
        return;
    }
    if (!str_eq(str_of(f->number), number)) {
        t->other_number++;
        complain("another number is stored", serial, shown.number);
    }
    if (!str_eq(str_of(f->hash), hash)) {
        t->other_answers++;
        complain("other answers are stored", serial, shown.number);
    }
    if (!f->file_good) {
        t->bad_files++;
        complain("the picture does not open", serial, shown.number);
    }
}

/* Everything that was ever shown, and what came between. */
static bool look(struct trial *t)
{
    struct stored s;
    struct arena mem;
    memset(t->found, 0, MOST_SENT * sizeof *t->found);
    arena_init(&mem, 1 << 20);
    bool good = stored_open(&s, &mem, t->data, t->store) == OK &&
                stored_each(&s, take_case, t) == OK && storm_journal(t->journal, check_receipt, t);
    for (int64_t i = 1; good && i < t->storm.next_serial; i++) {
        struct sent *sent = &t->storm.sent[i];
        if (t->found[i].copies > 1) {
            t->doubled++;
            complain("doubled", i, t->found[i].number);
        }
        if (sent->cut_off && !sent->shown)
            sent->was_stored = stored_has_draft(&s, sent->draft);
    }
    stored_close(&s);
    arena_release(&mem);
    return good;
}

/* ---- a round ---- */

static void pause_ms(int ms)
{
    nanosleep(&(struct timespec) { ms / 1000, (long)(ms % 1000) * 1000000 }, NULL);
}

static bool start(struct trial *t, const char *settings, pid_t *children, int *ret_n)
{
    if (server_start(&t->server, settings) != OK)
        return false;
    t->storm.port = t->server.port;
    *ret_n = server_children(&t->server, children, MOST_CHILDREN);
    t->no_vault += *ret_n == 0;
    return true;
}

static bool round_of(struct trial *t, int number)
{
    pid_t children[MOST_CHILDREN];
    int n, before = t->storm.receipts;
    if (!start(t, t->settings, children, &n) || !storm_prepare(&t->storm))
        return false;
    /* Every other round ends while what was prepared is being sent, so that answers are cut off. */
    int after_ms = 200 + rand_r(&t->seed) % (number % 2 ? 401 : 2801);
    storm_begin(&t->storm);
    pause_ms(after_ms);
    n = server_children(&t->server, children, MOST_CHILDREN);
    server_kill(&t->server);
    (void)storm_end(&t->storm);
    if (!processes_gone(children, n))
        t->orphans++;
    bool good = look(t);
    printf("round %2d: killed after %4d ms, %d receipts, %d found already stored when sent again "
           "so far\n",
           number, after_ms, t->storm.receipts - before, t->storm.retries_stored);
    return good;
}

static int say(const char *property, int broken)
{
    printf("%s  %s\n", broken ? "FAILED" : "ok    ", property);
    return broken != 0;
}

static int verdict(struct trial *t)
{
    int failed = 0;
    failed += say("every receipt shown has its case", t->lost + t->other_number);
    failed += say("what was sent again is one case", t->doubled + t->unknown);
    failed += say("stored answers equal those sent", t->other_answers);
    failed += say("every picture opens and has its digest", t->bad_files);
    failed += say("the same picture is stored as the same bytes", t->other_picture);
    failed += say("a receipt is shown when it is given", t->storm.hidden);
    failed += say("nothing was refused", t->storm.refused);
    failed +=
        say("vault and jails die with the server, the vault comes back", t->orphans + t->no_vault);
    return failed;
}

static int rounds(struct trial *t, int n)
{
    pid_t children[MOST_CHILDREN];
    int n_children;
    for (int i = 1; i <= n; i++)
        if (!round_of(t, i))
            return 1;
    if (!start(t, t->settings, children, &n_children) || !storm_finish(&t->storm) ||
        server_stop(&t->server) != OK || !look(t))
        return 1;
    printf("%d rounds, %d receipts, %d sent again and found already stored\n", n, t->storm.receipts,
           t->storm.retries_stored);
    return verdict(t) > 0;
}

/* ---- the store dies, and the town hall lives ---- */

/* The milliseconds until so many more receipts were shown, or -1. */
static int wait_for_more(struct trial *t, int more)
{
    enum { GIVE_UP_MS = 30000 };
    int until = t->storm.receipts + more;
    for (int ms = 0; ms < GIVE_UP_MS; ms++) {
        if (t->storm.receipts >= until)
            return ms;
        pause_ms(1);
    }
    return -1;
}

static bool store_dies(struct trial *t, const struct postmaster *p, int number)
{
    bool all = number % 2;
    int told = t->storm.told_to_wait, ms = 200 + rand_r(&t->seed) % 1000,
        down_ms = 500 + rand_r(&t->seed) % 1500;
    pause_ms(ms);
    if (!postmaster_kill(p, all))
        return false;
    pause_ms(down_ms);
    told = t->storm.told_to_wait - told;
    if (!postmaster_start(p))
        return false;
    int back_ms = wait_for_more(t, SUBMITTERS);
    printf(
        "round %2d: %s killed after %4d ms, away %4d ms, %d times told to wait, %d receipts %d ms "
        "after it was back\n",
        number, all ? "PostgreSQL" : "the postmaster", ms, down_ms, told, SUBMITTERS, back_ms);
    t->not_told += told == 0;
    t->not_back += back_ms < 0;
    return true;
}

static int store_rounds(struct trial *t, const struct postmaster *p, int n)
{
    pid_t children[MOST_CHILDREN], after[MOST_CHILDREN];
    int n_children, failed = 0;
    if (!start(t, t->settings, children, &n_children) || !storm_prepare(&t->storm))
        return 1;
    t->storm.is_patient = true;
    storm_begin(&t->storm);
    for (int i = 1; i <= n; i++)
        if (!store_dies(t, p, i))
            return 1;
    bool lived = storm_end(&t->storm) && storm_finish(&t->storm) &&
                 server_children(&t->server, after, MOST_CHILDREN) > 0;
    if (server_stop(&t->server) != OK || !look(t))
        return 1;
    printf("%d rounds, %d receipts, %d times told to wait\n", n, t->storm.receipts,
           t->storm.told_to_wait);
    failed += say("the town hall lives on and finds its store again", !lived + t->not_back);
    failed += say("without a store residents are told when to come back", t->not_told);
    failed += say("no connection is cut off", t->storm.cut_off);
    return verdict(t) + failed > 0;
}

/* ---- a server that lies ---- */

/* Some receipts were shown, and one more this moment. */
static void wait_for_receipt(struct trial *t)
{
    enum { SOME = 100, GIVE_UP_MS = 20000 };
    int seen = t->storm.receipts;
    for (int ms = 0; ms < GIVE_UP_MS && (seen < SOME || t->storm.receipts == seen); ms++) {
        seen = t->storm.receipts;
        pause_ms(1);
    }
}

/* The residents are ready; then the server is one that answers before it commits, and is killed
 * when it has answered: a random moment would fall between two commits now and then, when nothing
 * is lost. */
static int lie(struct trial *t)
{
    pid_t children[MOST_CHILDREN];
    int n;
    if (!start(t, "", children, &n) || !storm_prepare(&t->storm) || server_stop(&t->server) != OK ||
        !start(t, "ack_before_commit_us = 200000", children, &n))
        return 1;
    t->storm.prepared_only = true;
    storm_begin(&t->storm);
    wait_for_receipt(t);
    server_kill(&t->server);
    (void)storm_end(&t->storm);
    bool good = look(t);
    printf("answers 200 ms early: %d receipts shown, %d of them lost\n", t->storm.receipts, t->lost);
    return good && t->lost > 0 ? 0 : 1;
}

static bool takes(struct trial *t, int argc, char **argv, int64_t *ret_n, struct postmaster *ret_p)
{
    bool option = argc > 1 && str_starts(str_of(argv[1]), S("--"));
    bool lies = argc == 4 && str_eq(str_of(argv[1]), S("--lie"));
    bool store = argc == 8 && str_eq(str_of(argv[1]), S("--store"));
    char **rest = argv + option;
    if (option ? !lies && !store : argc < 4 || argc > 5)
        return false;
    t->server = (struct town_server) { .program = rest[1], .folder = rest[2] };
    if (lies)
        return true;
    t->store = rest[4]; /* NULL where the arguments end */
    if (t->store)
        snprintf(t->settings, sizeof t->settings, "store = %s", t->store);
    if (store)
        *ret_p = (struct postmaster) { rest[5], rest[6] };
    return str_to_int(str_of(rest[3]), ret_n) && *ret_n >= 1;
}

int main(int argc, char **argv)
{
    static struct trial t;
    struct postmaster postmaster = { 0 };
    int64_t n = 0; /* rounds */
    if (!takes(&t, argc, argv, &n, &postmaster)) {
        fputs(
            "usage: kill_storm PROGRAM FOLDER ROUNDS [STORE] | kill_storm --lie PROGRAM FOLDER |\n"
            "       kill_storm --store PROGRAM FOLDER ROUNDS STORE PG_CTL DATA\n",
            stderr);
        return 2;
    }
    t.seed = (unsigned)(time(NULL) ^ getpid());
    t.found = calloc(MOST_SENT, sizeof *t.found);
    snprintf(t.journal, sizeof t.journal, "%s/journal", t.server.folder);
    snprintf(t.data, sizeof t.data, "%s/data", t.server.folder);
    if (!t.found || crypto_init() != OK)
        return 1;
    storm_init(&t.storm, t.journal);
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("fsync %.2f ms, seed %u\n", server_fsync_ms(t.server.folder), t.seed);
    int rc = postmaster.data ? store_rounds(&t, &postmaster, (int)n)
             : n             ? rounds(&t, (int)n)
                             : lie(&t);
    server_kill(&t.server);
    storm_release(&t.storm);
    free(t.found);
    return rc;
}

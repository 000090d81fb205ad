/* SPDX-License-Identifier: Apache-2.0 */
/* Residents apply and withdraw, mail leaves through a real relay: it arrives and can be read; what
 * cannot arrive comes back as a report; a relay that is down is waited for, in order; killing the
 * program loses nothing. mail_journey PROGRAM FOLDER EXIM PORT [STORE] */
#include "tests/client/applicant.h"
#include "tests/client/stored.h"
#include "tests/client/town_server.h"
#include "tests/mail/relay.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    MOST_LETTERS = 400,
    PATIENCE_S = 90,
    WAITING = 4, /* residents while the relay is down */
    ROUNDS = 8,  /* of killing */
    IN_A_ROUND = 5,
    MOST_APPLICANTS = 8 + WAITING + ROUNDS * IN_A_ROUND,
};

struct trial {
    struct town_server server;
    struct relay relay;
    struct arena mem;
    struct applicant people[MOST_APPLICANTS];
    char addresses[MOST_APPLICANTS][60];
    int n, failed;
    char settings[4000];
    const char *store; /* a database for it alone, or NULL: SQLite */
};

static void say(struct trial *t, const char *property, bool good)
{
    printf("%s  %s\n", good ? "ok    " : "FAILED", property);
    fflush(stdout);
    t->failed += !good;
}

static void must(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "cannot go on: %s\n", what);
    exit(1);
}

/* A new applicant who has filled everything in and only has to send. */
static struct applicant *person(struct trial *t, const char *name)
{
    int i = t->n++;
    snprintf(t->addresses[i], sizeof t->addresses[i], "%s-%d@mail.example.org", name, i);
    applicant_init(&t->people[i], t->server.port, i + 1);
    t->people[i].email = t->addresses[i];
    must(applicant_fill(&t->people[i], &t->mem) == OK, "filling in");
    arena_reset(&t->mem);
    return &t->people[i];
}

/* After a restart the server has another port. */
static void look_again(struct trial *t)
{
    for (int i = 0; i < t->n; i++) {
        browser_close(&t->people[i].browser);
        t->people[i].browser.port = t->server.port;
    }
}

static size_t letters_to(struct trial *t, const char *address, struct letter *ret_letters,
                         size_t most)
{
    struct letter *all = arena_new(&t->mem, struct letter, MOST_LETTERS);
    size_t n = relay_letters(&t->relay, &t->mem, all, MOST_LETTERS), found = 0;
    for (size_t i = 0; i < n && found < most; i++)
        if (str_eq(all[i].to, str_of(address)))
            ret_letters[found++] = all[i];
    return found;
}

static size_t await_letters(struct trial *t, const char *address, size_t wanted,
                            struct letter *ret_letters, size_t most)
{
    size_t n = 0;
    for (int i = 0; i < PATIENCE_S * 10 && n < wanted; i++) {
        usleep(i ? 100000 : 0);
        arena_reset(&t->mem);
        n = letters_to(t, address, ret_letters, most);
    }
    return n;
}

static int64_t count(struct trial *t, const char *sql)
{
    struct stored s;
    if (t->store)
        return stored_count_on_server(t->store, sql);
    char data[1100];
    snprintf(data, sizeof data, "%s/data", t->server.folder);
    int64_t n = stored_open(&s, &t->mem, data, NULL) == OK ? stored_count(&s, sql) : -1;
    stored_close(&s);
    return n;
}

static bool holds(struct str text, const char *words)
{
    return str_find(text, str_of(words)) != SIZE_MAX;
}

/* ---- the parts ---- */

static void a_letter(struct trial *t)
{
    struct letter l[4] = { 0 };
    struct applicant *a = person(t, "known");
    must(applicant_send(a, &t->mem) == OK, "sending");
    say(t, "a mail arrives", await_letters(t, a->email, 1, l, 4) == 1);
    say(t, "its subject says that the application was received",
        str_eq(l[0].subject, S("【都市X】申請を受け付けました")));
    struct str tail = str_sub(str_of(a->number), strlen(a->number) - 4, strlen(a->number));
    say(t, "it says where to look, and the end of the receipt number",
        holds(l[0].text, "https://xtown.example.jp/r\r\n") &&
            holds(l[0].text, arena_fmt(&t->mem, "4けたは %.*s です", STR(tail)).p) &&
            holds(l[0].text, "子育て課（電話 "));
    say(t, "a part in やさしい日本語 stands below, with readings",
        holds(l[0].text, "────") && holds(l[0].text, "（うけつけ"));
    say(t, "it has no name, no procedure, no receipt number and no code",
        !holds(l[0].text, "見本") && !holds(l[0].text, "児童手当") &&
            !holds(l[0].whole, a->number) && !holds(l[0].text, a->number) &&
            !holds(l[0].text, a->code) && !holds(l[0].subject, "児童"));
    say(t, "its headers are those of an automatic mail that nobody can stop",
        holds(l[0].whole, "\nAuto-Submitted: auto-generated") &&
            !holds(l[0].whole, "List-Unsubscribe") && holds(l[0].whole, "\nMIME-Version: 1.0") &&
            holds(l[0].whole, "<notices@xtown.example.jp>") &&
            str_ends(l[0].message_id, S("@xtown.example.jp>")));
}

static bool await_reports(struct trial *t)
{
    char path[1100];
    snprintf(path, sizeof path, "%s/data/bounces/new", t->server.folder);
    for (int i = 0; i < PATIENCE_S * 5; i++) {
        usleep(200000);
        arena_reset(&t->mem);
        bool piped = holds(relay_log(&t->relay, &t->mem), "=> bounces <bounces@xtown.example.jp>");
        if (piped && rmdir(path) == 0) /* only an empty folder can be removed */
            return true;
    }
    return false;
}

static void what_cannot_arrive(struct trial *t)
{
    struct applicant *unknown = person(t, "nobody"), *refused = person(t, "refused"),
                     *full = person(t, "later");
    must(applicant_send(unknown, &t->mem) == OK && applicant_send(refused, &t->mem) == OK &&
             applicant_send(full, &t->mem) == OK,
         "sending");
    say(t, "the relay's report comes back and is read", await_reports(t));
    usleep(500000);
    must(server_stop(&t->server) == OK, "stopping");
    say(t, "an address that nobody has is a permanent failure, by report",
        count(t, "SELECT count(*) FROM notice_delivery WHERE state = 'permanent-failure' AND "
                 "status LIKE '5.%'") == 1);
    say(t, "an address that the relay refuses is one at once",
        count(t, "SELECT count(*) FROM notice_delivery WHERE state = 'permanent-failure' AND "
                 "status = '550 5.1.1'") == 1);
    say(t, "a full mailbox is tried again",
        count(t, "SELECT count(*) FROM notice_delivery WHERE state = 'sending' AND taken_at IS "
                 "NULL AND status = '451 4.2.2'") == 1);
    say(t, "each failure gives the section something to do",
        count(t, "SELECT count(*) FROM task WHERE kind = 'notice-failed' AND done_at IS NULL") ==
            2);
    say(t, "no address lies readable in the store",
        count(t, "SELECT count(*) FROM notice_delivery WHERE address LIKE '%@%'") == 0 &&
            count(t, "SELECT count(*) FROM notice_delivery WHERE address LIKE 'v1.%'") >= 4);
    must(server_start(&t->server, t->settings) == OK, "starting again");
    look_again(t);
}

/* In which order the relay took two messages over. */
static bool came_before(struct trial *t, struct str first_id, struct str second_id)
{
    struct str log = relay_log(&t->relay, &t->mem);
    size_t first = str_find(log, str_sub(first_id, 1, first_id.n - 1)),
           second = str_find(log, str_sub(second_id, 1, second_id.n - 1));
    return first != SIZE_MAX && second != SIZE_MAX && first < second;
}

static void a_relay_that_is_down(struct trial *t)
{
    struct applicant *people[WAITING];
    bool all = true, in_order = true;
    for (int i = 0; i < WAITING; i++)
        people[i] = person(t, "known");
    relay_stop(&t->relay);
    for (int i = 0; i < WAITING; i++)
        must(applicant_send(people[i], &t->mem) == OK &&
                 applicant_withdraw(people[i], &t->mem) == OK,
             "sending");
    sleep(7); /* some are tried in vain meanwhile */
    must(relay_start(&t->relay), "starting the relay again");
    for (int i = 0; i < WAITING; i++) {
        struct letter l[4] = { 0 };
        bool both = await_letters(t, people[i]->email, 2, l, 4) == 2;
        int first = holds(l[0].subject, "受け付けました") && !holds(l[0].subject, "取下げ") ? 0 : 1;
        all = all && both && holds(l[1 - first].subject, "取下げ");
        in_order = in_order && both && came_before(t, l[first].message_id, l[1 - first].message_id);
    }
    say(t, "what waited for the relay arrives when it is there again, each once", all);
    say(t, "in the order of what happened to a case", in_order);
}

/* Until the relay writes that it took a message: the program does not know it yet. */
static void await_relay(struct trial *t)
{
    char path[1100];
    struct stat before, now;
    snprintf(path, sizeof path, "%s/exim-mainlog", t->server.folder);
    must(stat(path, &before) == 0, "the relay's log");
    for (int i = 0; i < 50000 && stat(path, &now) == 0 && now.st_size == before.st_size; i++)
        usleep(100);
}

/* Receipts that were shown; after each round the program is killed while mail is leaving. */
static void killing(struct trial *t)
{
    struct applicant *people[ROUNDS * IN_A_ROUND];
    bool sent[ROUNDS * IN_A_ROUND] = { false };
    struct letter *l = calloc(MOST_LETTERS, sizeof *l);
    int n = 0, shown = 0, arrived = 0, twice = 0;
    bool same_id = true;
    must(l != NULL, "memory");
    for (int i = 0; i < ROUNDS * IN_A_ROUND; i++)
        people[i] = person(t, "known");
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < IN_A_ROUND; i++, n++)
            sent[n] = applicant_send(people[n], &t->mem) == OK;
        if (round % 2)
            await_relay(t);
        else
            usleep((useconds_t)(round * 15000));
        server_kill(&t->server);
        must(server_start(&t->server, t->settings) == OK, "starting after a kill");
        look_again(t);
    }
    for (int i = 0; i < n; i++) {
        shown += sent[i];
        size_t got = sent[i] ? await_letters(t, people[i]->email, 1, l, MOST_LETTERS) : 0;
        arrived += got > 0;
        for (size_t k = 1; k < got; k++, twice++)
            same_id = same_id && str_eq(l[k].message_id, l[0].message_id);
    }
    free(l);
    printf("%d receipts shown over %d kills, %d mails arrived, %d of them again\n", shown, ROUNDS,
           arrived, twice);
    say(t, "every receipt that was shown has its mail after kill -9",
        shown == n && arrived == shown);
    say(t, "a mail that came twice has the same Message-ID", same_id);
}

static void at_the_end(struct trial *t)
{
    for (int i = 0; i < PATIENCE_S && relay_waiting(&t->relay); i++)
        sleep(1);
    must(server_stop(&t->server) == OK, "stopping");
    say(t, "what the relay took is on its way, nothing is left to send",
        count(t, "SELECT count(*) FROM notice_delivery WHERE taken_at IS NULL AND ended_at IS NULL "
                 "AND status NOT LIKE '4%'") == 0);
    say(t, "no job of mail has died",
        count(t, "SELECT count(*) FROM job WHERE kind = 'notices.send' AND state = 'dead'") == 0);
}

int main(int argc, char **argv)
{
    static struct trial t;
    if (argc != 5 && argc != 6) {
        fputs("usage: mail_journey PROGRAM FOLDER EXIM PORT [STORE]\n", stderr);
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    t.server = (struct town_server) { .program = argv[1], .folder = argv[2] };
    t.relay = (struct relay) { .exim = argv[3],
                               .folder = argv[2],
                               .port = (int)strtol(argv[4], NULL, 10) };
    snprintf(t.settings, sizeof t.settings,
             "accept_fast_fsync = yes\ncases = 0\nmail_host = 127.0.0.1\nmail_port = "
             "%s\nmail_security = starttls\n"
             "mail_ca_file = %s/cert.pem\nmail_user = yakuba\nmail_password_file = %s/password\n"
             "mail_from = notices@xtown.example.jp\nmail_bounces = "
             "bounces@xtown.example.jp\nmail_quiet = none\nstore = %s\n",
             argv[4], argv[2], argv[2], argc == 6 ? argv[5] : "");
    t.store = argc == 6 ? argv[5] : NULL;
    arena_init(&t.mem, 64 << 20);
    must(relay_start(&t.relay), "starting the relay");
    must(server_start(&t.server, t.settings) == OK, "starting");
    a_letter(&t);
    what_cannot_arrive(&t);
    a_relay_that_is_down(&t);
    killing(&t);
    at_the_end(&t);
    server_kill(&t.server);
    relay_stop(&t.relay);
    arena_release(&t.mem);
    return t.failed != 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* exim in the foreground, and its maildir. */
#include "tests/mail/relay.h"

#include "tests/letter.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LARGEST_LOG = 4 << 20, PATIENCE = 100 /* tenths of a second */ };

static bool answers(int port)
{
    struct sockaddr_in a = { .sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    char hello[4] = "";
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool ok = fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof a) == 0 &&
              recv(fd, hello, 3, MSG_WAITALL) == 3 && memcmp(hello, "220", 3) == 0;
    if (fd >= 0)
        close(fd);
    return ok;
}

static void become(const struct relay *r)
{
    char config[1100], log[1100];
    snprintf(config, sizeof config, "%s/exim.conf", r->folder);
    snprintf(log, sizeof log, "%s/exim-output", r->folder);
    int out = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600), in = open("/dev/null", O_RDONLY);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (out < 0 || in < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0)
        _exit(127);
    execl(r->exim, r->exim, "-C", config, "-bdf", "-q2s", (char *)NULL);
    _exit(127);
}

bool relay_start(struct relay *r)
{
    r->pid = fork();
    if (r->pid == 0)
        become(r);
    for (int i = 0; i < PATIENCE; i++) {
        if (answers(r->port))
            return true;
        usleep(100000);
    }
    fputs("the mail server does not answer\n", stderr);
    return false;
}

void relay_stop(struct relay *r)
{
    if (!r->pid)
        return;
    kill(r->pid, SIGTERM);
    waitpid(r->pid, NULL, 0);
    r->pid = 0;
}

static struct str whole_file(struct arena *mem, const char *path)
{
    FILE *f = fopen(path, "re");
    if (!f)
        return S("");
    char *p = arena_new(mem, char, LARGEST_LOG);
    struct str text = { p, fread(p, 1, LARGEST_LOG, f) };
    fclose(f);
    return arena_str(mem, text);
}

int relay_waiting(const struct relay *r)
{
    char path[1100];
    int n = 0;
    snprintf(path, sizeof path, "%s/spool/input", r->folder);
    DIR *d = opendir(path);
    for (struct dirent *e; d && (e = readdir(d));)
        n += str_ends(str_of(e->d_name), S("-H"));
    if (d)
        closedir(d);
    return n;
}

struct str relay_log(const struct relay *r, struct arena *mem)
{
    return whole_file(mem, arena_fmt(mem, "%s/exim-mainlog", r->folder).p);
}

static struct letter read_letter(struct arena *mem, const char *path)
{
    bool good;
    struct letter l = { .whole = S("") };
    FILE *f = fopen(path, "re");
    if (!f)
        return l;
    char *p = arena_new(mem, char, 64 << 10);
    l.whole = (struct str) { p, fread(p, 1, 64 << 10, f) };
    fclose(f);
    l.to = letter_header(l.whole, "Envelope-to: ");
    l.subject = letter_words(mem, letter_header(l.whole, "Subject: "), &good);
    l.text = letter_base64(mem, letter_body(l.whole));
    l.message_id = letter_header(l.whole, "Message-ID: ");
    return l;
}

size_t relay_letters(const struct relay *r, struct arena *mem, struct letter *ret_letters,
                     size_t most)
{
    const char *folder = arena_fmt(mem, "%s/mail/new", r->folder).p;
    DIR *d = opendir(folder);
    size_t n = 0;
    for (struct dirent *e; d && n < most && (e = readdir(d));)
        if (e->d_name[0] != '.')
            ret_letters[n++] = read_letter(mem, arena_fmt(mem, "%s/%s", folder, e->d_name).p);
    if (d)
        closedir(d);
    return n;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* fork, exec, /proc. */
#include "tests/client/town_server.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { READY_MS = 60000 };

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int free_port(void)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t n = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof a) != 0 ||
        getsockname(fd, (struct sockaddr *)&a, &n) != 0) {
        perror("no free port");
        exit(1);
    }
    close(fd);
    return ntohs(a.sin_port);
}

static void write_config(const struct town_server *s, const char *path, const char *settings)
{
    FILE *f = fopen(path, "w");
    if (!f) {
        perror(path);
        exit(1);
    }
    fprintf(
        f,
        "data = %s/data\nlisten = 127.0.0.1:%d\noperator = 127.0.0.1:%d\nrate_per_minute = 0\n%s\n",
        s->folder, s->port, s->operator_port, settings);
    fclose(f);
}

static void become(const struct town_server *s, const char *config)
{
    char log[1100];
    snprintf(log, sizeof log, "%s/server.log", s->folder);
    int out = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600), in = open("/dev/null", O_RDONLY);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (out < 0 || in < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0)
        _exit(127);
    execl(s->program, s->program, "demo", "--config", config, (char *)NULL);
    _exit(127);
}

static bool is_ready(const struct town_server *s)
{
    struct browser b;
    struct answer y;
    struct arena mem;
    arena_init(&mem, 4 << 20);
    browser_init(&b, s->operator_port);
    bool ready = browser_get(&b, &mem, S("/readyz"), &y) && y.status == 200;
    browser_close(&b);
    arena_release(&mem);
    return ready;
}

enum rc server_start(struct town_server *s, const char *settings)
{
    char config[1100];
    snprintf(config, sizeof config, "%s/yakuba.conf", s->folder);
    s->port = free_port();
    s->operator_port = free_port();
    write_config(s, config, settings);
    double from = now_ms();
    s->pid = fork();
    if (s->pid == 0)
        become(s, config);
    while (now_ms() - from < READY_MS) {
        int status;
        if (is_ready(s)) {
            s->started_ms = now_ms() - from;
            return OK;
        }
        if (waitpid(s->pid, &status, WNOHANG) == s->pid) {
            fprintf(stderr, "%s ended at its start (status %d); see %s/server.log\n", s->program,
                    status, s->folder);
            s->pid = 0;
            return FAILED;
        }
        usleep(1000);
    }
    fprintf(stderr, "%s is not ready after %d s; see %s/server.log\n", s->program, READY_MS / 1000,
            s->folder);
    return FAILED;
}

/* Parent from /proc/PID/stat, "PID (NAME) STATE PARENT …"; false if there is no such process or it
 * is a zombie. */
static bool lives(pid_t pid, pid_t *ret_parent)
{
    char path[64], text[600];
    int64_t parent = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *f = fopen(path, "re");
    if (!f)
        return false;
    struct str rest = str_n(text, fread(text, 1, sizeof text, f)), state, number;
    fclose(f);
    size_t name_ends = str_find(rest, S(") "));
    if (name_ends == SIZE_MAX)
        return false;
    rest = str_sub(rest, name_ends + 2, rest.n);
    if (!str_cut(&rest, ' ', &state) || !str_cut(&rest, ' ', &number) ||
        !str_to_int(number, &parent))
        return false;
    *ret_parent = (pid_t)parent;
    return !str_eq(state, S("Z")) && !str_eq(state, S("X"));
}

double process_resident_kb(pid_t pid)
{
    char path[64], text[200];
    int64_t pages = 0;
    snprintf(path, sizeof path, "/proc/%d/statm", (int)pid);
    FILE *f = fopen(path, "re");
    if (!f)
        return 0;
    struct str rest = str_n(text, fread(text, 1, sizeof text, f)), size, resident;
    fclose(f);
    if (!str_cut(&rest, ' ', &size) || !str_cut(&rest, ' ', &resident) ||
        !str_to_int(resident, &pages))
        return 0;
    return (double)pages * (double)sysconf(_SC_PAGESIZE) / 1024;
}

int server_children(const struct town_server *s, pid_t *ret_pids, int most)
{
    DIR *proc = opendir("/proc");
    int n = 0;
    for (struct dirent *e; proc && n < most && (e = readdir(proc));) {
        int64_t pid;
        pid_t parent;
        if (str_to_int(str_of(e->d_name), &pid) && lives((pid_t)pid, &parent) && parent == s->pid)
            ret_pids[n++] = (pid_t)pid;
    }
    if (proc)
        closedir(proc);
    return n;
}

bool processes_gone(const pid_t *pids, int n)
{
    for (int tries = 0; tries < 200; tries++) {
        int left = 0;
        pid_t parent;
        for (int i = 0; i < n; i++)
            left += lives(pids[i], &parent);
        if (!left)
            return true;
        usleep(10000);
    }
    return false;
}

void server_kill(struct town_server *s)
{
    int status;
    if (s->pid <= 0)
        return;
    kill(s->pid, SIGKILL);
    waitpid(s->pid, &status, 0);
    s->pid = 0;
}

enum rc server_stop(struct town_server *s)
{
    int status = 1;
    if (s->pid <= 0)
        return FAILED;
    kill(s->pid, SIGTERM);
    waitpid(s->pid, &status, 0);
    s->pid = 0;
    return status == 0 ? OK : FAILED;
}

double server_figure(const struct town_server *s, struct str name)
{
    struct browser b;
    struct answer y;
    struct arena mem;
    double value = -1;
    arena_init(&mem, 4 << 20);
    browser_init(&b, s->operator_port);
    if (browser_get(&b, &mem, S("/metrics"), &y) && y.status == 200) {
        struct str text = between(y.body, arena_fmt(&mem, "\n%.*s ", STR(name)), S("\n"));
        if (text.n)
            value = strtod(arena_cstr(&mem, text), NULL);
    }
    browser_close(&b);
    arena_release(&mem);
    return value;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double server_fsync_ms(const char *folder)
{
    enum { PROBES = 31 };
    static const char block[4096] = { 1 };
    double took[PROBES];
    char path[1100];
    snprintf(path, sizeof path, "%s/fsync-probe", folder);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    for (int i = 0; i < PROBES; i++) {
        double from = now_ms();
        if (fd < 0 || write(fd, block, sizeof block) != sizeof block || fdatasync(fd) != 0)
            return -1;
        took[i] = now_ms() - from;
    }
    close(fd);
    unlink(path);
    qsort(took, PROBES, sizeof *took, by_value);
    return took[PROBES / 2];
}

/* SPDX-License-Identifier: Apache-2.0 */
/* postmaster.pid says who it is, pg_ctl starts it. */
#include "tests/kill/postmaster.h"

#include "base/str.h"
#include "tests/client/town_server.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_BACKENDS = 256, MOST_STARTS = 50, PAUSE_US = 100000 };

static pid_t pid_of(const struct postmaster *p)
{
    char path[1100], text[40];
    int64_t pid = 0;
    snprintf(path, sizeof path, "%s/postmaster.pid", p->data);
    FILE *f = fopen(path, "re");
    if (!f)
        return 0;
    struct str line = fgets(text, sizeof text, f) ? str_trim(str_of(text)) : S("");
    fclose(f);
    return str_to_int(line, &pid) && pid > 1 ? (pid_t)pid : 0;
}

bool postmaster_kill(const struct postmaster *p, bool all)
{
    struct town_server as_server = { .pid = pid_of(p) };
    pid_t pids[MOST_BACKENDS + 1];
    if (!as_server.pid) {
        fprintf(stderr, "no process in %s/postmaster.pid\n", p->data);
        return false;
    }
    int n = all ? server_children(&as_server, pids, MOST_BACKENDS) : 0;
    bool good = kill(as_server.pid, SIGKILL) == 0;
    for (int i = 0; i < n; i++)
        (void)kill(pids[i], SIGKILL); /* one may have ended by itself */
    pids[n++] = as_server.pid;
    return good && processes_gone(pids, n);
}

static bool start_once(const struct postmaster *p)
{
    char log[1100];
    int status;
    snprintf(log, sizeof log, "%s/../server.log", p->data);
    pid_t pid = fork();
    if (pid == 0) {
        int nothing = open("/dev/null", O_RDWR);
        if (nothing < 0 || dup2(nothing, 0) < 0 || dup2(nothing, 1) < 0 || dup2(nothing, 2) < 0)
            _exit(127);
        execl(p->pg_ctl, p->pg_ctl, "--pgdata", p->data, "--log", log, "--wait", "start",
              (char *)NULL);
        _exit(127);
    }
    return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
           WEXITSTATUS(status) == 0;
}

/* It does not start while one of those that were left behind still holds the shared memory. */
bool postmaster_start(const struct postmaster *p)
{
    for (int i = 0; i < MOST_STARTS; i++) {
        if (start_once(p))
            return true;
        usleep(PAUSE_US);
    }
    fprintf(stderr, "PostgreSQL does not come back; see server.log beside %s\n", p->data);
    return false;
}

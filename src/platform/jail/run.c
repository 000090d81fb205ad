/* SPDX-License-Identifier: Apache-2.0 */
/* Starting, feeding, reading and ending one helper.  At most JAIL_HELPERS run at a time: they take
 * memory and a core each, and whoever comes then is told to come again. */
#include "platform/jail/run.h"
#include "platform/jail/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static atomic_int running;

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The input as a memory file that nobody can change any more. */
static int input_file(struct str input)
{
    int fd = memfd_create("jail", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    for (size_t done = 0; fd >= 0 && done < input.n;) {
        ssize_t n = write(fd, input.p + done, input.n - done);
        if (n > 0) {
            done += (size_t)n;
        } else if (n == 0 || errno != EINTR) {
            close(fd);
            return -1;
        }
    }
    if (fd >= 0 && (lseek(fd, 0, SEEK_SET) != 0 ||
                    fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW) != 0)) {
        close(fd);
        return -1;
    }
    return fd;
}

static pid_t spawn(const struct jail_job *job, int input, int output)
{
    char *const argv[] = { (char *)(uintptr_t)jail_argv0, (char *)(uintptr_t)job->mode,
                           (char *)(uintptr_t)job->arg, NULL };
    char *const environment[] = { NULL };
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t signals;
    pid_t pid = -1;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawnattr_init(&attributes);
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes, &signals);
    sigaddset(&signals, SIGPIPE); /* what is handled becomes the default by itself */
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGHUP);
    posix_spawnattr_setsigdefault(&attributes, &signals);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    if (posix_spawn(&pid, "/proc/self/exe", &actions, &attributes, argv, environment) != 0)
        pid = -1;
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return pid;
}

/* Until the helper closes its output, says too much, or takes too long. */
static bool read_output(int fd, size_t most, struct str *ret_output)
{
    int64_t deadline = now_ms() + JAIL_CLOCK_MS;
    size_t n = 0, room = 64 << 10;
    char *p = malloc(room);
    bool ok = p != NULL;
    while (ok) {
        int64_t left = deadline - now_ms();
        struct pollfd one = { .fd = fd, .events = POLLIN };
        if (n == room) {
            char *more = room < most ? realloc(p, room * 2) : NULL;
            ok = more != NULL;
            p = more ? more : p;
            room *= 2;
            continue;
        }
        if (left <= 0 || (poll(&one, 1, (int)left) <= 0 && errno != EINTR)) {
            ok = false;
            break;
        }
        ssize_t got = read(fd, p + n, room - n);
        if (got == 0)
            break;
        if (got > 0)
            n += (size_t)got;
        else
            ok = errno == EINTR;
    }
    if (!ok || n > most) {
        free(p);
        return false;
    }
    *ret_output = str_n(p, n);
    return true;
}

static void end_helper(pid_t pid, bool force, struct jail_result *result)
{
    struct rusage usage = { 0 };
    int64_t deadline = now_ms() + 500; /* it has closed its output and has only to exit */
    pid_t got;
    while (!force && (got = wait4(pid, &result->status, WNOHANG, &usage)) != pid) {
        force = now_ms() > deadline || (got < 0 && errno != EINTR);
        nanosleep(&(struct timespec) { .tv_nsec = 200000 }, NULL);
    }
    if (force) {
        kill(pid, SIGKILL);
        while (wait4(pid, &result->status, 0, &usage) < 0 && errno == EINTR) {}
    }
    result->max_rss_kb = usage.ru_maxrss;
    result->cpu_s = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                    (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void free_output(void *p)
{
    free(p);
}

static enum rc run(struct arena *mem, const struct jail_job *job, struct jail_result *result)
{
    int input = input_file(job->input), pipes[2] = { -1, -1 };
    if (input < 0 || pipe2(pipes, O_CLOEXEC) != 0) {
        if (input >= 0)
            close(input);
        return FAILED;
    }
    pid_t pid = spawn(job, input, pipes[1]);
    close(input);
    close(pipes[1]);
    bool ok = pid > 0 && read_output(pipes[0], job->most_output, &result->output);
    close(pipes[0]);
    if (pid > 0)
        end_helper(pid, !ok, result);
    if (ok)
        arena_cleanup(mem, free_output, (void *)(uintptr_t)result->output.p);
    return ok ? OK : FAILED;
}

enum rc jail_run(struct arena *mem, const struct jail_job *job, struct jail_result *ret_result)
{
    struct jail_result result = { 0 };
    if (atomic_fetch_add(&running, 1) >= JAIL_HELPERS) {
        atomic_fetch_sub(&running, 1);
        return BUSY;
    }
    enum rc rc = run(mem, job, &result);
    atomic_fetch_sub(&running, 1);
    *ret_result = result;
    return rc;
}

enum rc jail_verdict(const struct jail_result *result)
{
    if (WIFEXITED(result->status) && WEXITSTATUS(result->status) == 0)
        return OK;
    return WIFEXITED(result->status) && WEXITSTATUS(result->status) == JAIL_EXIT_INVALID ? INVALID
                                                                                         : FAILED;
}

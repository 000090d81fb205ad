/* SPDX-License-Identifier: Apache-2.0 */
/* The walls of the jail kill.  This program is its own helper; a constructor takes the probes,
 * which try what a taken-over decoder would. */
#include "platform/jail/jail.h"
#include "platform/jail/run.h"
#include "platform/jail/sandbox.h"
#include "tests/test.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SURVIVED = 42 };

static void attempt(const char *what)
{
    if (strcmp(what, "open") == 0)
        open("/etc/passwd", O_RDONLY);
    else if (strcmp(what, "socket") == 0)
        socket(AF_INET, SOCK_STREAM, 0);
    else if (strcmp(what, "exec") == 0)
        execl("/bin/true", "true", (char *)NULL);
    else if (strcmp(what, "fork") == 0)
        fork();
    else if (strcmp(what, "kill") == 0)
        kill(getppid(), 0);
    else if (strcmp(what, "spin") == 0)
        for (volatile unsigned i = 0;; i = i + 1) {}
    else if (strcmp(what, "wait") == 0) { /* for itself, without end and without CPU */
        pthread_mutex_t twice = PTHREAD_MUTEX_INITIALIZER;
        pthread_mutex_lock(&twice);
        pthread_mutex_lock(&twice);
    } else if (strcmp(what, "memory") == 0)
        for (int i = 0; i < 100; i++) {
            char *p = malloc(4 << 20);
            if (!p)
                abort();
            memset(p, 1, 4 << 20);
        }
    else if (strcmp(what, "flood") == 0)
        for (char page[4096] = "";;)
            if (write(STDOUT_FILENO, page, sizeof page) < 0)
                _exit(1);
}

__attribute__((constructor)) static void probe(int argc, char **argv)
{
    if (argc != 3 || strcmp(argv[0], jail_argv0) != 0 || strncmp(argv[1], "probe", 5) != 0)
        return;
    if (strcmp(argv[1], "probe-pdf") == 0 ? !jail_enter_pdf("/usr/bin/pdfinfo")
                                          : !jail_enter_image(false))
        _exit(1);
    attempt(argv[2]);
    _exit(SURVIVED);
}

static struct jail_result probed(const char *mode, const char *what, enum rc wanted)
{
    struct jail_job job = { mode, what, S("x"), 1 << 20 };
    struct jail_result result = { 0 };
    CHECK_INT(jail_run(test_arena(), &job, &result), wanted);
    return result;
}

static bool killed_by(const struct jail_result *r, int signal)
{
    return WIFSIGNALED(r->status) && WTERMSIG(r->status) == signal;
}

TEST(a_decoder_that_opens_connects_executes_or_forks_is_killed)
{
    static const char *const acts[] = { "open", "socket", "exec", "fork", "kill" };
    struct jail_result r = probed("probe", "nothing", OK);
    CHECK(WIFEXITED(r.status) && WEXITSTATUS(r.status) == SURVIVED);
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        r = probed("probe", acts[i], OK);
        CHECK(killed_by(&r, SIGSYS));
        CHECK_INT(jail_verdict(&r), FAILED);
    }
}

TEST(a_pdf_program_that_connects_or_forks_is_killed)
{
    static const char *const acts[] = { "socket", "fork", "kill" };
    struct jail_result r = probed("probe-pdf", "nothing", OK);
    CHECK(WIFEXITED(r.status) && WEXITSTATUS(r.status) == SURVIVED);
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        r = probed("probe-pdf", acts[i], OK);
        CHECK(killed_by(&r, SIGSYS));
    }
}

TEST(time_output_and_memory_are_limited)
{
    struct jail_result r = probed("probe", "spin", OK);
    CHECK(killed_by(&r, SIGKILL) || killed_by(&r, SIGXCPU));
    CHECK(r.cpu_s > 1.5 && r.cpu_s < 3);
    r = probed("probe", "flood", FAILED);
    CHECK(killed_by(&r, SIGKILL) || killed_by(&r, SIGPIPE));
    r = probed("probe", "wait", FAILED);
    CHECK(killed_by(&r, SIGKILL) && r.cpu_s < 0.5);
#ifdef __SANITIZE_ADDRESS__
    puts("the limit of memory is not tested under AddressSanitizer");
#else
    r = probed("probe", "memory", OK);
    CHECK(WIFSIGNALED(r.status)); /* by itself: abort() */
    printf("jail: a greedy helper ended at %ld KB\n", r.max_rss_kb);
    CHECK(r.max_rss_kb < 90 << 10);
#endif
}

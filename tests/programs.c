/* SPDX-License-Identifier: Apache-2.0 */
/* Runs other programs and keeps what they say. */
#include "tests/programs.h"

#include "base/out.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static struct str read_all(struct arena *mem, int fd)
{
    struct out o;
    char chunk[65536];
    ssize_t n;
    out_init(&o, mem, (size_t)16 << 20);
    while ((n = read(fd, chunk, sizeof(chunk))) > 0 || (n < 0 && errno == EINTR))
        if (n > 0)
            out_put(&o, chunk, (size_t)n);
    return out_text(&o);
}

bool program_output(struct arena *mem, const char *const *argv, struct str *ret_output)
{
    int ends[2], status = -1;
    if (pipe(ends) != 0)
        return false;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    pid_t pid;
    int failed = posix_spawnp(&pid, argv[0], &actions, NULL, (char *const *)argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (!failed)
        *ret_output = read_all(mem, ends[0]);
    close(ends[0]);
    if (failed || waitpid(pid, &status, 0) != pid)
        return false;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool program_file(const char *path, struct str bytes)
{
    FILE *f = fopen(path, "wb");
    if (!f)
        return false;
    bool written = fwrite(bytes.p, 1, bytes.n, f) == bytes.n;
    return fclose(f) == 0 && written;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The vault's process: reads the key file, gives everything else up, answers one datagram at a
 * time.  It ends with its parent: by a signal of the kernel, and when its channels close. */
#include "civic/vault/message.h"

#include <errno.h>
#include <poll.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static const int allowed[] = {
    SCMP_SYS(read),           SCMP_SYS(write),  SCMP_SYS(recvmsg), SCMP_SYS(recvfrom),
    SCMP_SYS(sendmsg),        SCMP_SYS(sendto), SCMP_SYS(poll),    SCMP_SYS(ppoll),
    SCMP_SYS(futex),          SCMP_SYS(brk),    SCMP_SYS(munmap),  SCMP_SYS(madvise),
    SCMP_SYS(getrandom),      SCMP_SYS(close),  SCMP_SYS(exit),    SCMP_SYS(exit_group),
    SCMP_SYS(rt_sigreturn),   SCMP_SYS(getpid), SCMP_SYS(gettid),  SCMP_SYS(clock_gettime),
    SCMP_SYS(restart_syscall)
};

/* Memory may be had, but none that can be executed. */
static bool close_the_door(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    bool ok = filter != NULL;
    for (size_t i = 0; ok && i < sizeof allowed / sizeof *allowed; i++)
        ok = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0) == 0;
    ok = ok && seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                                SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
    ok = ok && seccomp_load(filter) == 0;
    if (filter)
        seccomp_release(filter);
    return ok;
}

/* Every descriptor but standard error and the channels. */
static void close_others(const int channels[VAULT_CHANNELS])
{
    close(STDIN_FILENO);
    close(STDOUT_FILENO);
    for (int fd = STDERR_FILENO + 1, at; fd < 1 << 20; fd = at + 1) {
        at = 1 << 20; /* the lowest channel from here on */
        for (int i = 0; i < VAULT_CHANNELS; i++)
            if (channels[i] >= fd && channels[i] < at)
                at = channels[i];
        if (at > fd)
            close_range((unsigned)fd, at == 1 << 20 ? ~0U : (unsigned)at - 1, 0);
    }
}

/* The terminal's signals are for the server: the vault answers until the server has closed. */
static bool give_up_everything(const int channels[VAULT_CHANNELS])
{
    static const struct rlimit none = { 0, 0 };
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    close_others(channels);
    return prctl(PR_SET_DUMPABLE, 0) == 0 && setrlimit(RLIMIT_CORE, &none) == 0 &&
           prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

/* False when the channel is closed. */
static bool serve_one(int channel, const struct vault_root *root, struct arena *mem)
{
    static unsigned char message[VAULT_MESSAGE + 1];
    ssize_t n;
    while ((n = recv(channel, message, sizeof message, 0)) < 0 && errno == EINTR) {}
    if (n <= 0)
        return false;
    struct blob reply = vault_answer(root, mem, (struct blob) { message, (size_t)n });
    bool ok = send(channel, reply.p, reply.n, MSG_NOSIGNAL) == (ssize_t)reply.n;
    crypto_wipe(message, (size_t)n);
    crypto_wipe((void *)(uintptr_t)reply.p, reply.n);
    arena_reset(mem);
    return ok;
}

static void serve(const int channels[VAULT_CHANNELS], const struct vault_root *root)
{
    struct pollfd fds[VAULT_CHANNELS];
    struct arena mem;
    int open_channels = VAULT_CHANNELS;
    arena_init(&mem, 1 << 20);
    for (int i = 0; i < VAULT_CHANNELS; i++)
        fds[i] = (struct pollfd) { .fd = channels[i], .events = POLLIN };
    while (open_channels > 0) {
        if (poll(fds, VAULT_CHANNELS, -1) < 0 && errno != EINTR)
            return;
        for (int i = 0; i < VAULT_CHANNELS; i++)
            if (fds[i].fd >= 0 && fds[i].revents && !serve_one(fds[i].fd, root, &mem)) {
                close(fds[i].fd);
                fds[i].fd = -1;
                open_channels--;
            }
    }
}

/* The root key alone on its page, which is not written to a swap if the system allows it. */
static _Alignas(4096) union {
    struct vault_root root;
    unsigned char page[4096];
} safe;

_Noreturn void vault_child(const char *key_file, const int channels[VAULT_CHANNELS])
{
    unsigned char hello[1 + sizeof(struct vault_keys)] = { FAILED };
    struct vault_keys keys = { 0 };
    enum rc rc = give_up_everything(channels) ? OK : FAILED;
    mlock(&safe, sizeof safe);
    if (rc == OK)
        rc = vault_key_file(key_file, &safe.root);
    if (rc == OK && !close_the_door())
        rc = FAILED;
    if (rc == OK)
        vault_derive_server_keys(&safe.root, &keys);
    hello[0] = (unsigned char)rc;
    memcpy(hello + 1, &keys, sizeof keys);
    ssize_t n = send(channels[0], hello, sizeof hello, MSG_NOSIGNAL);
    crypto_wipe(&keys, sizeof keys);
    crypto_wipe(hello, sizeof hello);
    if (rc == OK && n == (ssize_t)sizeof hello)
        serve(channels, &safe.root);
    crypto_wipe(&safe, sizeof safe);
    _exit(0);
}

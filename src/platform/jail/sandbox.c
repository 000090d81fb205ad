/* SPDX-License-Identifier: Apache-2.0 */
/* rlimits, user, landlock, seccomp, in this order.  What the kernel does not have (landlock before
 * 5.13) is left out; seccomp is required. */
#include "platform/jail/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <malloc.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MIB = 1 << 20, ROOM_MIB = 64, PICTURE_MIB = 330, PDF_MIB = 768, NOBODY = 65534 };

/* ---- limits ---- */

static bool limit(int what, rlim_t soft, rlim_t hard)
{
    return setrlimit((__rlimit_resource_t)what, &(struct rlimit) { soft, hard }) == 0;
}

/* The sanitizers reserve terabytes of addresses: a build with them cannot be limited so. */
static bool limit_memory(size_t soft_mib, size_t hard_mib)
{
#ifdef __SANITIZE_ADDRESS__
    return soft_mib <= hard_mib;
#else
    unsigned long pages = 0;
    FILE *f = fopen("/proc/self/statm", "re");
    bool known = f && fscanf(f, "%lu", &pages) == 1;
    if (f)
        fclose(f);
    rlim_t now = pages * (rlim_t)sysconf(_SC_PAGESIZE);
    return known && limit(RLIMIT_AS, now + (rlim_t)soft_mib * MIB, now + (rlim_t)hard_mib * MIB);
#endif
}

bool jail_allow_picture(size_t bytes)
{
#ifdef __SANITIZE_ADDRESS__
    return bytes <= (size_t)PICTURE_MIB * MIB;
#else
    struct rlimit now;
    return getrlimit(RLIMIT_AS, &now) == 0 && limit(RLIMIT_AS, now.rlim_cur + bytes, now.rlim_max);
#endif
}

/* Another user where we may choose one; the number of processes is counted per user and is checked
 * at exec when it is lowered before, so it comes after. */
static bool become_nobody(bool may_thread)
{
    if (geteuid() == 0 && (setgroups(0, NULL) != 0 || setresgid(NOBODY, NOBODY, NOBODY) != 0 ||
                           setresuid(NOBODY, NOBODY, NOBODY) != 0))
        return false;
    return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && (may_thread || limit(RLIMIT_NPROC, 0, 0));
}

static bool limit_everything(rlim_t cpu_s, size_t soft_mib, size_t hard_mib, bool may_thread)
{
    close_range(STDERR_FILENO + 1, ~0U, 0);
    mallopt(M_ARENA_MAX, 1); /* a thread's own arena reserves 128 MiB */
    return limit_memory(soft_mib, hard_mib) && limit(RLIMIT_CPU, cpu_s, cpu_s) &&
           limit(RLIMIT_NOFILE, 32, 32) && limit(RLIMIT_FSIZE, 0, 0) && limit(RLIMIT_CORE, 0, 0) &&
           become_nobody(may_thread) && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

/* ---- landlock, by its numbers: Debian 12's headers know only its second version ---- */

struct landlock_rules {
    uint64_t files, net, scopes;
};
struct landlock_path {
    uint64_t allowed;
    int fd;
} __attribute__((packed));

enum { LL_EXECUTE = 1 << 0, LL_READ_FILE = 1 << 2, LL_READ_DIR = 1 << 3 };

#define LL_CREATE   444
#define LL_ADD_RULE 445
#define LL_RESTRICT 446

static bool allow_path(int rules, const char *path, uint64_t access)
{
    struct landlock_path rule = { access, open(path, O_PATH | O_CLOEXEC) };
    if (rule.fd < 0)
        return errno == ENOENT || errno == EACCES;
    bool ok = syscall(LL_ADD_RULE, rules, 1, &rule, 0) == 0;
    close(rule.fd);
    return ok;
}

/* Read-only: fonts, libraries and their caches; to be executed: one program and its loader. */
static bool allow_poppler(int rules, const char *program)
{
    static const char *const folders[] = { "/usr/lib", "/usr/share", "/usr/local/share/fonts",
                                           "/etc/fonts", "/var/cache/fontconfig" };
    static const char *const loaders[] = { "/lib64/ld-linux-x86-64.so.2",
                                           "/lib/ld-linux-aarch64.so.1" };
    bool ok = allow_path(rules, program, LL_EXECUTE | LL_READ_FILE) &&
              allow_path(rules, "/etc/ld.so.cache", LL_READ_FILE);
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        ok = ok && allow_path(rules, folders[i], LL_READ_FILE | LL_READ_DIR);
    for (size_t i = 0; i < sizeof loaders / sizeof *loaders; i++)
        ok = ok && allow_path(rules, loaders[i], LL_EXECUTE | LL_READ_FILE);
    return ok;
}

static bool lock_files(const char *program)
{
    long version = syscall(LL_CREATE, NULL, 0, 1);
    if (version < 1)
        return true;
    int bits = version == 1 ? 13 : version == 2 ? 14 : version < 5 ? 15 : 16;
    struct landlock_rules asked = { ((uint64_t)1 << bits) - 1, version < 4 ? 0 : 3,
                                    version < 6 ? 0 : 3 };
    size_t size = version < 4 ? 8 : version < 6 ? 16 : 24;
    int rules = (int)syscall(LL_CREATE, &asked, size, 0);
    if (rules < 0)
        return false;
    bool ok = (!program || allow_poppler(rules, program)) && syscall(LL_RESTRICT, rules, 0) == 0;
    close(rules);
    return ok;
}

/* ---- seccomp ---- */

static const int image_calls[] = { SCMP_SYS(read),
                                   SCMP_SYS(write),
                                   SCMP_SYS(munmap),
                                   SCMP_SYS(mremap),
                                   SCMP_SYS(brk),
                                   SCMP_SYS(madvise),
                                   SCMP_SYS(futex),
                                   SCMP_SYS(getrandom),
                                   SCMP_SYS(clock_gettime),
                                   SCMP_SYS(exit),
                                   SCMP_SYS(exit_group),
                                   SCMP_SYS(rt_sigreturn),
                                   SCMP_SYS(rt_sigprocmask),
                                   SCMP_SYS(sigaltstack),
                                   SCMP_SYS(gettid),
                                   SCMP_SYS(getpid),
                                   SCMP_SYS(sched_yield),
                                   SCMP_SYS(sched_getaffinity),
                                   SCMP_SYS(rseq),
                                   SCMP_SYS(set_robust_list),
                                   SCMP_SYS(restart_syscall) };

static const int pdf_calls[] = { SCMP_SYS(readv),
                                 SCMP_SYS(pread64),
                                 SCMP_SYS(writev),
                                 SCMP_SYS(close),
                                 SCMP_SYS(fstat),
                                 SCMP_SYS(newfstatat),
                                 SCMP_SYS(stat),
                                 SCMP_SYS(lstat),
                                 SCMP_SYS(statx),
                                 SCMP_SYS(access),
                                 SCMP_SYS(faccessat),
                                 SCMP_SYS(faccessat2),
                                 SCMP_SYS(lseek),
                                 SCMP_SYS(mmap),
                                 SCMP_SYS(mprotect),
                                 SCMP_SYS(arch_prctl),
                                 SCMP_SYS(set_tid_address),
                                 SCMP_SYS(readlink),
                                 SCMP_SYS(readlinkat),
                                 SCMP_SYS(getcwd),
                                 SCMP_SYS(getdents64),
                                 SCMP_SYS(uname),
                                 SCMP_SYS(sysinfo),
                                 SCMP_SYS(getuid),
                                 SCMP_SYS(geteuid),
                                 SCMP_SYS(getgid),
                                 SCMP_SYS(getegid),
                                 SCMP_SYS(fcntl),
                                 SCMP_SYS(dup),
                                 SCMP_SYS(fadvise64),
                                 SCMP_SYS(statfs),
                                 SCMP_SYS(fstatfs),
                                 SCMP_SYS(rt_sigaction),
                                 SCMP_SYS(execve),
                                 SCMP_SYS(clock_getres),
                                 SCMP_SYS(gettimeofday) };

static const int pdf_deadly[] = { SCMP_SYS(socket), SCMP_SYS(socketpair),    SCMP_SYS(connect),
                                  SCMP_SYS(bind),   SCMP_SYS(ptrace),        SCMP_SYS(fork),
                                  SCMP_SYS(vfork),  SCMP_SYS(execveat),      SCMP_SYS(kill),
                                  SCMP_SYS(bpf),    SCMP_SYS(keyctl),        SCMP_SYS(unshare),
                                  SCMP_SYS(mount),  SCMP_SYS(io_uring_setup) };

static bool add_all(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (seccomp_rule_add(filter, action, calls[i], 0) != 0)
            return false;
    return true;
}
#define ADD_ALL(filter, action, calls) add_all(filter, action, calls, sizeof calls / sizeof *calls)

/* Threads of this process, but no process; clone3 hides its flags, so it is said not to exist and
 * the C library falls back to clone. */
static bool add_threads(scmp_filter_ctx filter)
{
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                            SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
}

static bool lock_image(bool may_thread)
{
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_KILL_PROCESS);
    return f && ADD_ALL(f, SCMP_ACT_ALLOW, image_calls) &&
           seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                            SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
           seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                            SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
           seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2, SCMP_A0(SCMP_CMP_EQ, 0),
                            SCMP_A1(SCMP_CMP_EQ, RLIMIT_AS)) == 0 &&
           (!may_thread || add_threads(f)) && seccomp_load(f) == 0;
}

/* Poppler's programs differ between releases: a call that is neither needed nor dangerous is
 * refused instead of killing. Files open for reading only. */
static bool lock_pdf(void)
{
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    const uint64_t writing = O_ACCMODE | O_CREAT | O_TRUNC;
    return f && ADD_ALL(f, SCMP_ACT_ALLOW, image_calls) && ADD_ALL(f, SCMP_ACT_ALLOW, pdf_calls) &&
           ADD_ALL(f, SCMP_ACT_KILL_PROCESS, pdf_deadly) && add_threads(f) &&
           seccomp_rule_add(f, SCMP_ACT_KILL_PROCESS, SCMP_SYS(clone), 1,
                            SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0)) == 0 &&
           seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
                            SCMP_A2(SCMP_CMP_MASKED_EQ, writing, 0)) == 0 &&
           seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(open), 1,
                            SCMP_A1(SCMP_CMP_MASKED_EQ, writing, 0)) == 0 &&
           seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1, SCMP_A2(SCMP_CMP_EQ, 0)) ==
               0 &&
           seccomp_load(f) == 0;
}

bool jail_enter_image(bool may_thread)
{
    return limit_everything(2, ROOM_MIB, ROOM_MIB + PICTURE_MIB, may_thread) && lock_files(NULL) &&
           lock_image(may_thread);
}

bool jail_enter_pdf(const char *program)
{
    return limit_everything(5, PDF_MIB, PDF_MIB, false) && lock_files(program) && lock_pdf();
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The file store: round trips, changed bytes, hostile addresses, a full disk. */
#include "platform/crypto/crypto.h"
#include "platform/files/files.h"
#include "tests/test.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const unsigned char address_key[32] = { 1 }, key[32] = { 2 }, other_key[32] = { 3 };

static const char *folder_named(const char *name)
{
    return arena_fmt(test_arena(), "%.*s/%s", STR(test_folder()), name).p;
}

static struct files *store_in(const char *folder)
{
    struct files *files = NULL;
    CHECK_OK(crypto_init());
    CHECK_OK(files_open(folder, address_key, &files));
    return files;
}

static int count_entries(const char *path)
{
    int n = 0;
    DIR *dir = opendir(path);
    for (struct dirent *e; dir && (e = readdir(dir));)
        n += e->d_name[0] != '.';
    if (dir)
        closedir(dir);
    return n;
}

TEST(a_file_comes_back_and_its_folder_tells_nothing)
{
    struct arena *mem = test_arena();
    const char *folder = folder_named("a");
    struct files *files = store_in(folder);
    struct file_address address, second;
    struct str back;
    CHECK_OK(files_put(files, key, S("児童の口座の写し"), &address));
    CHECK_OK(files_put(files, key, S("児童の口座の写し"), &second));
    CHECK(strcmp(address.text, second.text) != 0);
    CHECK_OK(files_get(files, key, str_of(address.text), mem, &back));
    CHECK_STR(back, "児童の口座の写し");
    const char *path = arena_fmt(mem, "%s/%.2s/%s", folder, address.text, address.text).p;
    CHECK(str_find(test_file(mem, path), S("児童")) == SIZE_MAX);
    struct stat st;
    CHECK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600);
    CHECK_INT(count_entries(arena_fmt(mem, "%s/tmp", folder).p), 0);
    files_close(files);
    files = store_in(folder);
    CHECK_OK(files_get(files, key, str_of(second.text), mem, &back));
    CHECK_OK(files_erase(files, str_of(second.text)));
    CHECK_INT(files_erase(files, str_of(second.text)), NOT_FOUND);
    CHECK_INT(files_get(files, key, str_of(second.text), mem, &back), NOT_FOUND);
    files_close(files);
}

TEST(empty_and_large_files_come_back)
{
    struct arena *mem = test_arena();
    struct files *files = store_in(folder_named("sizes"));
    struct file_address address;
    struct str back = S("x");
    CHECK_OK(files_put(files, key, S(""), &address));
    CHECK_OK(files_get(files, key, str_of(address.text), mem, &back));
    CHECK_INT((int64_t)back.n, 0);
    size_t n = 5 << 20;
    char *p = arena_new(mem, char, n);
    crypto_random(p, n);
    CHECK_OK(files_put(files, key, str_n(p, n), &address));
    CHECK_OK(files_get(files, key, str_of(address.text), mem, &back));
    CHECK(str_eq(back, str_n(p, n)));
    files_close(files);
}

TEST(another_key_or_a_changed_byte_is_failed)
{
    struct arena *mem = test_arena();
    const char *folder = folder_named("b");
    struct files *files = store_in(folder);
    struct file_address address;
    struct str back;
    CHECK_OK(files_put(files, key, S("secret"), &address));
    CHECK_INT(files_get(files, other_key, str_of(address.text), mem, &back), FAILED);
    int fd = open(arena_fmt(mem, "%s/%.2s/%s", folder, address.text, address.text).p, O_RDWR);
    unsigned char byte = 0;
    CHECK(pread(fd, &byte, 1, 30) == 1);
    byte ^= 1;
    CHECK(pwrite(fd, &byte, 1, 30) == 1);
    close(fd);
    CHECK_INT(files_get(files, key, str_of(address.text), mem, &back), FAILED);
    files_close(files);
}

TEST(no_address_leaves_the_folder)
{
    struct arena *mem = test_arena();
    struct files *files = store_in(folder_named("c"));
    struct str back;
    static const char *const hostile[] = {
        "",
        "../../etc/passwd",
        "/etc/passwd",
        "AB00000000000000000000000000000000000000000000000000000000000000",
        "../0000000000000000000000000000000000000000000000000000000000000",
        "000000000000000000000000000000000000000000000000000000000000000",
    };
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        CHECK_INT(files_get(files, key, str_of(hostile[i]), mem, &back), NOT_FOUND);
        CHECK_INT(files_erase(files, str_of(hostile[i])), NOT_FOUND);
    }
    files_close(files);
}

static enum rc knows_one(void *ctx, struct str address, bool *ret_known)
{
    *ret_known = str_eq(address, *(struct str *)ctx);
    return OK;
}

static enum rc knows_not(void *ctx, struct str address, bool *ret_known)
{
    (void)ctx, (void)address, (void)ret_known;
    return BUSY;
}

TEST(orphans_are_swept_when_they_are_old_and_nothing_else)
{
    struct arena *mem = test_arena();
    struct files *files = store_in(folder_named("sweep"));
    struct file_address kept, orphan;
    struct str back, known;
    int n = -1;
    CHECK_OK(files_put(files, key, S("kept"), &kept));
    CHECK_OK(files_put(files, key, S("orphan"), &orphan));
    known = str_of(kept.text);
    CHECK_OK(files_sweep(files, 3600, knows_one, &known, &n));
    CHECK_INT(n, 0);
    CHECK_INT(files_sweep(files, -10, knows_not, NULL, &n), BUSY);
    CHECK_OK(files_get(files, key, str_of(orphan.text), mem, &back));
    CHECK_OK(files_sweep(files, -10, knows_one, &known, &n));
    CHECK_INT(n, 1);
    CHECK_INT(files_get(files, key, str_of(orphan.text), mem, &back), NOT_FOUND);
    CHECK_OK(files_get(files, key, str_of(kept.text), mem, &back));
    files_close(files);
}

static bool one_fits_and_one_does_not(const char *folder, size_t large)
{
    struct files *files = store_in(folder);
    struct file_address address = { "" };
    char *p = arena_new(test_arena(), char, large);
    struct str back;
    bool ok = CHECK_OK(files_put(files, key, str_n(p, 1000), &address)) &&
              CHECK_INT(files_put(files, key, str_n(p, large), &address), FULL) &&
              CHECK_OK(files_get(files, key, str_of(address.text), test_arena(), &back)) &&
              CHECK_INT(count_entries(arena_fmt(test_arena(), "%s/tmp", folder).p), 0);
    files_close(files);
    return ok;
}

TEST(a_full_disk_is_full_and_leaves_nothing_half_written)
{
    const char *folder = folder_named("full");
    CHECK(mkdir(folder, 0700) == 0);
    if (mount("none", folder, "tmpfs", 0, "size=256k") != 0)
        SKIP("a small file system can be mounted only by root");
    one_fits_and_one_does_not(folder, 1 << 20);
    CHECK(umount(folder) == 0);
}

TEST(a_limit_on_the_size_of_files_is_full_too)
{
    const char *folder = folder_named("limit");
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        struct rlimit limit = { 256 << 10, 256 << 10 };
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        _exit(one_fits_and_one_does_not(folder, 1 << 20) ? 0 : 1);
    }
    int status = -1;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK_INT(status, 0);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The folder of sealed files.  Everything is opened relative to the folder's descriptor and never
 * through a symbolic link; addresses are 64 lower-case hex digits and nothing else, so no address
 * can leave the folder. */
#include "platform/files/files.h"
#include "platform/crypto/crypto.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { DAY_S = 24 * 60 * 60, SPARE = 64 << 10 };

static const char bound[] = "yakuba file v1";

struct files {
    int folder; /* descriptor */
    unsigned char address_key[CRYPTO_KEY];
};

struct place { /* of one file below the folder */
    char shard[3];
    char path[2 + 1 + 64 + 1];
};

/* What a failed write means: no room is told apart, for the visitor can be told. */
static enum rc rc_of_errno(void)
{
    return errno == ENOSPC || errno == EDQUOT || errno == EFBIG ? FULL : FAILED;
}

static enum rc make_folder(int at, const char *name)
{
    if (mkdirat(at, name, 0700) != 0 && errno != EEXIST)
        return rc_of_errno();
    return OK;
}

/* Leftovers of a crash in the middle of a write.  Young ones may belong to another process. */
static void sweep_tmp(int folder)
{
    int fd = openat(folder, "tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir) {
        if (fd >= 0)
            close(fd);
        return;
    }
    for (struct dirent *e; (e = readdir(dir));) {
        struct stat st;
        if (fstatat(fd, e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
            st.st_mtime < time(NULL) - DAY_S)
            unlinkat(fd, e->d_name, 0);
    }
    closedir(dir);
}

enum rc files_open(const char *folder, const unsigned char address_key[32],
                   struct files **ret_files)
{
    enum rc rc = make_folder(AT_FDCWD, folder);
    if (rc != OK)
        return rc;
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return FAILED;
    struct files *files = NULL;
    rc = make_folder(fd, "tmp");
    if (rc == OK && !(files = calloc(1, sizeof *files)))
        rc = FAILED;
    if (rc != OK) {
        close(fd);
        return rc;
    }
    files->folder = fd;
    memcpy(files->address_key, address_key, CRYPTO_KEY);
    sweep_tmp(fd);
    *ret_files = files;
    return OK;
}

void files_close(struct files *files)
{
    if (!files)
        return;
    close(files->folder);
    crypto_wipe(files, sizeof *files);
    free(files);
}

static bool place_of(struct str address, struct place *ret_place)
{
    if (address.n != 64)
        return false;
    for (size_t i = 0; i < 64; i++)
        if (!((address.p[i] >= '0' && address.p[i] <= '9') ||
              (address.p[i] >= 'a' && address.p[i] <= 'f')))
            return false;
    snprintf(ret_place->shard, sizeof ret_place->shard, "%.2s", address.p);
    snprintf(ret_place->path, sizeof ret_place->path, "%.2s/%.64s", address.p, address.p);
    return true;
}

static void address_of(const struct files *files, struct blob sealed, struct file_address *ret)
{
    unsigned char mac[CRYPTO_MAC];
    crypto_digest(files->address_key, str_n((const char *)sealed.p, sealed.n), mac);
    for (size_t i = 0; i < sizeof mac; i++)
        snprintf(ret->text + 2 * i, 3, "%02x", mac[i]);
}

static enum rc sync_folder(int at, const char *name)
{
    int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return FAILED;
    enum rc rc = fsync(fd) == 0 ? OK : rc_of_errno();
    close(fd);
    return rc;
}

static enum rc write_new(int at, const char *path, struct blob bytes)
{
    int fd = openat(at, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return rc_of_errno();
    enum rc rc = OK;
    for (size_t done = 0; rc == OK && done < bytes.n;) {
        ssize_t n = write(fd, bytes.p + done, bytes.n - done);
        if (n > 0)
            done += (size_t)n;
        else if (n == 0 || errno != EINTR)
            rc = n == 0 ? FAILED : rc_of_errno();
    }
    if (rc == OK && fsync(fd) != 0)
        rc = rc_of_errno();
    if (close(fd) != 0 && rc == OK)
        rc = rc_of_errno();
    return rc;
}

/* Into its place, with every folder entry on the way synced. */
static enum rc settle(int folder, const char *tmp, const struct place *place)
{
    bool is_new = mkdirat(folder, place->shard, 0700) == 0;
    if (!is_new && errno != EEXIST)
        return rc_of_errno();
    if (renameat(folder, tmp, folder, place->path) != 0)
        return rc_of_errno();
    enum rc rc = sync_folder(folder, place->shard);
    if (rc == OK && is_new)
        rc = fsync(folder) == 0 ? OK : rc_of_errno();
    if (rc != OK)
        unlinkat(folder, place->path, 0);
    return rc;
}

static enum rc put_sealed(struct files *files, struct blob sealed, struct file_address *ret_address)
{
    struct file_address address = { "" };
    struct place place;
    unsigned char nonce[12];
    char tmp[4 + 2 * sizeof nonce + 1] = "tmp/";
    address_of(files, sealed, &address);
    if (!place_of(str_of(address.text), &place))
        return FAILED;
    crypto_random(nonce, sizeof nonce);
    for (size_t i = 0; i < sizeof nonce; i++)
        snprintf(tmp + 4 + 2 * i, 3, "%02x", nonce[i]);
    enum rc rc = write_new(files->folder, tmp, sealed);
    if (rc == OK)
        rc = settle(files->folder, tmp, &place);
    if (rc != OK) {
        unlinkat(files->folder, tmp, 0);
        return rc;
    }
    *ret_address = address;
    return OK;
}

enum rc files_put(struct files *files, const unsigned char key[32], struct str bytes,
                  struct file_address *ret_address)
{
    struct arena mem;
    arena_init(&mem, bytes.n + SPARE);
    struct blob sealed = crypto_seal(&mem, key, bytes, str_of(bound));
    enum rc rc = sealed.p ? put_sealed(files, sealed, ret_address) : FAILED;
    arena_release(&mem);
    return rc;
}

static enum rc read_whole(int fd, struct arena *mem, struct blob *ret_bytes)
{
    struct stat st;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size < 0)
        return FAILED;
    size_t size = (size_t)st.st_size, done = 0;
    arena_init(mem, size + SPARE);
    unsigned char *p = arena_try_new(mem, unsigned char, size + 1);
    if (!p)
        return BUSY;
    while (done < size) {
        ssize_t n = read(fd, p + done, size - done);
        if (n > 0)
            done += (size_t)n;
        else if (n == 0 || errno != EINTR)
            return FAILED;
    }
    *ret_bytes = (struct blob) { p, size };
    return OK;
}

enum rc files_get(struct files *files, const unsigned char key[32], struct str address,
                  struct arena *mem, struct str *ret_bytes)
{
    struct place place;
    struct file_address found = { "" };
    struct blob sealed;
    if (!place_of(address, &place))
        return NOT_FOUND;
    int fd = openat(files->folder, place.path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return errno == ENOENT ? NOT_FOUND : FAILED;
    struct arena scratch = { 0 };
    enum rc rc = read_whole(fd, &scratch, &sealed);
    close(fd);
    if (rc == OK) {
        address_of(files, sealed, &found);
        rc = str_eq(str_of(found.text), address) ? OK : FAILED;
    }
    if (rc == OK)
        rc = crypto_open(mem, key, sealed, str_of(bound), ret_bytes);
    arena_release(&scratch);
    return rc;
}

struct sweep {
    struct files *files;
    time_t before;
    enum rc (*is_known)(void *ctx, struct str address, bool *ret_known);
    void *ctx;
    int erased;
};

static enum rc sweep_one(struct sweep *s, int shard, const char *name)
{
    struct stat st;
    struct place place;
    bool known = true;
    if (!place_of(str_of(name), &place) || fstatat(shard, name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
        !S_ISREG(st.st_mode) || st.st_mtime >= s->before)
        return OK;
    enum rc rc = s->is_known(s->ctx, str_of(name), &known);
    if (rc == OK && !known) {
        rc = files_erase(s->files, str_of(name));
        s->erased += rc == OK;
    }
    return rc;
}

static enum rc sweep_shard(struct sweep *s, const char *name)
{
    int fd = openat(s->files->folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return errno == ENOENT ? OK : FAILED;
    DIR *dir = fdopendir(fd);
    if (!dir) {
        close(fd);
        return FAILED;
    }
    enum rc rc = OK;
    for (struct dirent *e; rc == OK && (e = readdir(dir));)
        rc = sweep_one(s, fd, e->d_name);
    closedir(dir);
    return rc;
}

enum rc files_sweep(struct files *files, int64_t age_s,
                    enum rc (*is_known)(void *ctx, struct str address, bool *ret_known), void *ctx,
                    int *ret_erased)
{
    struct sweep s = { files, time(NULL) - (time_t)age_s, is_known, ctx, 0 };
    enum rc rc = OK;
    sweep_tmp(files->folder);
    for (int i = 0; rc == OK && i < 256; i++) {
        char shard[3];
        snprintf(shard, sizeof shard, "%02x", (unsigned)i & 0xff);
        rc = sweep_shard(&s, shard);
    }
    if (rc == OK)
        *ret_erased = s.erased;
    return rc;
}

enum rc files_erase(struct files *files, struct str address)
{
    struct place place;
    if (!place_of(address, &place))
        return NOT_FOUND;
    if (unlinkat(files->folder, place.path, 0) != 0)
        return errno == ENOENT ? NOT_FOUND : FAILED;
    return sync_folder(files->folder, place.shard);
}

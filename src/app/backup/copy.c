/* SPDX-License-Identifier: Apache-2.0 */
/* Files one by one: written beside, synced, renamed. */
#include "app/backup/copy.h"

#include "base/ids.h"
#include "platform/crypto/crypto.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 1 << 20, SHARDS = 256 };

static enum rc complain(const char *what, const char *path)
{
    fprintf(stderr, "yakuba: cannot %s %s: %m\n", what, path);
    return FAILED;
}

enum rc copy_make_folder(const char *path)
{
    return mkdir(path, 0700) == 0 || errno == EEXIST ? OK : complain("make", path);
}

static bool pump(int in, int out)
{
    ssize_t n;
    while ((n = sendfile(out, in, NULL, PIECE)) > 0)
        ;
    return n == 0;
}

enum rc copy_file(struct arena *mem, const char *from, const char *to, unsigned mode)
{
    const char *beside = arena_fmt(mem, "%s.new", to).p;
    int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (in < 0)
        return complain("read", from);
    int out = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
    bool ok = out >= 0 && fchmod(out, mode) == 0 && pump(in, out) && fsync(out) == 0;
    if (out >= 0)
        ok = close(out) == 0 && ok;
    close(in);
    if (ok && rename(beside, to) == 0)
        return OK;
    enum rc rc = complain("write", to);
    unlink(beside);
    return rc;
}

enum rc copy_sync(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && syncfs(fd) == 0;
    if (fd >= 0)
        close(fd);
    return ok ? OK : complain("sync", folder);
}

enum rc copy_digest(struct arena *mem, const char *path, struct str *ret_digest)
{
    static char piece[PIECE];
    unsigned char mac[CRYPTO_MAC];
    struct crypto_hasher h;
    size_t n;
    FILE *f = fopen(path, "rb");
    if (!f)
        return complain("read", path);
    crypto_hasher_init(&h, NULL);
    while ((n = fread(piece, 1, sizeof piece, f)) > 0)
        crypto_hasher_add(&h, str_n(piece, n));
    bool ok = !ferror(f);
    fclose(f);
    crypto_hasher_end(&h, mac);
    if (!ok)
        return complain("read", path);
    *ret_digest = ids_hex(mem, mac, sizeof mac);
    return OK;
}

/* ---- a folder of 256 ---- */

static const char *path_of(struct arena *mem, const char *folder, const char *name)
{
    return arena_fmt(mem, "%s/%s", folder, name).p;
}

static enum rc copy_one(struct arena *mem, const char *from, const char *to, struct copied *c)
{
    struct stat source, there;
    if (stat(from, &source) != 0)
        return errno == ENOENT ? OK : complain("read", from); /* erased meanwhile */
    c->files++;
    c->bytes += source.st_size;
    if (stat(to, &there) == 0 && there.st_size == source.st_size)
        return OK;
    c->fresh++;
    return copy_file(mem, from, to, 0600);
}

/* Calls fn for each name in a folder; one that is not there has none. */
static enum rc each(struct arena *mem, const char *folder, enum rc (*fn)(struct arena *, const char *, void *), void *ctx)
{
    DIR *dir = opendir(folder);
    enum rc rc = OK;
    if (!dir)
        return errno == ENOENT ? OK : complain("read", folder);
    for (struct dirent *e = readdir(dir); e && rc == OK; e = readdir(dir)) {
        struct arena scratch;
        arena_init(&scratch, 1 << 16);
        if (e->d_name[0] != '.')
            rc = fn(&scratch, e->d_name, ctx);
        arena_release(&scratch);
    }
    closedir(dir);
    (void)mem;
    return rc;
}

struct shard {
    const char *from, *to;
    struct copied *copied;
};

static enum rc copy_named(struct arena *mem, const char *name, void *ctx)
{
    const struct shard *s = ctx;
    return copy_one(mem, path_of(mem, s->from, name), path_of(mem, s->to, name), s->copied);
}

static enum rc erase_gone(struct arena *mem, const char *name, void *ctx)
{
    const struct shard *s = ctx;
    if (access(path_of(mem, s->from, name), F_OK) == 0)
        return OK;
    const char *path = path_of(mem, s->to, name);
    return unlink(path) == 0 || errno == ENOENT ? OK : complain("erase", path);
}

enum rc copy_files(struct arena *mem, const char *from, const char *to, struct copied *ret_copied)
{
    struct copied copied = { 0 };
    enum rc rc = copy_make_folder(to);
    for (int i = 0; i < SHARDS && rc == OK; i++) {
        struct shard s = { arena_fmt(mem, "%s/%02x", from, (unsigned)i).p, arena_fmt(mem, "%s/%02x", to, (unsigned)i).p,
                           &copied };
        if (access(s.from, F_OK) == 0)
            rc = copy_make_folder(s.to);
        if (rc == OK)
            rc = each(mem, s.from, copy_named, &s);
        if (rc == OK)
            rc = each(mem, s.to, erase_gone, &s);
    }
    if (rc == OK)
        *ret_copied = copied;
    return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The key file: one line, "yakuba-key-v1 " and 64 hex digits, so that it can be printed and kept on
 * paper.  It is read and made only in the vault's process. */
#include "civic/vault/message.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char lead[] = "yakuba-key-v1 ";
enum { LEAD = sizeof lead - 1, LINE = LEAD + 2 * CRYPTO_KEY + 1 };

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static enum rc parse(const char *line, ssize_t n, unsigned char ret_key[CRYPTO_KEY])
{
    if (n != LINE || memcmp(line, lead, LEAD) != 0 || line[LINE - 1] != '\n')
        return INVALID;
    for (size_t i = 0; i < CRYPTO_KEY; i++) {
        int high = digit(line[LEAD + 2 * i]), low = digit(line[LEAD + 2 * i + 1]);
        if (high < 0 || low < 0)
            return INVALID;
        ret_key[i] = (unsigned char)(high << 4 | low);
    }
    return OK;
}

static enum rc read_key(int fd, unsigned char ret_key[CRYPTO_KEY])
{
    struct stat st;
    char line[LINE + 1];
    if (fstat(fd, &st) != 0)
        return FAILED;
    if (!S_ISREG(st.st_mode) || (st.st_mode & 077) != 0 || st.st_uid != geteuid())
        return DENIED;
    ssize_t n = read(fd, line, sizeof line);
    enum rc rc = n < 0 ? FAILED : parse(line, n, ret_key);
    crypto_wipe(line, sizeof line);
    return rc;
}

static bool sync_parent(const char *path)
{
    char *copy = strdup(path);
    int fd = copy ? open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    free(copy);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return ok;
}

/* The file is complete before it has its name: a crash leaves no half a key under it, and two that
 * start at once make one key. */
static enum rc make_key(const char *path, unsigned char ret_key[CRYPTO_KEY])
{
    char line[LINE + 1], tmp[4096];
    crypto_random(ret_key, CRYPTO_KEY);
    memcpy(line, lead, LEAD + 1);
    for (size_t i = 0; i < CRYPTO_KEY; i++)
        snprintf(line + LEAD + 2 * i, 3, "%02x", ret_key[i]);
    line[LINE - 1] = '\n';
    if (snprintf(tmp, sizeof tmp, "%s.%ld", path, (long)getpid()) >= (int)sizeof tmp)
        return FAILED;
    int fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return FAILED;
    bool ok = write(fd, line, LINE) == LINE && fsync(fd) == 0;
    crypto_wipe(line, sizeof line);
    ok = close(fd) == 0 && ok;
    enum rc rc = !ok ? FAILED : link(tmp, path) == 0 ? OK : errno == EEXIST ? CONFLICT : FAILED;
    unlink(tmp);
    return rc == OK && !sync_parent(path) ? FAILED : rc;
}

enum rc vault_key_file(const char *path, struct vault_root *ret_root)
{
    unsigned char id[CRYPTO_KEY];
    enum rc rc = OK;
    for (int tries = 0; tries < 2; tries++) {
        int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        if (fd >= 0) {
            rc = read_key(fd, ret_root->key);
            close(fd);
        } else if (errno == ENOENT) {
            rc = make_key(path, ret_root->key);
        } else {
            return errno == ELOOP ? DENIED : FAILED;
        }
        if (rc != CONFLICT)
            break;
    }
    if (rc != OK)
        return rc == CONFLICT ? FAILED : rc;
    crypto_derive(ret_root->key, "key id", id);
    memcpy(ret_root->key_id, id, VAULT_KEY_ID);
    return OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The server's side of the vault: four channels to one child, so that many workers do not queue
 * behind one message.  A channel that breaks or stays silent ends the vault for good: everything
 * answers FAILED from then on, and the supervisor starts the program anew. */
#include "civic/vault/message.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE_S = 5 };

struct vault {
    pid_t child;
    int channels[VAULT_CHANNELS];
    bool taken[VAULT_CHANNELS]; /* under lock */
    pthread_mutex_t lock;
    pthread_cond_t channel_free;
    atomic_bool down;
    struct vault_keys keys;
};

static bool open_channels(int ours[VAULT_CHANNELS], int theirs[VAULT_CHANNELS])
{
    const struct timeval patience = { .tv_sec = PATIENCE_S };
    const int room = 2 * VAULT_MESSAGE;
    for (int i = 0; i < VAULT_CHANNELS; i++)
        ours[i] = theirs[i] = -1;
    for (int i = 0; i < VAULT_CHANNELS; i++) {
        int pair[2];
        if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
            return false;
        ours[i] = pair[0];
        theirs[i] = pair[1];
        setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
        setsockopt(pair[1], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
        if (setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) != 0 ||
            setsockopt(pair[0], SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) != 0)
            return false;
    }
    return true;
}

static void close_all(const int fds[VAULT_CHANNELS])
{
    for (int i = 0; i < VAULT_CHANNELS; i++)
        if (fds[i] >= 0)
            close(fds[i]);
}

static pid_t fork_child(const char *key_file, const int theirs[VAULT_CHANNELS])
{
    pid_t parent = getpid(), pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) /* it died before the line above */
            _exit(0);
        vault_child(key_file, theirs);
    }
    return pid;
}

static enum rc hear_hello(struct vault *vault)
{
    unsigned char hello[1 + sizeof vault->keys] = { FAILED };
    ssize_t n;
    while ((n = recv(vault->channels[0], hello, sizeof hello, 0)) < 0 && errno == EINTR) {}
    enum rc rc = n == (ssize_t)sizeof hello && hello[0] <= FAILED ? (enum rc)hello[0] : FAILED;
    if (rc == OK)
        memcpy(&vault->keys, hello + 1, sizeof vault->keys);
    crypto_wipe(hello, sizeof hello);
    return rc;
}

enum rc vault_start(const char *key_file, struct vault **ret_vault)
{
    int theirs[VAULT_CHANNELS];
    struct vault *vault = calloc(1, sizeof *vault);
    if (!vault)
        return FAILED;
    vault->child = -1;
    enum rc rc = crypto_init();
    if (!open_channels(vault->channels, theirs))
        rc = FAILED;
    if (rc == OK && (vault->child = fork_child(key_file, theirs)) < 0)
        rc = FAILED;
    close_all(theirs);
    pthread_mutex_init(&vault->lock, NULL);
    pthread_cond_init(&vault->channel_free, NULL);
    if (rc == OK)
        rc = hear_hello(vault);
    if (rc != OK) {
        vault_stop(vault);
        return rc;
    }
    *ret_vault = vault;
    return OK;
}

void vault_stop(struct vault *vault)
{
    if (!vault)
        return;
    close_all(vault->channels);
    if (vault->child > 0)
        while (waitpid(vault->child, NULL, 0) < 0 && errno == EINTR) {}
    pthread_cond_destroy(&vault->channel_free);
    pthread_mutex_destroy(&vault->lock);
    crypto_wipe(vault, sizeof *vault);
    free(vault);
}

void vault_server_keys(struct vault *vault, struct vault_keys *ret_keys)
{
    *ret_keys = vault->keys;
}

static int channel_take(struct vault *vault)
{
    pthread_mutex_lock(&vault->lock);
    for (;;) {
        for (int i = 0; i < VAULT_CHANNELS; i++)
            if (!vault->taken[i]) {
                vault->taken[i] = true;
                pthread_mutex_unlock(&vault->lock);
                return i;
            }
        pthread_cond_wait(&vault->channel_free, &vault->lock);
    }
}

static void channel_give(struct vault *vault, int i)
{
    pthread_mutex_lock(&vault->lock);
    vault->taken[i] = false;
    pthread_cond_signal(&vault->channel_free);
    pthread_mutex_unlock(&vault->lock);
}

/* One message there and one back, into `buffer`; the number of bytes, or -1: the child is lost. */
static ssize_t exchange(struct vault *vault, int fd, unsigned char *buffer, size_t n)
{
    ssize_t sent, got = -1;
    if (atomic_load(&vault->down))
        return -1;
    while ((sent = send(fd, buffer, n, MSG_NOSIGNAL)) < 0 && errno == EINTR) {}
    if (sent == (ssize_t)n)
        while ((got = recv(fd, buffer, VAULT_MESSAGE, 0)) < 0 && errno == EINTR) {}
    if (got < 1 || buffer[0] > FAILED) {
        atomic_store(&vault->down, true);
        return -1;
    }
    return got;
}

static void put_number(unsigned char *at, uint64_t v, size_t n)
{
    while (n--) {
        at[n] = (unsigned char)v;
        v >>= 8;
    }
}

/* The reply's data is in the buffer after the first byte. */
static enum rc ask(struct vault *vault, enum vault_op op, struct vault_place place, struct str data,
                   unsigned char buffer[VAULT_MESSAGE], size_t *ret_n)
{
    if (place.town_id < 0 || place.row_id < 0 || place.table < 0 || place.field.n > VAULT_FIELD ||
        data.n > VAULT_DATA + VAULT_SEALED_EXTRA)
        return INVALID;
    buffer[0] = VAULT_VERSION;
    buffer[1] = (unsigned char)op;
    put_number(buffer + 2, place.field.n, 2);
    put_number(buffer + 4, (uint64_t)place.table, 4);
    put_number(buffer + 8, (uint64_t)place.town_id, 8);
    put_number(buffer + 16, (uint64_t)place.row_id, 8);
    if (place.field.n)
        memcpy(buffer + VAULT_HEADER, place.field.p, place.field.n);
    if (data.n)
        memcpy(buffer + VAULT_HEADER + place.field.n, data.p, data.n);
    int channel = channel_take(vault);
    ssize_t n =
        exchange(vault, vault->channels[channel], buffer, VAULT_HEADER + place.field.n + data.n);
    channel_give(vault, channel);
    if (n < 0)
        return FAILED;
    *ret_n = (size_t)n - 1;
    return (enum rc)buffer[0];
}

/* For the operations whose answer has a fixed size. */
static enum rc ask_fixed(struct vault *vault, enum vault_op op, struct vault_place place,
                         struct str data, unsigned char *ret, size_t ret_size)
{
    unsigned char buffer[VAULT_MESSAGE];
    size_t n = 0;
    enum rc rc = ask(vault, op, place, data, buffer, &n);
    if (rc == OK && n != ret_size)
        rc = FAILED;
    if (rc == OK && n)
        memcpy(ret, buffer + 1, n);
    crypto_wipe(buffer, n + 1);
    return rc;
}

bool vault_is_up(struct vault *vault)
{
    return ask_fixed(vault, VAULT_PING, (struct vault_place) { 0 }, S(""), NULL, 0) == OK;
}

enum rc vault_seal(struct vault *vault, struct arena *mem, struct vault_place place,
                   struct str text, struct str *ret_sealed)
{
    unsigned char buffer[VAULT_MESSAGE];
    size_t n = 0;
    if (text.n > VAULT_DATA)
        return INVALID;
    enum rc rc = ask(vault, VAULT_SEAL, place, text, buffer, &n);
    if (rc != OK)
        return rc;
    if (n < VAULT_SEALED_EXTRA)
        return FAILED;
    const unsigned char *id = buffer + 1;
    struct str body =
        crypto_base64url(mem, (struct blob) { buffer + 1 + VAULT_KEY_ID, n - VAULT_KEY_ID });
    if (body.n == 0)
        return BUSY;
    *ret_sealed = arena_fmt(mem, "v1.%02x%02x%02x%02x.%.*s", id[0], id[1], id[2], id[3], STR(body));
    return OK;
}

/* "v1.KEYID.base64url" → key id | bytes. */
static enum rc unpack(struct arena *mem, struct str sealed, struct str *ret_data)
{
    enum { LEAD = 3 + 2 * VAULT_KEY_ID + 1 };
    struct blob body;
    if (!str_starts(sealed, S("v1.")) || sealed.n < LEAD || sealed.p[LEAD - 1] != '.')
        return FAILED;
    enum rc rc = crypto_base64url_read(mem, str_sub(sealed, LEAD, SIZE_MAX), &body);
    if (rc != OK)
        return rc == INVALID ? FAILED : rc;
    char *p = arena_try_new(mem, char, VAULT_KEY_ID + body.n);
    if (!p)
        return BUSY;
    for (size_t i = 0; i < 2 * VAULT_KEY_ID; i++) {
        const char *digits = "0123456789abcdef", *d = strchr(digits, sealed.p[3 + i]);
        if (!d || !*d)
            return FAILED;
        p[i / 2] = (char)((unsigned char)p[i / 2] << 4 | (d - digits));
    }
    memcpy(p + VAULT_KEY_ID, body.p, body.n);
    *ret_data = str_n(p, VAULT_KEY_ID + body.n);
    return OK;
}

enum rc vault_open(struct vault *vault, struct arena *mem, struct vault_place place,
                   struct str sealed, struct str *ret_text)
{
    unsigned char buffer[VAULT_MESSAGE];
    size_t n = 0;
    struct str data;
    enum rc rc = unpack(mem, sealed, &data);
    if (rc == OK)
        rc = ask(vault, VAULT_OPEN, place, data, buffer, &n);
    if (rc == OK) {
        char *p = arena_try_new(mem, char, n + 1);
        if (!p)
            return BUSY;
        memcpy(p, buffer + 1, n);
        *ret_text = str_n(p, n);
    }
    crypto_wipe(buffer, n + 1);
    return rc;
}

enum rc vault_mac(struct vault *vault, t_id town_id, struct str purpose, struct str data,
                  unsigned char ret_mac[CRYPTO_MAC])
{
    return ask_fixed(vault, VAULT_MAC,
                     (struct vault_place) { .town_id = town_id, .field = purpose }, data, ret_mac,
                     CRYPTO_MAC);
}

enum rc vault_case_key(struct vault *vault, t_id town_id, t_id case_id,
                       unsigned char ret_key[CRYPTO_KEY])
{
    return ask_fixed(vault, VAULT_CASE_KEY,
                     (struct vault_place) { .town_id = town_id, .row_id = case_id }, S(""), ret_key,
                     CRYPTO_KEY);
}

enum rc vault_sign(struct vault *vault, t_id town_id, struct str data,
                   unsigned char ret_signature[CRYPTO_SIGNATURE])
{
    return ask_fixed(vault, VAULT_SIGN, (struct vault_place) { .town_id = town_id }, data,
                     ret_signature, CRYPTO_SIGNATURE);
}

enum rc vault_public_key(struct vault *vault, t_id town_id,
                         unsigned char ret_key[CRYPTO_PUBLIC_KEY])
{
    return ask_fixed(vault, VAULT_PUBLIC_KEY, (struct vault_place) { .town_id = town_id }, S(""),
                     ret_key, CRYPTO_PUBLIC_KEY);
}

enum rc vault_sign_for(struct vault *vault, t_id town_id, struct str purpose, int64_t number,
                       struct str data, unsigned char ret_signature[CRYPTO_SIGNATURE])
{
    if (purpose.n == 0)
        return INVALID;
    return ask_fixed(vault, VAULT_SIGN,
                     (struct vault_place) { .town_id = town_id, .row_id = number, .field = purpose },
                     data, ret_signature, CRYPTO_SIGNATURE);
}

enum rc vault_public_key_for(struct vault *vault, t_id town_id, struct str purpose, int64_t number,
                             unsigned char ret_key[CRYPTO_PUBLIC_KEY])
{
    if (purpose.n == 0)
        return INVALID;
    return ask_fixed(vault, VAULT_PUBLIC_KEY,
                     (struct vault_place) { .town_id = town_id, .row_id = number, .field = purpose },
                     S(""), ret_key, CRYPTO_PUBLIC_KEY);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Finding, making and judging the certificate. */
#include "app/tls.h"

#include "base/time.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OWN_DAYS = 730, LARGEST_FILE = 256 << 10, MOST_NAMES = 60, RENEW_DAYS = 7 };

bool tls_is_wanted(const struct config *c)
{
    bool loopback = true;
    if (!str_eq(str_of(c->tls), S("auto")))
        return !str_eq(str_of(c->tls), S("off"));
    return config_address_is_loopback(c->listen, &loopback) && !loopback;
}

static bool is_files(const struct config *c)
{
    return str_eq(str_of(c->tls), S("files"));
}

static const char *own(struct arena *mem, const struct config *c, const char *name)
{
    return arena_fmt(mem, "%s/tls/%s", c->data, name).p;
}

struct str tls_certificate_path(struct arena *mem, const struct config *c)
{
    if (!tls_is_wanted(c))
        return S("");
    return str_of(is_files(c) ? c->tls_certificate : own(mem, c, "certificate.pem"));
}

enum rc tls_read_file(struct arena *mem, const char *path, struct str *ret_text)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return INVALID;
    char *p = arena_new(mem, char, LARGEST_FILE + 1);
    size_t n = fread(p, 1, LARGEST_FILE, f);
    bool whole = feof(f) && !ferror(f);
    fclose(f);
    *ret_text = str_n(p, n); /* a NUL stands behind */
    return whole ? OK : INVALID;
}

/* Whole or not at all: written beside, synced, renamed. */
static bool write_file(struct arena *mem, const char *path, struct str text, mode_t mode)
{
    const char *beside = arena_fmt(mem, "%s.new", path).p;
    int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
    if (fd < 0)
        return false;
    bool ok = fchmod(fd, mode) == 0 && write(fd, text.p, text.n) == (ssize_t)text.n && fsync(fd) == 0;
    ok &= close(fd) == 0;
    return ok && rename(beside, path) == 0;
}

static size_t collect_names(struct arena *mem, const struct config *c, const struct hall *hall, struct str *names)
{
    struct str listen = str_of(c->listen);
    size_t n = 0, colon = listen.n;
    for (size_t t = 0; t < hall->n_towns; t++)
        for (size_t i = 0; i < hall->towns[t].n_hosts && n < MOST_NAMES; i++)
            if (!str_starts(hall->towns[t].hosts[i], S("[")))
                names[n++] = hall->towns[t].hosts[i];
    while (colon > 0 && listen.p[colon - 1] != ':')
        colon--;
    listen = str_sub(listen, 0, colon - 1);
    if (str_starts(listen, S("[")))
        listen = str_sub(listen, 1, listen.n - 1);
    if (!str_eq(listen, S("0.0.0.0")) && !str_eq(listen, S("::")))
        names[n++] = arena_str(mem, listen);
    if (n == 0)
        names[n++] = S("localhost");
    return n;
}

static enum rc make_own(struct arena *mem, const struct config *c, const struct hall *hall)
{
    struct str names[MOST_NAMES + 2], certificate, key;
    size_t n = collect_names(mem, c, hall, names);
    const char *folder = arena_fmt(mem, "%s/tls", c->data).p;
    if (certificate_make(mem, names, n, OWN_DAYS, &certificate, &key) != OK) {
        fprintf(stderr, "yakuba: cannot make a certificate for %.*s\n", STR(names[0]));
        return FAILED;
    }
    if ((mkdir(folder, 0700) != 0 && errno != EEXIST) || !write_file(mem, own(mem, c, "key.pem"), key, 0600) ||
        !write_file(mem, own(mem, c, "certificate.pem"), certificate, 0644)) {
        fprintf(stderr, "yakuba: cannot write the certificate into %s: %m\n", folder);
        return FAILED;
    }
    return OK;
}

static bool own_is_good(struct arena *mem, const struct config *c)
{
    struct str certificate, key;
    struct certificate about;
    return tls_read_file(mem, own(mem, c, "certificate.pem"), &certificate) == OK &&
           tls_read_file(mem, own(mem, c, "key.pem"), &key) == OK && certificate_look(mem, certificate, &about) == OK &&
           certificate_fits(certificate, key) == OK && about.until > time_now() + RENEW_DAYS * DAY;
}

static enum rc read_pair(struct arena *mem, const char *certificate_path, const char *key_path, struct tls *tls)
{
    struct str certificate, key;
    const char *bad = NULL;
    if (tls_read_file(mem, certificate_path, &certificate) != OK || certificate_look(mem, certificate, &tls->about) != OK)
        bad = certificate_path;
    else if (tls_read_file(mem, key_path, &key) != OK)
        bad = key_path;
    if (bad) {
        fprintf(stderr, "yakuba: %s cannot be read, or is no PEM text of a certificate or its key\n", bad);
        return INVALID;
    }
    if (certificate_fits(certificate, key) != OK) {
        fprintf(stderr, "yakuba: %s is not the key of the certificate %s\n", key_path, certificate_path);
        return INVALID;
    }
    if (tls->about.until < time_now()) {
        fprintf(stderr, "yakuba: the certificate %s has ended; browsers would refuse it. Put a new one there\n",
                certificate_path);
        return INVALID;
    }
    tls->certificate = certificate.p;
    tls->key = key.p;
    return OK;
}

enum rc tls_prepare(struct arena *mem, const struct config *c, const struct hall *hall, struct tls *ret_tls)
{
    struct tls tls = { .is_own = !is_files(c) };
    enum rc rc = OK;
    if (!tls_is_wanted(c)) {
        *ret_tls = (struct tls){ 0 };
        return OK;
    }
    if (tls.is_own && !own_is_good(mem, c)) {
        tls.is_new = true;
        rc = make_own(mem, c, hall);
    }
    if (rc == OK)
        rc = tls.is_own ? read_pair(mem, own(mem, c, "certificate.pem"), own(mem, c, "key.pem"), &tls)
                        : read_pair(mem, c->tls_certificate, c->tls_key, &tls);
    if (rc == OK)
        *ret_tls = tls;
    return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Images are stored as the jail re-made them; a PDF is stored as it came, and shown only as the
 * pictures of its pages. */
#include "civic/cases/keep_file.h"

#include "base/ids.h"
#include "base/json.h"
#include "base/text.h"
#include "platform/db/db.h"
#include "platform/files/files.h"
#include "platform/jail/jail.h"

#include <time.h>

enum {
    MOST_PAGES = 10,
    TOKEN_BYTES = 10,
    LONGEST_NAME = 120,
    WAIT_MS = 3000,
    TRY_MS = 5,
    PICTURES_CEILING = 32 << 20
};

struct keeping {
    struct req *r;
    struct arena pictures; /* what the jail made; gone when it is on disk */
    struct case_attachment f;
};

struct str cases_file_token(struct arena *mem)
{
    unsigned char random[TOKEN_BYTES];
    crypto_random(random, sizeof random);
    return ids_base32(mem, random, sizeof random);
}

/* For people only: no path, no control characters, not too long. */
static struct str shown_name(struct arena *mem, struct str name)
{
    size_t slash;
    while ((slash = str_find_char(name, '/')) != SIZE_MAX ||
           (slash = str_find_char(name, '\\')) != SIZE_MAX)
        name = str_sub(name, slash + 1, name.n);
    if (!name.n || !text_is_utf8(name))
        return S("ファイル");
    char *out = arena_new(mem, char, name.n);
    size_t n = 0;
    name = text_first(name, LONGEST_NAME);
    for (size_t i = 0; i < name.n; i++)
        if ((unsigned char)name.p[i] >= ' ' && name.p[i] != 127)
            out[n++] = name.p[i];
    return n ? str_n(out, n) : S("ファイル");
}

static enum rc put(struct keeping *k, struct str bytes, struct str *ret_address)
{
    struct file_address address;
    enum rc rc = files_put(hall_of(k->r)->files, k->f.key, bytes, &address);
    if (rc == OK)
        *ret_address = arena_str(k->r->mem, str_of(address.text));
    return rc;
}

static void set_digest(struct keeping *k, struct str bytes)
{
    unsigned char hash[CRYPTO_MAC];
    crypto_digest(NULL, bytes, hash);
    k->f.digest = ids_hex(k->r->mem, hash, CRYPTO_MAC);
    k->f.size = (int64_t)bytes.n;
}

/* A file that killed its helper is the file's fault; a folder that cannot be written to is not. */
static enum rc not_opened(enum rc rc)
{
    return rc == FAILED ? INVALID : rc;
}

static enum rc keep_image(struct keeping *k, enum jail_kind kind, struct str bytes)
{
    struct jail_image image;
    enum rc rc = jail_image(&k->pictures, kind, bytes, &image);
    if (rc != OK)
        return not_opened(rc);
    k->f.kind = S("jpeg");
    k->f.pictures = S("[]");
    set_digest(k, image.jpeg);
    return put(k, image.jpeg, &k->f.address);
}

static enum rc keep_pages(struct keeping *k, const struct jail_image *pages, int n)
{
    struct out out;
    struct json_writer j;
    enum rc rc = OK;
    out_init(&out, k->r->mem, 8192);
    json_begin(&j, &out);
    json_array(&j);
    for (int i = 0; i < n && rc == OK; i++) {
        struct str address;
        rc = put(k, pages[i].jpeg, &address);
        if (rc == OK)
            json_string(&j, address);
    }
    json_close_array(&j);
    k->f.pictures = out_text(&out);
    return rc;
}

static enum rc keep_pdf(struct keeping *k, struct str bytes)
{
    struct jail_image pages[MOST_PAGES];
    int n = 0;
    enum rc rc = jail_pdf(&k->pictures, bytes, MOST_PAGES, pages, &n);
    if (rc != OK)
        return not_opened(rc);
    k->f.kind = S("pdf");
    set_digest(k, bytes);
    rc = put(k, bytes, &k->f.address);
    return rc == OK ? keep_pages(k, pages, n < MOST_PAGES ? n : MOST_PAGES) : rc;
}

/* All helpers of the jail may be busy for a moment. A person who has just filled in a page and
 * waited for the picture to be sent is not told to do it again: this waits, at most three seconds.
 */
static enum rc keep(struct keeping *k, enum jail_kind kind, struct str bytes)
{
    t_time until = time_now() + WAIT_MS * (SECOND / 1000);
    for (;;) {
        enum rc rc = kind == JAIL_PDF ? keep_pdf(k, bytes) : keep_image(k, kind, bytes);
        if (rc != BUSY || arena_failed(&k->pictures) || time_now() > until)
            return rc;
        nanosleep(&(struct timespec) { .tv_nsec = TRY_MS * 1000000 }, NULL);
    }
}

/* "" when it may be opened. */
static struct str refusal(struct arena *mem, struct str name, struct str bytes, enum jail_kind kind)
{
    if (bytes.n > FILE_MOST_BYTES)
        return arena_fmt(mem, "%.*sは10MBを超えています。小さくするか、撮り直してください",
                         STR(name));
    if (kind == JAIL_UNKNOWN)
        return arena_fmt(
            mem, "%.*sは受け取れない種類のファイルです。JPEG、PNG、HEIC、PDFを選んでください",
            STR(name));
    return S("");
}

enum rc cases_keep_file(struct req *r, const struct upload *u, struct case_attachment *ret_file,
                        struct str *ret_message)
{
    struct keeping k = { .r = r,
                         .f = { .field = u->field, .name = shown_name(r->mem, u->filename) } };
    enum jail_kind kind = jail_sniff(u->bytes);
    *ret_message = refusal(r->mem, k.f.name, u->bytes, kind);
    if (ret_message->n)
        return INVALID;
    crypto_random(k.f.key, CRYPTO_KEY);
    arena_init(&k.pictures, PICTURES_CEILING);
    db_read_end(r->db); /* a picture may take seconds: no snapshot is held meanwhile */
    enum rc rc = keep(&k, kind, u->bytes);
    arena_release(&k.pictures);
    enum rc begun = db_read_begin(r->db);
    if (rc == INVALID)
        *ret_message =
            arena_fmt(r->mem, "%.*sを開けませんでした。撮り直すか、別のファイルを選んでください",
                      STR(k.f.name));
    if (rc == OK)
        rc = begun;
    if (rc == OK)
        *ret_file = k.f;
    return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Images are stored as the jail re-made them; a PDF is stored as it came, and shown only as the pictures of its
 * pages. */
#include "modules/apply/upload.h"

#include "base/ids.h"
#include "base/json.h"
#include "base/text.h"
#include "modules/apply/apply_sql.h"
#include "platform/db/db.h"
#include "platform/files/files.h"
#include "platform/jail/jail.h"

#include <time.h>

enum { MOST_PAGES = 10, TOKEN_BYTES = 10, LONGEST_NAME = 120, WAIT_MS = 3000, TRY_MS = 5 };

struct str upload_token(struct req *r)
{
    unsigned char random[TOKEN_BYTES];
    crypto_random(random, sizeof random);
    return ids_base32(r->mem, random, sizeof random);
}

size_t upload_chosen(const struct req *r)
{
    const struct upload *uploads;
    size_t n = req_uploads(r, &uploads), chosen = 0;
    for (size_t i = 0; i < n; i++)
        chosen += uploads[i].bytes.n > 0;
    return chosen;
}

/* For people only: no path, no control characters, not too long. */
static struct str shown_name(struct arena *mem, struct str name)
{
    size_t slash;
    while ((slash = str_find_char(name, '/')) != SIZE_MAX || (slash = str_find_char(name, '\\')) != SIZE_MAX)
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

static enum rc put(struct req *r, const struct case_attachment *f, struct str bytes, struct str *ret_address)
{
    struct file_address address;
    enum rc rc = files_put(hall_of(r)->files, f->key, bytes, &address);
    if (rc == OK)
        *ret_address = arena_str(r->mem, str_of(address.text));
    return rc;
}

/* A file that killed its helper is the file's fault; a folder that cannot be written to is not. */
static enum rc not_opened(enum rc rc)
{
    return rc == FAILED ? INVALID : rc;
}

static enum rc keep_image(struct req *r, enum jail_kind kind, struct str bytes, struct case_attachment *f)
{
    struct jail_image image;
    enum rc rc = jail_image(r->mem, kind, bytes, &image);
    if (rc != OK)
        return not_opened(rc);
    f->kind = S("jpeg");
    f->size = (int64_t)image.jpeg.n;
    f->digest = S("");
    rc = put(r, f, image.jpeg, &f->address);
    if (rc == OK) {
        unsigned char hash[CRYPTO_MAC];
        crypto_digest(NULL, image.jpeg, hash);
        f->digest = ids_hex(r->mem, hash, CRYPTO_MAC);
        f->pictures = S("[]");
    }
    return rc;
}

static enum rc keep_pages(struct req *r, const struct jail_image *pages, int n, struct case_attachment *f)
{
    struct out out;
    struct json_writer j;
    enum rc rc = OK;
    out_init(&out, r->mem, 8192);
    json_begin(&j, &out);
    json_array(&j);
    for (int i = 0; i < n && rc == OK; i++) {
        struct str address;
        rc = put(r, f, pages[i].jpeg, &address);
        if (rc == OK)
            json_string(&j, address);
    }
    json_close_array(&j);
    f->pictures = out_text(&out);
    return rc;
}

static enum rc keep_pdf(struct req *r, struct str bytes, struct case_attachment *f)
{
    struct jail_image pages[MOST_PAGES];
    unsigned char hash[CRYPTO_MAC];
    int n = 0;
    enum rc rc = jail_pdf(r->mem, bytes, MOST_PAGES, pages, &n);
    if (rc != OK)
        return not_opened(rc);
    f->kind = S("pdf");
    f->size = (int64_t)bytes.n;
    crypto_digest(NULL, bytes, hash);
    f->digest = ids_hex(r->mem, hash, CRYPTO_MAC);
    rc = put(r, f, bytes, &f->address);
    return rc == OK ? keep_pages(r, pages, n < MOST_PAGES ? n : MOST_PAGES, f) : rc;
}

struct adding { /* the file and the pictures of its pages */
    t_id town_id, draft_id;
    t_id ids[1 + MOST_PAGES];
    struct str addresses[1 + MOST_PAGES];
    size_t n;
};

static enum rc add_rows(struct db *db, void *arg)
{
    const struct adding *a = arg;
    enum rc rc = OK;
    for (size_t i = 0; i < a->n && rc == OK; i++)
        rc = apply_sql_file_add(db, a->town_id, a->ids[i], a->draft_id, a->addresses[i], NULL);
    return rc;
}

static enum rc note_draft_files(struct req *r, t_id draft_id, const struct case_attachment *f)
{
    struct adding a = { .town_id = r->town_id, .draft_id = draft_id, .addresses = { f->address }, .n = 1 };
    const struct json *pictures;
    size_t at;
    enum rc rc = json_parse(r->mem, f->pictures, &pictures, &at);
    for (const struct json *p = rc == OK ? pictures->first : NULL; p && a.n <= MOST_PAGES; p = p->next)
        a.addresses[a.n++] = p->text;
    for (size_t i = 0; i < a.n && rc == OK; i++)
        rc = db_new_id(r->db, TABLE_DRAFT_FILE, &a.ids[i]);
    return rc == OK ? db_transaction(r->db, add_rows, &a) : rc;
}

/* All helpers of the jail may be busy for a moment. A person who has just filled in a page and waited for the
 * picture to be sent is not told to do it again: this waits, at most three seconds. */
static enum rc keep(struct req *r, enum jail_kind kind, struct str bytes, struct case_attachment *f)
{
    t_time until = time_now() + WAIT_MS * (SECOND / 1000);
    for (;;) {
        enum rc rc = kind == JAIL_PDF ? keep_pdf(r, bytes, f) : keep_image(r, kind, bytes, f);
        if (rc != BUSY || arena_failed(r->mem) || time_now() > until)
            return rc;
        nanosleep(&(struct timespec){ .tv_nsec = TRY_MS * 1000000 }, NULL);
    }
}

enum rc upload_keep(struct req *r, const struct upload *u, t_id draft_id, struct case_attachment *ret_file,
                    struct str *ret_message)
{
    struct case_attachment f = { .field = u->field, .name = shown_name(r->mem, u->filename) };
    enum jail_kind kind = jail_sniff(u->bytes);
    *ret_message = S("");
    if (u->bytes.n > UPLOAD_MOST_BYTES) {
        *ret_message = arena_fmt(r->mem, "%.*sは10MBを超えています。小さくするか、撮り直してください", STR(f.name));
        return INVALID;
    }
    if (kind == JAIL_UNKNOWN) {
        *ret_message = arena_fmt(r->mem, "%.*sは受け取れない種類のファイルです。JPEG、PNG、HEIC、PDFを選んでください", STR(f.name));
        return INVALID;
    }
    crypto_random(f.key, CRYPTO_KEY);
    db_read_end(r->db); /* a picture may take seconds: no snapshot is held meanwhile */
    enum rc rc = keep(r, kind, u->bytes, &f);
    if (rc == OK)
        rc = db_read_begin(r->db);
    else
        (void)!db_read_begin(r->db);
    if (rc == INVALID) {
        *ret_message = arena_fmt(r->mem, "%.*sを開けませんでした。撮り直すか、別のファイルを選んでください", STR(f.name));
        return INVALID;
    }
    if (rc == OK && draft_id)
        rc = note_draft_files(r, draft_id, &f);
    if (rc == OK)
        *ret_file = f;
    return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Colour and mark of residents' pages: how they are changed, and how they are given out. */
#include "base/ids.h"
#include "civic/shell/shell.h"
#include "civic/town/town.h"
#include "civic/town/town_sql.h"
#include "modules/admin/admin_pages.h"
#include "modules/admin/form.h"
#include "modules/admin/handlers.h"
#include "modules/admin/pages/look.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "platform/jail/jail.h"

enum { DIGEST = 16, LARGEST_UPLOAD = 2 << 20, LARGEST_LOGO = 400 << 10, LEAST_HEIGHT = 80, LONGEST_COLOUR = 20 };

#define ADDRESS "/staff/admin/look"

/* ---- the page ---- */

struct trying {
    struct str colour, colour_error, logo_error;
    int64_t version; /* -1: the row's */
};

static void fill_faults(struct req *r, const struct trying *t, struct admin_look_view *v)
{
    struct field_fault *faults = arena_new(r->mem, struct field_fault, 2);
    size_t n = 0;
    if (t->colour_error.n)
        faults[n++] = (struct field_fault){ S("colour"), t->colour_error };
    if (t->logo_error.n)
        faults[n++] = (struct field_fault){ S("logo"), t->logo_error };
    v->faults.errors.p = faults;
    v->faults.errors.n = n;
    v->has_faults = n > 0;
    v->colour_error = t->colour_error;
    v->logo_error = t->logo_error;
    v->has_colour_error = t->colour_error.n > 0;
    v->has_logo_error = t->logo_error.n > 0;
}

static enum rc show(struct req *r, int status, const struct trying *t)
{
    struct town_sql_by_id_row row;
    bool found;
    enum rc rc = town_sql_by_id(r->db, r->mem, r->town_id, &row, &found);
    if (rc != OK || !found)
        return rc == OK ? NOT_FOUND : rc;
    const struct town_picture *logo = town_picture(town_of(r), S("logo"));
    struct admin_look_view v = { .colour = t ? t->colour : row.colour,
                                 .version = row.version,
                                 .has_colour = row.colour.n > 0,
                                 .has_logo = logo != NULL,
                                 .saved = status == 200 ? admin_saved(r) : S("") };
    if (v.has_colour)
        v.ratio = arena_fmt(r->mem, "いまの色 %.*s　白との比 %.1f:1", STR(row.colour), admin_contrast(row.colour, S("#ffffff")));
    if (logo)
        v.logo = url_fmt(r->mem, "/logo/%.*s.jpg", STR(logo->digest));
    v.has_saved = v.saved.n > 0;
    if (t)
        fill_faults(r, t, &v);
    struct page p = shell_page(r);
    admin_look_page(&p, &v);
    return shell_staff(r, status,
                       &(struct shell_options){ .title = S("色とマーク"), .has_errors = v.has_faults, .current = "/staff/admin" },
                       page_html(&p));
}

enum rc admin_look_show(struct req *r)
{
    return show(r, 200, NULL);
}

static enum rc saved(struct req *r)
{
    admin_done(r);
    return reply_redirect(r, url_local(r->mem, S(ADDRESS "?saved=yes")));
}

/* ---- colour ---- */

struct colouring {
    struct admin_change change;
    struct str colour;
    int64_t version;
};

static enum rc colour(struct db *db, void *arg)
{
    const struct colouring *c = arg;
    int64_t changed = 0;
    enum rc rc = admin_begin(db, &c->change);
    if (rc == OK)
        rc = town_sql_change_colour(db, c->change.town_id, c->version, c->colour, &changed);
    if (rc == OK && changed != 1)
        return CONFLICT;
    return rc == OK ? admin_note(db, &c->change) : rc;
}

static struct str read_colour(struct req *r, struct str typed, struct str *ret_colour)
{
    *ret_colour = S("");
    if (!typed.n)
        return S("");
    if (!admin_colour_read(r->mem, typed, ret_colour))
        return S("色を # と6けたの英数字で入力してください（例：#1b5e20）");
    return admin_colour_fault(r->mem, *ret_colour);
}

enum rc admin_look_send(struct req *r)
{
    struct trying t = { .colour = str_sub(str_trim(req_field(r, "colour")), 0, LONGEST_COLOUR) };
    struct colouring c = { .version = admin_version(r) };
    t.colour_error = read_colour(r, t.colour, &c.colour);
    if (t.colour_error.n)
        return show(r, 422, &t);
    c.change = admin_change(r, S("admin.colour-changed"), 0, 0, arena_fmt(r->mem, "{\"colour\":\"%.*s\"}", STR(c.colour)));
    enum rc rc = db_transaction(r->db, colour, &c);
    if (rc == CONFLICT) {
        rc = admin_read_anew(r);
        t.colour_error = S("ほかの人が先に役場の設定を変えました。いまの色を確かめて、よければもう一度押してください");
        return rc == OK ? show(r, 409, &t) : rc;
    }
    return rc == OK ? saved(r) : rc;
}

/* ---- mark ---- */

struct marking {
    struct admin_change change;
    struct jail_image image;
    struct str digest;
};

static enum rc put_mark(struct db *db, void *arg)
{
    const struct marking *m = arg;
    enum rc rc = admin_begin(db, &m->change);
    if (rc == OK)
        rc = town_sql_put_picture(db, m->change.town_id, S("logo"), m->image.width, m->image.height, m->digest,
                                  (struct blob){ (const unsigned char *)m->image.jpeg.p, m->image.jpeg.n }, NULL);
    return rc == OK ? admin_note(db, &m->change) : rc;
}

static enum rc drop_mark(struct db *db, void *arg)
{
    const struct marking *m = arg;
    enum rc rc = admin_begin(db, &m->change);
    if (rc == OK)
        rc = town_sql_drop_picture(db, m->change.town_id, S("logo"), NULL);
    return rc == OK ? admin_note(db, &m->change) : rc;
}

static struct str sent_file(struct req *r)
{
    const struct upload *uploads;
    size_t n = req_uploads(r, &uploads);
    for (size_t i = 0; i < n; i++)
        if (str_eq(uploads[i].field, S("logo")))
            return uploads[i].bytes;
    return S("");
}

/* OK with the picture or with a sentence of what is wrong with it. */
static enum rc remake(struct req *r, struct str bytes, struct jail_image *image, struct str *ret_fault)
{
    enum jail_kind kind = jail_sniff(bytes);
    *ret_fault = S("");
    if (!bytes.n)
        *ret_fault = S("マークの画像を選んでください");
    else if (bytes.n > LARGEST_UPLOAD)
        *ret_fault = S("2MBまでの画像を選んでください");
    else if (kind != JAIL_PNG && kind != JAIL_JPEG)
        *ret_fault = S("PNG か JPEG の画像を選んでください");
    if (ret_fault->n)
        return OK;
    enum rc rc = jail_image(r->mem, kind, bytes, image);
    if (rc == INVALID || rc == FAILED)
        *ret_fault = S("この画像は開けませんでした。別のファイルを選んでください");
    else if (rc == OK && image->height < LEAST_HEIGHT)
        *ret_fault = S("高さが80ピクセル以上の画像を選んでください");
    else if (rc == OK && image->jpeg.n > LARGEST_LOGO)
        *ret_fault = S("画像が大きすぎます。幅800ピクセルくらいに小さくしてください");
    return ret_fault->n ? OK : rc;
}

enum rc admin_logo_send(struct req *r)
{
    struct marking m = { .change = admin_change(r, S("admin.mark-changed"), 0, 0, S("")) };
    struct trying t = { .colour = town_of(r)->colour };
    unsigned char hash[CRYPTO_MAC];
    enum rc rc = remake(r, sent_file(r), &m.image, &t.logo_error);
    if (rc != OK)
        return rc;
    if (t.logo_error.n)
        return show(r, 422, &t);
    crypto_digest(NULL, m.image.jpeg, hash);
    m.digest = ids_hex(r->mem, hash, DIGEST);
    rc = db_transaction(r->db, put_mark, &m);
    return rc == OK ? saved(r) : rc;
}

enum rc admin_logo_drop(struct req *r)
{
    struct marking m = { .change = admin_change(r, S("admin.mark-dropped"), 0, 0, S("")) };
    enum rc rc = db_transaction(r->db, drop_mark, &m);
    return rc == OK ? saved(r) : rc;
}

/* ---- what residents' browsers fetch; the name changes with the thing ---- */

enum rc admin_theme_send(struct req *r)
{
    struct str colour_now = town_of(r)->colour;
    if (colour_now.n != 7 || !str_eq(req_param(r, "name"), arena_fmt(r->mem, "%.*s.css", STR(str_sub(colour_now, 1, 7)))))
        return NOT_FOUND;
    return reply_bytes(r, 200, "text/css; charset=utf-8", admin_theme(r->mem, colour_now));
}

enum rc admin_logo_show(struct req *r)
{
    const struct town_picture *logo = town_picture(town_of(r), S("logo"));
    if (!logo || !str_eq(req_param(r, "name"), arena_fmt(r->mem, "%.*s.jpg", STR(logo->digest))))
        return NOT_FOUND;
    return reply_bytes(r, 200, "image/jpeg", str_n((const char *)logo->jpeg.p, logo->jpeg.n));
}

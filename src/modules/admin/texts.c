/* SPDX-License-Identifier: Apache-2.0 */
/* The town's own words: on the home page, and in notices to residents. */
#include "civic/town/town.h"
#include "civic/town/town_sql.h"
#include "modules/admin/form.h"
#include "modules/admin/handlers.h"
#include "platform/db/db.h"
#include "platform/page/page.h"

/* The names are those of the table; empty is the house's own. */
static const struct admin_ask asks[] = {
    { "home", "トップページのお知らせ", "住民のトップページのいちばん上に出ます。空なら出ません。",
      ADMIN_TEXT, 500, false, NULL },
    { "received", "申請を受け付けたときの文",
      "空なら「担当が内容を確かめます。直すところがあれば、この画面でお知らせします。」と出ます。",
      ADMIN_TEXT, 500, false, NULL },
    { "correction-answered", "お返事を受け取ったときの文",
      "空なら「直していただいた内容を担当が確かめます。審査の続きが終わったらお知らせします。」と出"
      "ます。",
      ADMIN_TEXT, 500, false, NULL },
    { "ending", "お知らせの最後に添える文",
      "日本語のお知らせの全部に付きます。例：お問い合わせは子育て課（000-0000-0100）へ。",
      ADMIN_TEXT, 300, false, NULL },
    { "readings", "地名などの読み方",
      "ふりがなに使います。1行に1つ、「漢字=よみ」と書きます。例：都市X=としえっくす",
      ADMIN_TEXT, 5000, false, NULL },
    { "privacy", "「個人情報の取扱い」に添える文", "はじめの文の下に「役場から」として出ます。例：個人情報ファイル簿は総務課で見られます。", ADMIN_TEXT, 2000,
      false, NULL },
    { "accessibility", "「アクセシビリティ方針」に添える文", "はじめの文の下に「役場から」として出ます。例：試験の結果と、直す予定。", ADMIN_TEXT,
      2000, false, NULL },
};
enum { FIELDS = sizeof asks / sizeof *asks, MOST_TEXTS = 50 };

struct kept {
    struct str bodies[FIELDS];
    int64_t version; /* of the town's row */
};

static enum rc load(struct req *r, struct kept *kept)
{
    struct town_sql_texts_rows rows;
    struct town_sql_by_id_row town;
    bool found;
    enum rc rc = town_sql_by_id(r->db, r->mem, r->town_id, &town, &found);
    if (rc == OK)
        rc = found ? town_sql_texts(r->db, r->mem, r->town_id, MOST_TEXTS, &rows) : NOT_FOUND;
    if (rc != OK)
        return rc;
    *kept = (struct kept) { .version = town.version };
    for (size_t i = 0; i < FIELDS; i++)
        for (size_t j = 0; j < rows.n; j++)
            if (str_eq(rows.p[j].name, str_of(asks[i].name)))
                kept->bodies[i] = rows.p[j].body;
    return OK;
}

static enum rc show(struct req *r, int status, const struct admin_form *f, const struct str *now,
                    int64_t version)
{
    return admin_form_show(
        r, status, f, now,
        &(struct admin_form_view) {
            .title = S("お知らせの文面"),
            .intro =
                S("空にしたところは、はじめの文が出ます。すでに出したお知らせは変わりません。"),
            .back = url_local(r->mem, S("/staff/admin")),
            .back_title = S("管理"),
            .action = url_local(r->mem, S("/staff/admin/texts")),
            .submit = S("保存する"),
            .version = version });
}

enum rc admin_texts_show(struct req *r)
{
    struct admin_form f = { asks, FIELDS, { { 0 } }, { { 0 } } };
    struct kept kept;
    enum rc rc = load(r, &kept);
    if (rc != OK)
        return rc;
    memcpy(f.values, kept.bodies, sizeof kept.bodies);
    return show(r, 200, &f, NULL, kept.version);
}

struct writing {
    struct admin_change change;
    int64_t version;
    const struct str *bodies;
};

static enum rc write(struct db *db, void *arg)
{
    const struct writing *w = arg;
    enum rc rc = admin_begin_town(db, &w->change, w->version);
    for (size_t i = 0; i < FIELDS && rc == OK; i++)
        rc = town_sql_put_text(db, w->change.town_id, str_of(asks[i].name), w->bodies[i], NULL);
    return rc == OK ? admin_note(db, &w->change) : rc;
}

static enum rc conflict(struct req *r, const struct admin_form *f)
{
    struct kept kept;
    enum rc rc = admin_read_anew(r);
    if (rc == OK)
        rc = load(r, &kept);
    return rc == OK ? show(r, 409, f, kept.bodies, kept.version) : rc;
}

enum rc admin_texts_send(struct req *r)
{
    struct admin_form f = { asks, FIELDS, { { 0 } }, { { 0 } } };
    struct kept kept;
    admin_form_read(r, &f);
    if (!admin_form_judge(r, &f))
        return show(r, 422, &f, NULL, admin_version(r));
    enum rc rc = load(r, &kept);
    if (rc != OK)
        return rc;
    struct writing w = { admin_change(r, S("admin.texts-changed"), 0, 0,
                                      admin_changed_fields(r, &f, kept.bodies)),
                         admin_version(r), f.values };
    rc = db_transaction(r->db, write, &w);
    if (rc == CONFLICT)
        return conflict(r, &f);
    if (rc != OK)
        return rc;
    admin_done(r);
    return reply_redirect(r, url_local(r->mem, S("/staff/admin/texts?saved=yes")));
}

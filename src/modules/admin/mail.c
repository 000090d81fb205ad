/* SPDX-License-Identifier: Apache-2.0 */
/* What a town does differently with e-mail: sender, where answers go, hours without mail. */
#include "base/mail_address.h"
#include "civic/notices/notices_sql.h"
#include "civic/town/town.h"
#include "civic/town/town_sql.h"
#include "modules/admin/form.h"
#include "modules/admin/handlers.h"
#include "platform/db/db.h"
#include "platform/page/page.h"

static const struct admin_ask asks[] = {
    { "from_name", "差出人の名前", "空なら役場の名前で送ります。", ADMIN_LINE, 40, false, "24" },
    { "from_mail", "差出人のアドレス",
      "空なら、この設置全体のアドレスで送ります。変えるときは、先にメールの中継の担当に確かめてくだ"
      "さい。",
      ADMIN_EMAIL, 100, false, "24" },
    { "reply_to", "返信の送り先",
      "住民がメールに返信したときに届くアドレスです。空なら差出人に届きます。", ADMIN_EMAIL, 100,
      false, "24" },
    { "quiet_from", "メールを送らない時間の始まり",
      "急がないメールは、この時間が終わってから送ります。例：21:00", ADMIN_CLOCK, 5, false, "4" },
    { "quiet_until", "その終わり",
      "始まりと両方を入力します。両方とも空なら、この設置全体の時間に従います。同じ時刻なら、いつで"
      "も送ります。例：7:00",
      ADMIN_CLOCK, 5, false, "4" },
};
enum { FIELDS = sizeof asks / sizeof *asks };

struct kept {
    struct str values[FIELDS];
    int64_t version; /* of the town's row */
};

static struct str hour(struct req *r, int64_t minutes)
{
    return minutes < 0 ? S("") : admin_clock_text(r->mem, minutes);
}

static enum rc load(struct req *r, struct kept *kept)
{
    struct notices_sql_setting_row own;
    struct town_sql_by_id_row town;
    bool found, is_own = false;
    enum rc rc = town_sql_by_id(r->db, r->mem, r->town_id, &town, &found);
    if (rc == OK)
        rc = found ? notices_sql_setting(r->db, r->mem, r->town_id, S("email"), &own, &is_own)
                   : NOT_FOUND;
    if (rc != OK)
        return rc;
    *kept = (struct kept) { .version = town.version };
    if (!is_own)
        return OK;
    const struct str all[FIELDS] = { own.from_name, own.from_mail, own.reply_to,
                                     hour(r, own.quiet_from), hour(r, own.quiet_until) };
    memcpy(kept->values, all, sizeof all);
    return OK;
}

static enum rc show(struct req *r, int status, const struct admin_form *f, const struct str *now,
                    int64_t version)
{
    struct str intro =
        hall_of(r)->mailer
            ? S("")
            : S("この設置では、いまはメールを送っていません。送るようになったときから効きます。");
    return admin_form_show(
        r, status, f, now,
        &(struct admin_form_view) { .title = S("メールの差出人と、送らない時間"),
                                    .intro = intro,
                                    .back = url_local(r->mem, S("/staff/admin")),
                                    .back_title = S("管理"),
                                    .action = url_local(r->mem, S("/staff/admin/mail")),
                                    .submit = S("保存する"),
                                    .version = version });
}

enum rc admin_mail_show(struct req *r)
{
    struct admin_form f = { asks, FIELDS, { { 0 } }, { { 0 } } };
    struct kept kept;
    enum rc rc = load(r, &kept);
    if (rc != OK)
        return rc;
    memcpy(f.values, kept.values, sizeof kept.values);
    return show(r, 200, &f, NULL, kept.version);
}

/* Addresses that mail can be sent with, and both hours or none. */
static bool judge(struct req *r, struct admin_form *f, int64_t *ret_from, int64_t *ret_until)
{
    bool ok = admin_form_judge(r, f);
    struct str from = admin_form_value(f, "quiet_from"), until = admin_form_value(f, "quiet_until");
    *ret_from = *ret_until = -1;
    if (!ok)
        return false;
    static const char *const addresses[] = { "from_mail", "reply_to" };
    for (size_t i = 0; i < 2; i++) {
        struct str address = admin_form_value(f, addresses[i]);
        if (address.n && !mail_address_is_valid(address)) {
            admin_form_fault(f, addresses[i],
                             S("このアドレスではメールを送れません。確かめてください"));
            ok = false;
        }
    }
    if ((from.n > 0) != (until.n > 0)) {
        admin_form_fault(f, from.n ? "quiet_until" : "quiet_from",
                         S("始まりと終わりの両方を入力してください"));
        return false;
    }
    if (from.n && (!admin_clock_read(from, ret_from) || !admin_clock_read(until, ret_until)))
        return false;
    return ok;
}

struct writing {
    struct admin_change change;
    int64_t version;
    struct notices_sql_setting_put_in in;
};

static enum rc write(struct db *db, void *arg)
{
    const struct writing *w = arg;
    enum rc rc = admin_begin_town(db, &w->change, w->version);
    if (rc == OK)
        rc = notices_sql_setting_put(db, &w->in, NULL);
    return rc == OK ? admin_note(db, &w->change) : rc;
}

static enum rc conflict(struct req *r, const struct admin_form *f)
{
    struct kept kept;
    enum rc rc = admin_read_anew(r);
    if (rc == OK)
        rc = load(r, &kept);
    return rc == OK ? show(r, 409, f, kept.values, kept.version) : rc;
}

enum rc admin_mail_send(struct req *r)
{
    struct admin_form f = { asks, FIELDS, { { 0 } }, { { 0 } } };
    struct kept kept;
    int64_t from, until;
    admin_form_read(r, &f);
    if (!judge(r, &f, &from, &until))
        return show(r, 422, &f, NULL, admin_version(r));
    enum rc rc = load(r, &kept);
    if (rc != OK)
        return rc;
    struct writing w = {
        admin_change(r, S("admin.mail-changed"), 0, 0, admin_changed_fields(r, &f, kept.values)),
        admin_version(r),
        { .town_id = r->town_id,
          .transport = S("email"),
          .quiet_from = from,
          .quiet_until = until,
          .from_name = admin_form_value(&f, "from_name"),
          .from_mail = admin_form_value(&f, "from_mail"),
          .reply_to = admin_form_value(&f, "reply_to") },
    };
    rc = db_transaction(r->db, write, &w);
    if (rc == CONFLICT)
        return conflict(r, &f);
    if (rc != OK)
        return rc;
    admin_done(r);
    return reply_redirect(r, url_local(r->mem, S("/staff/admin/mail?saved=yes")));
}

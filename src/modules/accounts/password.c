/* SPDX-License-Identifier: Apache-2.0 */
/* Staff change their own password; after a password for one log-in they must. */
#include "base/ids.h"
#include "base/text.h"
#include "civic/audit/audit.h"
#include "civic/permissions/permissions.h"
#include "civic/sections/sections_sql.h"
#include "civic/shell/shell.h"
#include "modules/accounts/accounts.h"
#include "modules/accounts/accounts_pages.h"
#include "modules/accounts/accounts_sql.h"
#include "modules/accounts/login.h"
#include "modules/accounts/pages/password.h"
#include "modules/accounts/rules.h"
#include "modules/accounts/session.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"

struct str accounts_one_time_password(struct arena *mem)
{
    unsigned char random[ACCOUNTS_ONE_TIME_BYTES];
    crypto_random(random, sizeof random);
    struct str letters = ids_base32(mem, random, sizeof random), grouped = S("");
    for (size_t i = 0; i < letters.n; i += 4)
        grouped = arena_fmt(mem, "%.*s%s%.*s", STR(grouped), i ? "-" : "", STR(str_sub(letters, i, i + 4)));
    crypto_wipe(random, sizeof random);
    return grouped;
}

struct mistakes {
    struct str now, new, again;
};

static void fill_faults(struct req *r, const struct mistakes *m, struct accounts_password_view *v)
{
    struct field_fault *faults = arena_new(r->mem, struct field_fault, 3);
    const struct field_fault all[] = { { S("now"), m->now }, { S("new"), m->new }, { S("again"), m->again } };
    size_t n = 0;
    for (size_t i = 0; i < 3; i++)
        if (all[i].message.n)
            faults[n++] = all[i];
    v->faults.errors.p = faults;
    v->faults.errors.n = n;
    v->has_faults = n > 0;
    v->now_wrong = m->now.n > 0;
    v->new_wrong = m->new.n > 0;
    v->again_wrong = m->again.n > 0;
    v->now = (struct field_error_view){ all[0].field, all[0].message };
    v->new = (struct field_error_view){ all[1].field, all[1].message };
    v->again = (struct field_error_view){ all[2].field, all[2].message };
}

static enum rc show(struct req *r, int status, const struct mistakes *m)
{
    struct sections_sql_staff_by_id_row who;
    bool found;
    enum rc rc = sections_sql_staff_by_id(r->db, r->mem, r->town_id, r->staff_id, &who, &found);
    if (rc != OK || !found)
        return rc == OK ? NOT_FOUND : rc;
    struct page p = shell_page(r);
    struct accounts_password_view v = { .login = who.login, .must = who.must_change };
    fill_faults(r, m, &v);
    accounts_password_page(&p, &v);
    struct html body = page_html(&p);
    return shell_plain(r, status, v.has_faults ? say(r, T("エラー：パスワードを変える")) : say(r, T("パスワードを変える")), body);
}

enum rc accounts_password_form(struct req *r)
{
    return show(r, 200, &(struct mistakes){ 0 });
}

static bool judge(struct req *r, struct mistakes *m)
{
    struct str now = req_field(r, "now"), new = req_field(r, "new");
    *m = (struct mistakes){
        .now = now.n ? S("") : say(r, T("いまのパスワードを入力してください")),
        .new = accounts_password_fault(new, now, identity_of(r)->login),
        .again = str_eq(new, req_field(r, "again")) ? S("") : say(r, T("新しいパスワードと同じものを、もう一度入力してください")),
    };
    return !m->now.n && !m->new.n && !m->again.n;
}

struct changing {
    t_id town_id, staff_id, session_id;
    struct str hash, name_key;
    t_time now;
};

static enum rc change(struct db *db, void *arg)
{
    const struct changing *c = arg;
    int64_t changed = 0;
    enum rc rc = sections_sql_change_password(db, c->town_id, c->staff_id, c->hash, false, &changed);
    if (rc == OK && changed != 1)
        return NOT_FOUND;
    if (rc == OK)
        rc = accounts_sql_sessions_end_others(db, c->town_id, c->staff_id, c->session_id, NULL);
    if (rc == OK)
        rc = accounts_sql_failure_clear(db, c->town_id, c->name_key, NULL);
    return rc == OK ? audit_note(db, c->town_id,
                                 &(struct audit_entry){ .at = c->now,
                                                        .actor_kind = S("staff"),
                                                        .actor_id = c->staff_id,
                                                        .action = S("accounts.password-changed"),
                                                        .subject_table = TABLE_STAFF,
                                                        .subject_id = c->staff_id })
                    : rc;
}

/* OK, DENIED: the password of now is another; BUSY. */
static enum rc verify_now(struct req *r)
{
    struct sections_sql_password_of_row row;
    bool found;
    enum rc rc = accounts_count_try(r, identity_of(r)->login);
    if (rc == OK)
        rc = sections_sql_password_of(r->db, r->mem, r->town_id, r->staff_id, &row, &found);
    if (rc != OK || !found)
        return rc == OK ? NOT_FOUND : rc;
    return accounts_compare(r, row.password_hash, req_field(r, "now"));
}

static enum rc to_start(struct req *r)
{
    uint64_t permissions;
    enum rc rc = accounts_permissions(r->db, r->mem, r->town_id, r->staff_id, &permissions);
    return rc == OK ? reply_redirect(r, shell_home(r, permissions)) : rc;
}

enum rc accounts_password(struct req *r)
{
    struct mistakes m;
    struct changing c = { .town_id = r->town_id, .staff_id = r->staff_id, .session_id = r->session_id, .now = r->now };
    if (!judge(r, &m))
        return show(r, 422, &m);
    enum rc rc = verify_now(r);
    if (rc == DENIED)
        return show(r, 422, &(struct mistakes){ .now = say(r, T("いまのパスワードが違います。もう一度入力してください")) });
    if (rc == BUSY)
        return show(r, 429, &(struct mistakes){ .now = say(r, T("続けて間違えたか、混み合っています。少し待ってください")) });
    c.name_key = accounts_name_key(r, identity_of(r)->login);
    if (rc == OK)
        rc = accounts_password_hash(r->mem, req_field(r, "new"), &c.hash);
    if (rc == OK)
        rc = db_transaction(r->db, change, &c);
    return rc == OK ? to_start(r) : rc;
}

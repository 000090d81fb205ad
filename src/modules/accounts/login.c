/* SPDX-License-Identifier: Apache-2.0 */
/* The log-in page of staff.  A name that does not exist costs the same time as one that does. */
#include "civic/sections/sections_sql.h"
#include "civic/shell/shell.h"
#include "modules/accounts/accounts.h"
#include "modules/accounts/accounts_pages.h"
#include "modules/accounts/accounts_sql.h"
#include "modules/accounts/login.h"
#include "modules/accounts/pages/login.h"
#include "modules/accounts/rules.h"
#include "modules/accounts/session.h"
#include "base/ids.h"
#include "base/text.h"
#include "civic/town/town.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"

enum { LONGEST_LOGIN = 64, NAME_KEY = 16 };

enum rc accounts_password_hash(struct arena *mem, struct str password, struct str *ret_hash)
{
    size_t n = text_is_utf8(password) ? text_length(password) : 0;
    if (n < ACCOUNTS_SHORTEST_PASSWORD || n > ACCOUNTS_LONGEST_PASSWORD)
        return INVALID;
    return crypto_password_hash(mem, password, ret_hash);
}

static enum rc show(struct req *r, int status, struct str login, struct str message)
{
    struct page p = shell_page(r);
    struct accounts_login_view v = { .login = login, .message = message, .has_message = message.n > 0,
                                     .next = req_query(r, "next") };
    if (status != 200)
        v.next = req_field(r, "next");
    accounts_login_page(&p, &v);
    return shell_plain(r, status, say(r, T("職員ログイン")), page_html(&p));
}

enum rc accounts_login_form(struct req *r)
{
    return show(r, 200, S(""), S(""));
}

struct trying {
    t_id town_id;
    struct str login;
    t_time now;
    struct arena *mem;
};

/* What stands for a name in the table of failures: people type their password into the wrong box. */
struct str accounts_name_key(struct req *r, struct str login)
{
    unsigned char mac[CRYPTO_MAC];
    crypto_digest(hall_of(r)->keys.session, arena_fmt(r->mem, "login|%.*s", STR(login)), mac);
    return ids_hex(r->mem, mac, NAME_KEY);
}

/* A try counts before the password is looked at: many at once are many tries. The right password forgets them. */
static enum rc count_try(struct db *db, void *arg)
{
    const struct trying *t = arg;
    struct accounts_sql_failure_row before;
    bool found;
    enum rc rc = accounts_sql_failure(db, t->mem, t->town_id, t->login, &before, &found);
    if (rc == OK && found && t->now < accounts_next_try(before.failures, before.last_at))
        return DENIED;
    return rc == OK ? accounts_sql_failure_add(db, t->town_id, t->login, t->now, NULL) : rc;
}

enum rc accounts_count_try(struct req *r, struct str login)
{
    enum rc rc = db_transaction(r->db, count_try,
                                &(struct trying){ r->town_id, accounts_name_key(r, login), r->now, r->mem });
    return rc == DENIED ? BUSY : rc;
}

enum rc accounts_compare(struct req *r, struct str hash, struct str password)
{
    db_read_end(r->db); /* there may be a queue before the lanes: no snapshot is held meanwhile */
    enum rc verified = crypto_password_verify(r->mem, hash, password), rc = db_read_begin(r->db);
    return rc == OK ? verified : rc;
}

/* OK and the row, DENIED (wrong name or password), BUSY (too many tries, or too many at once). */
static enum rc verify(struct req *r, struct str login, struct str password, struct sections_sql_staff_by_login_row *row)
{
    bool found;
    enum rc rc = accounts_count_try(r, login);
    if (rc == OK)
        rc = sections_sql_staff_by_login(r->db, r->mem, r->town_id, login, row, &found);
    if (rc != OK)
        return rc;
    bool known = found && row->is_active;
    rc = accounts_compare(r, known ? row->password_hash : S(""), password);
    return rc == OK && !known ? DENIED : rc;
}

/* Only a path of this program's staff zone: never another site. */
static struct url next_page(struct req *r, uint64_t permissions)
{
    struct str next = req_field(r, "next");
    bool local = str_starts(next, S("/staff")) && str_find(next, S("//")) == SIZE_MAX &&
                 !str_starts(next, S("/staff/log"));
    for (size_t i = 0; i < next.n; i++) /* what cannot stand in an address is nobody's address */
        local &= next.p[i] > ' ' && next.p[i] != '\\' && next.p[i] < 127;
    return local ? url_local(r->mem, next) : shell_home(r, permissions);
}

enum rc accounts_login(struct req *r)
{
    struct str login = str_trim(req_field(r, "login")), password = req_field(r, "password");
    struct sections_sql_staff_by_login_row row;
    if (!login.n || !password.n || login.n > LONGEST_LOGIN || text_length(password) > ACCOUNTS_LONGEST_PASSWORD)
        return show(r, 422, str_sub(login, 0, LONGEST_LOGIN), say(r, T("ログイン名とパスワードを入力してください。")));
    enum rc rc = verify(r, login, password, &row);
    if (rc == DENIED)
        return show(r, 422, login, say(r, T("ログイン名かパスワードが違います。大文字と小文字を確かめて、もう一度入力してください。")));
    if (rc == BUSY)
        return show(r, 429, login, say(r, T("続けて間違えたか、混み合っています。少し待ってから、もう一度押してください。")));
    if (rc == OK)
        rc = accounts_session_open(r, row.id, accounts_name_key(r, login));
    uint64_t permissions = 0;
    if (rc == OK)
        rc = accounts_permissions(r->db, r->mem, r->town_id, row.id, &permissions);
    return rc == OK ? reply_redirect(r, next_page(r, permissions)) : rc;
}

enum rc accounts_logout(struct req *r)
{
    enum rc rc = accounts_session_close(r);
    return rc == OK ? reply_redirect(r, url_local(r->mem, S("/staff/login"))) : rc;
}

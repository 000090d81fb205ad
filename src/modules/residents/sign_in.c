/* SPDX-License-Identifier: Apache-2.0 */
/* Signing in by a link in a mail.  Asking looks at no account: whoever asks gets the same answer, in the same time, and
 * the mailbox a link. Opening the link shows a button, because mail scanners open links too; the button signs in. */
#include "base/mail_address.h"
#include "base/text.h"
#include "civic/shell/shell.h"
#include "modules/residents/handlers.h"
#include "modules/residents/pages/ask.h"
#include "modules/residents/pages/enter.h"
#include "modules/residents/residents.h"
#include "modules/residents/residents_pages.h"
#include "modules/residents/residents_sql.h"
#include "modules/residents/rules.h"
#include "modules/residents/session.h"

static struct shell_options asking(const struct req *r)
{
    return (struct shell_options){ .title = say(r, T("メールでログイン")) };
}

static enum rc show_absent(struct req *r)
{
    struct page p = shell_page(r);
    residents_absent_page(&p, NULL);
    return shell_public(r, 200, &(struct shell_options){ .title = say(r, T("メールでログイン")) }, page_html(&p));
}

static enum rc show_form(struct req *r, int status, struct str email, struct str message)
{
    struct page p = shell_page(r);
    struct shell_options o = asking(r);
    o.has_errors = message.n > 0;
    residents_ask_page(&p, &(struct residents_ask_view){ email, message, message.n > 0 });
    return shell_public(r, status, &o, page_html(&p));
}

enum rc sign_in_form(struct req *r)
{
    return residents_are_offered(r) ? show_form(r, 200, S(""), S("")) : show_absent(r);
}

static enum rc to_account(struct req *r)
{
    return reply_redirect(r, url_local(r->mem, S("/account")));
}

/* ---- asking ---- */

struct asking {
    struct arena *mem;
    struct residents_sql_sign_in_add_in row;
};

static enum rc add_link(struct db *db, void *arg)
{
    const struct asking *a = arg;
    struct residents_sql_request_row before;
    t_id town_id = a->row.town_id;
    enum rc rc = residents_sql_request_count(db, town_id, a->row.address_key, a->row.now, a->row.now - HOUR, NULL);
    if (rc == OK)
        rc = residents_sql_request(db, a->mem, town_id, a->row.address_key, &before);
    if (rc != OK || before.asked > SIGN_INS_AN_HOUR)
        return rc; /* enough for this hour; the answer is the same */
    rc = residents_sql_sign_in_add(db, &a->row, NULL);
    if (rc != OK)
        return rc;
    return jobs_add(db, &(struct job_new){ .town_id = town_id,
                                           .kind = residents_link_kind,
                                           .payload = arena_fmt(a->mem, "{\"sign_in\":%lld}", (long long)a->row.id),
                                           .priority = JOB_URGENT });
}

static enum rc prepare_link(struct req *r, struct str address, struct str device, struct asking *a)
{
    const struct hall *hall = hall_of(r);
    t_id id;
    struct str key, sealed;
    enum rc rc = db_new_id(r->db, TABLE_SIGN_IN, &id);
    if (rc == OK)
        rc = residents_address_key(hall, town_of(r), r->mem, address, &key);
    if (rc == OK)
        rc = vault_seal(hall->vault, r->mem, (struct vault_place){ r->town_id, TABLE_SIGN_IN, id, S("address") }, address,
                        &sealed);
    if (rc != OK)
        return rc;
    struct str nonce = residents_new_token(r->mem), token = residents_link_token(hall, r->mem, r->town_id, id, nonce);
    *a = (struct asking){ r->mem,
                          { .town_id = r->town_id,
                            .id = id,
                            .nonce = nonce,
                            .token_hash = residents_token_hash(hall, r->mem, "link", token),
                            .device_hash = residents_token_hash(hall, r->mem, "device", device),
                            .address_key = key,
                            .address = sealed,
                            .language = r->language,
                            .now = r->now,
                            .expires_at = r->now + SIGN_IN_LIFE } };
    return OK;
}

enum rc sign_in_ask(struct req *r)
{
    struct str address = str_trim(text_fold_width(r->mem, req_field(r, "email")));
    struct asking a;
    if (!residents_are_offered(r))
        return to_account(r);
    if (!mail_address_is_valid(address))
        return show_form(r, 422, str_sub(req_field(r, "email"), 0, MAIL_ADDRESS_LONGEST),
                         say(r, T("メールアドレスを入力してください　例：hanako@example.jp")));
    struct str device = residents_new_token(r->mem);
    enum rc rc = prepare_link(r, address, device, &a);
    if (rc == OK)
        rc = db_transaction(r->db, add_link, &a);
    if (rc != OK)
        return rc;
    reply_cookie(r, "asked", device, SIGN_IN_LIFE / SECOND);
    return reply_redirect(r, url_local(r->mem, S("/account/sent")));
}

enum rc sign_in_sent(struct req *r)
{
    struct page p = shell_page(r);
    if (!residents_are_offered(r))
        return to_account(r);
    residents_sent_page(&p, NULL);
    return shell_public(r, 200, &(struct shell_options){ .title = say(r, T("メールを見てください")) }, page_html(&p));
}

/* ---- the link ---- */

/* Unknown, used and expired are one answer. */
static enum rc show_spent(struct req *r)
{
    struct page p = shell_page(r);
    residents_enter_page(&p, &(struct residents_enter_view){ .is_spent = true });
    return shell_public(r, 410, &(struct shell_options){ .title = say(r, T("このリンクは使えません")) }, page_html(&p));
}

static enum rc find_link(struct req *r, struct str token, struct residents_sql_sign_in_find_row *ret_row)
{
    bool found;
    enum rc rc = residents_sql_sign_in_find(r->db, r->mem, r->town_id,
                                            residents_token_hash(hall_of(r), r->mem, "link", token), ret_row, &found);
    if (rc == OK && (!found || !sign_in_is_alive(ret_row->expires_at, ret_row->used_at, r->now)))
        rc = NOT_FOUND;
    return rc;
}

static enum rc open_address(struct req *r, const struct residents_sql_sign_in_find_row *row, struct str *ret_address)
{
    return vault_open(hall_of(r)->vault, r->mem,
                      (struct vault_place){ r->town_id, TABLE_SIGN_IN, row->id, S("address") }, row->address, ret_address);
}

enum rc sign_in_link(struct req *r)
{
    struct residents_sql_sign_in_find_row row;
    struct residents_enter_view v = { .link = req_param(r, "link") };
    enum rc rc = find_link(r, v.link, &row);
    if (rc == NOT_FOUND)
        return show_spent(r);
    if (rc == OK)
        rc = open_address(r, &row, &v.address);
    if (rc != OK)
        return rc;
    struct page p = shell_page(r);
    struct str device = residents_token_hash(hall_of(r), r->mem, "device", req_cookie(r, "asked"));
    v.is_elsewhere = !str_eq(device, row.device_hash);
    residents_enter_page(&p, &v);
    return shell_public(r, 200, &(struct shell_options){ .title = say(r, T("ログインの確認")) }, page_html(&p));
}

struct entering {
    struct arena *mem;
    t_id town_id, link_id, account_id, session_before;
    struct str address_key, address;
    struct session_new session;
    t_time now;
};

static enum rc enter(struct db *db, void *arg)
{
    const struct entering *e = arg;
    struct residents_sql_account_by_key_row account;
    int64_t changed;
    enum rc rc = residents_sql_sign_in_use(db, e->town_id, e->link_id, e->now, &changed);
    if (rc == OK && changed == 0)
        return NOT_FOUND;
    if (rc == OK)
        rc = residents_sql_account_put(db, e->town_id, e->account_id, e->address_key, e->address, e->now, NULL);
    if (rc == OK)
        rc = residents_sql_account_by_key(db, e->mem, e->town_id, e->address_key, &account);
    if (rc == OK && e->session_before)
        rc = residents_sql_session_end(db, e->town_id, e->session_before, NULL);
    if (rc == OK)
        rc = residents_sql_session_add(db, e->town_id, e->session.id, e->session.token_hash, account.id, e->now, NULL);
    return rc == OK ? residents_note(db, e->town_id, account.id, 0, S("residents.signed-in"), e->now) : rc;
}

enum rc sign_in_confirm(struct req *r)
{
    struct residents_sql_sign_in_find_row row;
    struct str address;
    struct entering e = { .mem = r->mem, .town_id = r->town_id, .session_before = r->account_session_id, .now = r->now };
    enum rc rc = find_link(r, req_field(r, "link"), &row);
    if (rc == OK)
        rc = open_address(r, &row, &address);
    if (rc == OK)
        rc = db_new_id(r->db, TABLE_RESIDENT_ACCOUNT, &e.account_id);
    if (rc == OK)
        rc = vault_seal(hall_of(r)->vault, r->mem,
                        (struct vault_place){ r->town_id, TABLE_RESIDENT_ACCOUNT, e.account_id, S("address") }, address,
                        &e.address);
    if (rc == OK)
        rc = residents_session_prepare(r, &e.session);
    e.link_id = row.id;
    e.address_key = row.address_key;
    if (rc == OK)
        rc = db_transaction(r->db, enter, &e);
    if (rc == NOT_FOUND)
        return show_spent(r);
    if (rc != OK)
        return rc;
    reply_cookie(r, "account", e.session.token, 0);
    reply_cookie(r, "asked", S(""), -1);
    return to_account(r);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Coming in with number and code, and opening with the birth date. */
#include "modules/apply/receipts.h"

#include "base/ids.h"
#include "base/text.h"
#include "civic/shell/shell.h"
#include "modules/apply/apply_pages.h"
#include "platform/db/db.h"

enum { MOST_TRIES = 5, MAC_BYTES = 15 };

enum rc receipts_enter(struct req *r, t_id case_id, struct str to)
{
    struct str number = receipt_number(r->mem, case_id);
    struct str code = receipt_code(hall_of(r), r->mem, town_of(r), number);
    reply_cookie(r, "receipt", arena_fmt(r->mem, "%.*s-%.*s", STR(number), STR(code)), 0);
    return reply_redirect(r, url_local(r->mem, to));
}

static enum rc case_of_cookie(struct req *r, t_id *ret_case_id)
{
    struct str cookie = req_cookie(r, "receipt");
    size_t dash = str_find_char(cookie, '-');
    if (dash == SIZE_MAX)
        return NOT_FOUND;
    return receipt_check(hall_of(r), r->mem, town_of(r), str_sub(cookie, 0, dash),
                         str_sub(cookie, dash + 1, cookie.n), ret_case_id);
}

/* What was asked is what was asked on the day of arrival, whenever it is looked at. */
enum rc receipts_case(struct req *r, struct case_file *ret_case)
{
    t_id case_id;
    struct case_file c;
    struct expr_world world;
    enum rc rc = case_of_cookie(r, &case_id);
    if (rc == OK)
        rc = cases_load(hall_of(r), town_of(r), r->db, r->mem, case_id, 0, &c);
    if (rc != OK)
        return rc;
    answers_world(r->mem, &c.answers, c.row.arrived_at, &town_of(r)->calendar, &world);
    rc = answers_compute(&c.answers, &world);
    if (rc == OK)
        *ret_case = c;
    return rc;
}

struct str receipts_case_ref(struct req *r, const struct case_file *c)
{
    return arena_str(r->mem, str_of(ref_make(hall_of(r), TABLE_CASES, r->town_id, c->row.id).text));
}

bool receipts_form_is_of(struct req *r, const struct case_file *c)
{
    t_id case_id;
    if (ref_read(hall_of(r), TABLE_CASES, r->town_id, req_field(r, "case"), &case_id) == OK && case_id == c->row.id)
        return true;
    shell_error(r, 409, say(r, T("このページのあとで、別の受付票が開かれました。受付番号と確認コードを入力し直してください。")));
    return false;
}

/* "UNTIL.MAC": seconds since 1970 and a keyed hash of case and end. */
static struct str open_mac(struct req *r, t_id case_id, int64_t until)
{
    unsigned char mac[CRYPTO_MAC];
    struct str data = arena_fmt(r->mem, "open|%lld|%lld|%lld", (long long)r->town_id, (long long)case_id, (long long)until);
    crypto_digest(hall_of(r)->keys.session, data, mac);
    return ids_base32(r->mem, mac, MAC_BYTES);
}

void receipts_open(struct req *r, t_id case_id)
{
    int64_t until = (r->now + 30 * MINUTE) / SECOND;
    reply_cookie(r, "open", arena_fmt(r->mem, "%lld.%.*s", (long long)until, STR(open_mac(r, case_id, until))), 0);
}

bool receipts_is_open(struct req *r, const struct case_file *c)
{
    struct str cookie = req_cookie(r, "open");
    size_t dot = str_find_char(cookie, '.');
    int64_t until;
    if (dot == SIZE_MAX || !str_to_int(str_sub(cookie, 0, dot), &until) || until < r->now / SECOND)
        return false;
    struct str wanted = open_mac(r, c->row.id, until), mac = str_sub(cookie, dot + 1, cookie.n);
    return mac.n == wanted.n && crypto_equal(mac.p, wanted.p, mac.n);
}

static enum rc show_entry(struct req *r, int status, struct str number, struct str code, struct str message)
{
    struct page p = shell_page(r);
    apply_entry_page(&p, &(struct apply_entry_view){ number, code, message, message.n > 0 });
    return shell_public(r, status,
                        &(struct shell_options){ .title = say(r, T("申請の状況を見る")),
                                                 .has_errors = message.n > 0,
                                                 .script = "receipt.js" },
                        page_html(&p));
}

enum rc receipts_entry(struct req *r)
{
    return show_entry(r, 200, S(""), S(""), S(""));
}

enum rc receipts_entry_send(struct req *r)
{
    struct str number = str_trim(text_fold_width(r->mem, req_field(r, "number")));
    struct str code = str_trim(text_fold_width(r->mem, req_field(r, "code")));
    t_id case_id;
    struct case_file c;
    if (!number.n || !code.n)
        return show_entry(r, 422, number, code,
                          say(r, T("受付番号と確認コードを入力してください。受付票に書いてあります")));
    enum rc rc = receipt_check(hall_of(r), r->mem, town_of(r), number, code, &case_id);
    if (rc == OK)
        rc = cases_load(hall_of(r), town_of(r), r->db, r->mem, case_id, 0, &c);
    if (rc == NOT_FOUND)
        return show_entry(r, 422, number, code,
                          say(r, T("受付番号か確認コードが違います。受付票と見比べて、もう一度入力してください")));
    return rc == OK ? receipts_enter(r, case_id, S("/receipts")) : rc;
}

/* ---- the birth date ---- */

struct trying {
    t_id town_id, case_id;
    t_time now;
    bool right;
    struct arena *mem;
};

/* Counted and judged together: fifty tries at once are fifty tries. DENIED: there were five already. */
static enum rc note_try(struct db *db, void *arg)
{
    const struct trying *t = arg;
    struct cases_sql_tries_row before;
    bool found;
    enum rc rc = cases_sql_tries(db, t->mem, t->town_id, t->case_id, &before, &found);
    if (rc == OK && found && before.failures >= MOST_TRIES)
        return DENIED;
    if (rc != OK)
        return rc;
    return t->right ? cases_sql_try_reset(db, t->town_id, t->case_id, NULL)
                    : cases_sql_try_failed(db, t->town_id, t->case_id, t->now, NULL);
}

/* The year's box also takes 平成2, H2 and 1990. */
static enum rc typed_birth(struct req *r, struct date *ret_date)
{
    int64_t year, month, day;
    struct str y = str_trim(text_fold_width(r->mem, req_field(r, "birth.year"))), era = req_field(r, "birth.era");
    struct str m = text_digits(r->mem, req_field(r, "birth.month")), d = text_digits(r->mem, req_field(r, "birth.day"));
    if (str_ends(y, S("年")))
        y = str_sub(y, 0, y.n - S("年").n);
    if (!str_to_int(m, &month) || !str_to_int(d, &day))
        return INVALID;
    if (!str_to_int(y, &year))
        return date_parse(r->mem, arena_fmt(r->mem, "%.*s年%lld月%lld日", STR(y), (long long)month, (long long)day),
                          ret_date);
    if (year > 1000 || str_eq(era, S("西暦")))
        era = S("");
    return wareki_to_date(era, year, month, day, ret_date);
}

enum rc receipts_birth(struct req *r)
{
    struct case_file c;
    struct date typed;
    enum rc rc = receipts_case(r, &c);
    if (rc == NOT_FOUND)
        return reply_redirect(r, url_local(r->mem, S("/r")));
    if (rc != OK || !receipts_form_is_of(r, &c))
        return rc;
    if (typed_birth(r, &typed) != OK)
        return receipts_show(r, 422, &c, say(r, T("生年月日を入力してください　例：平成2年4月18日")));
    struct trying t = { r->town_id, c.row.id, r->now, date_is_set(c.row.birth) && typed.days == c.row.birth.days,
                        r->mem };
    rc = db_transaction(r->db, note_try, &t);
    if (rc == DENIED)
        return receipts_show(r, 429, &c, say(r, T("生年月日の間違いが5回になりました。受付票を持って窓口に来るか、電話してください")));
    if (rc != OK)
        return rc;
    if (!t.right)
        return receipts_show(r, 422, &c, say(r, T("生年月日が申請と違います。申請した方の生年月日を入力してください")));
    receipts_open(r, c.row.id);
    bool copies = str_eq(req_field(r, "next"), S("copy"));
    return reply_redirect(r, url_local(r->mem, copies ? S("/receipts/copy") : S("/receipts")));
}

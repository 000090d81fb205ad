/* SPDX-License-Identifier: Apache-2.0 */
/* わたしの申請: the cases an account holds, taking one in by number and code, letting one go. */
#include "base/ids.h"
#include "base/text.h"
#include "civic/cases/cases.h"
#include "civic/shell/shell.h"
#include "modules/residents/handlers.h"
#include "modules/residents/pages/mine.h"
#include "modules/residents/residents.h"
#include "modules/residents/residents_pages.h"
#include "modules/residents/residents_sql.h"
#include "modules/residents/session.h"

enum { MOST_SHOWN = 100 };

struct typed {
    struct str number, code, message;
};

static struct residents_case row_of(struct req *r, const struct residents_sql_cases_of_row *row)
{
    const struct plan *plan = hall_plan(hall_of(r), row->procedure_id);
    struct ref ref = ref_make(hall_of(r), TABLE_CASES, r->town_id, row->id);
    bool waits = date_is_set(row->answer_by);
    return (struct residents_case){
        .procedure = words_of(plan ? label_in(&plan->title, r->language) : row->procedure_id),
        .number = ids_receipt_print(r->mem, receipt_number(r->mem, row->id)),
        .arrived = say_date(r, time_date(row->arrived_at)),
        .state = say(r, case_state_for_resident(case_state_of(row->state))),
        .due = waits ? say_date(r, row->answer_by) : row->is_open ? say_date(r, row->due_on) : S(""),
        .waits = waits,
        .is_open = row->is_open,
        .can_copy = plan && town_offers(town_of(r), plan),
        .ref = arena_str(r->mem, str_of(ref.text)),
        .open = url_fmt(r->mem, "/account/cases/%s/open", ref.text),
    };
}

static enum rc show(struct req *r, int status, struct typed typed)
{
    struct residents_sql_cases_of_rows rows;
    struct residents_mine_view v = { .typed_number = typed.number, .message = typed.message, .has_message = typed.message.n > 0 };
    enum rc rc = residents_address(r, &v.address);
    if (rc == OK)
        rc = residents_sql_cases_of(r->db, r->mem, r->town_id, r->account_id, MOST_SHOWN, &rows);
    if (rc != OK)
        return rc;
    struct residents_case *cases = arena_new(r->mem, struct residents_case, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        cases[i] = row_of(r, &rows.p[i]);
    v.cases.p = cases;
    v.cases.n = rows.n;
    v.has_cases = rows.n > 0;
    struct page p = shell_page(r);
    residents_mine_page(&p, &v);
    return shell_public(r, status, &(struct shell_options){ .title = say(r, T("わたしの申請")), .has_errors = v.has_message },
                        page_html(&p));
}

enum rc residents_mine(struct req *r)
{
    return r->account_id ? show(r, 200, (struct typed){ S(""), S(""), S("") }) : sign_in_form(r);
}

struct holding {
    t_id town_id, account_id, case_id;
    t_time now;
};

static enum rc take_in(struct db *db, void *arg)
{
    const struct holding *h = arg;
    return residents_link(db, h->town_id, h->account_id, h->case_id, S("code"), h->now);
}

static enum rc let_go(struct db *db, void *arg)
{
    const struct holding *h = arg;
    int64_t changed;
    enum rc rc = residents_sql_unlink(db, h->town_id, h->account_id, h->case_id, &changed);
    return rc == OK && changed
               ? residents_note(db, h->town_id, h->account_id, h->case_id, S("residents.case-unlinked"), h->now)
               : rc;
}

static enum rc to_account(struct req *r)
{
    return reply_redirect(r, url_local(r->mem, S("/account")));
}

enum rc residents_link_send(struct req *r)
{
    struct typed typed = { str_trim(text_fold_width(r->mem, req_field(r, "number"))),
                           str_trim(text_fold_width(r->mem, req_field(r, "code"))), S("") };
    struct holding h = { r->town_id, r->account_id, 0, r->now };
    struct cases_sql_by_id_row row;
    bool found = true;
    enum rc rc = receipt_check(hall_of(r), r->mem, town_of(r), typed.number, typed.code, &h.case_id);
    if (rc == OK)
        rc = cases_sql_by_id(r->db, r->mem, r->town_id, h.case_id, &row, &found);
    if (rc == NOT_FOUND || (rc == OK && !found)) {
        typed.message = say(r, T("受付番号か確認コードが違います。受付票と見比べて、もう一度入力してください"));
        return show(r, 422, typed);
    }
    if (rc == OK)
        rc = db_transaction(r->db, take_in, &h);
    return rc == OK ? to_account(r) : rc;
}

enum rc residents_unlink(struct req *r)
{
    struct holding h = { r->town_id, r->account_id, 0, r->now };
    enum rc rc = ref_read(hall_of(r), TABLE_CASES, r->town_id, req_field(r, "case"), &h.case_id);
    if (rc == OK)
        rc = db_transaction(r->db, let_go, &h);
    return rc == OK ? to_account(r) : rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Accounts from the outside, each browser with its own cookies. The relay of these tests is a port where nobody
 * answers: links are made of their rows, as the job makes them. A real one stands in tests/accounts. */
#include "base/ids.h"
#include "modules/apply/apply.h"
#include "modules/apply/apply_sql.h"
#include "modules/residents/handlers.h"
#include "modules/residents/residents.h"
#include "modules/residents/residents_sql.h"
#include "modules/residents/rules.h"
#include "platform/notify-transports/smtp.h"
#include "civic/shell/shell.h"
#include "tests/fixture.h"

#include <stdlib.h>

enum { MOST_COOKIES = 60, MOST_IDS = 4000 };

struct browser {
    struct fixture *f;
    struct str names[MOST_COOKIES], values[MOST_COOKIES];
    size_t n;
    struct loopback_reply last;
};

static enum rc identify(struct req *r)
{
    r->town_id = 7;
    r->language = S("ja");
    return residents_identify(r);
}

static struct http_server *server(struct fixture *f)
{
    static const struct route *tables[3];
    static struct http_server *s;
    if (s)
        return s;
    tables[0] = apply_module.routes;
    tables[1] = residents_module.routes;
    struct http_config config = { .zone_public = true, .routes = tables, .key = f->hall.keys.csrf,
                                  .store = f->hall.store, .app = &f->hall, .identify = identify,
                                  .error_page = shell_error };
    CHECK_OK(http_start(&config, &s));
    return s;
}

static struct fixture *town(void)
{
    static const struct route *tables[1];
    static const struct db_migration *const lists[] = { apply_migrations, residents_migrations, NULL };
    static const struct mail_options options = {
        .host = "127.0.0.1", .port = 1, .security = "none", .from = "notices@xtown.example.jp"
    };
    const char *why = NULL;
    struct fixture *f = fixture(tables, lists);
    if (!f->hall.mailer)
        CHECK_OK(mailer_start(&options, &f->hall.mailer, &why));
    return f;
}

static void keep_cookie(struct browser *b, struct str name, struct str value)
{
    size_t i = 0;
    while (i < b->n && !str_eq(b->names[i], name))
        i++;
    if (i == MOST_COOKIES)
        abort();
    b->n += i == b->n;
    b->names[i] = name;
    b->values[i] = value;
}

static void keep_cookies(struct browser *b)
{
    struct str rest = b->last.headers, line, name, value;
    while (str_cut(&rest, '\n', &line)) {
        if (!str_starts(line, S("Set-Cookie: ")))
            continue;
        line = str_sub(line, 12, line.n);
        str_cut(&line, '=', &name);
        str_cut(&line, ';', &value);
        keep_cookie(b, name, value);
    }
}

static int ask(struct browser *b, const char *method, struct str target, struct str body)
{
    struct out o;
    out_init(&o, test_arena(), 1 << 14);
    out_str(&o, S("Cookie: a=b"));
    for (size_t i = 0; i < b->n; i++)
        if (b->values[i].n)
            out_fmt(&o, "; %.*s=%.*s", STR(b->names[i]), STR(b->values[i]));
    out_char(&o, '\n');
    CHECK_OK(http_loopback(server(b->f), method, arena_cstr(test_arena(), target),
                           arena_cstr(test_arena(), out_text(&o)), body, test_arena(), &b->last));
    keep_cookies(b);
    return b->last.status;
}

static int get(struct browser *b, const char *target)
{
    return ask(b, "GET", str_of(target), S(""));
}

static struct str hidden(const struct browser *b, const char *name)
{
    struct str mark = arena_fmt(test_arena(), "name=\"%s\" value=\"", name), value = S("");
    size_t at = str_find(b->last.body, mark);
    struct str rest = at == SIZE_MAX ? S("") : str_sub(b->last.body, at + mark.n, b->last.body.n);
    str_cut(&rest, '"', &value);
    return value;
}

static int press(struct browser *b, const char *target, const char *fields)
{
    struct str body = arena_fmt(test_arena(), "csrf=%.*s&case=%.*s&%s", STR(hidden(b, "csrf")), STR(hidden(b, "case")),
                                fields);
    return ask(b, "POST", str_of(target), body);
}

static bool goes_to(const struct browser *b, const char *path)
{
    return str_find(b->last.headers, arena_fmt(test_arena(), "Location: %s\n", path)) != SIZE_MAX;
}

static struct residents_sql_sign_in_by_id_row newest_link(struct fixture *f)
{
    struct residents_sql_sign_in_by_id_row row = { 0 };
    t_id probe;
    bool found = false;
    CHECK_OK(db_new_id(f->db, TABLE_SIGN_IN, &probe));
    for (t_id id = probe + MOST_IDS; id > 0 && id > probe - MOST_IDS && !found; id--)
        CHECK_OK(residents_sql_sign_in_by_id(f->db, test_arena(), 7, id, &row, &found));
    CHECK(found);
    return row;
}

static struct str token_of(struct fixture *f, const struct residents_sql_sign_in_by_id_row *row)
{
    return residents_link_token(&f->hall, test_arena(), 7, row->id, row->nonce);
}

/* Asks for a link; the token that the mail would hold. */
static struct str ask_for_link(struct browser *b, const char *address)
{
    CHECK_INT(get(b, "/account"), 200);
    CHECK_INT(press(b, "/account", arena_fmt(test_arena(), "email=%s", address).p), 303);
    CHECK(goes_to(b, "/account/sent"));
    struct residents_sql_sign_in_by_id_row row = newest_link(b->f);
    return token_of(b->f, &row);
}

static const char *link_path(struct str token)
{
    return arena_fmt(test_arena(), "/account/in/%.*s", STR(token)).p;
}

static int enter(struct browser *b, struct str token)
{
    int status = get(b, link_path(token));
    return status == 200 ? press(b, "/account/in", arena_fmt(test_arena(), "link=%.*s", STR(token)).p) : status;
}

static void sign_in(struct browser *b, const char *address)
{
    CHECK_INT(enter(b, ask_for_link(b, address)), 303);
    CHECK_INT(get(b, "/account"), 200);
    CHECK(fixture_shows(b->last, "わたしの申請"));
}

static int take_in(struct browser *b, t_id case_id)
{
    struct str number = receipt_number(test_arena(), case_id);
    struct str code = receipt_code(&b->f->hall, test_arena(), b->f->town, number);
    return press(b, "/account/link", arena_fmt(test_arena(), "number=%.*s&code=%.*s", STR(number), STR(code)).p);
}

static bool lists(struct browser *b, t_id case_id)
{
    CHECK_INT(get(b, "/account"), 200);
    return fixture_shows(b->last,
                         arena_cstr(test_arena(), ids_receipt_print(test_arena(), receipt_number(test_arena(), case_id))));
}

TEST(a_link_signs_in_once_and_only_by_its_button)
{
    struct browser b = { .f = town() }, other = { .f = b.f };
    struct str token = ask_for_link(&b, "one@example.jp");
    for (int i = 0; i < 3; i++) { /* a scanner that opens links uses nothing up */
        CHECK_INT(get(&other, link_path(token)), 200);
        CHECK(fixture_shows(other.last, "別の端末"));
    }
    CHECK_INT(get(&b, link_path(token)), 200);
    CHECK(!fixture_shows(b.last, "別の端末") && fixture_shows(b.last, "one@example.jp"));
    CHECK_INT(press(&b, "/account/in", arena_fmt(test_arena(), "link=%.*s", STR(token)).p), 303);
    CHECK(str_find(b.last.headers, S("Set-Cookie: __Host-account=")) != SIZE_MAX);
    CHECK_INT(get(&b, "/account"), 200);
    CHECK(fixture_shows(b.last, "one@example.jp でログインしています"));
    CHECK_INT(get(&other, link_path(token)), 410);
    CHECK_INT(get(&other, "/account"), 200);
    CHECK_INT(press(&other, "/account/in", arena_fmt(test_arena(), "link=%.*s", STR(token)).p), 410);
    CHECK_INT(get(&other, link_path(S("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))), 410);
}

TEST(no_column_and_no_cookie_of_another_use_opens_a_link)
{
    struct browser b = { .f = town() };
    struct str token = ask_for_link(&b, "two@example.jp");
    struct residents_sql_sign_in_by_id_row row = newest_link(b.f);
    CHECK(!str_eq(row.nonce, token) && str_find(row.address, S("two@")) == SIZE_MAX);
    CHECK_INT(get(&b, link_path(row.nonce)), 410);
    keep_cookie(&b, S("__Host-account"), token);
    CHECK_INT(get(&b, "/account"), 200);
    CHECK(fixture_shows(b.last, "リンクをメールで受け取る"));
}

TEST(known_and_unknown_addresses_get_the_same_answer)
{
    struct browser b = { .f = town() }, known = { .f = b.f }, unknown = { .f = b.f };
    sign_in(&b, "known@example.jp");
    ask_for_link(&known, "KNOWN@example.jp");
    ask_for_link(&unknown, "nobody@example.jp");
    CHECK_INT(get(&known, "/account/sent"), 200);
    CHECK_INT(get(&unknown, "/account/sent"), 200);
    CHECK(str_eq(known.last.body, unknown.last.body));
}

TEST(an_address_gets_five_links_an_hour_and_the_sixth_answer_is_the_same)
{
    struct browser b = { .f = town() };
    struct str before = S("");
    for (int i = 0; i < SIGN_INS_AN_HOUR; i++) {
        struct str token = ask_for_link(&b, "often@example.jp");
        CHECK(!str_eq(token, before));
        before = token;
    }
    CHECK(str_eq(ask_for_link(&b, "often@example.jp"), before));
}

TEST(what_is_no_address_is_told)
{
    struct browser b = { .f = town() };
    CHECK_INT(get(&b, "/account"), 200);
    CHECK_INT(press(&b, "/account", "email=nobody"), 422);
    CHECK(fixture_shows(b.last, "メールアドレスを入力してください") && fixture_shows(b.last, "value=\"nobody\""));
    CHECK_INT(press(&b, "/account", "email=a%40b.jp%0D%0ABcc%3Ac%40d.jp"), 422);
}

TEST(without_a_relay_signing_in_is_plainly_not_offered)
{
    struct browser b = { .f = town() };
    struct mailer *mailer = b.f->hall.mailer;
    CHECK_INT(get(&b, "/r"), 200);
    CHECK(fixture_shows(b.last, "href=\"/account\""));
    b.f->hall.mailer = NULL;
    CHECK_INT(get(&b, "/r"), 200);
    CHECK(!fixture_shows(b.last, "/account"));
    CHECK_INT(press(&b, "/account", "email=a%40example.jp"), 303);
    CHECK(goes_to(&b, "/account"));
    CHECK_INT(get(&b, "/account"), 200);
    CHECK(fixture_shows(b.last, "メールでのログインはありません") && !fixture_shows(b.last, "name=\"email\""));
    b.f->hall.mailer = mailer;
}

TEST(a_case_comes_in_by_number_and_code_alone_and_goes_again)
{
    struct browser b = { .f = town() }, other = { .f = b.f };
    t_id id = fixture_case(b.f, "residents-1"), second = fixture_case(b.f, "residents-2");
    sign_in(&b, "mine@example.jp");
    sign_in(&other, "other@example.jp");
    CHECK_INT(press(&b, "/account/link", arena_fmt(test_arena(), "number=%.*s&code=0000000000000000",
                                                   STR(receipt_number(test_arena(), id))).p),
              422);
    CHECK(fixture_shows(b.last, "受付番号か確認コードが違います"));
    CHECK(!lists(&b, id));
    CHECK_INT(take_in(&b, id), 303);
    CHECK(lists(&b, id) && fixture_shows(b.last, "受け付けました") && !lists(&b, second));
    CHECK(!fixture_shows(b.last, "見本")); /* nothing of what is in it */
    CHECK_INT(take_in(&b, id), 303); /* once more is once */
    CHECK(lists(&b, id));
    struct str ref = hidden(&b, "case");
    const char *open = arena_fmt(test_arena(), "/account/cases/%.*s/open", STR(ref)).p;
    CHECK(!lists(&other, id));
    CHECK_INT(press(&other, open, ""), 404);
    CHECK_INT(press(&b, open, ""), 303);
    CHECK(goes_to(&b, "/receipts"));
    CHECK_INT(get(&b, "/receipts"), 200);
    CHECK(fixture_shows(b.last, "name=\"birth.year\"")); /* what is in it asks for the birth date */
    CHECK_INT(get(&b, "/receipts/answers"), 303);
    CHECK(lists(&b, id));
    CHECK_INT(press(&b, "/account/unlink", ""), 303);
    CHECK(!lists(&b, id));
    CHECK_INT(press(&b, open, ""), 404);
}

static const char right_birth[] = "birth.era=%E6%98%AD%E5%92%8C&birth.year=63&birth.month=4&birth.day=5";

static struct str location(const struct browser *b)
{
    struct str mark = S("Location: "), rest, line = S("");
    size_t at = str_find(b->last.headers, mark);
    rest = at == SIZE_MAX ? S("") : str_sub(b->last.headers, at + mark.n, b->last.headers.n);
    str_cut(&rest, '\n', &line);
    return line;
}

TEST(a_copy_asks_for_the_birth_date_and_leaves_out_what_is_of_one_occasion)
{
    struct browser b = { .f = town() };
    t_id id = fixture_case(b.f, "residents-copy");
    sign_in(&b, "copy@example.jp");
    CHECK_INT(take_in(&b, id), 303);
    CHECK(lists(&b, id));
    const char *open = arena_fmt(test_arena(), "/account/cases/%.*s/open", STR(hidden(&b, "case"))).p;
    CHECK_INT(press(&b, open, "next=copy"), 303);
    CHECK(goes_to(&b, "/receipts/copy"));
    CHECK_INT(get(&b, "/receipts/copy"), 303);
    CHECK(goes_to(&b, "/receipts?next=copy"));
    CHECK_INT(get(&b, "/receipts?next=copy"), 200);
    CHECK_INT(press(&b, "/receipts/open", arena_fmt(test_arena(), "next=copy&%s", right_birth).p), 303);
    CHECK(goes_to(&b, "/receipts/copy"));
    CHECK_INT(get(&b, "/receipts/copy"), 200);
    CHECK(fixture_shows(b.last, "<li>口座番号</li>") && fixture_shows(b.last, "<li>請求する理由</li>") &&
          fixture_shows(b.last, "<li>通帳かキャッシュカードの写真</li>"));
    CHECK_INT(press(&b, "/receipts/copy", ""), 303);
    struct str first = location(&b), draft = str_sub(first, 0, first.n - S("eligibility").n);
    CHECK(str_starts(first, S("/apply/")) && str_ends(first, S("/eligibility")));
    CHECK_INT(ask(&b, "GET", arena_fmt(test_arena(), "%.*sapplicant", STR(draft)), S("")), 200);
    CHECK(fixture_shows(b.last, "value=\"見本\""));
    CHECK_INT(ask(&b, "GET", arena_fmt(test_arena(), "%.*saccount", STR(draft)), S("")), 200);
    CHECK(!fixture_shows(b.last, "1234567") && !fixture_shows(b.last, "v1."));
    CHECK_INT(ask(&b, "GET", arena_fmt(test_arena(), "%.*scheck", STR(draft)), S("")), 200);
    CHECK_INT(fixture_load(b.f, id).state, CASE_RECEIVED);
}

TEST(signing_out_everywhere_ends_every_session_and_deleting_leaves_the_case)
{
    struct browser one = { .f = town() }, two = { .f = one.f };
    t_id id = fixture_case(one.f, "residents-leave");
    sign_in(&one, "leave@example.jp");
    sign_in(&two, "leave@example.jp");
    CHECK_INT(take_in(&one, id), 303);
    CHECK(lists(&two, id));
    CHECK(lists(&one, id));
    CHECK_INT(press(&one, "/account/leave-everywhere", ""), 303);
    CHECK_INT(get(&two, "/account"), 200);
    CHECK(fixture_shows(two.last, "リンクをメールで受け取る"));
    CHECK_INT(press(&two, "/account/link", "number=1&code=2"), 403);
    sign_in(&one, "leave@example.jp");
    CHECK(lists(&one, id));
    CHECK_INT(get(&one, "/account/delete"), 200);
    CHECK_INT(press(&one, "/account/delete", ""), 303);
    CHECK_INT(get(&one, "/account"), 200);
    CHECK(fixture_shows(one.last, "リンクをメールで受け取る"));
    CHECK_INT(fixture_load(one.f, id).state, CASE_RECEIVED);
    sign_in(&one, "leave@example.jp");
    CHECK(!lists(&one, id)); /* a new account that holds nothing */
}

TEST(the_sweep_takes_links_sessions_and_counts_when_they_have_ended)
{
    struct browser b = { .f = town() };
    const struct job_kind *sweep = &residents_module.jobs[1];
    t_time now = time_now();
    sign_in(&b, "sweep@example.jp");
    struct str token = ask_for_link(&b, "sweep2@example.jp");
    CHECK_OK(sweep->run(&b.f->hall, b.f->db, test_arena(), &(struct job){ .town_id = 7, .now = now }));
    CHECK_INT(get(&b, "/account"), 200);
    CHECK(fixture_shows(b.last, "sweep@example.jp"));
    CHECK_INT(get(&b, link_path(token)), 200);
    CHECK_OK(sweep->run(&b.f->hall, b.f->db, test_arena(), &(struct job){ .town_id = 7, .now = now + HOUR }));
    CHECK_INT(get(&b, link_path(token)), 410);
    CHECK_INT(get(&b, "/account"), 200);
    CHECK(fixture_shows(b.last, "リンクをメールで受け取る"));
}

TEST(a_link_whose_relay_is_down_is_tried_again_until_it_is_too_late)
{
    struct browser b = { .f = town() };
    ask_for_link(&b, "down@example.jp");
    struct residents_sql_sign_in_by_id_row row = newest_link(b.f);
    struct job job = { .town_id = 7, .now = time_now(),
                       .payload = arena_fmt(test_arena(), "{\"sign_in\":%lld}", (long long)row.id) };
    CHECK_INT(residents_send_link(&b.f->hall, b.f->db, test_arena(), &job), BUSY);
    job.now += SIGN_IN_LIFE + SECOND;
    CHECK_OK(residents_send_link(&b.f->hall, b.f->db, test_arena(), &job));
}

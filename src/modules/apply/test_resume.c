/* SPDX-License-Identifier: Apache-2.0 */
/* One draft at two devices: by the code, by nothing else, and without losing what either of them typed. */
#include "base/ids.h"
#include "modules/apply/draft.h"
#include "modules/apply/test_browser.h"
#include "platform/db/db.h"
#include "tests/fixture.h"

#include <string.h>

#define FIRST "eligibility/claimant_kind=mother&eligibility/occupation=employee&eligibility/receiving_now=no"
#define ENDS "eligibility/claimant_kind=mother&eligibility/occupation=public_servant&eligibility/receiving_now=no"
#define OTHER "eligibility/claimant_kind=father&eligibility/occupation=employee&eligibility/receiving_now=no"

static struct str under(struct str page, const char *name)
{
    return arena_fmt(test_arena(), "%.*s/%s", STR(str_sub(page, 0, 7 + 26)), name);
}

/* Begins one; gives the address of its first page. */
static struct str begins(struct browser *b)
{
    CHECK_INT(ask(b, "GET", S("/apply/jido-teate"), S("")), 200);
    CHECK_INT(press(b, "/apply/jido-teate", ""), 303);
    return location(b);
}

/* Sends the page that was shown last, with the stamp it was shown with. */
static int sends(struct browser *b, struct str page, const char *act, const char *fields)
{
    struct str stamp = hidden(b, "shown"), csrf = hidden(b, "csrf");
    return ask(b, "POST", page, arena_fmt(test_arena(), "csrf=%.*s&shown=%.*s&act=%s&%s", STR(csrf), STR(stamp), act, fields));
}

static int shows(struct browser *b, struct str page)
{
    return ask(b, "GET", page, S(""));
}

/* The code as the page prints it, groups without what is between them. */
static struct str code_of(struct browser *b, struct str page)
{
    char code[RESUME_CODE + 1] = "";
    CHECK_INT(shows(b, arena_fmt(test_arena(), "/resume/%.*s", STR(str_sub(page, 7, 33)))), 200);
    size_t at = str_find(b->last.body, S("class=\"resume-code\">"));
    CHECK(at != SIZE_MAX);
    struct str rest = at == SIZE_MAX ? S("") : str_sub(b->last.body, at, b->last.body.n), group;
    for (size_t n = 0; n < RESUME_CODE; n += RESUME_GROUP) {
        size_t from = str_find(rest, S("<span>"));
        CHECK(from != SIZE_MAX);
        if (from == SIZE_MAX)
            return S("");
        rest = str_sub(rest, from + 6, rest.n);
        group = str_sub(rest, 0, RESUME_GROUP);
        memcpy(code + n, group.p, RESUME_GROUP);
    }
    return arena_str(test_arena(), str_of(code));
}

static int types(struct browser *b, struct str code)
{
    CHECK_INT(shows(b, S("/resume")), 200);
    return press(b, "/resume", arena_fmt(test_arena(), "code=%.*s", STR(code)).p);
}

struct expiring {
    t_id town_id, id;
};

static enum rc let_expire(struct db *db, void *arg)
{
    const struct expiring *x = arg;
    static const struct blob nothing = { (const unsigned char *)"", 0 };
    int64_t changed;
    enum rc rc = apply_sql_draft_save(db, x->town_id, x->id, 1, nothing, time_now(),
                                      date_add_days(time_date(time_now()), -1), &changed);
    return rc == OK && changed != 1 ? FAILED : rc;
}

static bool chosen(const struct browser *b, const char *value)
{
    return str_find(b->last.body, arena_fmt(test_arena(), "value=\"%s\" checked", value)) != SIZE_MAX;
}

TEST(the_code_brings_all_answers_to_a_second_browser_and_the_first_keeps_them)
{
    struct browser phone = { .f = town() }, desk = { .f = town() };
    struct str page = begins(&phone);
    CHECK_INT(shows(&phone, page), 200);
    CHECK_INT(sends(&phone, page, "later", FIRST), 303);
    CHECK(str_starts(location(&phone), S("/resume/")));
    CHECK_INT(shows(&phone, location(&phone)), 200);
    struct str code = code_of(&phone, page);
    CHECK_INT(shows(&phone, arena_fmt(test_arena(), "/resume/%.*s/qr.svg", STR(str_sub(page, 7, 33)))), 200);
    CHECK(str_starts(phone.last.body, S("<svg")));
    CHECK_INT(shows(&desk, page), 404);
    CHECK_INT(types(&desk, code), 303);
    CHECK(str_ends(location(&desk), S("/applicant"))); /* the first page with something missing */
    CHECK_INT(shows(&desk, page), 200);
    CHECK(chosen(&desk, "mother"));
    struct str applicant = under(page, "applicant");
    CHECK_INT(shows(&desk, applicant), 200);
    CHECK_INT(sends(&desk, applicant, "later", "applicant/applicant_family_name=mihon"), 303);
    CHECK_INT(shows(&phone, page), 200);
    CHECK(chosen(&phone, "mother"));
    CHECK_INT(shows(&phone, applicant), 200);
    CHECK(fixture_shows(phone.last, "mihon"));
    CHECK(str_eq(code_of(&desk, page), code));
}

TEST(a_wrong_code_and_an_expired_one_are_answered_alike)
{
    struct browser phone = { .f = town() }, desk = { .f = town() };
    char other[RESUME_CODE + 1];
    struct str page = begins(&phone), code = code_of(&phone, page);
    t_id id;
    CHECK_OK(ref_read(&phone.f->hall, TABLE_DRAFT, phone.f->town->id, str_sub(page, 7, 33), &id));
    resume_code_draw(other);
    CHECK_INT(types(&desk, str_of(other)), 422);
    struct loopback_reply wrong = desk.last;
    CHECK(fixture_shows(wrong, "このコードで続けられる入力はありません"));
    CHECK_OK(db_transaction(phone.f->db, let_expire, &(struct expiring){ phone.f->town->id, id }));
    CHECK_INT(types(&desk, code), 422);
    CHECK_INT((int64_t)desk.last.body.n, (int64_t)wrong.body.n);
    CHECK(fixture_shows(desk.last, "このコードで続けられる入力はありません"));
    CHECK(str_eq(desk.last.headers, wrong.headers));
    CHECK_INT(shows(&phone, page), 404);
}

TEST(a_mistyped_code_is_told_as_such_and_stays_in_the_box)
{
    struct browser phone = { .f = town() }, desk = { .f = town() };
    struct str code = code_of(&phone, begins(&phone));
    char wrong[RESUME_CODE + 1];
    memcpy(wrong, code.p, sizeof wrong);
    wrong[3] = wrong[3] == 'A' ? 'C' : 'A';
    CHECK_INT(types(&desk, str_of(wrong)), 422);
    CHECK(fixture_shows(desk.last, "打ち間違いがあります"));
    CHECK(fixture_shows(desk.last, wrong));
    CHECK_INT(types(&desk, str_sub(code, 0, 24)), 422);
    CHECK(fixture_shows(desk.last, "文字が足りません"));
    CHECK_INT(types(&desk, S("")), 422);
    CHECK_INT(types(&desk, S("%3Cb%3E")), 422);
    CHECK(fixture_shows(desk.last, "使わない文字"));
}

TEST(two_devices_at_one_page_are_shown_both_before_anything_is_overwritten)
{
    struct browser phone = { .f = town() }, desk = { .f = town() };
    struct str page = begins(&phone);
    CHECK_INT(types(&desk, code_of(&phone, page)), 303);
    CHECK_INT(shows(&phone, page), 200);
    CHECK_INT(shows(&desk, page), 200);
    CHECK_INT(sends(&desk, page, "next", FIRST), 303);
    CHECK_INT(sends(&phone, page, "next", OTHER), 409);
    CHECK(fixture_shows(phone.last, "別の端末で、このページの入力が変わりました"));
    CHECK(chosen(&phone, "father")); /* what was typed is still there */
    CHECK_INT(shows(&desk, page), 200);
    CHECK(chosen(&desk, "mother")); /* and nothing is overwritten */
    struct loopback_reply desk_page = desk.last;
    CHECK_INT(sends(&phone, page, "next", OTHER), 303);
    CHECK_INT(shows(&phone, page), 200);
    CHECK(chosen(&phone, "father"));
    desk.last = desk_page;
    CHECK_INT(sends(&desk, page, "next", FIRST), 409);
}

TEST(the_same_answers_from_two_devices_and_an_old_page_of_one_are_no_quarrel)
{
    struct browser phone = { .f = town() }, desk = { .f = town() };
    struct str page = begins(&phone);
    CHECK_INT(types(&desk, code_of(&phone, page)), 303);
    CHECK_INT(shows(&phone, page), 200);
    struct loopback_reply old = phone.last;
    CHECK_INT(shows(&desk, page), 200);
    CHECK_INT(sends(&desk, page, "next", FIRST), 303);
    CHECK_INT(sends(&phone, page, "next", FIRST), 303);
    phone.last = old; /* the browser's Back */
    CHECK_INT(sends(&phone, page, "next", OTHER), 303);
    CHECK_INT(shows(&desk, page), 200);
    CHECK(chosen(&desk, "father"));
}

TEST(answers_that_changed_after_they_were_shown_are_not_sent_unseen)
{
    struct browser phone = { .f = town() }, desk = { .f = town() };
    struct str page = begins(&phone), check = under(page, "check");
    CHECK_INT(types(&desk, code_of(&phone, page)), 303);
    CHECK_INT(shows(&phone, check), 200);
    struct str seen = hidden(&phone, "version");
    CHECK_INT(shows(&desk, page), 200);
    CHECK_INT(sends(&desk, page, "next", FIRST), 303);
    CHECK_INT(press(&phone, arena_cstr(test_arena(), check), arena_fmt(test_arena(), "version=%.*s", STR(seen)).p), 409);
    CHECK(fixture_shows(phone.last, "まだ申請していません"));
    CHECK(!str_eq(hidden(&phone, "version"), seen));
    CHECK_INT(press(&phone, arena_cstr(test_arena(), check),
                    arena_fmt(test_arena(), "version=%.*s", STR(hidden(&phone, "version"))).p), 422); /* not complete */
}

TEST(a_page_that_another_devices_answer_made_needless_says_so)
{
    struct browser phone = { .f = town() }, desk = { .f = town() };
    struct str page = begins(&phone), applicant = under(page, "applicant");
    CHECK_INT(types(&desk, code_of(&phone, page)), 303);
    CHECK_INT(shows(&phone, applicant), 200);
    CHECK_INT(shows(&desk, page), 200);
    CHECK_INT(sends(&desk, page, "next", ENDS), 200);
    CHECK(fixture_shows(desk.last, "この申請は、ここで終わりです"));
    CHECK_INT(sends(&phone, applicant, "next", "applicant/applicant_family_name=mihon"), 409);
    CHECK(fixture_shows(phone.last, "要らなくなりました"));
}

TEST(a_browser_that_forgot_the_draft_opens_it_by_the_code_alone)
{
    struct browser b = { .f = town() };
    struct str page = begins(&b), code = code_of(&b, page);
    struct str forget = arena_fmt(test_arena(), "/resume/%.*s/forget", STR(str_sub(page, 7, 33)));
    CHECK_INT(press(&b, arena_cstr(test_arena(), forget), ""), 303);
    CHECK_INT(shows(&b, page), 404);
    CHECK_INT(types(&b, code), 303);
    CHECK_INT(shows(&b, page), 200);
}

/* Whoever has the store, the files and every key of the server has no draft. */
TEST(the_store_with_all_keys_of_the_server_opens_no_draft_and_the_code_does)
{
    struct browser b = { .f = town() };
    const struct vault_keys *keys = &b.f->hall.keys;
    const unsigned char *all[] = { keys->ref, keys->file_address, keys->session, keys->receipt, keys->csrf };
    unsigned char root[CRYPTO_MAC], key[CRYPTO_KEY], hash[CRYPTO_MAC], derived[CRYPTO_KEY];
    struct apply_sql_draft_by_id_row row;
    struct str page = begins(&b), code = code_of(&b, page), text, ref = str_sub(page, 7, 33);
    bool found = false;
    t_id id;
    CHECK_INT(shows(&b, under(page, "applicant")), 200);
    CHECK_INT(sends(&b, under(page, "applicant"), "later", "applicant/applicant_family_name=findable"), 303);
    crypto_digest(NULL, code, root);
    crypto_derive(root, "content of a draft", key);
    crypto_digest(keys->session, str_n((const char *)key, sizeof key), hash);
    CHECK_OK(ref_read(&b.f->hall, TABLE_DRAFT, b.f->town->id, ref, &id));
    CHECK_OK(apply_sql_draft_by_id(b.f->db, test_arena(), b.f->town->id, id, ids_hex(test_arena(), hash, 16), &row, &found));
    CHECK(found);
    CHECK_OK(crypto_open(test_arena(), key, row.content, ref, &text));
    CHECK(str_find(text, S("findable")) != SIZE_MAX);
    struct str sealed = str_n((const char *)row.content.p, row.content.n);
    CHECK(str_find(sealed, S("findable")) == SIZE_MAX && str_find(sealed, code) == SIZE_MAX);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        CHECK_INT(crypto_open(test_arena(), all[i], row.content, ref, &text), FAILED);
        crypto_derive(all[i], "content of a draft", derived);
        CHECK_INT(crypto_open(test_arena(), derived, row.content, ref, &text), FAILED);
    }
    CHECK_OK(vault_case_key(b.f->hall.vault, b.f->town->id, id, derived));
    CHECK_INT(crypto_open(test_arena(), derived, row.content, ref, &text), FAILED);
}

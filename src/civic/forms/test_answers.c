/* SPDX-License-Identifier: Apache-2.0 */
/* Answers: a whole application, relevance, page reading, JSON both ways, and what must be refused.
 */
#include "civic/forms/answers.h"

#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "tests/jido_teate_answers.h"
#include "tests/procedure_sheets.h"

#include <stdio.h>

static struct arena *mem;
static struct answers a;
static struct expr_world w;
static const struct message *messages;
static size_t n_messages;

static t_time today(void)
{
    return date_start(date_of(2026, 11, 20)) + 12 * HOUR;
}

static const struct plan *start_empty(void)
{
    mem = test_arena();
    const struct plan *plan = procedure_plan(mem, "jido-teate");
    w = (struct expr_world) { .mem = mem, .now = today() };
    CHECK_OK(answers_new(mem, plan, &w, &a));
    answers_world(mem, &a, today(), NULL, &w);
    return plan;
}

static const struct plan *start_full(void)
{
    const struct plan *plan = start_empty();
    CHECK_OK(answers_from_json(mem, plan, S(JIDO_TEATE_ANSWERS), &a, &messages, &n_messages));
    answers_world(mem, &a, today(), NULL, &w);
    CHECK_OK(answers_compute(&a, &w));
    return plan;
}

static enum rc validate(const struct field *page)
{
    messages = NULL;
    n_messages = 0;
    return answers_validate(&a, &w, page, &messages, &n_messages);
}

static struct str message_of(const char *name)
{
    for (size_t i = 0; i < n_messages; i++)
        if (str_eq(messages[i].name, str_of(name)))
            return messages[i].text;
    return S("(none)");
}

static void set(const char *path, const char *value)
{
    answers_set(mem, &a, str_of(path), str_of(value));
}

static bool relevant(const char *path)
{
    const struct node *n = answers_node(&a, str_of(path));
    return n && !n->irrelevant;
}

TEST(a_complete_application_is_valid)
{
    start_full();
    CHECK_OK(validate(NULL));
    for (size_t i = 0; i < n_messages; i++)
        printf("  %.*s: %.*s\n", STR(messages[i].name), STR(messages[i].text));
    CHECK_STR(answers_get(&a, "children[1]/child_band"), "older");
    CHECK_STR(answers_get(&a, "children[2]/child_band"), "child");
    CHECK_STR(answers_get(&a, "children[3]/child_under3"), "yes");
    CHECK(relevant("children[1]/older/older_school"));
    CHECK(!relevant("children[2]/older/older_school"));
    CHECK(relevant("papers/insurance"));
    CHECK(relevant("papers/apart_proof"));
    CHECK(!relevant("papers/abroad_proof"));
    CHECK(answers_stop(&a) == NULL);
}

TEST(every_check_of_the_procedure_passes_on_it_and_the_account_holder_is_compared)
{
    const struct plan *plan = start_full();
    size_t evaluated = 0;
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < plan->n_checks; i++) {
            struct value v;
            struct expr_error e;
            if (!plan->checks[i].expression)
                continue;
            evaluated++;
            CHECK_OK(expr_eval(plan->checks[i].expression, &w, a.root, &v, &e));
            bool wanted = true;
            if (str_eq(plan->checks[i].name, S("account_holder")))
                wanted = round == 0;
            if (str_eq(plan->checks[i].name, S("third_child")) ||
                str_eq(plan->checks[i].name, S("apart_children")))
                wanted = false; /* a person looks */
            CHECK(value_boolean(&v) == wanted);
        }
        set("account/account_holder_kana", "ミホン　ハナコ");
    }
    CHECK(evaluated > 15);
}

TEST(a_public_servant_is_sent_to_the_workplace_and_the_rest_is_not_asked)
{
    start_full();
    set("eligibility/occupation", "public_servant");
    CHECK_OK(answers_compute(&a, &w));
    const struct node *stop = answers_stop(&a);
    CHECK(stop && str_eq(stop->name, S("public_servant_next")));
    CHECK(!relevant("applicant/applicant_birth"));
    CHECK(!relevant("children[1]/child_birth"));
    CHECK_OK(validate(NULL));
    struct str json = answers_to_json(mem, &a, true);
    CHECK(str_find(json, S("applicant")) == SIZE_MAX);
    CHECK(str_find(json, S("public_servant")) != SIZE_MAX);
    set("eligibility/occupation", "employee");
    CHECK_OK(answers_compute(&a, &w)); /* what was answered before is still there */
    CHECK_STR(answers_get(&a, "applicant/applicant_birth"), "1988-04-05");
    CHECK(relevant("children[3]/child_birth"));
}

TEST(what_is_missing_is_told_with_its_title_and_an_example)
{
    const struct plan *plan = start_empty();
    CHECK(validate(NULL) == INVALID);
    CHECK_STR(message_of("applicant/applicant_birth"),
              "あなたの生まれた日を入力してください　例：昭和63年4月5日");
    CHECK_STR(message_of("children[1]/child_given_name"),
              "お子さんの名を入力してください　例：花子");
    CHECK_STR(message_of("spouse/spouse_person/spouse_birth"), "(none)");
    CHECK(validate(plan_field(plan, S("/data/eligibility"))) == INVALID);
    CHECK_INT((int64_t)n_messages, 3);
    a.language = S("en");
    CHECK(validate(plan_field(plan, S("/data/eligibility"))) == INVALID);
    CHECK_STR(message_of("eligibility/claimant_kind"),
              "Choose what you are to the child. Example: Father");
    a.language = S("ja-x-easy");
    CHECK(validate(plan_field(plan, S("/data/eligibility"))) == INVALID);
    CHECK(str_find(message_of("eligibility/claimant_kind"), S("えらんでください")) != SIZE_MAX);
}

TEST(a_message_inside_the_second_child_says_so)
{
    start_full();
    set("children[2]/child_birth", "");
    CHECK(validate(NULL) == INVALID);
    CHECK_STR(message_of("children[2]/child_birth"),
              "お子さん2：お子さんの生まれた日を入力してください　例：令和6年6月1日");
}

TEST(one_child_at_least_is_wanted)
{
    const struct plan *plan = start_full();
    while (answers_node(&a, S("children[1]")))
        answers_repeat_remove(&a, answers_node(&a, S("children[1]")));
    CHECK(validate(plan_field(plan, S("/data/children"))) == INVALID);
    CHECK_STR(message_of("children"), "お子さんを1人以上入力してください　例：見本 一郎");
}

static const struct {
    const char *path, *typed, *kept, *message; /* message NULL: valid */
} values[] = {
    { "applicant/applicant_phone", "０００－００００－１２３４", "00000001234", NULL },
    { "applicant/applicant_phone", "000 0000 1234", "00000001234", NULL },
    { "applicant/applicant_phone", "(000)0000-1234", "00000001234", NULL },
    { "applicant/applicant_phone", "000ー0000ー1234", "00000001234", NULL },
    { "applicant/applicant_phone", "+81 00-0000-1234", "00000001234", NULL },
    { "applicant/applicant_phone", "夜だけ", "夜だけ",
      "電話番号は、0から始まる10桁か11桁の数字で入力してください　例：000-0000-1234" },
    { "applicant/applicant_phone", "12345", "12345",
      "電話番号は、0から始まる10桁か11桁の数字で入力してください　例：000-0000-1234" },
    { "applicant/applicant_postal_code", "〒000-0001", "0000001", NULL },
    { "applicant/applicant_postal_code", "０００ー０００１", "0000001", NULL },
    { "applicant/applicant_postal_code", "000-001", "000001",
      "郵便番号が6桁でした。7桁で入力してください　例：000-0001" },
    { "account/account_number", "０１２３４５６", "0123456", NULL },
    { "account/account_number", "123456", "123456",
      "口座番号が6桁でした。7桁で入力してください　例：0123456" },
    { "account/account_number", "O123456", "O123456",
      "口座番号は7桁の数字で入力してください　例：0123456" },
    { "account/bank_code", "99", "99",
      "金融機関コードが2桁でした。4桁で入力してください　例：9990" },
    { "account/branch_code", "０ ０ 1", "001", NULL },
    { "account/account_holder_kana", "みほん たろう", "ミホン　タロウ", NULL },
    { "account/account_holder_kana", "ﾐﾎﾝ ﾀﾛｳ", "ミホン　タロウ", NULL },
    { "account/account_holder_kana", "ｶﾞｯﾋﾟ", "ガッピ", NULL },
    { "account/account_holder_kana", "MIHON", "MIHON",
      "口座名義（カタカナ）はカタカナかひらがなで入力してください　例：ミホン　ハナコ" },
    { "account/account_own", "no", "no",
      "本人の名義の口座だけに振り込めます。本人の口座を入力して「はい」を選んでください　"
      "例：請求者が見本 花子さんなら、名義がミホン ハナコの口座" },
    { "account/account_kind", "savings", "savings",
      "口座の種類は、表示されている中から選び直してください　例：普通" },
    { "applicant/applicant_email", " ｍｉｈｏｎ＠xtown.example.jp ", "mihon@xtown.example.jp",
      NULL },
    { "applicant/applicant_email", "mihon@xtown", "mihon@xtown",
      "メールアドレスは、@の前と後がある形で入力してください　例：mihon@xtown.example.jp" },
    { "applicant/applicant_birth", "昭和63年4月5日", "1988-04-05", NULL },
    { "applicant/applicant_birth", "Ｓ６３．４．５", "1988-04-05", NULL },
    { "applicant/applicant_birth", "2099-01-01", "2099-01-01",
      "あなたの生まれた日は、今日より前の日を入力してください　例：昭和63年4月5日" },
    { "event/event_date", "2027-03-01", "2027-03-01",
      "そのことがあった日が1か月より先になっています。日付を直してください　例：令和8年11月20日" },
    { "applicant/applicant_address", "　都市Ｘ中央１丁目２ー３　Ａ棟 ",
      "都市Ｘ中央１丁目２ー３　Ａ棟", NULL },
};

TEST(values_are_read_widely_and_refused_in_words)
{
    start_full();
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct str before = answers_get(&a, values[i].path);
        set(values[i].path, values[i].typed);
        CHECK_SAME(answers_get(&a, values[i].path), str_of(values[i].kept));
        enum rc rc = validate(NULL);
        CHECK(rc == (values[i].message ? INVALID : OK));
        if (values[i].message) {
            CHECK_INT((int64_t)n_messages, 1);
            CHECK_SAME(message_of(values[i].path), str_of(values[i].message));
        }
        answers_set(mem, &a, str_of(values[i].path), before);
    }
}

static enum rc read_page(const struct plan *plan, const char *page, const struct typed_pair *pairs,
                         size_t n)
{
    messages = NULL;
    n_messages = 0;
    return answers_read_page(mem, &a, plan_field(plan, str_of(page)), pairs, n, &messages,
                             &n_messages);
}

static const struct {
    const char *era, *year, *month, *day, *kept, *part, *message;
} dates[] = {
    { "令和", "7", "4", "1", "2025-04-01", "", NULL },
    { "令和", "７年", "４月", "１日", "2025-04-01", "", NULL },
    { "", "R7", "4", "1", "2025-04-01", "", NULL },
    { "平成", "令和7", "4", "1", "2025-04-01", "", NULL },
    { "令和", "2025", "4", "1", "2025-04-01", "", NULL },
    { "西暦", "2025", "04", "01", "2025-04-01", "", NULL },
    { "令和", "元", "5", "1", "2019-05-01", "", NULL },
    { "", "令和元年", "12", "31", "2019-12-31", "", NULL },
    { "昭和", "64", "1", "7", "1989-01-07", "", NULL },
    { "", "", "", "", "", "", "あなたの生まれた日を入力してください　例：昭和63年4月5日" },
    { "平成", "7", "11", "31", "", "day",
      "あなたの生まれた日の「日」を直してください。11月は30日までです　例：昭和63年4月5日" },
    { "平成", "7", "2", "29", "", "day",
      "あなたの生まれた日の「日」を直してください。2月は28日までです　例：昭和63年4月5日" },
    { "平成", "8", "2", "29", "1996-02-29", "", NULL },
    { "平成", "7", "13", "1", "", "month",
      "あなたの生まれた日の「月」を直してください。月は1から12までです　例：昭和63年4月5日" },
    { "平成", "7", "", "1", "", "month",
      "あなたの生まれた日の「月」を入力してください　例：昭和63年4月5日" },
    { "平成", "七", "1", "1", "", "year",
      "あなたの生まれた日の「年」は数字で入力してください　例：昭和63年4月5日" },
    { "", "7", "1", "1", "", "year",
      "あなたの生まれた日の「年」を直してください。西暦の4桁で入力するか、年号を選んでください　"
      "例：昭和63年4月5日" },
    { "平成", "35", "1", "1", "", "year",
      "あなたの生まれた日の「年」を直してください。平成35年という年はありません。"
      "西暦でも入力できます　例：昭和63年4月5日" },
    { "令和", "1", "4", "30", "", "year",
      "あなたの生まれた日の「年」を直してください。その日は令和ではありません。"
      "西暦でも入力できます　例：昭和63年4月5日" },
};

TEST(the_boxes_of_a_date_take_both_calendars_and_only_the_wrong_box_is_named)
{
    const struct plan *plan = start_full();
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        struct typed_pair pairs[] = {
            { S("applicant/applicant_birth.era"), str_of(dates[i].era) },
            { S("applicant/applicant_birth.year"), str_of(dates[i].year) },
            { S("applicant/applicant_birth.month"), str_of(dates[i].month) },
            { S("applicant/applicant_birth.day"), str_of(dates[i].day) },
            { S("applicant/applicant_pension"), S("national") },
        };
        enum rc rc = read_page(plan, "/data/applicant", pairs, 5);
        CHECK(rc == (dates[i].part[0] ? INVALID : OK));
        CHECK_SAME(answers_get(&a, "applicant/applicant_birth"), str_of(dates[i].kept));
        rc = validate(plan_field(plan, S("/data/applicant")));
        CHECK(rc == (dates[i].message ? INVALID : OK));
        if (!dates[i].message)
            continue;
        CHECK_INT((int64_t)n_messages, 1);
        CHECK_SAME(message_of("applicant/applicant_birth"), str_of(dates[i].message));
        CHECK_SAME(messages[0].part, str_of(dates[i].part));
    }
}

TEST(names_survive_unaltered)
{
    static const char *const names[] = {
        "\uFA19\uFA1B", "\uFA10\uFA12", "\uF9DC\uFA26",    "髙﨑",      "𠮷田",
        "葛\U000E0100", "葛\U000E0101", "ｼﾞｮﾝ Ｓｍｉｔｈ", "がき\u3099"
    };
    const struct plan *plan = start_full();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct str name = str_of(names[i]);
        struct typed_pair pair[] = {
            { S("applicant/applicant_family_name"), arena_fmt(mem, " 　%s　\n", names[i]) },
            { S("applicant/applicant_pension"), S("employees") },
        };
        CHECK_OK(read_page(plan, "/data/applicant", pair, 2));
        CHECK_SAME(answers_get(&a, "applicant/applicant_family_name"), name);
        CHECK_OK(validate(NULL));
        struct answers back;
        struct str json = answers_to_json(mem, &a, true);
        CHECK_OK(answers_from_json(mem, plan, json, &back, &messages, &n_messages));
        CHECK_SAME(answers_get(&back, "applicant/applicant_family_name"), name);
    }
}

TEST(json_goes_out_and_comes_back_the_same)
{
    const struct plan *plan = start_full();
    struct str json = answers_to_json(mem, &a, true);
    struct answers back;
    CHECK_OK(answers_from_json(mem, plan, json, &back, &messages, &n_messages));
    answers_world(mem, &back, today(), NULL, &w);
    CHECK_OK(answers_compute(&back, &w));
    CHECK_SAME(answers_to_json(mem, &back, true), json);
    CHECK(str_find(json, S("\"passbook\":[\"TOKEN1\"]")) != SIZE_MAX);
    CHECK(str_find(json, S("\"child_band\":\"older\"")) != SIZE_MAX);
}

TEST(what_is_not_relevant_is_dropped_from_the_final_answers_only)
{
    start_full();
    set("spouse/has_spouse", "no");
    CHECK_OK(answers_compute(&a, &w));
    CHECK(str_find(answers_to_json(mem, &a, false), S("spouse_birth")) != SIZE_MAX);
    CHECK(str_find(answers_to_json(mem, &a, true), S("spouse_birth")) == SIZE_MAX);
}

static const char *const wrong_json[] = {
    "",
    "[]",
    "{\"nix\":1}",
    "{\"applicant\":[]}",
    "{\"applicant\":\"x\"}",
    "{\"applicant\":{\"nix\":\"x\"}}",
    "{\"applicant\":{\"applicant_family_name\":5}}",
    "{\"applicant\":{\"applicant_family_name\":{\"a\":1}}}",
    "{\"applicant\":{\"applicant_family_name\":\"a\",\"applicant_family_name\":\"b\"}}",
    "{\"applicant\":{\"applicant_single_name\":\"single\"}}",
    "{\"applicant\":{\"applicant_single_name\":[\"a b\"]}}",
    "{\"applicant\":{\"applicant_single_name\":[1]}}",
    "{\"applicant\":{\"applicant_birth\":\"1988-02-30\"}}",
    "{\"children\":{}}",
    "{\"children\":[1]}",
    "{\"children\":[{\"nix\":1}]}",
    "{\"papers\":{\"passbook\":\"x\"}}",
    "{\"account\":{\"account_note\":\"x\"}}",
    "{\"applicant\":{\"applicant_family_name\":\"\xff\"}}",
    "{\"applicant\":{\"applicant_family_name\":\"\\u0000\"}}",
    "{\"applicant\":{\"applicant_family_name\":\"\\ud800\"}}",
    "{\"children\":[{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}]}",
};

TEST(wrong_json_is_refused_with_a_message)
{
    const struct plan *plan = start_empty();
    for (size_t i = 0; i < sizeof wrong_json / sizeof *wrong_json; i++) {
        struct answers back;
        n_messages = 0;
        enum rc rc =
            answers_from_json(mem, plan, str_of(wrong_json[i]), &back, &messages, &n_messages);
        CHECK(rc == INVALID);
        CHECK(n_messages > 0 && messages[0].text.n > 0);
        if (rc != INVALID)
            printf("  %s\n", wrong_json[i]);
    }
}

TEST(a_sealed_value_comes_back_byte_by_byte)
{
    const struct plan *plan = start_empty();
    CHECK_OK(answers_from_json(mem, plan,
                               S("{\"account\":{\"account_number\":\"+81v1:１0-2－3ー4 ==\"}}"), &a,
                               &messages, &n_messages));
    CHECK_STR(answers_get(&a, "account/account_number"), "+81v1:１0-2－3ー4 ==");
    CHECK_OK(answers_from_json(mem, plan,
                               S("{\"account\":{\"account_number\":\"０１２３４５６\"}}"), &a,
                               &messages, &n_messages));
    CHECK_STR(answers_get(&a, "account/account_number"), "0123456");
}

TEST(a_calculation_sent_from_outside_is_not_believed)
{
    const struct plan *plan = start_empty();
    CHECK_OK(answers_from_json(mem, plan, S("{\"children\":[{\"child_band\":\"child\"}]}"), &a,
                               &messages, &n_messages));
    CHECK_OK(answers_compute(&a, &w));
    CHECK_STR(answers_get(&a, "children[1]/child_band"), "");
}

TEST(a_page_refuses_names_that_are_not_its_own_and_takes_nothing_over)
{
    static const char *const names[] = { "nix",
                                         "applicant/nix",
                                         "account/bank_name", /* another page */
                                         "applicant",
                                         "applicant/applicant_birth.hour",
                                         "applicant/applicant_phone.year",
                                         "applicant/applicant_phone/x",
                                         "children[1]/child_band",
                                         "applicant[2]/applicant_phone",
                                         "applicant[0]/applicant_phone",
                                         "../applicant/applicant_phone",
                                         "",
                                         "\xff" };
    const struct plan *plan = start_full();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct typed_pair pairs[] = { { S("applicant/applicant_address"), S("動いてはいけない") },
                                      { str_of(names[i]), S("x") } };
        CHECK(read_page(plan, "/data/applicant", pairs, 2) == INVALID);
        CHECK_INT((int64_t)n_messages, 1);
        CHECK_STR(answers_get(&a, "applicant/applicant_address"), "都市X中央1丁目2番3号");
    }
    struct typed_pair twice[] = { { S("applicant/applicant_phone"), S("1") },
                                  { S("applicant/applicant_phone"), S("2") } };
    CHECK(read_page(plan, "/data/applicant", twice, 2) == INVALID);
}

TEST(a_megabyte_a_nul_and_broken_utf8_are_clear_messages)
{
    const struct plan *plan = start_full();
    char *big = arena_new(mem, char, (1 << 20) + 1);
    memset(big, 'x', 1 << 20);
    const struct str bad[] = {
        { big, 1 << 20 }, { "a\0b", 3 }, { "a\xE3\x81", 3 }, { "a\x01", 2 }
    };
    for (size_t i = 0; i < 4; i++) {
        struct typed_pair pairs[] = { { S("applicant/applicant_family_name"), bad[i] },
                                      { S("applicant/applicant_pension"), S("employees") } };
        enum rc rc = read_page(plan, "/data/applicant", pairs, 2);
        CHECK(i == 3 || rc == INVALID);
        CHECK(validate(plan_field(plan, S("/data/applicant"))) == INVALID);
        CHECK_INT((int64_t)n_messages, 1);
        CHECK_STR(messages[0].name, "applicant/applicant_family_name");
        CHECK(str_find(messages[0].text, i ? S("読めない文字") : S("1048576文字")) != SIZE_MAX);
        CHECK(a.n_typed == 2 && a.typed[0].value.n < 20000 && text_is_utf8(a.typed[0].value));
    }
    set("applicant/applicant_family_name", "一二三四五六七八九十一二三四五六七八九十一二三四五六七"
                                           "八九十一二三四五六七八九十一二三四五六七八九十一");
    CHECK(validate(NULL) == INVALID);
    CHECK_STR(message_of("applicant/applicant_family_name"),
              "あなたの氏（姓）は50文字までです。いまは51文字あります。短くしてください　例：見本");
}

TEST(boxes_not_chosen_are_emptied_and_several_choices_are_joined)
{
    const struct plan *plan = start_full();
    set("applicant/applicant_single_name", "single");
    CHECK_OK(answers_compute(&a, &w));
    CHECK(!relevant("applicant/applicant_given_name"));
    struct typed_pair pairs[] = { { S("applicant/applicant_pension"), S("national") } };
    CHECK_OK(read_page(plan, "/data/applicant", pairs, 1));
    CHECK_STR(answers_get(&a, "applicant/applicant_single_name"), "");
    CHECK_STR(answers_get(&a, "applicant/applicant_pension"), "national");
    CHECK_STR(answers_get(&a, "applicant/applicant_phone"),
              "00000001234"); /* not on the page sent */
}

TEST(a_repeat_grows_with_the_fields_of_its_next_instance_only)
{
    const struct plan *plan = start_full();
    struct typed_pair next[] = { { S("children[4]/child_family_name"), S("見本") } };
    CHECK_OK(read_page(plan, "/data/children", next, 1));
    CHECK_STR(answers_get(&a, "children[4]/child_family_name"), "見本");
    struct typed_pair far[] = { { S("children[6]/child_family_name"), S("見本") } };
    CHECK(read_page(plan, "/data/children", far, 1) == INVALID);
    CHECK(answers_node(&a, S("children[6]")) == NULL);
    const struct field *repeat = plan_field(plan, S("/data/children"));
    while (answers_repeat_add(mem, &a, repeat, NULL))
        ;
    CHECK(answers_node(&a, S("children[15]")) != NULL);
    CHECK(answers_node(&a, S("children[16]")) == NULL);
    answers_repeat_remove(&a, answers_node(&a, S("children[1]")));
    CHECK_STR(answers_get(&a, "children[1]/child_given_name"), "二葉");
    CHECK_SAME(answers_name(mem, answers_node(&a, S("children[1]/older/older_care"))),
               S("children[1]/older/older_care"));
}

TEST(values_are_shown_as_people_read_them)
{
    start_full();
    CHECK_STR(answers_show(mem, &a, answers_node(&a, S("applicant/applicant_birth"))),
              "昭和63年（1988年）4月5日");
    CHECK_STR(answers_show(mem, &a, answers_node(&a, S("account/account_kind"))), "普通");
    CHECK_STR(answers_show(mem, &a, answers_node(&a, S("applicant/applicant_postal_code"))),
              "000-0001");
    a.language = S("en");
    CHECK_STR(answers_show(mem, &a, answers_node(&a, S("account/account_kind"))), "Ordinary");
}

TEST(choices_are_filtered_by_another_answer)
{
    mem = test_arena();
    struct sheet_text sheets[] = {
        { S("survey"),
          S("type\tname\tlabel\tchoice_filter\nbegin_repeat\tr\tペ\nselect_one p\tpref\t県\n"
            "select_one c\tcity\t市\tpref=${pref}\nend_repeat\n") },
        { S("choices"), S("list_name\tname\tlabel\tpref\np\ta\t甲県\np\tb\t乙県\n"
                          "c\ta1\t甲一市\ta\nc\ta2\t甲二市\ta\nc\tb1\t乙一市\tb\n") },
    };
    const struct plan *plan;
    const struct finding *f;
    size_t n;
    CHECK_OK(plan_compile(mem, S("t"), sheets, 2, &plan, &f, &n));
    w = (struct expr_world) { .mem = mem, .now = today() };
    CHECK_OK(answers_new(mem, plan, &w, &a));
    answers_repeat_add(mem, &a, plan->pages[0], NULL);
    answers_world(mem, &a, today(), NULL, &w);
    set("r[1]/pref", "a");
    set("r[2]/pref", "b");
    const struct choice *const *offered;
    CHECK_OK(answers_choices(&a, &w, answers_node(&a, S("r[1]/city")), &offered, &n));
    CHECK(n == 2 && str_eq(offered[1]->name, S("a2")));
    CHECK_OK(answers_choices(&a, &w, answers_node(&a, S("r[2]/city")), &offered, &n));
    CHECK(n == 1 && str_eq(offered[0]->name, S("b1")));
    set("r[1]/city", "a1");
    set("r[2]/city", "a2");
    CHECK(validate(NULL) == INVALID);
    CHECK_INT((int64_t)n_messages, 1);
    CHECK_STR(messages[0].name, "r[2]/city");
}

TEST(names_inside_nested_repeats_mean_their_own_instance)
{
    mem = test_arena();
    struct sheet_text sheet = {
        S("survey"),
        S("type\tname\tlabel\tcalculation\nbegin_repeat\to\t外\ntext\ta\t甲\n"
          "begin_repeat\ti\t内\ntext\tb\t乙\ncalculate\tboth\t\tconcat(${a}, ${b})\n"
          "calculate\tn\t\tcount(${i})\ncalculate\tlist\t\tjoin('-', ${b})\nend_repeat\n"
          "calculate\tinner\t\tcount(${i})\nend_repeat\n"
          "begin_group\tg\t外側\ncalculate\tall\t\tjoin('', ${b})\nend_group\n")
    };
    const struct plan *plan;
    const struct finding *f;
    size_t n;
    CHECK_OK(plan_compile(mem, S("t"), &sheet, 1, &plan, &f, &n));
    CHECK_OK(answers_from_json(mem, plan,
                               S("{\"o\":[{\"a\":\"A\",\"i\":[{\"b\":\"x\"},{\"b\":\"y\"}]},"
                                 "{\"a\":\"B\",\"i\":[{\"b\":\"z\"}]}]}"),
                               &a, &messages, &n_messages));
    answers_world(mem, &a, today(), NULL, &w);
    CHECK_OK(answers_compute(&a, &w));
    CHECK_STR(answers_get(&a, "o[1]/i[2]/both"), "Ay");
    CHECK_STR(answers_get(&a, "o[2]/i[1]/both"), "Bz");
    CHECK_STR(answers_get(&a, "o[1]/i[2]/n"), "2");
    CHECK_STR(answers_get(&a, "o[2]/inner"), "1");
    CHECK_STR(answers_get(&a, "o[1]/i[2]/list"), "y");
    CHECK_STR(answers_get(&a, "g/all"), "xyz");
}

TEST(a_count_makes_instances_and_never_takes_them_away)
{
    mem = test_arena();
    struct sheet_text sheet = {
        S("survey"), S("type\tname\tlabel\trepeat_count\tcalculation\tdefault\nbegin_group\tg\tペ\n"
                       "integer\thow_many\t数\t\t\t2\nend_group\n"
                       "begin_repeat\tr\tペ\t${how_many}\ntext\tx\tあ\n"
                       "calculate\tat\t\t\tposition(..)\nend_repeat\n"
                       "begin_group\th\tペ\ncalculate\tall\t\t\tcount(${r})\nend_group\n")
    };
    const struct plan *plan;
    const struct finding *f;
    size_t n;
    CHECK_OK(plan_compile(mem, S("t"), &sheet, 1, &plan, &f, &n));
    w = (struct expr_world) { .mem = mem, .now = today() };
    CHECK_OK(answers_new(mem, plan, &w, &a));
    CHECK_STR(answers_get(&a, "h/all"), "2");
    CHECK_STR(answers_get(&a, "r[2]/at"), "2");
    set("g/how_many", "4");
    CHECK_OK(answers_compute(&a, &w));
    CHECK_STR(answers_get(&a, "h/all"), "4");
    set("g/how_many", "1");
    CHECK_OK(answers_compute(&a, &w));
    CHECK_STR(answers_get(&a, "h/all"), "4");
}

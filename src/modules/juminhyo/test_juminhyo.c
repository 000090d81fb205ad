/* SPDX-License-Identifier: Apache-2.0 */
/* From register and request to the rows of a certificate. */
#include "modules/juminhyo/compose.h"

#include "tests/test.h"

static struct people_sql_records_of_household_row person(t_id id, const char *given, const char *relation)
{
    return (struct people_sql_records_of_household_row) {
        .id = id,
        .family = S("見本"),
        .given = str_of(given),
        .family_kana = S("ミホン"),
        .given_kana = S("ハナコ"),
        .former_family = S(""),
        .alias = S(""),
        .birth = date_of(1990, 4, 18),
        .relation = str_of(relation),
        .address = S("X県都市X川端1丁目2番3号"),
        .building = S(""),
        .sex = S("女"),
        .became_on = date_of(2016, 4, 1),
        .since_on = date_of(2016, 4, 1),
        .notified_on = date_of(2016, 4, 5),
        .previous_address = S("Z県都市Z丙町4丁目5番6号"),
        .domicile = S("X県都市X川端1番地"),
        .domicile_head = S("見本　太郎"),
    };
}

static enum rc compose(struct juminhyo_request q, bool is_protected, size_t n_household,
                       struct certificate *ret_certificate, struct str *ret_why)
{
    static struct people_sql_records_of_household_row rows[3];
    rows[0] = person(1, "太郎", "世帯主");
    rows[1] = person(2, "花子", "妻");
    rows[2] = person(3, "花", "子");
    rows[2].is_protected = is_protected;
    struct people_sql_records_of_household_rows all = { rows, 3 };
    return juminhyo_compose(test_arena(), &q, &all, n_household, ret_certificate, ret_why);
}

static bool says(const struct certificate *c, const char *text)
{
    for (size_t b = 0; b < c->n_blocks; b++)
        for (size_t i = 0; i < c->blocks[b].n_rows; i++)
            if (str_find(c->blocks[b].rows[i].left.value, str_of(text)) != SIZE_MAX ||
                (c->blocks[b].rows[i].right.label.n &&
                 str_find(c->blocks[b].rows[i].right.value, str_of(text)) != SIZE_MAX))
                return true;
    return false;
}

TEST(the_whole_household_is_listed_and_nothing_that_was_not_asked_for)
{
    struct certificate c;
    struct str why;
    CHECK_OK(compose((struct juminhyo_request) { .is_whole = true, .copies = 1 }, false, 3, &c, &why));
    CHECK_INT((int64_t)c.n_blocks, 4);
    CHECK(says(&c, "見本　太郎") && says(&c, "見本　花子") && says(&c, "以下余白"));
    CHECK(!says(&c, "妻") && !says(&c, "川端1番地"));
    CHECK_OK(compose((struct juminhyo_request) { .is_whole = true, .with_relation = true, .with_domicile = true },
                     false, 3, &c, &why));
    CHECK(says(&c, "妻") && says(&c, "筆頭者 見本　太郎"));
}

TEST(only_whole_names_are_found_in_the_household)
{
    struct certificate c;
    struct str why;
    CHECK_OK(compose((struct juminhyo_request) { .members = S("見本 花子") }, false, 3, &c, &why));
    CHECK_INT((int64_t)c.n_blocks, 2);
    CHECK(says(&c, "見本　花子") && !says(&c, "見本　花\n"));
    CHECK_OK(compose((struct juminhyo_request) { .members = S("見本花子、見本　太郎") }, false, 3, &c, &why));
    CHECK_INT((int64_t)c.n_blocks, 3);
    CHECK_INT(compose((struct juminhyo_request) { .members = S("見本 よその") }, false, 3, &c, &why), INVALID);
    CHECK(why.n > 0);
}

TEST(a_protected_member_stops_the_household_and_a_missing_record_too)
{
    struct certificate c;
    struct str why;
    CHECK_INT(compose((struct juminhyo_request) { .is_whole = true }, true, 3, &c, &why), INVALID);
    CHECK_INT(compose((struct juminhyo_request) { .members = S("見本 太郎") }, true, 3, &c, &why), INVALID);
    CHECK_INT(compose((struct juminhyo_request) { .is_whole = true }, false, 4, &c, &why), INVALID);
    CHECK(why.n > 0);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The rules, as a table. */
#include "modules/room_name/rules.h"
#include "tests/test.h"

TEST(an_entry_is_new_for_seven_days)
{
    static const struct {
        t_time age;
        bool is_new;
    } cases[] = { { 0, true }, { 6 * DAY, true }, { 7 * DAY - 1, true }, { 7 * DAY, false }, { 300 * DAY, false } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_INT(room_name_is_new(1000 * DAY - cases[i].age, 1000 * DAY), cases[i].is_new);
}

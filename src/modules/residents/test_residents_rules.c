/* SPDX-License-Identifier: Apache-2.0 */
/* When links and sessions end. */
#include "modules/residents/rules.h"
#include "tests/test.h"

TEST(a_link_lives_until_it_is_used_or_its_half_hour_is_over)
{
    t_time now = 1000 * DAY;
    CHECK(sign_in_is_alive(now + 1, 0, now));
    CHECK(!sign_in_is_alive(now, 0, now));
    CHECK(!sign_in_is_alive(now + SIGN_IN_LIFE, now - 1, now));
}

TEST(a_session_of_a_resident_ends_by_rest_and_by_age)
{
    t_time now = 1000 * DAY;
    CHECK(resident_session_is_alive(now - HOUR, now - RESIDENT_REST + 1, now));
    CHECK(!resident_session_is_alive(now - HOUR, now - RESIDENT_REST, now));
    CHECK(resident_session_is_alive(now - RESIDENT_LIFE + 1, now, now));
    CHECK(!resident_session_is_alive(now - RESIDENT_LIFE, now, now));
}

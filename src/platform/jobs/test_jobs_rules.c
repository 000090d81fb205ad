/* SPDX-License-Identifier: Apache-2.0 */
/* Back-off, fates, schedules. */
#include "platform/jobs/rules.h"
#include "tests/test.h"

TEST(the_delay_doubles_up_to_an_hour_and_jitter_stays_within_a_fifth)
{
    struct job_kind kind = { .name = "k" };
    for (int attempt = 1; attempt <= 40; attempt++) {
        t_time plain = attempt > 9 ? HOUR : 10 * SECOND * (1 << (attempt - 1));
        plain = plain > HOUR ? HOUR : plain;
        t_time least = INT64_MAX, most = 0;
        for (uint32_t dice = 0; dice < 2001; dice++) {
            t_time delay = jobs_back_off(&kind, attempt, dice * 2147483u);
            least = delay < least ? delay : least;
            most = delay > most ? delay : most;
        }
        CHECK(least >= plain * 8 / 10 && most <= plain * 12 / 10);
        CHECK(least < plain * 85 / 100 && most > plain * 115 / 100); /* they spread over it all */
        CHECK_INT(jobs_back_off(&kind, attempt, 0), plain * 8 / 10);
        CHECK_INT(jobs_back_off(&kind, attempt, 1000), plain);
        CHECK_INT(jobs_back_off(&kind, attempt, 2000), plain * 12 / 10);
        CHECK(most < JOBS_LONGEST_WAIT);
    }
    kind.first_delay_s = 7200;
    CHECK_INT(jobs_back_off(&kind, 1, 1000), HOUR);
}

TEST(what_may_pass_is_tried_again_until_it_is_worn_out)
{
    struct job_kind kind = { .name = "k" }, day = { .name = "d", .give_up_s = 86400 };
    static const enum rc passing[] = { BUSY, FULL, FAILED }, lasting[] = { INVALID, DENIED, NOT_FOUND, CONFLICT };
    t_time now = date_start(date_of(2026, 4, 1));
    CHECK_INT(jobs_fate(&kind, OK, 12, now, now), JOB_DONE);
    for (size_t i = 0; i < 3; i++) {
        CHECK_INT(jobs_fate(&kind, passing[i], 11, now - 9 * DAY, now), JOB_AGAIN);
        CHECK_INT(jobs_fate(&kind, passing[i], 12, now, now), JOB_DEAD);
        CHECK_INT(jobs_fate(&day, passing[i], 1000, now - DAY + SECOND, now), JOB_AGAIN);
        CHECK_INT(jobs_fate(&day, passing[i], 2, now - DAY, now), JOB_DEAD);
    }
    for (size_t i = 0; i < 4; i++)
        CHECK_INT(jobs_fate(&kind, lasting[i], 1, now, now), JOB_DEAD);
}

static struct str last_due(const char *schedule, t_time now)
{
    t_time due;
    return jobs_last_due(schedule, now, &due) == OK ? time_iso(test_arena(), due) : S("not a schedule");
}

TEST(schedules_name_the_last_time_that_was_due)
{
    t_time noon = date_start(date_of(2026, 3, 1)) + 12 * HOUR;
    CHECK_STR(last_due("every 3600", noon + 59 * MINUTE), "2026-03-01T12:00:00+09:00");
    CHECK_STR(last_due("every 90", noon + 91 * SECOND), "2026-03-01T12:01:30+09:00");
    CHECK_STR(last_due("at 12:00", noon), "2026-03-01T12:00:00+09:00");
    CHECK_STR(last_due("at 12:01", noon), "2026-02-28T12:01:00+09:00");
    CHECK_STR(last_due("at 00:00", noon), "2026-03-01T00:00:00+09:00");
    CHECK_STR(last_due("on 1 02:30", noon), "2026-03-01T02:30:00+09:00");
    CHECK_STR(last_due("on 1 23:59", noon), "2026-02-01T23:59:00+09:00");
    CHECK_STR(last_due("on 31 02:30", noon), "2026-02-28T02:30:00+09:00");
    CHECK_STR(last_due("on 31 02:30", date_start(date_of(2026, 3, 31)) + 3 * HOUR), "2026-03-31T02:30:00+09:00");
}

TEST(what_is_no_schedule_is_refused)
{
    static const char *const wrong[] = { "",         "every",      "every 0",   "every -5", "every x",   "at",
                                         "at 24:00", "at 2:30",    "at 02:60",  "on 02:30", "on 0 02:30", "on 32 02:30",
                                         "hourly",   "every 3600s", "at 02:30 ", "on 1 2:3", "at -1:30" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CHECK_STR(last_due(wrong[i], time_now()), "not a schedule");
}

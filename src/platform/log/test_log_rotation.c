/* SPDX-License-Identifier: Apache-2.0 */
/* A log in a file, moved away and opened anew. */
#include "platform/log/log.h"
#include "tests/test.h"

#include <stdio.h>
#include <sys/stat.h>

static const char *in_folder(const char *name)
{
    return arena_fmt(test_arena(), "%s/%s", test_folder().p, name).p;
}

TEST(a_log_that_was_moved_away_goes_on_under_its_old_name)
{
    const char *path = in_folder("yakuba.log"), *moved = in_folder("yakuba.log.1");
    struct stat st;
    CHECK(log_open("/nonexistent/yakuba.log") == FAILED);
    CHECK_OK(log_open(path));
    log_event(LOG_INFO, "first");
    log_flush();
    CHECK(rename(path, moved) == 0);
    log_event(LOG_INFO, "second");
    log_reopen();
    log_flush(); /* what was said before belongs to the old file */
    log_event(LOG_INFO, "third");
    log_flush();
    struct str old = test_file(test_arena(), moved), new = test_file(test_arena(), path);
    CHECK(str_find(old, S("\"first\"")) != SIZE_MAX && str_find(old, S("\"second\"")) != SIZE_MAX);
    CHECK(str_find(new, S("\"third\"")) != SIZE_MAX && str_find(new, S("\"second\"")) == SIZE_MAX);
    CHECK(stat(path, &st) == 0 && (st.st_mode & 07) == 0);
}

TEST(a_log_that_cannot_be_opened_anew_stays_where_it_is)
{
    const char *folder = in_folder("gone"), *moved = in_folder("gone.1");
    const char *path = arena_fmt(test_arena(), "%s/yakuba.log", folder).p;
    CHECK(mkdir(folder, 0700) == 0);
    CHECK_OK(log_open(path));
    CHECK(rename(folder, moved) == 0);
    log_reopen();
    log_flush();
    log_event(LOG_INFO, "still.here");
    log_flush();
    struct str text = test_file(test_arena(), arena_fmt(test_arena(), "%s/yakuba.log", moved).p);
    CHECK(str_find(text, S("log.reopen-failed")) != SIZE_MAX && str_find(text, S("still.here")) != SIZE_MAX);
}

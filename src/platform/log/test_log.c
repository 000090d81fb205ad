/* SPDX-License-Identifier: Apache-2.0 */
/* What the log writes is one JSON object per line, whatever it is given. */
#include "base/json.h"
#include "platform/log/log.h"
#include "tests/test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static int kept = -1;
static const char *path;

static void divert(void)
{
    log_flush();
    path = arena_cstr(test_arena(), arena_fmt(test_arena(), "%.*s/log", STR(test_folder())));
    int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    kept = dup(STDERR_FILENO);
    if (fd < 0 || kept < 0)
        abort();
    dup2(fd, STDERR_FILENO);
    close(fd);
}

static struct str restore(void)
{
    log_flush();
    dup2(kept, STDERR_FILENO);
    close(kept);
    return test_file(test_arena(), path);
}

static const struct json *parse(struct str line)
{
    const struct json *v = NULL;
    size_t at;
    CHECK_OK(json_parse(test_arena(), line, &v, &at));
    return v;
}

TEST(an_event_is_one_json_line)
{
    divert();
    log_event(LOG_INFO, "server.started", LOG_INT("port", 8080), LOG_TEXT("zone", S("public")));
    struct str text = restore(), line;
    CHECK(str_cut(&text, '\n', &line));
    const struct json *v = parse(line);
    CHECK_STR(json_str(json_get(v, S("event"))), "server.started");
    CHECK_STR(json_str(json_get(v, S("level"))), "info");
    CHECK_INT(json_int(json_get(v, S("port")), 0), 8080);
    CHECK_STR(json_str(json_get(v, S("zone"))), "public");
    CHECK(str_ends(json_str(json_get(v, S("time"))), S("Z")));
    CHECK_INT((int64_t)text.n, 0);
}

TEST(no_text_can_break_a_line)
{
    char all[256];
    for (int i = 0; i < 256; i++)
        all[i] = (char)i;
    char *large = arena_new(test_arena(), char, 100000);
    memset(large, '"', 100000);
    divert();
    log_event(LOG_WARNING, "odd", LOG_TEXT("all", str_n(all, 128)), LOG_TEXT("ja", S("日本\n語")));
    log_event(LOG_WARNING, "odd", LOG_TEXT("bytes", str_n(all, 256)));
    log_event(LOG_WARNING, "large", LOG_TEXT("text", str_n(large, 100000)), LOG_INT("after", 1));
    struct str text = restore(), line;
    CHECK(str_cut(&text, '\n', &line));
    CHECK_STR(json_str(json_get(parse(line), S("ja"))), "日本\n語");
    int n = 1;
    for (; str_cut(&text, '\n', &line); n++)
        parse(line);
    CHECK_INT(n, 3);
}

TEST(a_flood_is_dropped_and_counted)
{
    divert();
    for (int i = 0; i < 100000; i++)
        log_event(LOG_INFO, "flood", LOG_INT("i", i));
    struct str text = restore();
    CHECK(str_find(text, S("\"event\":\"log.dropped\"")) != SIZE_MAX ||
          str_find(text, S("\"i\":99999}")) != SIZE_MAX);
}

TEST(levels_below_the_wanted_one_are_silent)
{
    divert();
    log_event(LOG_DEBUG, "quiet");
    log_set_level(LOG_ERROR);
    log_event(LOG_WARNING, "quiet");
    log_set_level(LOG_INFO);
    CHECK_INT((int64_t)restore().n, 0);
}

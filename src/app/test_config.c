/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration from its three places, and what is said when it is wrong. */
#include "app/config.h"
#include "app/config_table.h"
#include "tests/test.h"

#include <stdio.h>
#include <sys/stat.h>

struct read {
    struct config c;
    struct config_origins origins;
    struct out complaints;
    struct config_reading r;
};

static struct read *reading(void)
{
    struct read *x = arena_new(test_arena(), struct read, 1);
    out_init(&x->complaints, test_arena(), 1 << 20);
    x->r = (struct config_reading){ &x->c, &x->origins, NULL, test_arena(), &x->complaints };
    config_defaults(&x->c);
    return x;
}

static const char *file_of(const char *text)
{
    const char *path = arena_fmt(test_arena(), "%s/yakuba.conf", test_folder().p).p;
    FILE *f = fopen(path, "w");
    if (CHECK(f != NULL)) {
        fputs(text, f);
        fclose(f);
        CHECK(chmod(path, 0644) == 0);
    }
    return path;
}

static bool says(struct read *x, const char *words)
{
    return str_find(out_text(&x->complaints), str_of(words)) != SIZE_MAX;
}

TEST(a_file_is_overruled_by_the_environment_and_both_by_the_command_line)
{
    struct read *x = reading();
    char *environment[] = { (char *)"PATH=/bin", (char *)"YAKUBA_WORKERS=7", (char *)"YAKUBA_SEED=8", NULL };
    char *arguments[] = { (char *)"--seed=9", (char *)"--trust-forwarded", (char *)"yes" };
    CHECK_OK(config_read(&x->r, file_of("# ours\n\nworkers = 5\r\n seed=6\ncases = 4")));
    CHECK_OK(config_environment(&x->r, environment));
    CHECK_OK(config_arguments(&x->r, 3, arguments));
    CHECK_INT(x->c.workers, 7);
    CHECK_INT(x->c.seed, 9);
    CHECK_INT(x->c.cases, 4);
    CHECK(x->c.trust_forwarded);
    CHECK_SAME(str_of(x->origins.of[config_key_find(S("workers"))]), S("environment YAKUBA_WORKERS"));
    CHECK_SAME(str_of(x->origins.of[config_key_find(S("seed"))]), S("--seed"));
    CHECK(str_ends(str_of(x->origins.of[config_key_find(S("cases"))]), S("yakuba.conf:5")));
    CHECK(!x->origins.of[config_key_find(S("listen"))]);
}

TEST(every_mistake_of_a_file_is_told_with_its_line_and_what_is_allowed)
{
    struct read *x = reading();
    CHECK(config_read(&x->r, file_of("listne = 127.0.0.1:1\nworkers = 0\nzone = both\nlisten = localhost:80\n"
                                     "what\ntrust_forwarded = maybe\nseed = 1\nseed = 2\ndata =\nzzz = 1\n")) == INVALID);
    CHECK(says(x, ":1: there is no key \"listne\"; did you mean \"listen\"?"));
    CHECK(says(x, ":2: workers: \"0\" is not allowed; it takes a whole number from 1 to 1000"));
    CHECK(says(x, ":3: zone: \"both\" is not allowed; it takes one of all, public, staff"));
    CHECK(says(x, ":4: listen: \"localhost:80\" is not allowed"));
    CHECK(says(x, ":5: is no `key = value`: what"));
    CHECK(says(x, ":6: trust_forwarded: \"maybe\" is not allowed; it takes yes or no"));
    CHECK(says(x, ":8: seed stands already on line 7"));
    CHECK(says(x, ":9: data: \"\" is not allowed"));
    CHECK(says(x, ":10: there is no key \"zzz\" ("));
    CHECK_INT(x->c.workers, 64); /* what is refused sets nothing */
}

TEST(a_file_that_is_not_there_or_no_text_is_refused_in_words)
{
    struct read *x = reading();
    CHECK(config_read(&x->r, "/nonexistent/yakuba.conf") == INVALID);
    CHECK(says(x, "/nonexistent/yakuba.conf: cannot be read"));
    CHECK(config_read(&x->r, file_of("workers = 5\xff\n")) == INVALID);
    CHECK(says(x, "not UTF-8"));
}

TEST(the_command_line_takes_pairs_alone_and_names_what_it_does_not_know)
{
    struct read *x = reading();
    char *lonely[] = { (char *)"--seed" }, *unknown[] = { (char *)"--town", (char *)"131016" };
    CHECK(config_arguments(&x->r, 1, lonely) == INVALID);
    CHECK(config_arguments(&x->r, 2, unknown) == INVALID);
    CHECK(says(x, "--town: there is no key \"town\""));
    struct config_option own[] = { { "town", "", NULL }, { 0 } };
    x->r.options = own;
    CHECK_OK(config_arguments(&x->r, 2, unknown));
    CHECK_SAME(str_of(own[0].value), S("131016"));
}

TEST(an_address_with_a_password_is_kept_like_a_secret)
{
    struct read *x = reading();
    struct out text;
    char *open_way[] = { (char *)"--store", (char *)"postgresql://town:hidden@db/town" }, *plain[] = { (char *)"--store=host=/run" };
    char *environment[] = { (char *)"YAKUBA_STORE=postgresql://town:hidden@db/town", NULL };
    CHECK(config_arguments(&x->r, 2, open_way) == INVALID);
    CHECK(says(x, "--store: a secret on a command line") && !says(x, "hidden"));
    CHECK(config_read(&x->r, file_of("store = host=db password=hidden\n")) == INVALID);
    CHECK(says(x, ":1: store is a secret, and others than the owner may read this file"));
    CHECK_OK(config_arguments(&x->r, 1, plain));
    CHECK_STR(str_of(x->c.store), "host=/run");
    CHECK_OK(config_environment(&x->r, environment));
    out_init(&text, test_arena(), 1 << 20);
    config_show(&x->c, &x->origins, false, &text);
    CHECK(str_find(out_text(&text), S("hidden")) == SIZE_MAX);
    CHECK(str_find(out_text(&text), S("(set)")) != SIZE_MAX);
}

TEST(addresses_beyond_loopback_need_tls)
{
    static const struct {
        const char *listen, *operator, *tls;
        bool ok;
    } cases[] = {
        { "127.0.0.1:80", "127.0.0.1:81", "off", true },   { "[::1]:80", "[::1]:81", "auto", true },
        { "0.0.0.0:80", "127.0.0.1:81", "off", false },    { "0.0.0.0:80", "127.0.0.1:81", "auto", true },
        { "[::]:80", "127.0.0.1:81", "self-signed", true }, { "127.0.0.1:80", "0.0.0.0:81", "auto", false },
        { "127.0.0.1:80", "127.0.0.1:81", "files", false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct read *x = reading();
        x->c.listen = cases[i].listen;
        x->c.operator = cases[i].operator;
        x->c.tls = cases[i].tls;
        CHECK_INT(config_judge(&x->c, &x->complaints), cases[i].ok ? OK : INVALID);
    }
    struct read *x = reading();
    x->c.listen = "192.0.2.1:443";
    x->c.tls = "off";
    CHECK(config_judge(&x->c, &x->complaints) == INVALID);
    CHECK(says(x, "__Host- cookies") && says(x, "trust_forwarded") && says(x, "self-signed"));
}

TEST(names_are_no_addresses_and_ports_have_an_end)
{
    static const char *const wrong[] = { "localhost:1", "127.0.0.1", "127.0.0.1:65536", "127.0.0.1:-1", ":80", "::1:80",
                                         "[127.0.0.1]:80", "" };
    bool loopback;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CHECK(!config_address_is_loopback(wrong[i], &loopback));
}

TEST(each_key_has_a_default_that_it_allows_and_is_shown_with_it)
{
    struct read *x = reading();
    struct out text;
    out_init(&text, test_arena(), 1 << 20);
    config_help(&text);
    for (size_t i = 0; i < n_config_keys; i++) {
        const struct config_key *k = &config_keys[i];
        CHECK(config_key_set(&x->c, test_arena(), k, str_of(k->otherwise)));
        CHECK_SAME(config_key_value(&x->c, test_arena(), k), str_of(k->otherwise));
        CHECK(str_find(out_text(&text), config_key_variable(test_arena(), k)) != SIZE_MAX);
        CHECK(*k->help);
    }
    config_show(&x->c, &x->origins, false, &text);
    CHECK(str_find(out_text(&text), S("workers              = 64                       # default\n")) != SIZE_MAX);
}

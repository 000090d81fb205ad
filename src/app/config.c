/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the configuration. */
#include "app/config.h"

#include "base/rc.h"

#include <stddef.h>
#include <stdio.h>

enum { LARGEST_NUMBER = 1000000000, MOST_WORKERS = 1000 };
enum kind { TEXT, NUMBER, YES_NO };

static const struct setting {
    struct str key; /* in the file, and with -- before it on the command line */
    enum kind kind;
    size_t at;
} settings[] = {
    { S_("data"), TEXT, offsetof(struct config, data) },
    { S_("store"), TEXT, offsetof(struct config, store) },
    { S_("listen"), TEXT, offsetof(struct config, listen) },
    { S_("operator"), TEXT, offsetof(struct config, operator_listen) },
    { S_("workers"), NUMBER, offsetof(struct config, workers) },
    { S_("rate_per_minute"), NUMBER, offsetof(struct config, rate_per_minute) },
    { S_("trust_forwarded"), YES_NO, offsetof(struct config, trust_forwarded) },
    { S_("ack_before_commit_us"), NUMBER, offsetof(struct config, ack_before_commit_us) },
    { S_("accept_fast_fsync"), YES_NO, offsetof(struct config, accept_fast_fsync) },
    { S_("outgoing_allow"), TEXT, offsetof(struct config, outgoing_allow) },
    { S_("outgoing_ca_file"), TEXT, offsetof(struct config, outgoing_ca_file) },
    { S_("cases"), NUMBER, offsetof(struct config, demo_cases) },
    { S_("seed"), NUMBER, offsetof(struct config, demo_seed) },
    { S_("mail_host"), TEXT, offsetof(struct config, mail.host) },
    { S_("mail_port"), NUMBER, offsetof(struct config, mail.port) },
    { S_("mail_security"), TEXT, offsetof(struct config, mail.security) },
    { S_("mail_ca_file"), TEXT, offsetof(struct config, mail.ca_file) },
    { S_("mail_user"), TEXT, offsetof(struct config, mail.user) },
    { S_("mail_password_file"), TEXT, offsetof(struct config, mail.password_file) },
    { S_("mail_from"), TEXT, offsetof(struct config, mail.from) },
    { S_("mail_reply_to"), TEXT, offsetof(struct config, mail.reply_to) },
    { S_("mail_bounces"), TEXT, offsetof(struct config, mail.bounces) },
    { S_("mail_bounce_folder"), TEXT, offsetof(struct config, mail.bounce_folder) },
    { S_("mail_timeout_s"), NUMBER, offsetof(struct config, mail.timeout_s) },
    { S_("mail_quiet"), TEXT, offsetof(struct config, mail_quiet) },
};

void config_defaults(struct config *c)
{
    *c = (struct config){
        .data = "data",
        .listen = "127.0.0.1:8080",
        .operator_listen = "127.0.0.1:8081",
        .zone_public = true,
        .zone_staff = true,
        .workers = 64,
        .rate_per_minute = 600,
        .demo_cases = 60,
        .demo_seed = 1,
        .mail.security = "starttls",
        .mail_quiet = "21:00-07:00",
    };
}

static enum rc set_zone(struct config *c, struct str value)
{
    c->zone_public = str_eq(value, S("public")) || str_eq(value, S("all"));
    c->zone_staff = str_eq(value, S("staff")) || str_eq(value, S("all"));
    return c->zone_public || c->zone_staff ? OK : INVALID;
}

static enum rc set(struct config *c, struct arena *mem, struct str key, struct str value)
{
    if (str_eq(key, S("zone")))
        return set_zone(c, value);
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        char *at = (char *)c + settings[i].at;
        int64_t number;
        if (!str_eq(settings[i].key, key))
            continue;
        if (settings[i].kind == TEXT) {
            const char *text = arena_cstr(mem, value);
            memcpy(at, &text, sizeof text);
            return value.n ? OK : INVALID;
        }
        if (settings[i].kind == YES_NO) {
            bool yes = str_eq(value, S("yes"));
            memcpy(at, &yes, sizeof yes);
            return yes || str_eq(value, S("no")) ? OK : INVALID;
        }
        if (!str_to_int(value, &number) || number < 0 || number > LARGEST_NUMBER ||
            (settings[i].at == offsetof(struct config, workers) && (number == 0 || number > MOST_WORKERS)))
            return INVALID;
        memcpy(at, &number, sizeof number);
        return OK;
    }
    return NOT_FOUND;
}

enum { LARGEST_FILE = 64 << 10 };

static enum rc read_whole(struct arena *mem, const char *path, struct str *ret_text)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return NOT_FOUND;
    char *p = arena_new(mem, char, LARGEST_FILE);
    *ret_text = (struct str){ p, fread(p, 1, LARGEST_FILE, f) };
    fclose(f);
    return OK;
}

enum rc config_read(struct config *c, struct arena *mem, const char *path)
{
    struct str rest, line;
    if (read_whole(mem, path, &rest) != OK) {
        fprintf(stderr, "yakuba: cannot read the configuration %s\n", path);
        return INVALID;
    }
    for (int n = 1; str_cut(&rest, '\n', &line); n++) {
        line = str_trim(line);
        size_t equals = str_find_char(line, '=');
        if (!line.n || line.p[0] == '#')
            continue;
        if (equals == SIZE_MAX || set(c, mem, str_trim(str_sub(line, 0, equals)),
                                      str_trim(str_sub(line, equals + 1, line.n))) != OK) {
            fprintf(stderr, "%s:%d: unknown setting or bad value: %.*s\n", path, n, STR(line));
            return INVALID;
        }
    }
    return OK;
}

enum rc config_arguments(struct config *c, struct arena *mem, int argc, char **argv)
{
    for (int i = 0; i < argc; i += 2) {
        struct str name = str_of(argv[i]);
        bool is_option = str_starts(name, S("--")) && i + 1 < argc;
        struct str key = is_option ? str_sub(name, 2, name.n) : name;
        enum rc rc = INVALID;
        if (is_option && str_eq(key, S("config")))
            rc = config_read(c, mem, argv[i + 1]);
        else if (is_option)
            rc = set(c, mem, key, str_of(argv[i + 1]));
        if (rc != OK) {
            fprintf(stderr, "yakuba: unknown option or bad value: %s %s\n", argv[i], i + 1 < argc ? argv[i + 1] : "");
            return INVALID;
        }
    }
    return OK;
}

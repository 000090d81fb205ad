/* SPDX-License-Identifier: Apache-2.0 */
/* The machine around the program: user, limits, time, fonts, helpers, mail. */
#include "app/config_table.h"
#include "app/doctor/doctor.h"
#include "base/time.h"
#include "platform/pdf/pdf.h"
#include "platform/ruby/ruby.h"

#include <netdb.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <unistd.h>

enum { DESCRIPTORS = 10200, MAIL_WAIT_MS = 5000 };

static void check_user(struct doctor *d)
{
    bool root = geteuid() == 0;
    doctor_note(d, "user", root ? FINDING_WARNING : FINDING_OK, root ? S("root") : S("an ordinary user"),
                S("give the program a user of its own (docs/operator.md has a unit for systemd)"));
}

static void check_limits(struct doctor *d)
{
    struct rlimit l;
    if (getrlimit(RLIMIT_NOFILE, &l) != 0)
        return;
    doctor_note(d, "connections", l.rlim_max < DESCRIPTORS ? FINDING_WARNING : FINDING_OK,
                arena_fmt(d->mem, "%llu descriptors allowed, %d wanted", (unsigned long long)l.rlim_max, DESCRIPTORS),
                S("LimitNOFILE=20000 in the unit, or ulimit -n; with fewer, fewer visitors at once"));
}

static void check_time_service(struct doctor *d)
{
    struct timex t = { 0 };
    int state = adjtimex(&t);
    bool unknown = state < 0, kept = !unknown && state != TIME_ERROR && !(t.status & STA_UNSYNC);
    doctor_note(d, "time service", kept ? FINDING_OK : FINDING_WARNING,
                kept      ? S("the clock is kept by a time service")
                : unknown ? S("the kernel does not say whether the clock is kept")
                          : S("nobody keeps the clock right"),
                S("systemd-timesyncd or chrony; receipts carry this time"));
}

static void check_fonts(struct doctor *d)
{
    const char *why = NULL;
    bool ready = pdf_fonts_ready(&why) == OK;
    doctor_note(d, "fonts", ready ? FINDING_OK : FINDING_FAILED,
                ready ? S("every style of notices has its font") : str_of(why),
                S("apt-get install fonts-noto-cjk fonts-ipamj-mincho"));
}

static void check_readings(struct doctor *d)
{
    bool there = ruby_open();
    doctor_note(d, "readings", there ? FINDING_OK : FINDING_WARNING,
                there ? S("the dictionary for furigana is there")
                      : S("no UTF-8 dictionary of MeCab: pages stand without furigana, but for what is marked by hand"),
                S("apt-get install mecab-ipadic-utf8"));
}

static void check_poppler(struct doctor *d)
{
    bool there = access("/usr/bin/pdfinfo", X_OK) == 0 && access("/usr/bin/pdftoppm", X_OK) == 0;
    doctor_note(d, "poppler", there ? FINDING_OK : FINDING_FAILED,
                there ? S("pdfinfo and pdftoppm are there") : S("/usr/bin/pdfinfo or pdftoppm is missing"),
                S("apt-get install poppler-utils; without it no PDF is taken in"));
}

/* ---- mail: by the names of its keys, which the room of mail brings ---- */

static struct str key_value(struct doctor *d, const char *name)
{
    size_t i = config_key_find(str_of(name));
    return i < n_config_keys ? config_key_value(d->config, d->mem, &config_keys[i]) : S("");
}

static bool greets(struct addrinfo *a)
{
    char greeting[4] = "";
    int fd = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    struct pollfd p = { .fd = fd, .events = POLLOUT };
    bool connected = fd >= 0 && (connect(fd, a->ai_addr, a->ai_addrlen) == 0 || poll(&p, 1, MAIL_WAIT_MS) == 1);
    p.events = POLLIN;
    bool ok = connected && poll(&p, 1, MAIL_WAIT_MS) == 1 && recv(fd, greeting, 3, 0) == 3 && str_eq(str_of(greeting), S("220"));
    if (fd >= 0)
        close(fd);
    return ok;
}

static void check_relay(struct doctor *d, struct str host, struct str port)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list = NULL;
    struct str name = arena_fmt(d->mem, "%.*s:%.*s", STR(host), STR(port));
    bool found = getaddrinfo(arena_cstr(d->mem, host), arena_cstr(d->mem, port), &hints, &list) == 0, ok = false;
    for (struct addrinfo *a = list; found && a && !ok; a = a->ai_next)
        ok = greets(a);
    if (found)
        freeaddrinfo(list);
    bool implicit_tls = str_eq(key_value(d, "mail_security"), S("tls")); /* greets only after the handshake */
    doctor_note(d, "mail relay", ok || (found && implicit_tls) ? FINDING_OK : FINDING_WARNING,
                ok                      ? arena_fmt(d->mem, "%.*s answers", STR(name))
                : found && implicit_tls ? arena_fmt(d->mem, "%.*s has an address; its TLS greeting is not tried", STR(name))
                : found                 ? arena_fmt(d->mem, "%.*s does not answer", STR(name))
                                        : arena_fmt(d->mem, "%.*s has no address", STR(host)),
                S("look at mail_host and mail_port, and whether the relay lets this machine in; mail waits meanwhile"));
}

static void check_mail_file(struct doctor *d, const char *key, bool is_secret)
{
    struct str path = key_value(d, key);
    struct stat st;
    if (!path.n)
        return;
    bool there = stat(path.p, &st) == 0 && access(path.p, R_OK) == 0, open = there && is_secret && (st.st_mode & 077);
    doctor_note(d, "mail file", !there ? FINDING_FAILED : open ? FINDING_WARNING : FINDING_OK,
                arena_fmt(d->mem, "%s: %.*s %s", key, STR(path),
                          !there ? "cannot be read" : open ? "may be read by others" : "is there"),
                S("chown it to the program's user and chmod 600"));
}

static void check_mail(struct doctor *d)
{
    struct str host = key_value(d, "mail_host"), port = key_value(d, "mail_port");
    if (!host.n) {
        doctor_note(d, "mail relay", FINDING_OK, S("none is set: notices are shown, not mailed"), S(""));
        return;
    }
    check_relay(d, host, port);
    check_mail_file(d, "mail_password_file", true);
    check_mail_file(d, "mail_ca_file", false);
}

void doctor_machine(struct doctor *d)
{
    check_user(d);
    check_limits(d);
    check_time_service(d);
    check_fonts(d);
    check_readings(d);
    check_poppler(d);
    check_mail(d);
}

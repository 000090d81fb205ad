/* SPDX-License-Identifier: Apache-2.0 */
/* The log: lines are made on the caller's stack, appended to a bounded buffer and written by one
 * thread, so that a slow standard error never holds a request. */
#include "platform/log/log.h"

#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 1 << 20, LONGEST_LINE = 4096, NAP_MS = 50 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;    /* of the buffer being filled */
static pthread_mutex_t writing = PTHREAD_MUTEX_INITIALIZER; /* of `to`; taken first */
static char filling[BUFFER], leaving[BUFFER];
static size_t n_filling; /* under lock */
static uint64_t dropped; /* under lock */
static _Atomic int least_level = LOG_INFO;
static int to = STDERR_FILENO;  /* under writing */
static const char *file;        /* set once, before threads; NULL: standard error */
static atomic_bool is_to_reopen;
static pthread_once_t once = PTHREAD_ONCE_INIT;

struct line {
    char text[LONGEST_LINE];
    size_t n;
};

static void put(struct line *l, const char *p, size_t n)
{
    size_t room = sizeof l->text - 4 - l->n; /* for the closing quote, brace and line end */
    if (n > room)
        n = room;
    memcpy(l->text + l->n, p, n);
    l->n += n;
}

static void put_number(struct line *l, int64_t value)
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%lld", (long long)value);
    put(l, digits, (size_t)n);
}

/* Bytes that are not UTF-8 text are written as \u00XX each: a line is JSON whatever it is given.  A
 * long text is cut between characters. */
static void put_text(struct line *l, struct str s)
{
    bool is_text = text_is_utf8(s);
    put(l, "\"", 1);
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        char escape[8];
        bool continues = is_text && (c & 0xc0) == 0x80;
        if (!continues && l->n + 16 > sizeof l->text)
            break;
        if (c == '"' || c == '\\')
            put(l, (char[]) { '\\', (char)c }, 2);
        else if (c < 0x20 || c == 0x7f || (c >= 0x80 && !is_text))
            put(l, escape, (size_t)snprintf(escape, sizeof escape, "\\u%04x", c));
        else
            put(l, (const char *)&s.p[i], 1);
    }
    l->text[l->n++] = '"';
}

static void put_time(struct line *l)
{
    struct timespec now;
    struct tm t;
    char text[48];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &t);
    int n = snprintf(text, sizeof text, "{\"time\":\"%04d-%02d-%02dT%02d:%02d:%02d.%03dZ\"",
                     t.tm_year + 1900, t.tm_mon + 1, t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec,
                     (int)(now.tv_nsec / 1000000));
    put(l, text, (size_t)n);
}

static void write_all(const char *p, size_t n)
{
    while (n) {
        ssize_t written = write(to, p, n);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return; /* nobody listens: there is nowhere to say so */
        p += written;
        n -= (size_t)written;
    }
}

static int open_file(void)
{
    return open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
}

enum rc log_open(const char *path)
{
    file = path;
    int fd = open_file();
    if (fd < 0) {
        file = NULL;
        return FAILED;
    }
    pthread_mutex_lock(&writing);
    to = fd;
    pthread_mutex_unlock(&writing);
    return OK;
}

void log_reopen(void)
{
    atomic_store(&is_to_reopen, true);
}

/* A file that cannot be opened anew leaves the old one in use: a line more in the wrong file is better than none. */
static void reopen(void)
{
    static const char failed[] = "{\"level\":\"error\",\"event\":\"log.reopen-failed\"}\n";
    int fd = open_file();
    if (fd < 0) {
        write_all(failed, sizeof failed - 1);
        return;
    }
    close(to);
    to = fd;
}

void log_flush(void)
{
    pthread_mutex_lock(&writing);
    bool reopening = atomic_exchange(&is_to_reopen, false) && file;
    pthread_mutex_lock(&lock);
    size_t n = n_filling;
    uint64_t lost = dropped;
    memcpy(leaving, filling, n);
    n_filling = 0;
    dropped = 0;
    pthread_mutex_unlock(&lock);
    write_all(leaving, n);
    if (lost) {
        char text[100];
        int length = snprintf(text, sizeof text,
                              "{\"level\":\"warning\",\"event\":\"log.dropped\",\"lines\":%llu}\n",
                              (unsigned long long)lost);
        write_all(text, (size_t)length);
    }
    if (reopening)
        reopen();
    pthread_mutex_unlock(&writing);
}

static _Noreturn void *write_now_and_then(void *arg)
{
    (void)arg;
    while (true) {
        nanosleep(&(struct timespec) { .tv_nsec = NAP_MS * 1000000L }, NULL);
        log_flush();
    }
}

static void begin(void)
{
    pthread_t thread;
    atexit(log_flush);
    if (pthread_create(&thread, NULL, write_now_and_then, NULL) == 0)
        pthread_detach(thread);
}

void log_set_level(enum log_level level)
{
    atomic_store(&least_level, level);
}

void log_fields(enum log_level level, const char *event, const struct log_field *fields, size_t n)
{
    static const char *const names[] = { "debug", "info", "warning", "error" };
    struct line l;
    if ((int)level < atomic_load_explicit(&least_level, memory_order_relaxed))
        return;
    pthread_once(&once, begin);
    l.n = 0;
    put_time(&l);
    put(&l, ",\"level\":", 9);
    put_text(&l, str_of(names[level]));
    put(&l, ",\"event\":", 9);
    put_text(&l, str_of(event));
    for (size_t i = 0; i < n && l.n + 64 < sizeof l.text; i++) {
        put(&l, ",", 1);
        put_text(&l, str_of(fields[i].key));
        put(&l, ":", 1);
        if (fields[i].text.p)
            put_text(&l, fields[i].text);
        else
            put_number(&l, fields[i].number);
    }
    l.text[l.n++] = '}';
    l.text[l.n++] = '\n';
    pthread_mutex_lock(&lock);
    if (n_filling + l.n <= sizeof filling) {
        memcpy(filling + n_filling, l.text, l.n);
        n_filling += l.n;
    } else {
        dropped++;
    }
    pthread_mutex_unlock(&lock);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* JSON lines on standard error, or in a file that can be rotated.  One line per request and per event at the edge; library code does
 * not log.  Never a name, an answer, a code, a cookie, a query string. */
#ifndef PLATFORM_LOG_H
#define PLATFORM_LOG_H

#include "base/rc.h"
#include "base/str.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

struct log_field { /* a text, or a number when text.p is NULL */
    const char *key;
    struct str text;
    int64_t number;
};
#define LOG_TEXT(k, s) ((struct log_field) { .key = (k), .text = (s) })
#define LOG_INT(k, v)  ((struct log_field) { .key = (k), .number = (v) })

void log_set_level(enum log_level level);
/* From here on into the file at `path`, which must stay valid; FAILED with errno: it cannot be opened. Before threads. */
MUST_USE enum rc log_open(const char *path);
/* What is said from now on goes to a file opened anew under the same name: the old one was moved away. Takes effect
 * within 50 ms. Safe from a signal handler. */
void log_reopen(void);
/* Lines are written by a thread of the log, within 50 ms; what does not fit its buffer is dropped
 * and counted in an event "log.dropped".  This waits until what was said so far is written. */
void log_flush(void);
void log_fields(enum log_level level, const char *event, const struct log_field *fields, size_t n);
/* log_event(LOG_INFO, "server.started", LOG_INT("port", port)); */
#define log_event(level, event, ...)                                                               \
    log_fields((level), (event), (const struct log_field[]) { { 0 }, ##__VA_ARGS__ } + 1,          \
               sizeof((const struct log_field[]) { { 0 }, ##__VA_ARGS__ }) /                       \
                       sizeof(struct log_field) -                                                  \
                   1)

#endif

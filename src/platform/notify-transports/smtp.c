/* SPDX-License-Identifier: Apache-2.0 */
/* SMTP by libcurl. The last command and the last answer are taken from its trace; nothing of it is
 * logged. */
#include "platform/notify-transports/smtp.h"

#include "base/mail_address.h"
#include "platform/crypto/crypto.h"

#include <assert.h>
#include <curl/curl.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    LONGEST_PASSWORD = 200,
    PAUSE_S = 5,
    DEFAULT_TIMEOUT_S = 30,
    IDLE_S = 60,
    PORT_SMTP = 25,
    PORT_SMTPS = 465,
    VERB = 4
};

struct mailer {
    struct mail_options options;
    pthread_mutex_t lock; /* guards what follows */
    CURL *curl;
    time_t broken_until; /* monotonic seconds */
    char password[LONGEST_PASSWORD];
    /* Of the message under way. */
    char verb[VERB + 1];
    char status[16];
    struct str left; /* bytes of the message not yet sent */
};

/* ---- options ---- */

static bool is_one_of(const char *word, const char *const *words)
{
    for (; *words; words++)
        if (strcmp(word, *words) == 0)
            return true;
    return false;
}

static bool is_loopback(const char *host)
{
    return is_one_of(host, (const char *const[]) { "localhost", "127.0.0.1", "::1", NULL });
}

static bool is_host(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '.' || c == '-' || c == ':'))
            return false;
    }
    return s.n > 0;
}

static bool is_address_or_none(const char *address)
{
    return !address || mail_address_is_valid(str_of(address));
}

static const char *complaint_about(const struct mail_options *o)
{
    if (!is_host(str_of(o->host)))
        return "mail_host is no host name";
    if (o->port < 0 || o->port > UINT16_MAX)
        return "mail_port is no port";
    if (!is_one_of(o->security, (const char *const[]) { "starttls", "tls", "none", NULL }))
        return "mail_security is starttls, tls or none";
    if (!o->from)
        return "mail_from, the address of the sender, is missing";
    if (!is_address_or_none(o->from) || !is_address_or_none(o->reply_to) ||
        !is_address_or_none(o->bounces))
        return "mail_from, mail_reply_to and mail_bounces are addresses like "
               "notices@town.example.jp";
    if (!o->user != !o->password_file)
        return "mail_user and mail_password_file belong together";
    if (o->user && strcmp(o->security, "none") == 0 && !is_loopback(o->host))
        return "a password is not sent to another machine without TLS (mail_security)";
    return NULL;
}

static const char *read_password(const char *path, char ret_password[LONGEST_PASSWORD])
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return "mail_password_file cannot be read";
    bool is_private = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & 077) == 0;
    ssize_t n = is_private ? read(fd, ret_password, LONGEST_PASSWORD - 1) : 0;
    close(fd);
    if (!is_private)
        return "mail_password_file must be a plain file that nobody else may read (chmod 600)";
    ret_password[n > 0 ? n : 0] = '\0';
    ret_password[strcspn(ret_password, "\r\n")] = '\0';
    return *ret_password ? NULL : "mail_password_file is empty";
}

/* ---- what libcurl calls ---- */

static size_t give(char *to, size_t size, size_t count, void *arg)
{
    struct mailer *m = arg;
    size_t n = size * count < m->left.n ? size * count : m->left.n;
    memcpy(to, m->left.p, n);
    m->left = str_sub(m->left, n, m->left.n);
    return n;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "550 5.1.1 …" or "550-5.1.1 …": three digits, and the enhanced status if there is one. */
static void note_status(struct mailer *m, struct str line)
{
    if (line.n < 3 || !is_digit(line.p[0]) || !is_digit(line.p[1]) || !is_digit(line.p[2]))
        return;
    size_t n = 3;
    bool enhanced = line.n > 6 && is_digit(line.p[4]) && line.p[5] == '.';
    if (enhanced)
        for (n = 4;
             n < line.n && n < sizeof m->status - 1 && (is_digit(line.p[n]) || line.p[n] == '.');)
            n++;
    memcpy(m->status, line.p, n);
    if (enhanced)
        m->status[3] = ' ';
    m->status[n] = '\0';
}

static int trace(CURL *curl, curl_infotype type, char *p, size_t n, void *arg)
{
    struct mailer *m = arg;
    struct str text = { p, n };
    (void)curl;
    if (type == CURLINFO_HEADER_OUT && n >= VERB &&
        !str_starts(text, S("QUIT"))) { /* that is the end of a failure */
        memcpy(m->verb, p, VERB);
        m->status[0] = '\0';
    } else if (type == CURLINFO_HEADER_IN && !str_starts(text, S("221"))) {
        note_status(m, text);
    }
    return 0;
}

/* ---- starting ---- */

static bool set_options(struct mailer *m)
{
    const struct mail_options *o = &m->options;
    bool tls = strcmp(o->security, "tls") == 0, v6 = strchr(o->host, ':') != NULL;
    char url[600];
    struct str from = str_of(o->from);
    struct str domain = str_sub(from, str_find_char(from, '@') + 1, from.n);
    long port = o->port ? (long)o->port : tls ? PORT_SMTPS : PORT_SMTP;
    long timeout = o->timeout_s ? (long)o->timeout_s : DEFAULT_TIMEOUT_S;
    int n = snprintf(url, sizeof url, "%s://%s%s%s:%ld/%.*s", tls ? "smtps" : "smtp", v6 ? "[" : "",
                     o->host, v6 ? "]" : "", port, STR(domain));
    bool ok = n > 0 && (size_t)n < sizeof url &&
              curl_easy_setopt(m->curl, CURLOPT_URL, url) == CURLE_OK &&
              curl_easy_setopt(m->curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps") == CURLE_OK &&
              curl_easy_setopt(m->curl, CURLOPT_PROXY, "") == CURLE_OK &&
              curl_easy_setopt(m->curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
              curl_easy_setopt(m->curl, CURLOPT_CONNECTTIMEOUT, timeout) == CURLE_OK &&
              curl_easy_setopt(m->curl, CURLOPT_TIMEOUT, timeout) == CURLE_OK &&
              curl_easy_setopt(m->curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, timeout) == CURLE_OK &&
              curl_easy_setopt(m->curl, CURLOPT_MAXCONNECTS, 1L) == CURLE_OK &&
              curl_easy_setopt(m->curl, CURLOPT_MAXAGE_CONN, (long)IDLE_S) == CURLE_OK &&
              curl_easy_setopt(m->curl, CURLOPT_UPLOAD, 1L) == CURLE_OK &&
              curl_easy_setopt(m->curl, CURLOPT_READFUNCTION, give) == CURLE_OK &&
              curl_easy_setopt(m->curl, CURLOPT_READDATA, m) == CURLE_OK &&
              curl_easy_setopt(m->curl, CURLOPT_VERBOSE, 1L) == CURLE_OK &&
              curl_easy_setopt(m->curl, CURLOPT_DEBUGFUNCTION, trace) == CURLE_OK &&
              curl_easy_setopt(m->curl, CURLOPT_DEBUGDATA, m) == CURLE_OK;
    if (ok && strcmp(o->security, "starttls") == 0)
        ok = curl_easy_setopt(m->curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL) == CURLE_OK;
    if (ok && o->ca_file)
        ok = curl_easy_setopt(m->curl, CURLOPT_CAINFO, o->ca_file) == CURLE_OK;
    if (ok && o->user)
        ok = curl_easy_setopt(m->curl, CURLOPT_USERNAME, o->user) == CURLE_OK &&
             curl_easy_setopt(m->curl, CURLOPT_PASSWORD, m->password) == CURLE_OK;
    return ok;
}

enum rc mailer_start(const struct mail_options *options, struct mailer **ret_mailer,
                     const char **ret_why)
{
    *ret_why = complaint_about(options);
    if (*ret_why)
        return INVALID;
    *ret_why = "the mail library cannot be set up";
    struct mailer *m = calloc(1, sizeof *m);
    if (!m || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        free(m);
        return FAILED;
    }
    m->options = *options;
    m->curl = curl_easy_init();
    const char *why =
        options->password_file ? read_password(options->password_file, m->password) : NULL;
    bool ok = !why && m->curl && pthread_mutex_init(&m->lock, NULL) == 0;
    if (!ok || !set_options(m)) {
        *ret_why = why ? why : *ret_why;
        if (ok)
            pthread_mutex_destroy(&m->lock);
        curl_easy_cleanup(m->curl);
        crypto_wipe(m, sizeof *m);
        free(m);
        curl_global_cleanup();
        return why ? INVALID : FAILED;
    }
    *ret_mailer = m;
    return OK;
}

void mailer_stop(struct mailer *m)
{
    curl_easy_cleanup(m->curl);
    pthread_mutex_destroy(&m->lock);
    crypto_wipe(m, sizeof *m);
    free(m);
    curl_global_cleanup();
}

const struct mail_options *mailer_options(const struct mailer *m)
{
    return &m->options;
}

/* ---- sending ---- */

static time_t now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec;
}

/* A refusal by policy (5.7.x: no relaying, authentication wanted) is about us, not about the
 * recipient. */
static enum mail_outcome judge(const struct mailer *m, CURLcode code)
{
    if (code == CURLE_OK)
        return MAIL_TAKEN;
    bool about_it = strcmp(m->verb, "RCPT") == 0 || strcmp(m->verb, "DATA") == 0;
    struct str status = str_of(m->status);
    if (str_starts(status, S("4")))
        return MAIL_LATER;
    if (!about_it || !str_starts(status, S("5")) || str_starts(status, S("53")) ||
        str_find(status, S(" 5.7.")) != SIZE_MAX)
        return MAIL_BROKEN;
    return MAIL_REFUSED;
}

static CURLcode transfer(struct mailer *m, struct str message)
{
    m->verb[0] = m->status[0] = '\0';
    m->left = message;
    CURLcode code = curl_easy_setopt(m->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)message.n);
    return code == CURLE_OK ? curl_easy_perform(m->curl) : code;
}

static struct mail_answer send_locked(struct mailer *m, struct str message)
{
    struct mail_answer answer = { .outcome = MAIL_BROKEN };
    long fresh = 0;
    if (now_s() < m->broken_until)
        return answer;
    CURLcode code = transfer(m, message);
    /* The relay closed the connection that was kept: once more on a new one. */
    if (code != CURLE_OK && !m->status[0] &&
        curl_easy_getinfo(m->curl, CURLINFO_NUM_CONNECTS, &fresh) == CURLE_OK && !fresh)
        code = transfer(m, message);
    answer.outcome = judge(m, code);
    memcpy(answer.status, m->status, sizeof answer.status);
    m->broken_until = answer.outcome == MAIL_BROKEN ? now_s() + PAUSE_S : 0;
    return answer;
}

struct mail_answer mailer_send(struct mailer *m, struct str from, struct str to, struct str message)
{
    char sender[MAIL_ADDRESS_LONGEST + 1] = "", recipient[MAIL_ADDRESS_LONGEST + 1] = "";
    assert(mail_address_is_valid(from) && mail_address_is_valid(to));
    memcpy(sender, from.p, from.n);
    memcpy(recipient, to.p, to.n);
    struct curl_slist recipients = { .data = recipient };
    struct mail_answer answer = { .outcome = MAIL_BROKEN };
    pthread_mutex_lock(&m->lock);
    if (curl_easy_setopt(m->curl, CURLOPT_MAIL_FROM, sender) == CURLE_OK &&
        curl_easy_setopt(m->curl, CURLOPT_MAIL_RCPT, &recipients) == CURLE_OK)
        answer = send_locked(m, message);
    curl_easy_setopt(m->curl, CURLOPT_MAIL_RCPT, NULL);
    pthread_mutex_unlock(&m->lock);
    return answer;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Message, signature, result, excerpt. */
#include "modules/exchange/rules.h"

#include "base/ids.h"
#include "base/json.h"
#include "base/time.h"
#include "platform/crypto/crypto.h"

enum { BODY = 2000 };

const struct webhook_event webhook_events[] = {
    { "case.received", "申請を受け付けた" },
    { "case.correction_asked", "補正を求めた" },
    { "case.decided", "決裁した" },
    { "case.withdrawn", "申請が取り下げられた" },
    { "case.paper_issued", "通知書を発行した" },
    { NULL, NULL },
};

struct str webhook_event_title(struct str name)
{
    for (const struct webhook_event *e = webhook_events; e->name; e++)
        if (str_eq(str_of(e->name), name))
            return str_of(e->title);
    return str_eq(name, S(WEBHOOK_TEST)) ? S("試しの通知") : name;
}

bool webhook_wants(struct str names, struct str name)
{
    struct str part;
    while (str_cut(&names, ' ', &part))
        if (str_eq(part, name))
            return true;
    return false;
}

struct str webhook_body(struct arena *mem, const struct webhook_message *m)
{
    struct out out;
    struct json_writer j;
    out_init(&out, mem, BODY);
    json_begin(&j, &out);
    json_object(&j);
    json_put_int(&j, S("version"), 1);
    json_put_str(&j, S("id"), m->id);
    json_put_str(&j, S("type"), m->name);
    json_put_str(&j, S("time"), time_iso(mem, m->at));
    json_put_str(&j, S("town"), m->town_code);
    if (m->case_ref.n) {
        json_put_str(&j, S("case"), m->case_ref);
        json_put_int(&j, S("case_version"), m->case_version);
    }
    json_close_object(&j);
    return out_text(&out);
}

struct str webhook_signature(struct arena *mem, struct str secret, struct str id, t_time at,
                             struct str body)
{
    unsigned char mac[CRYPTO_MAC];
    long long unix_s = (long long)(at / SECOND);
    crypto_hmac_sha256(secret, arena_fmt(mem, "%.*s.%lld.%.*s", STR(id), unix_s, STR(body)), mac);
    return arena_fmt(mem, "t=%lld,v1=%.*s", unix_s, STR(ids_hex(mem, mac, sizeof mac)));
}

enum webhook_result webhook_result(int status, t_time first_at, t_time now)
{
    if (status >= 200 && status < 300)
        return WEBHOOK_DELIVERED;
    if (status == 410)
        return WEBHOOK_GONE;
    return now - first_at >= WEBHOOK_HOURS * HOUR ? WEBHOOK_DEAD : WEBHOOK_AGAIN;
}

/* ---- the excerpt ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t run_of_digits(struct str s, size_t from)
{
    size_t n = 0;
    while (from + n < s.n &&
           (is_digit(s.p[from + n]) ||
            (n && s.p[from + n] == '-' && from + n + 1 < s.n && is_digit(s.p[from + n + 1]))))
        n++;
    return n;
}

static size_t run_of_word(struct str s, size_t from, bool *ret_at)
{
    size_t n = 0;
    *ret_at = false;
    for (; from + n < s.n && (unsigned char)s.p[from + n] > ' ' &&
           (unsigned char)s.p[from + n] < 127 && !strchr("\"'<>(),;", s.p[from + n]);
         n++)
        *ret_at |= s.p[from + n] == '@';
    return n;
}

struct str webhook_excerpt(struct arena *mem, struct str answer)
{
    struct out o;
    size_t n;
    out_init(&o, mem, WEBHOOK_EXCERPT + 64);
    for (size_t i = 0; i < answer.n && o.n < WEBHOOK_EXCERPT - 4;) {
        bool has_at, starts_word = i == 0 || (unsigned char)answer.p[i - 1] <= ' ' ||
                                   strchr("\"'<>(),;", answer.p[i - 1]);
        unsigned char c = (unsigned char)answer.p[i];
        if (starts_word && (n = run_of_word(answer, i, &has_at)) && has_at) {
            out_char(&o, '#');
            i += n;
        } else if (is_digit((char)c)) {
            n = run_of_digits(answer, i);
            if (n >= 4)
                out_char(&o, '#');
            else
                out_put(&o, answer.p + i, n);
            i += n;
        } else if (c >= 127) {
            out_str(&o, S("…"));
            while (i < answer.n && (unsigned char)answer.p[i] >= 127)
                i++;
        } else {
            out_char(&o, c < ' ' ? ' ' : (char)c);
            i++;
        }
    }
    return str_trim(out_text(&o));
}

/* ---- words of states ---- */

struct state_words {
    struct str name, title, kind;
};

static const struct state_words webhook_states[] = {
    { S_("active"), S_("送っています"), S_("ok") },
    { S_("paused"), S_("止めています"), S_("warn") },
    { S_("resuming"), S_("たまった分を送っています"), S_("info") },
    { S_("ended"), S_("終わりました"), S_("") },
};

static const struct state_words call_states[] = {
    { S_("waiting"), S_("送る順番を待っています"), S_("info") },
    { S_("held"), S_("止めているあいだ待っています"), S_("warn") },
    { S_("delivered"), S_("届きました"), S_("ok") },
    { S_("dead"), S_("24時間届きませんでした"), S_("danger") },
    { S_("dropped"), S_("取りやめました"), S_("") },
};

#define FIND(table, wanted) find(table, sizeof table / sizeof *table, wanted)

static struct state_words find(const struct state_words *table, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(table[i].name, name))
            return table[i];
    return (struct state_words) { name, name, S("") };
}

struct str webhook_state_title(struct str state)
{
    return FIND(webhook_states, state).title;
}

struct str webhook_state_kind(struct str state)
{
    return FIND(webhook_states, state).kind;
}

struct str call_state_title(struct str state, int64_t attempts)
{
    if (attempts > 0 && str_eq(state, S("waiting")))
        return S("もう一度送ります");
    return FIND(call_states, state).title;
}

struct str call_state_kind(struct str state)
{
    return FIND(call_states, state).kind;
}

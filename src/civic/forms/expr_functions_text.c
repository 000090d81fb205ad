/* SPDX-License-Identifier: Apache-2.0 */
/* Functions on texts.  Positions and lengths are code points (forms.md 5.5). */
#include "civic/forms/expr_functions.h"

#include "base/ids.h"
#include "base/text.h"

#include <math.h>
#include <openssl/evp.h>

static enum rc fn_string(struct call *c, struct value *ret)
{
    return return_text(ret, call_text(c, 0));
}

static void put_all(struct call *c, size_t i, struct str sep, bool *first, struct out *o)
{
    const struct value *v = &c->args[i];
    size_t n = v->kind == VALUE_NODES ? v->n_nodes : 1;
    for (size_t k = 0; k < n && !out_failed(o); k++) {
        if (!*first)
            out_str(o, sep);
        *first = false;
        out_str(o, v->kind == VALUE_NODES ? node_text(c->ev->mem, v->nodes[k]) : call_text(c, i));
    }
}

static enum rc fn_concat(struct call *c, struct value *ret)
{
    struct out o;
    bool first = true;
    call_out(c, &o);
    for (size_t i = 0; i < c->n; i++)
        put_all(c, i, S(""), &first, &o);
    return call_return_out(c, &o, ret);
}

static enum rc fn_join(struct call *c, struct value *ret)
{
    struct out o;
    bool first = true;
    struct str sep = call_text(c, 0);
    call_out(c, &o);
    for (size_t i = 1; i < c->n; i++)
        put_all(c, i, sep, &first, &o);
    return call_return_out(c, &o, ret);
}

/* Code points [from, to). */
static struct str cut(struct str s, double from, double to)
{
    struct str start = s;
    uint32_t ignored;
    double at = 0;
    while (at < from && text_next(&start, &ignored))
        at++;
    struct str rest = start;
    while (at < to && text_next(&rest, &ignored))
        at++;
    return str_n(start.p, start.n - rest.n);
}

static double from_end(double at, double length)
{
    at = trunc(at);
    return at < 0 ? fmax(at + length, 0) : at;
}

static enum rc fn_substr(struct call *c, struct value *ret)
{
    struct str s = call_text(c, 0);
    double length = (double)text_length(s);
    double from = from_end(call_number(c, 1), length);
    double to = c->n > 2 ? from_end(call_number(c, 2), length) : length;
    bool some = from < to && from < length;
    return return_text(ret, some ? cut(s, from, to) : S(""));
}

static double half_up(double d)
{
    double low = floor(d);
    return d - low >= 0.5 ? low + 1 : low;
}

/* XPath 1.0, 4.2: 1-based, rounded, NaN gives nothing. */
static enum rc fn_substring(struct call *c, struct value *ret)
{
    struct str s = call_text(c, 0);
    double from = half_up(call_number(c, 1));
    double to = c->n > 2 ? from + half_up(call_number(c, 2)) : INFINITY;
    if (isnan(from) || isnan(to))
        return return_text(ret, S(""));
    from = fmax(from, 1);
    return return_text(ret, from < to ? cut(s, from - 1, to - 1) : S(""));
}

static enum rc fn_substring_before(struct call *c, struct value *ret)
{
    struct str s = call_text(c, 0);
    size_t at = str_find(s, call_text(c, 1));
    return return_text(ret, at == SIZE_MAX ? S("") : str_sub(s, 0, at));
}

static enum rc fn_substring_after(struct call *c, struct value *ret)
{
    struct str s = call_text(c, 0), what = call_text(c, 1);
    size_t at = str_find(s, what);
    return return_text(ret, at == SIZE_MAX ? S("") : str_sub(s, at + what.n, s.n));
}

/* Where `code` stands in `list`, or SIZE_MAX. */
static size_t index_of(struct str list, uint32_t code)
{
    uint32_t other;
    for (size_t i = 0; text_next(&list, &other); i++)
        if (other == code)
            return i;
    return SIZE_MAX;
}

static enum rc fn_translate(struct call *c, struct value *ret)
{
    struct str s = call_text(c, 0), from = call_text(c, 1), to = call_text(c, 2);
    struct out o;
    uint32_t code;
    call_out(c, &o);
    for (struct str rest = s, before = s; text_next(&rest, &code); before = rest) {
        size_t at = index_of(from, code);
        struct str same = str_n(before.p, before.n - rest.n);
        out_str(&o, at == SIZE_MAX ? same : cut(to, (double)at, (double)at + 1));
        enum rc rc = eval_spend(c->ev, (int64_t)(from.n / 64));
        if (rc != OK)
            return rc;
    }
    return call_return_out(c, &o, ret);
}

static enum rc fn_string_length(struct call *c, struct value *ret)
{
    return return_number(ret, (double)text_length(call_text(c, 0)));
}

static enum rc fn_normalize_space(struct call *c, struct value *ret)
{
    struct out o;
    struct str rest = call_text(c, 0), word;
    call_out(c, &o);
    while (call_next_token(&rest, &word)) {
        if (o.n)
            out_char(&o, ' ');
        out_str(&o, word);
    }
    return call_return_out(c, &o, ret);
}

static enum rc fn_contains(struct call *c, struct value *ret)
{
    return return_boolean(ret, str_find(call_text(c, 0), call_text(c, 1)) != SIZE_MAX);
}

static enum rc fn_starts_with(struct call *c, struct value *ret)
{
    return return_boolean(ret, str_starts(call_text(c, 0), call_text(c, 1)));
}

static enum rc fn_ends_with(struct call *c, struct value *ret)
{
    return return_boolean(ret, str_ends(call_text(c, 0), call_text(c, 1)));
}

static enum rc fn_regex(struct call *c, struct value *ret)
{
    const void *pattern = c->ast->pattern;
    enum rc rc = OK;
    bool match = false;
    if (!pattern)
        rc = pattern_compile(c->ev->mem, call_text(c, 1), &pattern);
    if (rc == INVALID)
        return eval_error(c->ev, c->ast->at, "bad-pattern", S("正しい正規表現ではありません。"),
                          S("This is not a valid regular expression."));
    if (rc == OK)
        rc = pattern_match(c->ev->mem, pattern, call_text(c, 0), &match);
    if (rc == INVALID)
        return eval_error(c->ev, c->ast->at, "pattern-too-slow",
                          S("正規表現の照合に時間がかかりすぎます。"),
                          S("Matching this regular expression takes too long."));
    if (rc != OK)
        return eval_spend(c->ev, 0);
    return return_boolean(ret, match);
}

/* A blank-separated list: the full-width blank is no separator (forms.md 5.6). */
static enum rc fn_selected(struct call *c, struct value *ret)
{
    struct str list = call_text(c, 0), wanted = str_trim(call_text(c, 1)), token;
    bool found = wanted.n == 0 && str_trim(list).n == 0;
    while (!found && call_next_token(&list, &token))
        found = str_eq(token, wanted);
    return return_boolean(ret, found);
}

static enum rc fn_selected_at(struct call *c, struct value *ret)
{
    struct str list = call_text(c, 0), token;
    double at = trunc(call_number(c, 1));
    for (double i = 0; call_next_token(&list, &token); i++)
        if (i == at)
            return return_text(ret, token);
    return return_text(ret, S(""));
}

static enum rc fn_count_selected(struct call *c, struct value *ret)
{
    struct str list = call_text(c, 0), token;
    int64_t n = 0;
    while (call_next_token(&list, &token))
        n++;
    return return_number(ret, (double)n);
}

static struct str random_text(struct call *c, size_t n)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijklmnopqrstuvwxyz";
    char *p = arena_new(c->ev->mem, char, n + 1);
    for (size_t i = 0; i < n; i++)
        p[i] = letters[eval_random(c->ev) % (sizeof letters - 1)];
    return str_n(p, n);
}

/* Version 4 of RFC 9562, or so many letters. */
static enum rc fn_uuid(struct call *c, struct value *ret)
{
    if (c->n) {
        double n = call_number(c, 0);
        return return_text(ret, n >= 1 && n <= 1000 ? random_text(c, (size_t)n) : S(""));
    }
    uint64_t high = (eval_random(c->ev) & ~UINT64_C(0xf000)) | 0x4000;
    uint64_t low = (eval_random(c->ev) >> 2) | UINT64_C(0x8000000000000000);
    return return_text(ret, arena_fmt(c->ev->mem, "%08x-%04x-%04x-%04x-%012llx",
                                      (unsigned)(high >> 32), (unsigned)(high >> 16 & 0xffff),
                                      (unsigned)(high & 0xffff), (unsigned)(low >> 48),
                                      (unsigned long long)(low & 0xffffffffffff)));
}

static const EVP_MD *algorithm(struct str name)
{
    if (str_eq(name, S("MD5")))
        return EVP_md5();
    if (str_eq(name, S("SHA-1")))
        return EVP_sha1();
    if (str_eq(name, S("SHA-256")))
        return EVP_sha256();
    if (str_eq(name, S("SHA-384")))
        return EVP_sha384();
    if (str_eq(name, S("SHA-512")))
        return EVP_sha512();
    return NULL;
}

static enum rc fn_digest(struct call *c, struct value *ret)
{
    struct str s = call_text(c, 0), encoding = c->n > 2 ? call_text(c, 2) : S("base64");
    const EVP_MD *md = algorithm(call_text(c, 1));
    bool hex = str_eq(encoding, S("hex"));
    if (!md || (!hex && !str_eq(encoding, S("base64"))))
        return eval_error(c->ev, c->ast->at, "bad-argument",
                          S("digest() の計算方法か書き方の名前が違います。"),
                          S("digest() does not know this algorithm or encoding."));
    unsigned char hash[EVP_MAX_MD_SIZE], text[2 * EVP_MAX_MD_SIZE];
    unsigned n = 0;
    if (EVP_Digest(s.n ? s.p : "", s.n, hash, &n, md, NULL) != 1)
        return FAILED;
    if (hex)
        return return_text(ret, ids_hex(c->ev->mem, hash, n));
    int length = EVP_EncodeBlock(text, hash, (int)n);
    return return_text(ret, arena_str(c->ev->mem, str_n((char *)text, (size_t)length)));
}

static int base64_digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* What is not base64, or not text inside, gives "". */
static enum rc fn_base64_decode(struct call *c, struct value *ret)
{
    struct str s = str_trim(call_text(c, 0));
    struct out o;
    unsigned bits = 0, n_bits = 0;
    call_out(c, &o);
    while (s.n && s.p[s.n - 1] == '=')
        s.n--;
    for (size_t i = 0; i < s.n; i++) {
        int digit = base64_digit(s.p[i]);
        if (digit < 0)
            return return_text(ret, S(""));
        bits = bits << 6 | (unsigned)digit;
        n_bits += 6;
        if (n_bits >= 8) {
            n_bits -= 8;
            out_char(&o, (char)(bits >> n_bits & 0xff));
        }
    }
    enum rc rc = call_return_out(c, &o, ret);
    if (rc == OK && !text_is_utf8(ret->text))
        ret->text = S("");
    return rc;
}

const struct function expr_text_functions[] = {
    { "string", 1, 1, true, false, fn_string },
    { "concat", 0, -1, false, false, fn_concat },
    { "join", 1, -1, false, false, fn_join },
    { "substr", 2, 3, false, false, fn_substr },
    { "substring", 2, 3, false, false, fn_substring },
    { "substring-before", 2, 2, false, false, fn_substring_before },
    { "substring-after", 2, 2, false, false, fn_substring_after },
    { "translate", 3, 3, false, false, fn_translate },
    { "string-length", 1, 1, true, false, fn_string_length },
    { "normalize-space", 1, 1, true, false, fn_normalize_space },
    { "contains", 2, 2, false, false, fn_contains },
    { "starts-with", 2, 2, false, false, fn_starts_with },
    { "ends-with", 2, 2, false, false, fn_ends_with },
    { "regex", 2, 2, false, false, fn_regex },
    { "selected", 2, 2, false, false, fn_selected },
    { "selected-at", 2, 2, false, false, fn_selected_at },
    { "count-selected", 1, 1, false, false, fn_count_selected },
    { "uuid", 0, 1, false, false, fn_uuid },
    { "digest", 2, 3, false, false, fn_digest },
    { "base64-decode", 1, 1, false, false, fn_base64_decode },
    { 0 },
};

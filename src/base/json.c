/* SPDX-License-Identifier: Apache-2.0 */
/* Reading JSON: one pass, no recursion.  The open arrays and objects stand in a fixed array of 64;
 * the members of an object are kept in order and checked for duplicates when it closes. */
#include "base/json.h"

#include "base/text.h"

#include <assert.h>
#include <stdlib.h>

enum { DEEPEST = 64 };

struct level {
    struct json *container;
    struct json *last; /* newest child */
};

struct reader {
    struct arena *mem;
    const char *start, *at, *end;
    struct level levels[DEEPEST];
    int depth;
    struct str key; /* of the member about to be read */
    struct json *root;
    bool full;                /* the arena had no room */
    bool any;                 /* duplicates are told, not refused */
    const struct json *twice; /* the first duplicate told */
};

static void skip_blanks(struct reader *r)
{
    while (r->at < r->end && memchr(" \t\r\n", *r->at, 4))
        r->at++;
}

static bool take(struct reader *r, char c)
{
    skip_blanks(r);
    if (r->at == r->end || *r->at != c)
        return false;
    r->at++;
    return true;
}

static bool hex4(struct reader *r, uint32_t *ret_value)
{
    uint32_t value = 0;
    if (r->end - r->at < 4)
        return false;
    for (int i = 0; i < 4; i++) {
        char c = *r->at;
        if (c >= '0' && c <= '9')
            value = value << 4 | (uint32_t)(c - '0');
        else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
            value = value << 4 | (uint32_t)((c | 0x20) - 'a' + 10);
        else
            return false;
        r->at++;
    }
    *ret_value = value;
    return true;
}

/* After \u: one code point; a high surrogate needs its low one. */
static bool unicode_escape(struct reader *r, char **to)
{
    uint32_t c, low;
    if (!hex4(r, &c) || (c >= 0xDC00 && c <= 0xDFFF))
        return false;
    if (c >= 0xD800 && c <= 0xDBFF) {
        if (r->end - r->at < 6 || r->at[0] != '\\' || r->at[1] != 'u')
            return false;
        r->at += 2;
        if (!hex4(r, &low) || low < 0xDC00 || low > 0xDFFF)
            return false;
        c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
    }
    text_put(to, c);
    return true;
}

static bool escape(struct reader *r, char **to)
{
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    if (r->at == r->end)
        return false;
    char c = *r->at++;
    if (c == 'u')
        return unicode_escape(r, to);
    const char *found = c ? strchr(names, c) : NULL;
    if (!found)
        return false;
    *(*to)++ = values[found - names];
    return true;
}

/* A string after its opening quote.  Without escapes it is a slice of the text. */
static bool string(struct reader *r, struct str *ret_text)
{
    const char *from = r->at;
    while (r->at < r->end && *r->at != '"' && *r->at != '\\' && (unsigned char)*r->at >= 0x20)
        r->at++;
    if (r->at < r->end && *r->at == '"') {
        *ret_text = str_n(from, (size_t)(r->at++ - from));
        return true;
    }
    const char *close = r->at; /* an escape never makes a string longer */
    while (close < r->end && *close != '"')
        close += *close == '\\' && r->end - close > 1 ? 2 : 1;
    char *start = arena_try_new(r->mem, char, (size_t)(close - from) + 1), *to = start;
    if (!start) {
        r->full = true;
        return false;
    }
    for (r->at = from; r->at < r->end && (unsigned char)*r->at >= 0x20;) {
        char c = *r->at++;
        if (c == '"') {
            *ret_text = str_n(start, (size_t)(to - start));
            return true;
        }
        if (c != '\\')
            *to++ = c;
        else if (!escape(r, &to))
            return false;
    }
    return false;
}

static bool digits(struct reader *r)
{
    const char *from = r->at;
    while (r->at < r->end && *r->at >= '0' && *r->at <= '9')
        r->at++;
    return r->at > from;
}

static bool number(struct reader *r, struct str *ret_text)
{
    const char *from = r->at;
    if (*r->at == '-')
        r->at++;
    const char *whole = r->at;
    if (!digits(r) || (*whole == '0' && r->at - whole > 1))
        return false;
    if (r->at < r->end && *r->at == '.') {
        r->at++;
        if (!digits(r))
            return false;
    }
    if (r->at < r->end && (*r->at | 0x20) == 'e') {
        r->at++;
        if (r->at < r->end && (*r->at == '+' || *r->at == '-'))
            r->at++;
        if (!digits(r))
            return false;
    }
    *ret_text = str_n(from, (size_t)(r->at - from));
    return true;
}

/* A new node as the next child of the innermost container, or as the root. */
static struct json *add(struct reader *r, enum json_kind kind)
{
    struct json *v = arena_try_new(r->mem, struct json, 1);
    if (!v) {
        r->full = true;
        return NULL;
    }
    v->kind = kind;
    v->key = r->key;
    r->key = (struct str) { NULL, 0 };
    if (r->depth == 0) {
        r->root = v;
        return v;
    }
    struct level *in = &r->levels[r->depth - 1];
    if (in->last)
        in->last->next = v;
    else
        in->container->first = v;
    in->last = v;
    in->container->n++;
    return v;
}

static bool word(struct reader *r, struct str name, enum json_kind kind)
{
    if (!str_starts(str_n(r->at, (size_t)(r->end - r->at)), name))
        return false;
    r->at += name.n;
    return add(r, kind) != NULL;
}

static bool open(struct reader *r, enum json_kind kind)
{
    if (r->depth == DEEPEST)
        return false;
    struct json *v = add(r, kind);
    if (!v)
        return false;
    r->at++;
    r->levels[r->depth++] = (struct level) { .container = v };
    return true;
}

static bool scalar(struct reader *r, enum json_kind kind,
                   bool (*read)(struct reader *, struct str *))
{
    struct str text;
    if (!read(r, &text))
        return false;
    struct json *v = add(r, kind);
    if (v)
        v->text = text;
    return v != NULL;
}

/* A value, or the opening of one. */
static bool value(struct reader *r)
{
    skip_blanks(r);
    if (r->at == r->end)
        return false;
    switch (*r->at) {
    case '{': return open(r, JSON_OBJECT);
    case '[': return open(r, JSON_ARRAY);
    case '"': r->at++; return scalar(r, JSON_STRING, string);
    case 't': return word(r, S("true"), JSON_TRUE);
    case 'f': return word(r, S("false"), JSON_FALSE);
    case 'n': return word(r, S("null"), JSON_NULL);
    default: break;
    }
    return (*r->at == '-' || (*r->at >= '0' && *r->at <= '9')) && scalar(r, JSON_NUMBER, number);
}

static int by_key(const void *a, const void *b)
{
    return str_cmp((*(const struct json *const *)a)->key, (*(const struct json *const *)b)->key);
}

/* Two members of one name would be read by one program as the first and by another as the last. */
static bool keys_will_do(struct reader *r, const struct json *object)
{
    if (object->n < 2)
        return true;
    const struct json **sorted = arena_try_new(r->mem, const struct json *, object->n);
    if (!sorted) {
        r->full = true;
        return false;
    }
    size_t n = 0;
    for (const struct json *v = object->first; v; v = v->next)
        sorted[n++] = v;
    qsort(sorted, n, sizeof *sorted, by_key);
    for (size_t i = 1; i < n; i++) {
        if (!str_eq(sorted[i - 1]->key, sorted[i]->key))
            continue;
        if (!r->any)
            return false;
        if (!r->twice)
            r->twice = sorted[i];
    }
    return true;
}

static bool member_key(struct reader *r)
{
    return take(r, '"') && string(r, &r->key) && take(r, ':');
}

/* What follows inside the innermost container: its end, or the next child up to its opening. */
static bool step(struct reader *r)
{
    struct level *in = &r->levels[r->depth - 1];
    bool object = in->container->kind == JSON_OBJECT;
    if (take(r, object ? '}' : ']')) {
        r->depth--;
        return !object || keys_will_do(r, in->container);
    }
    if (in->container->n && !take(r, ','))
        return false;
    return (!object || member_key(r)) && value(r);
}

static enum rc parse(struct reader *r, struct str text, const struct json **ret_json,
                     size_t *ret_at)
{
    r->start = r->at = text.p;
    r->end = text.p + text.n;
    bool good = text.n && text_is_utf8(text) && value(r);
    while (good && r->depth)
        good = step(r);
    if (good)
        skip_blanks(r);
    if (good && r->at == r->end && !arena_failed(r->mem)) {
        *ret_json = r->root;
        return OK;
    }
    *ret_at = (size_t)(r->at - r->start);
    return r->full || arena_failed(r->mem) ? FAILED : INVALID;
}

enum rc json_parse(struct arena *mem, struct str text, const struct json **ret_json, size_t *ret_at)
{
    struct reader r = { .mem = mem };
    return parse(&r, text, ret_json, ret_at);
}

void json_pointer_step(struct out *o, struct str name)
{
    out_char(o, '/');
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] == '~' || name.p[i] == '/')
            out_str(o, name.p[i] == '~' ? S("~0") : S("~1"));
        else
            out_char(o, name.p[i]);
}

/* At most DEEPEST deep, as the reader has seen to. */
static bool write_path(struct out *o, const struct json *at, const struct json *wanted)
{
    size_t before = o->n, i = 0;
    for (const struct json *v = at->first; v; v = v->next, i++) {
        if (at->kind == JSON_OBJECT)
            json_pointer_step(o, v->key);
        else
            out_fmt(o, "/%zu", i);
        if (v == wanted || write_path(o, v, wanted))
            return true;
        o->n = before;
    }
    return false;
}

enum rc json_parse_any(struct arena *mem, struct str text, const struct json **ret_json,
                       size_t *ret_at, struct str *ret_twice)
{
    struct reader r = { .mem = mem, .any = true };
    const struct json *v;
    enum rc rc = parse(&r, text, &v, ret_at);
    if (rc != OK)
        return rc;
    *ret_json = v;
    *ret_twice = (struct str) { "", 0 };
    if (r.twice) {
        struct out o;
        out_init(&o, mem, 4 * text.n + 16);
        write_path(&o, v, r.twice);
        *ret_twice = out_text(&o);
    }
    return OK;
}

const struct json *json_get(const struct json *v, struct str key)
{
    if (!json_is(v, JSON_OBJECT))
        return NULL;
    for (const struct json *m = v->first; m; m = m->next)
        if (str_eq(m->key, key))
            return m;
    return NULL;
}

struct str json_str(const struct json *v)
{
    return json_is(v, JSON_STRING) || json_is(v, JSON_NUMBER) ? v->text : S("");
}

int64_t json_int(const struct json *v, int64_t otherwise)
{
    int64_t n;
    return json_is(v, JSON_NUMBER) && str_to_int(v->text, &n) ? n : otherwise;
}

bool json_bool(const struct json *v)
{
    return json_is(v, JSON_TRUE);
}

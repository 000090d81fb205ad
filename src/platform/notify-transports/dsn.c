/* SPDX-License-Identifier: Apache-2.0 */
/* A walk over lines: head of the message, then the parts between the boundary, of which two kinds
 * say something. */
#include "platform/notify-transports/dsn.h"

enum {
    LONGEST_FIELD = 2000,
    LONGEST_BOUNDARY = 70,
    LONGEST_ID = 250,
    LONGEST_STATUS = 12,
    MOST_PARTS = 50
};

/* One line without its end; false at the end of the text. */
static bool next_line(struct str *rest, struct str *ret_line)
{
    if (!str_cut(rest, '\n', ret_line))
        return false;
    if (str_ends(*ret_line, S("\r")))
        ret_line->n--;
    return true;
}

struct field {
    struct str name, value; /* value: the first line and what follows folded, ends trimmed, at most
                               LONGEST_FIELD */
};

static bool is_folded(struct str rest)
{
    return rest.n && (rest.p[0] == ' ' || rest.p[0] == '\t');
}

/* The next header field; false at the empty line that ends the head (which is taken) or at the end.
 * Lines that are no field (mbox's "From ", garbage) are passed over. */
static bool next_field(struct str *rest, struct field *ret_field)
{
    struct str line;
    while (next_line(rest, &line)) {
        if (!line.n)
            return false;
        const char *end = line.p + line.n;
        struct str more;
        while (is_folded(*rest) && next_line(rest, &more))
            end = more.p + more.n;
        size_t colon = str_find_char(line, ':');
        if (colon == SIZE_MAX || colon == 0)
            continue;
        struct str value = { line.p + colon + 1, (size_t)(end - line.p) - colon - 1 };
        *ret_field = (struct field) { str_trim(str_sub(line, 0, colon)),
                                      str_trim(str_sub(value, 0, LONGEST_FIELD)) };
        return true;
    }
    return false;
}

static bool is_named(const struct field *f, const char *name)
{
    return str_eq_nocase(f->name, str_of(name));
}

/* "multipart/report" of "multipart/report; report-type=…". */
static bool is_type(struct str content_type, const char *wanted)
{
    size_t semicolon = str_find_char(content_type, ';');
    return str_eq_nocase(
        str_trim(semicolon == SIZE_MAX ? content_type : str_sub(content_type, 0, semicolon)),
        str_of(wanted));
}

static struct str parameter(struct str content_type, const char *name)
{
    struct str rest = content_type, part;
    while (str_cut(&rest, ';', &part)) {
        size_t equals = str_find_char(part, '=');
        if (equals == SIZE_MAX || !str_eq_nocase(str_trim(str_sub(part, 0, equals)), str_of(name)))
            continue;
        struct str value = str_trim(str_sub(part, equals + 1, part.n));
        if (value.n && value.p[0] == '"') {
            value = str_sub(value, 1, value.n);
            size_t quote = str_find_char(value, '"');
            return str_sub(value, 0, quote == SIZE_MAX ? 0 : quote);
        }
        return value;
    }
    return S("");
}

/* The last <id> of a field: of Message-ID the only one, of References the parent. */
static struct str last_id(struct str value)
{
    struct str id = S("");
    for (size_t open; (open = str_find_char(value, '<')) != SIZE_MAX;) {
        value = str_sub(value, open + 1, value.n);
        size_t close = str_find_char(value, '>');
        if (close == SIZE_MAX)
            break;
        if (close <= LONGEST_ID)
            id = str_sub(value, 0, close);
        value = str_sub(value, close + 1, value.n);
    }
    return id;
}

/* Digits and dots alone: "5.1.1 (bad address)" gives 5.1.1. */
static struct str status_of(struct str value)
{
    size_t n = 0;
    while (n < value.n && n < LONGEST_STATUS &&
           ((value.p[n] >= '0' && value.p[n] <= '9') || value.p[n] == '.'))
        n++;
    return str_sub(value, 0, n);
}

static enum dsn_action action_of(struct str value)
{
    static const struct {
        const char *name;
        enum dsn_action action;
    } actions[] = {
        { "failed", DSN_FAILED },
        { "delayed", DSN_DELAYED },
        { "delivered", DSN_DELIVERED },
        { "expanded", DSN_DELIVERED }
    }; /* "relayed": nobody will tell us more, so it tells us nothing */
    size_t n = 0;
    while (n < value.n && ((value.p[n] | 32) >= 'a' && (value.p[n] | 32) <= 'z'))
        n++;
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (str_eq_nocase(str_sub(value, 0, n), str_of(actions[i].name)))
            return actions[i].action;
    return DSN_NONE;
}

static bool is_worse(enum dsn_action a, enum dsn_action b)
{
    return b == DSN_NONE || a < b;
}

/* Groups of fields, one about the message and one per recipient, divided by empty lines. */
static void read_status(struct str part, struct dsn *d)
{
    while (part.n) {
        struct field f;
        enum dsn_action action = DSN_NONE;
        struct str status = S("");
        while (next_field(&part, &f)) {
            if (is_named(&f, "Action"))
                action = action_of(f.value);
            else if (is_named(&f, "Status"))
                status = status_of(f.value);
        }
        if (action != DSN_NONE && is_worse(action, d->action)) {
            d->action = action;
            d->status = status;
        }
    }
}

static void read_returned(struct str part, struct dsn *d)
{
    struct field f;
    while (next_field(&part, &f))
        if (is_named(&f, "Message-ID") && last_id(f.value).n)
            d->message_id = last_id(f.value);
}

static void read_part(struct str part, struct dsn *d)
{
    struct field f;
    struct str type = S("text/plain");
    while (next_field(&part, &f))
        if (is_named(&f, "Content-Type"))
            type = f.value;
    if (is_type(type, "message/delivery-status") || is_type(type, "message/global-delivery-status"))
        read_status(part, d);
    else if (is_type(type, "message/rfc822") || is_type(type, "text/rfc822-headers") ||
             is_type(type, "message/global") || is_type(type, "message/global-headers"))
        read_returned(part, d);
}

/* "--boundary" or "--boundary--", blanks may follow. */
static bool is_boundary(struct str line, struct str boundary, bool *ret_last)
{
    if (!str_starts(line, S("--")) || !str_starts(str_sub(line, 2, line.n), boundary))
        return false;
    struct str after = str_trim(str_sub(line, 2 + boundary.n, line.n));
    *ret_last = str_eq(after, S("--"));
    return !after.n || *ret_last;
}

static void read_parts(struct str body, struct str boundary, struct dsn *d)
{
    const char *start = NULL;
    bool last = false;
    struct str line, rest = body;
    for (int n = 0; n < MOST_PARTS && !last && next_line(&rest, &line);) {
        if (!is_boundary(line, boundary, &last))
            continue;
        if (start)
            read_part((struct str) { start, (size_t)(line.p - start) }, d);
        start = rest.p;
        n++;
    }
    if (start && !last && !rest.n) /* cut short: what there is */
        read_part((struct str) { start, (size_t)(body.p + body.n - start) }, d);
}

struct dsn dsn_read(struct arena *mem, struct str message)
{
    struct dsn d = { 0 };
    struct field f;
    struct str rest = str_sub(message, 0, DSN_LARGEST), type = S(""), parent = S("");
    while (next_field(&rest, &f)) {
        if (is_named(&f, "Content-Type"))
            type = f.value;
        else if (is_named(&f, "References") || (is_named(&f, "In-Reply-To") && !parent.n))
            parent = last_id(f.value);
    }
    struct str boundary = parameter(type, "boundary");
    if (is_type(type, "multipart/report") && boundary.n && boundary.n <= LONGEST_BOUNDARY)
        read_parts(rest, boundary, &d);
    if (!d.message_id.n)
        d.message_id = parent;
    d.message_id = arena_str(mem, d.message_id);
    d.status = arena_str(mem, d.status);
    return d;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Writing JSON.  The caller keeps the order of openings and closings; the commas are ours. */
#include "base/json.h"

void json_begin(struct json_writer *j, struct out *out)
{
    *j = (struct json_writer) { .out = out };
}

static void separate(struct json_writer *j)
{
    if (j->comma)
        out_char(j->out, ',');
    j->comma = true;
}

static void open(struct json_writer *j, char c)
{
    separate(j);
    out_char(j->out, c);
    j->comma = false;
}

static void shut(struct json_writer *j, char c)
{
    out_char(j->out, c);
    j->comma = true;
}

void json_object(struct json_writer *j)
{
    open(j, '{');
}

void json_array(struct json_writer *j)
{
    open(j, '[');
}

void json_close_object(struct json_writer *j)
{
    shut(j, '}');
}

void json_close_array(struct json_writer *j)
{
    shut(j, ']');
}

void json_key(struct json_writer *j, struct str key)
{
    separate(j);
    json_quote(j->out, key);
    out_char(j->out, ':');
    j->comma = false;
}

void json_string(struct json_writer *j, struct str value)
{
    separate(j);
    json_quote(j->out, value);
}

void json_integer(struct json_writer *j, int64_t value)
{
    separate(j);
    out_int(j->out, value);
}

void json_boolean(struct json_writer *j, bool value)
{
    separate(j);
    out_str(j->out, value ? S("true") : S("false"));
}

void json_null(struct json_writer *j)
{
    separate(j);
    out_str(j->out, S("null"));
}

void json_raw(struct json_writer *j, struct str json)
{
    separate(j);
    out_str(j->out, json);
}

static void escape(struct out *o, unsigned char c)
{
    static const char names[] = "btn\0fr", hex[] = "0123456789abcdef";
    char name = c >= '\b' && c <= '\r' ? names[c - '\b'] : '\0';
    if (c == '"' || c == '\\')
        name = (char)c;
    out_char(o, '\\');
    if (name) {
        out_char(o, name);
        return;
    }
    out_str(o, S("u00"));
    out_char(o, hex[c >> 4]);
    out_char(o, hex[c & 15]);
}

void json_quote(struct out *o, struct str s)
{
    size_t plain = 0; /* start of what is not yet written */
    out_char(o, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool line_separator = c == 0xE2 && s.n - i >= 3 && (unsigned char)s.p[i + 1] == 0x80 &&
                              ((unsigned char)s.p[i + 2] & 0xFE) == 0xA8;
        bool special = c < 0x20 || c == 0x7F || strchr("\"\\<>&", c) != NULL;
        if (!line_separator && !special)
            continue;
        out_put(o, s.p + plain, i - plain);
        if (line_separator) {
            out_str(o, s.p[i + 2] & 1 ? S("\\u2029") : S("\\u2028"));
            i += 2;
        } else {
            escape(o, c);
        }
        plain = i + 1;
    }
    if (s.n > plain)
        out_put(o, s.p + plain, s.n - plain);
    out_char(o, '"');
}

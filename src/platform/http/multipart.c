/* SPDX-License-Identifier: Apache-2.0 */
/* multipart/form-data (RFC 7578) over a body that is whole.  One pass, no copies of content: a text
 * and a file point into the body. Names are text of the visitor's browser and are read plainly: the
 * escapes %22 %0D %0A of browsers stay as sent. */
#include "platform/http/parse.h"

#include "base/text.h"

static const struct str malformed =
    S_("送られた内容の形が正しくありません。もう一度送ってください。");

struct parts {
    struct arena *mem;
    struct str rest;      /* after the last delimiter */
    struct str delimiter; /* CR LF -- boundary */
    struct form *form;
    size_t n;
};

struct part {
    struct str name, filename, content_type, content;
    bool has_name, has_filename;
};

static enum rc refuse(struct form *form, struct str why)
{
    form->why = why;
    return INVALID;
}

static bool boundary_ok(struct str b)
{
    if (b.n == 0 || b.n > MOST_BOUNDARY || b.p[b.n - 1] == ' ')
        return false;
    for (size_t i = 0; i < b.n; i++)
        if ((unsigned char)b.p[i] < 0x20 || (unsigned char)b.p[i] > 0x7e)
            return false;
    return true;
}

static bool disposition(struct parts *s, struct str value, struct part *part)
{
    struct str kind = str_trim(str_sub(value, 0, str_find_char(value, ';')));
    struct str extended;
    if (part->has_name || !str_eq_nocase(kind, S("form-data")) ||
        header_parameter(s->mem, value, S("filename*"), &extended))
        return false;
    part->has_name = header_parameter(s->mem, value, S("name"), &part->name);
    part->has_filename = header_parameter(s->mem, value, S("filename"), &part->filename);
    return part->has_name && part->name.n;
}

static bool part_header(struct parts *s, struct str line, struct part *part)
{
    size_t colon = str_find_char(line, ':');
    if (colon == SIZE_MAX || colon == 0 || line.p[0] == ' ' || line.p[0] == '\t')
        return false;
    struct str name = str_sub(line, 0, colon);
    struct str value = str_trim(str_sub(line, colon + 1, line.n));
    if (str_eq_nocase(name, S("Content-Disposition")))
        return disposition(s, value, part);
    if (str_eq_nocase(name, S("Content-Type"))) {
        bool again = part->content_type.n != 0;
        part->content_type = value;
        return !again;
    }
    if (str_eq_nocase(name, S("Content-Transfer-Encoding")))
        return str_eq_nocase(value, S("binary")) || str_eq_nocase(value, S("8bit")) ||
               str_eq_nocase(value, S("7bit"));
    return true;
}

/* Reads the headers at s->rest; afterwards s->rest begins with the content. */
static bool part_headers(struct parts *s, struct part *part)
{
    struct str window = str_sub(s->rest, 0, MOST_PART_HEADER);
    size_t end = str_find(window, S("\r\n\r\n"));
    if (end == SIZE_MAX)
        return false;
    struct str lines = str_sub(window, 0, end);
    s->rest = str_sub(s->rest, end + 4, s->rest.n);
    if (!text_is_utf8(lines))
        return false;
    while (lines.n) {
        size_t at = str_find(lines, S("\r\n"));
        struct str line = str_sub(lines, 0, at);
        lines = at == SIZE_MAX ? S("") : str_sub(lines, at + 2, lines.n);
        if (!part_header(s, line, part))
            return false;
    }
    return part->has_name;
}

/* What follows a delimiter: padding, then CR LF (a part) or -- (the end). */
static bool after_delimiter(struct parts *s, bool *ret_end)
{
    *ret_end = str_starts(s->rest, S("--"));
    if (*ret_end)
        return true;
    size_t i = 0;
    while (i < s->rest.n && i < 64 && (s->rest.p[i] == ' ' || s->rest.p[i] == '\t'))
        i++;
    s->rest = str_sub(s->rest, i, s->rest.n);
    if (!str_starts(s->rest, S("\r\n")))
        return false;
    s->rest = str_sub(s->rest, 2, s->rest.n);
    return true;
}

static enum rc keep(struct parts *s, const struct part *part)
{
    struct form *f = s->form;
    if (part->has_filename) {
        f->uploads[f->n_uploads++] =
            (struct upload) { part->name, part->filename, part->content_type, part->content };
        return OK;
    }
    if (!text_is_utf8(part->content))
        return refuse(f, S("送られた文字を読み取れませんでした。もう一度入力してください。"));
    f->pairs[f->n_pairs++] = (struct req_pair) { part->name, part->content };
    return OK;
}

static enum rc one_part(struct parts *s)
{
    struct part part = { 0 };
    if (s->n++ == MOST_PARTS)
        return refuse(s->form, S("入力欄とファイルの数が多すぎます。"));
    if (!part_headers(s, &part))
        return refuse(s->form, malformed);
    size_t end = str_find(s->rest, s->delimiter);
    if (end == SIZE_MAX)
        return refuse(s->form, malformed);
    part.content = str_sub(s->rest, 0, end);
    s->rest = str_sub(s->rest, end + s->delimiter.n, s->rest.n);
    return keep(s, &part);
}

enum rc multipart_parse(struct arena *mem, struct str content_type, struct str body,
                        struct form *form)
{
    *form = (struct form) { 0 };
    struct str boundary;
    if (!header_parameter(mem, content_type, S("boundary"), &boundary) || !boundary_ok(boundary))
        return refuse(form, malformed);
    struct parts s = { .mem = mem, .form = form };
    s.delimiter = arena_fmt(mem, "\r\n--%.*s", STR(boundary));
    form->pairs = arena_new(mem, struct req_pair, MOST_PARTS);
    form->uploads = arena_new(mem, struct upload, MOST_PARTS);
    form->room_pairs = MOST_PARTS;

    /* The first delimiter has no line before it; a preamble is refused, no browser sends one. */
    struct str opening = str_sub(s.delimiter, 2, s.delimiter.n);
    if (!str_starts(body, opening))
        return refuse(form, malformed);
    s.rest = str_sub(body, opening.n, body.n);
    while (true) {
        bool end;
        if (!after_delimiter(&s, &end))
            return refuse(form, malformed);
        if (end)
            return OK;
        enum rc rc = one_part(&s);
        if (rc != OK)
            return rc;
    }
}

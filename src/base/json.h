/* SPDX-License-Identifier: Apache-2.0 */
/* JSON, bounded and non-recursive.  Reading makes a tree in an arena; numbers keep their text.
 * Strict RFC 8259: UTF-8 only, no lone surrogates, at most 64 deep. RFC 8259 only says that names
 * SHOULD be unique: json_parse refuses a duplicate, json_parse_any tells it from broken text.
 * A string can hold U+0000 (written \u0000): text_is_utf8 refuses it where it is not wanted. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/out.h"
#include "base/rc.h"

enum json_kind {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
};

struct json {
    enum json_kind kind;
    struct str key;           /* of a member of an object; p is NULL elsewhere */
    struct str text;          /* of a string: unescaped; of a number: as written */
    const struct json *first; /* first member or element */
    const struct json *next;  /* next sibling */
    size_t n;                 /* members or elements */
};

/* INVALID with *ret_at the byte where it went wrong (0 if the text is no UTF-8); FAILED when the
 * arena was full. Strings without escapes are slices of `text`, which must outlive the tree. */
MUST_USE enum rc json_parse(struct arena *mem, struct str text, const struct json **ret_json,
                            size_t *ret_at);

/* The same for what strangers send: a text that is JSON is OK even when an object has two members
 * of one name; *ret_twice is then the path of the later one as a JSON pointer (RFC 6901), else "".
 * Two programs could read such a text differently, so whoever acts on it refuses it, in words of
 * its own. */
MUST_USE enum rc json_parse_any(struct arena *mem, struct str text, const struct json **ret_json,
                                size_t *ret_at, struct str *ret_twice);
/* One step of a JSON pointer: "/" and the name with ~ and / escaped. */
void json_pointer_step(struct out *o, struct str name);

/* Member of an object, or NULL (also when `v` is NULL or no object). */
const struct json *json_get(const struct json *v, struct str key);
struct str json_str(const struct json *v);                 /* "" unless a string or a number */
int64_t json_int(const struct json *v, int64_t otherwise); /* whole numbers only */
bool json_bool(const struct json *v);                      /* true only for true */
static inline bool json_is(const struct json *v, enum json_kind kind)
{
    return v && v->kind == kind;
}

/* Writing: the writer puts the commas.
 *     json_begin(&j, out); json_object(&j); json_put_str(&j, S("name"), s); json_end(&j); */
struct json_writer {
    struct out *out;
    bool comma;
};
void json_begin(struct json_writer *j, struct out *out);
void json_object(struct json_writer *j);
void json_array(struct json_writer *j);
void json_close_object(struct json_writer *j);
void json_close_array(struct json_writer *j);
void json_key(struct json_writer *j, struct str key);
void json_string(struct json_writer *j, struct str value);
void json_integer(struct json_writer *j, int64_t value);
void json_boolean(struct json_writer *j, bool value);
void json_null(struct json_writer *j);
void json_raw(struct json_writer *j, struct str json); /* ready-made JSON of ours */
static inline void json_put_str(struct json_writer *j, struct str key, struct str value)
{
    json_key(j, key);
    json_string(j, value);
}
static inline void json_put_int(struct json_writer *j, struct str key, int64_t value)
{
    json_key(j, key);
    json_integer(j, value);
}
/* A quoted, escaped JSON string: < > & and U+2028/9 escaped too. */
void json_quote(struct out *o, struct str s);

#endif

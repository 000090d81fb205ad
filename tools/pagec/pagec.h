/* SPDX-License-Identifier: Apache-2.0 */
/* pagec turns .html pages in a small Jinja subset into typed C.  Three passes over one tree:
 *     template.c  text → nodes; knows {{ }}, {% %} and names in scope, nothing of HTML
 *     html.c      walks the nodes as HTML, gives every value its sink, refuses unsafe places
 *     rules.c     what html.c asks about elements and attributes: addresses, accessibility
 *     emit.c      nodes → C;  pot.c  messages → gettext template
 * Complaints are collected in t->errors as "file:line: message"; the passes go on after one, so
 * that a page is told all its faults.  Nothing exits here, so the parser can be fuzzed in-process.
 */
#ifndef PAGEC_H
#define PAGEC_H

#include "base/out.h"

enum kind { TEXT, VALUE, IF, FOR, INCLUDE, MESSAGE, CSRF, ICON };

enum sink {
    SINK_NONE,
    SINK_TEXT,  /* between tags: str, integers, ref, html */
    SINK_PLAIN, /* in title and textarea: no markup */
    SINK_ATTR,  /* in a quoted attribute */
    SINK_HREF,  /* the whole of an address attribute: url */
};

struct argument { /* n=v.count of a message */
    struct str name, path;
    struct argument *next;
};

struct node {
    enum kind kind;
    enum sink sink;
    int line;
    struct str text; /* TEXT: literal; MESSAGE: the Japanese words; else the path a.b.c */
    struct str name; /* FOR: the loop's variable; INCLUDE: the component; ICON: its name */
    struct str plural, context; /* of a MESSAGE; .p == NULL when absent */
    struct argument *arguments;
    bool negated, has_else;
    bool shared; /* INCLUDE: found among the shared components */
    struct node *body, *otherwise, *next;
};

struct template
{
    struct arena *mem;
    const char *path; /* as given: for messages and #line */
    struct str name;  /* the file's name without .html */
    struct str source;
    const char *folder;     /* where the room's pages are, NULL: includes are not looked up */
    const char *components; /* where the shared ones are, or NULL */
    struct node *first;
    struct out *errors;
    int n_errors;
};

void complain(struct template *t, int line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* False when the braces themselves are wrong: then the nodes must not be used. */
bool template_parse(struct template *t);

/* Gives sinks, drops comments and needless blanks, adds CSRF nodes; complains. */
void html_check(struct template *t);

void emit_header(struct out *o, struct str prefix, const struct template *pages, size_t n,
                 struct str header);
void emit_pages(struct out *o, struct str prefix, const struct template *pages, size_t n,
                struct str header);
/* The path below the last "src/": what an #include names. */
struct str include_path(const char *path);

void pot_write(struct out *o, struct arena *mem, const struct template *pages, size_t n);

/* ---- html.c and rules.c ---- */

struct attr {
    struct str name, value; /* value: literal text, with {path} for each value in it */
    bool has_value;         /* an equals sign was there */
    bool sure;              /* not inside an {% if %} of the tag */
    int line;
};

enum { MOST_ATTRS = 40 };

struct tag { /* a start tag being read */
    struct str name;
    int line, depth; /* depth: of {% %} nesting where it began */
    struct attr attrs[MOST_ATTRS];
    int n;
};

struct element { /* an open element */
    struct str name;
    int line;
    bool has_caption, has_th;
    struct element *up;
};

struct branch { /* where in the {% %} nesting a thing stands */
    const struct node *node;
    bool otherwise;
    struct branch *up;
};

struct mark { /* an id, a label's for, or a control that still needs a label */
    enum { MARK_ID, MARK_FOR, MARK_CONTROL } kind;
    struct str value, what;
    int line;
    struct branch *branch;
    struct mark *next;
};

struct rules {
    struct template *t;
    struct mark *marks;
};

enum address { ADDRESS_NONE, ADDRESS_LINK, ADDRESS_LOCAL };

enum address attr_address(struct str name);
bool attr_is_refused(struct str name, const char **ret_why);
bool element_is_void(struct str name);
const struct attr *tag_attr(const struct tag *tag, const char *name); /* NULL: not there */
bool tag_is_post_form(struct rules *r, const struct tag *tag);
/* The start tag is complete, `open` is its parent. */
void rules_start(struct rules *r, struct tag *tag, struct element *open, struct branch *where);
void rules_close(struct rules *r, const struct element *e);
void rules_end(struct rules *r); /* the page is complete: labels and ids */
bool literal_address_ok(struct str value, enum address kind);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* pagec turns .html pages in a small Jinja subset into typed C.  A page is read once, by recursive
 * descent: elements, tags, quoted values and {% %} nest in one another as the functions that read
 * them do, so what is opened in one place can only be closed there.
 *     html.c    elements, tags and values; gives every value its sink, refuses unsafe places
 *     braces.c  {{ }}, {% %}, {# #} and the names in scope
 *     rules.c   what is refused in a page that is well formed: addresses, accessibility
 *     emit.c    nodes → C;  pot.c  messages → gettext template
 * Faults are collected as "file:line: message".  Nothing exits here, so reading can be fuzzed
 * in-process. */
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

enum place { IN_TEXT, IN_PLAIN, IN_TAG, IN_VALUE };

/* What stopped the reading of a place.  {% else %} and {% end %} are behind us then, other bytes
 * still to come. */
enum end { GOES_ON, FILE_ENDS, WAY_ELSE, WAY_ENDS, ELEMENT_ENDS, TAG_ENDS, VALUE_ENDS };

struct attr {
    struct str name, value; /* value: literal text, with {path} for each value in it; .p or NULL */
    bool is_url;            /* it is the whole value of an address */
    bool sure;              /* not inside an {% if %} of the tag */
    int line;
    struct attr *next;
};

/* What is open: an element, or one way through an if or for. */
struct open {
    int line, depth;
    struct open *up;         /* around it */
    const struct node *node; /* the if or for, NULL: an element */
    bool otherwise;          /* its else */
    struct str name;         /* of an element, in small letters */
    struct attr *attrs;
    struct open *before; /* the element that began before it, whether still open or not */
};

struct template
{
    struct arena *mem;
    const char *path; /* as given: for messages and #line */
    struct str name;  /* the file's name without .html */
    struct str source;
    const char *folder;     /* where the room's pages are, NULL: includes are not looked up */
    const char *components; /* where the shared ones are, or NULL */
    struct out *errors;
    int n_errors;
    struct node *first;
    bool uses_shared; /* includes a shared component */

    /* while it is read */
    struct str rest;    /* still to come */
    int line;           /* of rest.p */
    bool started;       /* something but blanks was seen */
    bool is_read;       /* to its end: from here on every fault is told, not only the first */
    struct out literal; /* text for the next node */
    struct node **tail; /* where the next node goes */
    struct open *open, *elements; /* the innermost; the newest */
    bool needs_blank;             /* in a tag, after a name or an attribute */
    struct attr *attr;            /* whose value is read, */
    struct out value;             /* what it is so far, */
    char quote;                   /* and what ends it */
};

/* Reads t->source into t->first.  The nodes may be used only when n_errors stays 0. */
void template_read(struct template *t);

/* The prefix is "apply_", or empty. */
void emit_header(struct out *o, struct str prefix, const struct template *pages, size_t n);
void emit_pages(struct out *o, struct str prefix, const struct template *pages, size_t n,
                struct str header);
struct str include_path(const char *path); /* below the last "src/": what an #include names */
void put_quoted(struct out *o, struct str s, int indent); /* a literal of C or of gettext */
void pot_write(struct out *o, struct arena *mem, const struct template *pages, size_t n);

/* ---- braces.c ---- */

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS  "0123456789"
#define BLANKS  " \t\r\n"

/* A fault.  While the page is read it ends the reading: what follows could be anything. */
void complain(struct template *t, int line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void not_closed(struct template *t, int line, struct str what, enum end end);
size_t run_length(struct str s, const char *set); /* how many bytes of the set s begins with */
void advance(struct template *t, size_t n);       /* past n bytes */
struct node *add_node(struct template *t, enum kind kind);
void end_literal(struct template *t);      /* what was kept becomes a node */
struct open *open_new(struct template *t); /* becomes the innermost */
enum end read_braces(struct template *t, enum place place);

/* ---- html.c ---- */

enum end read_on(struct template *t, enum place place);
enum sink html_sink(struct template *t, const struct node *n, enum place place);
void html_if_in_value(struct template *t, const struct node *n);

/* ---- rules.c ---- */

bool is(const struct open *element, const char *name);
bool element_is_void(struct str name);
bool attr_is_address(const struct attr *a);
bool attr_is(const struct open *element, const char *name, const char *value);
struct open *inside(struct open *e, const char *name); /* e or the nearest around it, or NULL */
void rules_check(struct template *t);

#endif

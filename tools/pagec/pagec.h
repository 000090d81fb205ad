/* SPDX-License-Identifier: Apache-2.0 */
/* pagec turns .html pages in a small Jinja subset into typed C.  A page is read once, by recursive
 * descent, and its C written on the way: elements, tags, quoted values and {% %} nest in one
 * another as the functions that read them do, so what is opened in one place can only be closed
 * there. html.c    elements, tags and values; gives every value its sink, refuses unsafe places
 *     braces.c  {{ }}, {% %}, {# #} and the names in scope
 *     rules.c   what is refused in a page that is well formed: addresses, accessibility
 *     emit.c    the C;  pot.c  messages → gettext template
 * Faults are collected as "file:line: message".  Nothing exits here, so reading can be fuzzed
 * in-process. */
#ifndef PAGEC_H
#define PAGEC_H

#include "base/out.h"

enum place { IN_TEXT, IN_PLAIN /* title, textarea */, IN_TAG, IN_VALUE };

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

struct open { /* what is open, and what was: for the rules */
    enum { ELEMENT, IF, FOR, ELSE } kind;
    struct str name; /* ELEMENT: in small letters; FOR: the loop's variable */
    int line, depth;
    struct open *up; /* around it */
    struct attr *attrs;
    struct open *before;     /* the element that began before this one */
    const struct open *twin; /* ELSE: the body, of which only one is printed */
};

struct message {
    struct str text, plural, context; /* plural, context: .p == NULL when absent */
    bool has_arguments;
    int line;
    struct message *next;
};

struct template
{
    struct arena *mem;
    const char *path;        /* as given: for messages and #line */
    struct str name, prefix; /* of its function: the file's name without .html, "apply_" */
    struct str source;
    const char *folder;     /* where the room's pages are, NULL: includes are not looked up */
    const char *components; /* where the shared ones are, or NULL */

    struct out *errors;
    int n_errors;
    struct out code; /* the statements of its function; of use only when n_errors stays 0 */
    struct message *messages;
    bool uses_shared; /* includes a shared component */

    /* while it is read */
    struct str rest; /* still to come */
    int line;        /* of rest.p */
    bool is_read;    /* to its end: from here on every fault is told, not only the first */
    struct message **last_message;
    struct out literal; /* text that is not in the code yet */
    int indent;
    struct open *open, *elements; /* the innermost; the newest */
    struct out value;             /* of the newest attribute, so far */
    char quote;                   /* that ends it */
};

/* From t->source to what stands below it. */
void template_read(struct template *t);

/* ---- braces.c ---- */

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS  "0123456789"
#define BLANKS  " \t\r\n"

/* A fault.  While the page is read it ends the reading: what follows could be anything. */
void complain(struct template *t, int line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
size_t run_length(struct str s, const char *set); /* how many bytes of the set s begins with */
void advance(struct template *t, size_t n);       /* past n bytes */
struct open *open_new(struct template *t, int kind, int line, struct str name); /* the innermost */
enum end read_braces(struct template *t, enum place place);

/* ---- html.c ---- */

enum end read_on(struct template *t, enum place place);
const char *what_ends(const struct template *t, enum end end); /* "</p> in line 3" */
/* The value or message `path` stands here: the name of its sink. */
const char *html_sink(struct template *t, enum place place, struct str path, bool is_message);
void html_if_in_value(struct template *t, struct str condition);

/* ---- rules.c ---- */

bool is(const struct open *o, const char *name); /* an element of this name */
bool element_is_void(struct str name);
bool attr_is_address(const struct attr *a);
bool attr_is(const struct open *e, const char *name, const char *value);
struct open *inside(struct open *o, const char *name); /* o or the nearest around it, or NULL */
void rules_check(struct template *t);

/* ---- emit.c and pot.c ---- */

/* A line of C; `line` of the page, or 0 when it names nothing of the view. */
void emit(struct template *t, int line, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void emit_literal(struct template *t);                          /* what was kept */
struct str quoted(struct arena *mem, struct str s, int indent); /* a literal of C or of gettext */
struct str path_c(struct arena *mem, struct str path, bool address); /* a.b.c of the page in C */
void emit_header(struct out *o, const struct template *pages, size_t n);
void emit_pages(struct out *o, const struct template *pages, size_t n, struct str header);
struct str include_path(const char *path); /* below the last "src/": what an #include names */
void pot_write(struct out *o, const struct template *pages, size_t n);

#endif

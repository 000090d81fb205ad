/* SPDX-License-Identifier: Apache-2.0 */
/* queryc turns the migrations and queries.sql into typed C.  The pipeline, read aloud: lex →
 * migrations (both dialects; two in-memory SQLites that know every table) → queries (headers,
 * optional parts) → rules (what is refused from the text) → engine (what SQLite says of every
 * statement) → emit.
 *
 * The first fault ends the program: refuse() prints file:line: and exits.  Everything lives in one
 * arena until then. */
#ifndef QUERYC_H
#define QUERYC_H

#include "base/out.h"

#include <sqlite3.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum type { TYPE_NONE, T_ID, T_TEXT, T_INT, T_BOOL, T_TIME, T_DATE, T_MONEY, T_JSON, T_BLOB };
enum { MOST_NAMES = 64, MOST_QUERIES = 200 };
enum { MOST_OPTIONAL = 6, MOST_ORDERS = 16, MOST_COMBINATIONS = 64 };

struct type_facts {
    const char *name, *sqlite, *postgres, *c;
    const char *how;    /* db_bind_how, db_column_how */
    const char *member; /* of the C type, that is the stored number */
    const char *null;   /* further argument of the _or_null forms: the number that means NULL */
};
extern const struct type_facts types[];

struct token {
    char kind; /* w word, p parameter, s string, n number, c comment, else the sign itself;
                  o the place of [order], ' ' none */
    struct str text;
    int line;
    int part;  /* of a body: 1 + number of the optional part it stands in; 0: always there */
    int depth; /* of a combination: parentheses open around it */
};
struct tokens {
    struct token *p;
    int n;
};

struct migration {
    const char *file;
    struct str folder; /* civic/cases */
    int number;
    struct str name; /* cases, of 0001_cases.sql */
    struct str checksum, sqlite, postgres;
};
struct migrations {
    struct migration *p;
    int n;
};

struct name { /* an input, an output, a column of the row */
    struct str text;
    enum type type;
    bool nullable, used;
    unsigned parts; /* of an input: bit k: used in optional part k; ALWAYS: used outside */
};
#define ALWAYS (1u << 31)
struct order {
    struct str name;
    struct tokens by;
};
struct ref { /* one mention of a table in a statement */
    struct str table, alias;
    int at; /* token */
    bool is_town, is_large;
    bool left, in_town; /* what the plan tells: inner side of a LEFT JOIN; town_id is fixed */
};
struct combination { /* one statement */
    unsigned mask;
    int order;
    struct str label; /* queue +section +state by due */
    struct tokens ts;
    struct ref *refs;
    int n_refs;
    bool loose;        /* with IN or OR: = in the plan need not be one value */
    bool left_unknown; /* a subquery is the inner side of a LEFT JOIN */
    struct str plan;
};
enum shape { ONE, MAYBE, MANY, EACH, EXEC };
struct query {
    const char *file;
    struct str name, doc;
    struct tokens body, postgres;
    int line;
    enum shape shape;
    struct name in[MOST_NAMES], out[MOST_NAMES], columns[MOST_NAMES]; /* columns: set by engine */
    int n_in, n_out, n_columns;
    struct str optional[MOST_OPTIONAL];
    unsigned groups[MOST_OPTIONAL]; /* a combination lies within one group */
    int n_optional, n_groups;
    struct order orders[MOST_ORDERS];
    int n_orders;
    bool global, scan;
    struct combination *combinations;
    int n_combinations;
};
struct queries {
    struct query *p;
    int n;
};

extern struct arena arena; /* of the whole run */

void refuse(const char *file, int line, const char *fmt, ...)
    __attribute__((noreturn, format(printf, 3, 4)));
struct str read_file(const char *path, bool required); /* empty: there is none */

/* lex.c */
struct tokens lex(const char *file, struct str text, int line);
bool is_word(const struct token *t, const char *word); /* without regard to case */
bool is_name(struct str s);                            /* lower-case C identifier */
enum type type_of(struct str name);                    /* t_id …; TYPE_NONE */
/* Whether ts goes on at i as the pattern says: words or signs between blanks, a|b for alternatives;
 * ? is a parameter, @ any word. */
bool matches(struct tokens ts, int i, const char *pattern);
const struct token *at(struct tokens ts, int i); /* kind ' ' outside */
/* SQL again, blanks collapsed; calls: f(x), not f (x). */
struct str text_of(struct tokens ts, bool calls);
int line_at(struct tokens ts, bool calls, int offset); /* of a byte of that text */

/* migrations.c */
/* The tables as they are on SQLite, and with our types: what asks for a type asks `typed`. */
extern sqlite3 *strict, *typed;
void migrations_open(void);
void migrations_read(struct migrations *ms, const char *file);
/* The first row of a question to `typed`, ?1 and ?2 given. */
struct answer {
    bool found;
    struct str first, second;
};
struct answer ask(const char *sql, struct str a, struct str b);
enum type column_type(struct str table, struct str column, bool *ret_not_null); /* or TYPE_NONE */

/* queries.c */
struct name *find_name(const struct name *p, int n, struct str text); /* NULL: not among them */
struct name *query_input(const struct query *q,
                         const struct token *t); /* of a parameter; or NULL */
void queries_read(struct queries *qs, const char *file);

/* rules.c */
void rules_check(const struct query *q, struct combination *c);
void rules_check_towns(const struct query *q, const struct combination *c); /* after engine */
bool rules_is_called(const struct ref *f, struct str name); /* by its name or its alias */
/* Whether the statement answers one row only if a unique key is compared. */
bool rules_needs_key(const struct query *q, struct combination *c);

/* engine.c */
void engine_check(struct query *q, struct combination *c);
struct str engine_plans(const struct queries *qs);

/* emit.c */
struct str emit(const struct migrations *ms, const struct queries *qs, struct str folder,
                bool is_header);

#endif

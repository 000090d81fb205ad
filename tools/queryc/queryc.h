/* SPDX-License-Identifier: Apache-2.0 */
/* queryc turns the migrations and queries.sql into typed C.  The pipeline, read aloud: lex →
 * migrations (declared types, both dialects) → queries (headers, optional parts) → rules (what is
 * refused from the text) → engine (what SQLite says of every statement) → emit.
 *
 * The first fault ends the program: refuse() prints file:line: and exits.  Everything lives in one
 * arena until then. */
#ifndef QUERYC_H
#define QUERYC_H

#include "base/out.h"

enum type { TYPE_NONE, T_ID, T_TEXT, T_INT, T_BOOL, T_TIME, T_DATE, T_MONEY, T_JSON, T_BLOB };
enum { MOST_COLUMNS = 64, MOST_KEYS = 16, MOST_TABLES = 512, MOST_PARAMS = 48, MOST_OPTIONAL = 6 };
enum { MOST_ORDERS = 16, MOST_COMBINATIONS = 64, MOST_QUERIES = 200, LARGEST_TABLE_NUMBER = 4095 };

struct token {
    char kind; /* w word, : parameter (text without the colon), s string, n number, - comment, else
                  the sign itself */
    struct str text;
    int line, depth; /* parentheses open around it */
    int scope;       /* which SELECT (or statement) it belongs to: set by rules */
    char condition;  /* stands as a condition of its own (not in parentheses, no NOT) in w WHERE,
                        o ON, l ON of a LEFT JOIN; else 0: set by rules */
};
struct tokens {
    struct token *p;
    int n;
};

struct column {
    struct str name;
    enum type type;
    bool not_null;
};
struct key { /* columns that are unique together */
    struct str column[8];
    int n;
};
struct table {
    struct str name;
    int number; /* 0: none */
    bool large, is_town, is_virtual;
    struct column columns[MOST_COLUMNS];
    int n_columns;
    struct key keys[MOST_KEYS];
    int n_keys;
    const char *file;
    int line;
};
struct migration {
    const char *file;
    struct str folder; /* civic/cases */
    int number;
    struct str name; /* cases, of 0001_cases.sql */
    struct str checksum, sqlite, postgres;
};
struct schema {
    struct table *tables;
    int n_tables;
    struct migration *migrations;
    int n_migrations;
};

struct param {
    struct str name;
    enum type type;
    bool nullable;
    unsigned parts; /* bit k: used in optional part k; ALWAYS: used outside */
};
#define ALWAYS (1u << 31)
struct named_type {
    struct str name;
    enum type type;
    bool nullable, used;
};
struct order {
    struct str name, text;
};
struct combination {
    unsigned mask;
    int order;
    struct str label; /* queue [section state] due */
    struct str text;  /* with :names, line ends kept */
    struct str plan;
};
enum shape { ONE, MAYBE, MANY, EACH, EXEC };
struct query {
    struct str name, doc, body, body_postgres;
    int line, body_line;
    enum shape shape;
    struct param in[MOST_PARAMS];
    int n_in;
    struct named_type out[MOST_COLUMNS], null[MOST_COLUMNS];
    int n_out, n_null;
    struct str optional[MOST_OPTIONAL];
    unsigned groups[MOST_OPTIONAL]; /* a combination lies within one group */
    int n_optional, n_groups;
    struct order orders[MOST_ORDERS];
    int n_orders;
    bool global, scan;
    struct combination *combinations;
    int n_combinations;
    struct named_type columns[MOST_COLUMNS]; /* of the row, as found by engine */
    int n_columns;
};
struct queries {
    const char *file;
    struct query *p;
    int n;
};

extern struct arena arena; /* of the whole run */

void refuse(const char *file, int line, const char *fmt, ...)
    __attribute__((noreturn, format(printf, 3, 4)));

/* lex.c */
struct tokens lex(const char *file, struct str text, int line);
bool is_word(const struct token *t, const char *word); /* without regard to case */
bool is_name(struct str s);                            /* lower-case C identifier */
enum type type_of(struct str name);                    /* t_id …; TYPE_NONE */
const char *type_name(enum type type);

/* migrations.c */
void migrations_read(struct schema *s, const char *file);
void migrations_verify(const struct schema *s); /* numbers and releases, over all files */
struct table *schema_find(const struct schema *s, struct str name);
const struct column *table_column(const struct table *t, struct str name);

/* queries.c */
void queries_read(struct queries *qs, const char *file);

/* rules.c */
void rules_check(const struct schema *s, const struct queries *qs);
/* Whether a column of the row, said by SQLite to come from `table`, can be NULL whatever the table
 * declares: the inner side of a LEFT JOIN, or a subselect that may find nothing. */
bool rules_may_miss(const struct schema *s, const struct queries *qs, const struct query *q,
                    int column, struct str table);

/* engine.c */
void engine_check(const struct schema *s, struct queries *qs);
struct str engine_plans(const struct queries *qs);
const char *engine_version(void);

/* emit.c */
struct str emit_header(const struct schema *s, const struct queries *qs, struct str folder);
struct str emit_source(const struct schema *s, const struct queries *qs, struct str folder);

struct str read_file(const char *path, bool *ret_found);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Writes <folder>_sql.h and <folder>_sql.c: table numbers, migrations, and per query an input
 * struct where needed, a row, one function. */
#include "queryc.h"

#include <ctype.h>

enum { MOST_POSITIONAL = 6 };

struct emit {
    struct out o;
    struct str folder, prefix; /* civic/cases, cases */
    const struct query *q;
};

/* Writes the text with $f for the folder, $p for its prefix, $q for the query, $x for x; $P, $Q, $X
 * in capitals. */
static void put(struct emit *e, const char *text, struct str x)
{
    for (; *text; text++) {
        if (*text != '$') {
            out_char(&e->o, *text);
            continue;
        }
        char what = *++text, small = (char)tolower((unsigned char)what);
        struct str s = small == 'f'   ? e->folder
                       : small == 'p' ? e->prefix
                       : small == 'q' ? e->q->name
                                      : x;
        for (size_t i = 0; i < s.n; i++)
            out_char(&e->o, what == small ? s.p[i] : (char)toupper((unsigned char)s.p[i]));
    }
}

static void say(struct emit *e, const char *text)
{
    put(e, text, S(""));
}

static void literal(struct out *o, struct str s)
{
    out_char(o, '"');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\n')
            out_str(o, i + 1 < s.n ? S("\\n\"\n      \"") : S("\\n"));
        else if (s.p[i] == '"' || s.p[i] == '\\')
            out_fmt(o, "\\%c", s.p[i]);
        else
            out_char(o, s.p[i]);
    }
    out_char(o, '"');
}

static bool takes_struct(const struct query *q)
{
    return q->n_in > MOST_POSITIONAL || q->n_optional || q->n_orders;
}

static void comment(struct emit *e)
{
    struct str doc = e->q->doc, line;
    say(e, "\n/*");
    for (bool first = true; str_cut(&doc, '\n', &line); first = false)
        put(e, first ? " $x" : "\n * $x", line);
    say(e, e->q->shape == EACH ? "\n * Text of a row is valid until the callback returns. */\n"
                               : " */\n");
}

static void signature(struct emit *e)
{
    static const char *const results[] = {
        [ONE] = ", struct $p_sql_$q_row *ret_row)",
        [MAYBE] = ", struct $p_sql_$q_row *ret_row, bool *ret_found)",
        [MANY] = ", struct $p_sql_$q_rows *ret_rows)",
        [EACH] = ", enum rc (*row)(void *ctx, const struct $p_sql_$q_row *), void *ctx)",
        [EXEC] = ", int64_t *ret_changed)",
    };
    say(e, "enum rc $p_sql_$q(struct db *db");
    say(e, e->q->shape == EXEC ? "" : ", struct arena *mem");
    for (int i = 0; i < e->q->n_in && !takes_struct(e->q); i++)
        out_fmt(&e->o, ", %s %.*s", types[e->q->in[i].type].c, STR(e->q->in[i].text));
    say(e, takes_struct(e->q) ? ", const struct $p_sql_$q_in *in" : "");
    say(e, results[e->q->shape]);
}

static void fields(struct out *o, const struct name *p, int n)
{
    for (int i = 0; i < n; i++)
        out_fmt(o, "    %s %.*s;%s\n", types[p[i].type].c, STR(p[i].text),
                p[i].nullable ? " /* may be none */" : "");
}

static void structs(struct emit *e)
{
    const struct query *q = e->q;
    for (int i = 0; i < q->n_orders; i++) {
        say(e, i ? ", " : "enum $p_sql_$q_order { ");
        put(e, i + 1 < q->n_orders ? "$P_SQL_$Q_$X" : "$P_SQL_$Q_$X };\n", q->orders[i].name);
    }
    if (takes_struct(q)) {
        say(e, "struct $p_sql_$q_in {\n");
        fields(&e->o, q->in, q->n_in);
        for (int i = 0; i < q->n_optional; i++)
            put(e, "    bool has_$x;\n", q->optional[i]);
        say(e, q->n_orders ? "    enum $p_sql_$q_order order;\n};\n" : "};\n");
    }
    if (q->shape == EXEC)
        return;
    say(e, "struct $p_sql_$q_row {\n");
    fields(&e->o, q->columns, q->n_columns);
    say(e, "};\n");
    if (q->shape == MANY)
        say(e, "struct $p_sql_$q_rows {\n    struct $p_sql_$q_row *p;\n    size_t n;\n};\n");
}

static struct emit begin(struct str folder)
{
    struct emit e = { .folder = folder, .prefix = folder };
    while (str_find_char(e.prefix, '/') != SIZE_MAX)
        e.prefix = str_sub(e.prefix, str_find_char(e.prefix, '/') + 1, e.prefix.n);
    out_init(&e.o, &arena, 16 << 20);
    say(&e, "/* Written by queryc from the queries and migrations of $f; do not edit. */\n");
    return e;
}

struct str emit_header(const struct queries *qs, struct str folder)
{
    struct emit e = begin(folder);
    struct str tables =
        ask("SELECT group_concat(format('    TABLE_%s = %d,%s', upper(name), number,"
            " char(10)), '') FROM queryc WHERE number AND folder = ?1",
            folder, S(""));
    say(&e, "#ifndef $P_SQL_H\n#define $P_SQL_H\n\n#include \"platform/db/db.h\"\n\n"
            "extern const struct db_migration $p_migrations[]; /* ended by .module == NULL */\n");
    put(&e, tables.n ? "\nenum { /* for db_new_id() and refs */\n$x};\n" : "", tables);
    for (e.q = qs->p; e.q < qs->p + qs->n; e.q++) {
        say(&e, "\n");
        structs(&e);
        comment(&e);
        say(&e, "MUST_USE ");
        signature(&e);
        say(&e, ";\n");
    }
    say(&e, "\n#endif\n");
    return out_text(&e.o);
}

static void migrations(struct emit *e, const struct migrations *ms)
{
    say(e, "const struct db_migration $p_migrations[] = {\n");
    for (const struct migration *m = ms->p; m < ms->p + ms->n; m++) {
        if (!str_eq(m->folder, e->folder))
            continue;
        out_fmt(&e->o, "    { .module = \"%.*s\", .number = %d, .name = \"%.*s\",\n",
                STR(m->folder), m->number, STR(m->name));
        put(e, "      .checksum = \"$x\",\n      .sqlite =\n      ", m->checksum);
        literal(&e->o, m->sqlite);
        say(e, ",\n      .postgres =\n      ");
        literal(&e->o, m->postgres);
        say(e, " },\n");
    }
    say(e, "    { 0 },\n};\n");
}

/* The statement in an engine's words: ?1 or $1 for the first input. */
static struct str dialect(const struct query *q, struct tokens ts, char sign)
{
    struct tokens words = { arena_new(&arena, struct token, (size_t)ts.n), ts.n };
    for (int i = 0; i < ts.n; i++) {
        words.p[i] = ts.p[i];
        for (int k = 0; k < q->n_in && ts.p[i].kind == 'p'; k++)
            if (str_eq(q->in[k].text, str_sub(ts.p[i].text, 1, ts.p[i].text.n)))
                words.p[i].text = arena_fmt(&arena, "%c%d", sign, k + 1);
    }
    return text_of(words, true);
}

static void statements(struct emit *e)
{
    const struct query *q = e->q;
    say(e, "    static const struct db_statement statements[] = {\n");
    for (const struct combination *c = q->combinations; c < q->combinations + q->n_combinations;
         c++) {
        put(e, "        { .name = \"$p.$x\",\n          .sqlite = ", c->label);
        literal(&e->o, dialect(q, c->ts, '?'));
        say(e, ",\n          .postgres = ");
        literal(&e->o, dialect(q, q->postgres.n ? q->postgres : c->ts, '$'));
        say(e, ",\n          .types = \"");
        for (int k = 0; k < q->n_in; k++)
            out_char(&e->o, types[q->in[k].type].how[0]);
        say(e, "\" },\n");
    }
    say(e, "    };\n");
}

/* Which of the statements: the n-th allowed combination in the order in which they were written. */
static void choose(struct emit *e)
{
    const struct query *q = e->q;
    if (q->n_combinations == 1) {
        say(e, "    const struct db_statement *chosen = statements;\n");
        return;
    }
    out_fmt(&e->o, "    static const signed char first[%u] = { ", 1u << q->n_optional);
    for (unsigned mask = 0; mask < 1u << q->n_optional; mask++) {
        int at = q->n_combinations - 1;
        while (at >= 0 && (q->combinations[at].mask != mask || q->combinations[at].order != 0))
            at--;
        out_fmt(&e->o, "%d, ", at);
    }
    say(e, "};\n    unsigned mask = 0;\n");
    for (int k = 0; k < q->n_optional; k++)
        out_fmt(&e->o, "    mask |= in->has_%.*s ? %uu : 0u;\n", STR(q->optional[k]), 1u << k);
    say(e, "    if (first[mask] < 0");
    if (q->n_orders)
        out_fmt(&e->o, " || (unsigned)in->order >= %d", q->n_orders);
    say(e, ")\n        return INVALID;\n    const struct db_statement *chosen = "
           "&statements[first[mask]");
    say(e, q->n_orders ? " + (int)in->order];\n" : "];\n");
}

static void bind(struct emit *e, int i)
{
    const struct name *p = &e->q->in[i];
    const struct type_facts *t = &types[p->type];
    bool any = false;
    for (int k = 0; k < e->q->n_optional && !(p->parts & ALWAYS); k++)
        if (p->parts & 1u << k) {
            put(e, any ? " || in->has_$x" : "    if (in->has_$x", e->q->optional[k]);
            any = true;
        }
    out_fmt(&e->o, "%s    db_bind_%s%s(&c, %d, %s%.*s%s%s);\n", any ? ")\n    " : "", t->how,
            p->nullable ? "_or_null" : "", i + 1, takes_struct(e->q) ? "in->" : "", STR(p->text),
            t->member, p->nullable ? t->null : "");
}

static void read_row(struct emit *e)
{
    bool uses_mem = false;
    say(e, "static void read_$q(struct db_cursor *c, struct arena *mem, "
           "struct $p_sql_$q_row *row)\n{\n");
    for (int i = 0; i < e->q->n_columns; i++) {
        const struct name *n = &e->q->columns[i];
        const struct type_facts *t = &types[n->type];
        bool copies = t->how[0] != 'i';
        uses_mem = uses_mem || copies;
        out_fmt(&e->o, "    row->%.*s%s = db_column_%s%s(c, %s%d%s)%s;\n", STR(n->text), t->member,
                t->how, n->nullable ? "_or_null" : "", copies ? "mem, " : "", i,
                n->nullable ? t->null : "", n->type == T_BOOL ? " != 0" : "");
    }
    say(e, uses_mem ? "}\n\n" : "    (void)mem;\n}\n\n");
}

#define FETCH_FIRST                                                                                \
    "    struct $p_sql_$q_row one = { 0 };\n    bool found = db_cursor_step(&c);\n"                \
    "    if (found)\n        read_$q(&c, mem, &one);\n"                                            \
    "    enum rc rc = db_cursor_close(&c, NULL);\n    if (rc != OK)\n        return rc;\n"
static const char *const fetch[] = {
    [ONE] = FETCH_FIRST "    if (!found)\n        return NOT_FOUND;\n"
                        "    *ret_row = one;\n    return OK;\n}\n",
    [MAYBE] = FETCH_FIRST "    *ret_row = one;\n    *ret_found = found;\n    return OK;\n}\n",
    [MANY] = "    struct $p_sql_$q_rows rows = { 0 };\n    size_t room = 0;\n"
             "    while (db_cursor_step(&c)) {\n        if (rows.n == room)\n"
             "            rows.p = db_rows_grow(&c, mem, rows.p, &room, sizeof *rows.p);\n"
             "        if (c.rc == OK)\n            read_$q(&c, mem, &rows.p[rows.n++]);\n    }\n"
             "    enum rc rc = db_cursor_close(&c, NULL);\n    if (rc == OK)\n"
             "        *ret_rows = rows;\n    return rc;\n}\n",
    [EACH] = "    (void)mem;\n    while (db_cursor_step(&c)) {\n        struct $p_sql_$q_row one;\n"
             "        read_$q(&c, NULL, &one);\n        if (c.rc == OK)\n"
             "            c.rc = row(ctx, &one);\n    }\n"
             "    return db_cursor_close(&c, NULL);\n}\n",
    [EXEC] = "    while (db_cursor_step(&c))\n        ;\n"
             "    return db_cursor_close(&c, ret_changed);\n}\n",
};

struct str emit_source(const struct migrations *ms, const struct queries *qs, struct str folder)
{
    struct emit e = begin(folder);
    say(&e, "#include \"$f/$p_sql.h\"\n\n#include \"platform/db/statement.h\"\n\n");
    migrations(&e, ms);
    for (e.q = qs->p; e.q < qs->p + qs->n; e.q++) {
        out_fmt(&e.o, "\n#line %d \"%s\"\n", e.q->line, e.q->file);
        if (e.q->shape != EXEC)
            read_row(&e);
        signature(&e);
        say(&e, "\n{\n");
        statements(&e);
        choose(&e);
        say(&e, "    struct db_cursor c;\n    db_cursor_open(&c, db, chosen);\n");
        for (int i = 0; i < e.q->n_in; i++)
            bind(&e, i);
        say(&e, fetch[e.q->shape]);
    }
    return out_text(&e.o);
}

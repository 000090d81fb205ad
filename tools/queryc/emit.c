/* SPDX-License-Identifier: Apache-2.0 */
/* Writes <folder>_sql.h and <folder>_sql.c: table numbers, migrations, and per query an input
 * struct where needed, a row, one function. */
#include "queryc.h"

#include <ctype.h>

enum { MOST_POSITIONAL = 6 };

static const char *const c_types[] = {
    "",        "t_id ",        "struct str ",   "int64_t ",    "bool ",
    "t_time ", "struct date ", "struct money ", "struct str ", "struct blob "
};
/* How a value of the type becomes the int64_t that is stored. */
static const char *const member[] = { "", "", "", "", "", "", ".days", ".yen", "", "" };
/* What stands for NULL where it is stored as a number. */
static const char *const null_value[] = { "",  "0",         "",          "INT64_MIN", "",
                                          "0", "INT64_MIN", "INT64_MIN", "",          "" };

static bool takes_struct(const struct query *q)
{
    return q->n_in > MOST_POSITIONAL || q->n_optional || q->n_orders;
}

static struct str upper(struct str s)
{
    char *p = arena_cstr(&arena, s);
    for (size_t i = 0; i < s.n; i++)
        p[i] = (char)toupper((unsigned char)p[i]);
    return str_n(p, s.n);
}

static struct str prefix_of(struct str folder)
{
    struct str part = folder;
    while (str_cut(&folder, '/', &part))
        ;
    return part;
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

/* The statement in an engine's words: ?1 or $1 for the first input; blanks collapsed. */
static struct str dialect(const struct query *q, struct str text, char sign)
{
    struct out o;
    struct tokens ts = lex("", text, 1);
    out_init(&o, &arena, 1 << 16);
    for (int i = 0; i < ts.n; i++) {
        const struct token *t = &ts.p[i], *before = t - 1;
        bool called = t->kind == '(' && i && before->kind == 'w' && is_name(before->text);
        bool tight = strchr("),.", t->kind) || called || (i && strchr("(.", before->kind));
        if (i && !tight)
            out_char(&o, ' ');
        int k = 0;
        while (t->kind == ':' && k < q->n_in && !str_eq(q->in[k].name, t->text))
            k++;
        if (t->kind == ':' && t->text.p[0] != ':')
            out_fmt(&o, "%c%d", sign, k + 1);
        else
            out_str(&o, t->text);
    }
    return out_text(&o);
}

static void comment(struct out *o, const struct query *q)
{
    struct str doc = q->doc, line;
    out_str(o, S("\n/*"));
    for (bool first = true; str_cut(&doc, '\n', &line); first = false)
        out_fmt(o, "%s %.*s", first ? "" : "\n *", STR(line));
    out_str(o, q->shape == EACH ? S("\n * Text of a row is valid until the callback returns. */\n")
                                : S(" */\n"));
}

static void signature(struct out *o, struct str p, const struct query *q)
{
    bool is_struct = takes_struct(q);
    out_fmt(o, "enum rc %.*s_sql_%.*s(struct db *db", STR(p), STR(q->name));
    if (q->shape != EXEC)
        out_str(o, S(", struct arena *mem"));
    for (int i = 0; i < q->n_in && !is_struct; i++)
        out_fmt(o, ", %s%.*s", c_types[q->in[i].type], STR(q->in[i].name));
    if (is_struct)
        out_fmt(o, ", const struct %.*s_sql_%.*s_in *in", STR(p), STR(q->name));
    if (q->shape == EXEC)
        out_str(o, S(", int64_t *ret_changed"));
    else if (q->shape == EACH)
        out_fmt(o, ", enum rc (*row)(void *ctx, const struct %.*s_sql_%.*s_row *), void *ctx",
                STR(p), STR(q->name));
    else
        out_fmt(o, ", struct %.*s_sql_%.*s_row%s *ret_row%s%s", STR(p), STR(q->name),
                q->shape == MANY ? "s" : "", q->shape == MANY ? "s" : "",
                q->shape == MAYBE ? ", bool *ret_found" : "");
    out_char(o, ')');
}

static void structs(struct out *o, struct str p, const struct query *q)
{
    for (int i = 0; i < q->n_orders; i++)
        out_fmt(o, "%s%.*s_SQL_%.*s_%.*s%s",
                i ? ", " : arena_fmt(&arena, "enum %.*s_sql_%.*s_order { ", STR(p), STR(q->name)).p,
                STR(upper(p)), STR(upper(q->name)), STR(upper(q->orders[i].name)),
                i + 1 < q->n_orders ? "" : " };\n");
    if (takes_struct(q)) {
        out_fmt(o, "struct %.*s_sql_%.*s_in {\n", STR(p), STR(q->name));
        for (int i = 0; i < q->n_in; i++)
            out_fmt(o, "    %s%.*s;%s\n", c_types[q->in[i].type], STR(q->in[i].name),
                    q->in[i].nullable ? " /* may be none */" : "");
        for (int i = 0; i < q->n_optional; i++)
            out_fmt(o, "    bool has_%.*s;\n", STR(q->optional[i]));
        if (q->n_orders)
            out_fmt(o, "    enum %.*s_sql_%.*s_order order;\n", STR(p), STR(q->name));
        out_str(o, S("};\n"));
    }
    if (q->shape == EXEC)
        return;
    out_fmt(o, "struct %.*s_sql_%.*s_row {\n", STR(p), STR(q->name));
    for (int i = 0; i < q->n_columns; i++)
        out_fmt(o, "    %s%.*s;%s\n", c_types[q->columns[i].type], STR(q->columns[i].name),
                q->columns[i].nullable ? " /* may be none */" : "");
    out_str(o, S("};\n"));
    if (q->shape == MANY)
        out_fmt(
            o, "struct %.*s_sql_%.*s_rows {\n    struct %.*s_sql_%.*s_row *p;\n    size_t n;\n};\n",
            STR(p), STR(q->name), STR(p), STR(q->name));
}

struct str emit_header(const struct schema *s, const struct queries *qs, struct str folder)
{
    struct out o;
    struct str p = prefix_of(folder);
    out_init(&o, &arena, 8 << 20);
    out_fmt(&o,
            "/* Written by queryc from the queries and migrations of %.*s; do not edit. */\n"
            "#ifndef %.*s_SQL_H\n#define %.*s_SQL_H\n\n#include \"platform/db/db.h\"\n\n",
            STR(folder), STR(upper(p)), STR(upper(p)));
    out_fmt(&o,
            "extern const struct db_migration %.*s_migrations[]; /* ended by .module == NULL */\n",
            STR(p));
    bool any = false;
    for (int i = 0; i < s->n_tables; i++) {
        const struct table *t = &s->tables[i];
        struct str path = arena_fmt(&arena, "%.*s/migrations/", STR(folder));
        if (!t->number || str_find(str_of(t->file), path) == SIZE_MAX)
            continue;
        out_fmt(&o, "%s    TABLE_%.*s = %d,\n",
                any ? "" : "\nenum { /* for db_new_id() and refs */\n", STR(upper(t->name)),
                t->number);
        any = true;
    }
    out_str(&o, any ? S("};\n") : S(""));
    for (const struct query *q = qs->p; q < qs->p + qs->n; q++) {
        out_char(&o, '\n');
        structs(&o, p, q);
        comment(&o, q);
        out_str(&o, S("MUST_USE "));
        signature(&o, p, q);
        out_str(&o, S(";\n"));
    }
    out_str(&o, S("\n#endif\n"));
    return out_text(&o);
}

static void migrations(struct out *o, const struct schema *s, struct str folder)
{
    out_fmt(o, "const struct db_migration %.*s_migrations[] = {\n", STR(prefix_of(folder)));
    for (int i = 0; i < s->n_migrations; i++) {
        const struct migration *m = &s->migrations[i];
        if (!str_eq(m->folder, folder))
            continue;
        out_fmt(o,
                "    { .module = \"%.*s\", .number = %d, .name = \"%.*s\",\n"
                "      .checksum = \"%.*s\",\n      .sqlite =\n      ",
                STR(folder), m->number, STR(m->name), STR(m->checksum));
        literal(o, m->sqlite);
        out_str(o, S(",\n      .postgres =\n      "));
        literal(o, m->postgres);
        out_str(o, S(" },\n"));
    }
    out_str(o, S("    { 0 },\n};\n"));
}

static void statements(struct out *o, struct str p, const struct query *q)
{
    out_fmt(o, "    static const struct db_statement statements[] = {\n");
    for (int i = 0; i < q->n_combinations; i++) {
        const struct combination *c = &q->combinations[i];
        out_fmt(o, "        { .name = \"%.*s.%.*s\",\n          .sqlite = ", STR(p), STR(c->label));
        literal(o, dialect(q, c->text, '?'));
        out_str(o, S(",\n          .postgres = "));
        literal(o, dialect(q, q->body_postgres.n ? q->body_postgres : c->text, '$'));
        out_str(o, S(",\n          .types = \""));
        for (int k = 0; k < q->n_in; k++)
            out_char(o, strchr("tj", type_name(q->in[k].type)[2]) && q->in[k].type != T_TIME ? 't'
                        : q->in[k].type == T_BLOB                                            ? 'b'
                                                                                             : 'i');
        out_str(o, S("\" },\n"));
    }
    out_str(o, S("    };\n"));
}

/* Which of the statements: the n-th allowed combination in the order in which they were written. */
static void choose(struct out *o, const struct query *q)
{
    if (q->n_combinations == 1) {
        out_str(o, S("    const struct db_statement *chosen = statements;\n"));
        return;
    }
    int orders = q->n_orders ? q->n_orders : 1;
    out_fmt(o, "    static const signed char first[%u] = { ", 1u << q->n_optional);
    for (unsigned mask = 0; mask < 1u << q->n_optional; mask++) {
        int at = -1;
        for (int i = q->n_combinations - 1; i >= 0; i--)
            if (q->combinations[i].mask == mask)
                at = i;
        out_fmt(o, "%d, ", at);
    }
    out_str(o, S("};\n    unsigned mask = 0;\n"));
    for (int k = 0; k < q->n_optional; k++)
        out_fmt(o, "    mask |= in->has_%.*s ? %uu : 0u;\n", STR(q->optional[k]), 1u << k);
    out_str(o, S("    if (first[mask] < 0"));
    if (q->n_orders)
        out_fmt(o, " || (unsigned)in->order >= %d", orders);
    out_fmt(o,
            ")\n        return INVALID;\n"
            "    const struct db_statement *chosen = &statements[first[mask]%s];\n",
            q->n_orders ? " + (int)in->order" : "");
}

static void bind(struct out *o, const struct query *q, int i)
{
    const struct param *p = &q->in[i];
    const char *from = takes_struct(q) ? "in->" : "";
    bool text = p->type == T_TEXT || p->type == T_JSON, blob = p->type == T_BLOB;
    out_str(o, S("    "));
    if (!(p->parts & ALWAYS)) {
        out_str(o, S("if ("));
        bool any = false;
        for (int k = 0; k < q->n_optional; k++)
            if (p->parts & 1u << k) {
                out_fmt(o, "%sin->has_%.*s", any ? " || " : "", STR(q->optional[k]));
                any = true;
            }
        out_str(o, S(")\n        "));
    }
    out_fmt(o, "db_bind_%s%s(&c, %d, %s%.*s%s%s%s);\n",
            text   ? "text"
            : blob ? "blob"
                   : "int",
            p->nullable ? "_or_null" : "", i + 1, from, STR(p->name), member[p->type],
            p->nullable && !text && !blob ? ", " : "", p->nullable ? null_value[p->type] : "");
}

static void read_row(struct out *o, struct str p, const struct query *q)
{
    out_fmt(o,
            "static void read_%.*s(struct db_cursor *c, struct arena *mem, struct "
            "%.*s_sql_%.*s_row *row)\n{\n",
            STR(q->name), STR(p), STR(q->name));
    bool uses_mem = false;
    for (int i = 0; i < q->n_columns; i++) {
        const struct named_type *n = &q->columns[i];
        bool text = n->type == T_TEXT || n->type == T_JSON, blob = n->type == T_BLOB;
        uses_mem = uses_mem || text || blob;
        out_fmt(o, "    row->%.*s%s = %sdb_column_%s%s(c, %s%d%s%s)%s;\n", STR(n->name),
                member[n->type], "",
                text   ? "text"
                : blob ? "blob"
                       : "int",
                n->nullable ? "_or_null" : "", text || blob ? "mem, " : "", i,
                n->nullable && !text && !blob ? ", " : "", n->nullable ? null_value[n->type] : "",
                n->type == T_BOOL ? " != 0" : "");
    }
    out_str(o, uses_mem ? S("}\n\n") : S("    (void)mem;\n}\n\n"));
}

static void fetch(struct out *o, struct str p, const struct query *q)
{
    struct str row = arena_fmt(&arena, "struct %.*s_sql_%.*s_row", STR(p), STR(q->name));
    if (q->shape == EXEC) {
        out_str(o, S("    while (db_cursor_step(&c))\n        ;\n"
                     "    return db_cursor_close(&c, ret_changed);\n}\n"));
    } else if (q->shape == EACH) {
        out_fmt(o,
                "    (void)mem;\n    while (db_cursor_step(&c)) {\n        %.*s one;\n"
                "        read_%.*s(&c, NULL, &one);\n        if (c.rc == OK)\n"
                "            c.rc = row(ctx, &one);\n    }\n"
                "    return db_cursor_close(&c, NULL);\n}\n",
                STR(row), STR(q->name));
    } else if (q->shape == MANY) {
        out_fmt(
            o,
            "    %.*ss rows = { 0 };\n    size_t room = 0;\n"
            "    while (db_cursor_step(&c)) {\n"
            "        if (rows.n == room)\n            rows.p = db_rows_grow(&c, mem, rows.p, "
            "&room, sizeof *rows.p);\n"
            "        if (c.rc == OK)\n            read_%.*s(&c, mem, &rows.p[rows.n++]);\n    }\n"
            "    enum rc rc = db_cursor_close(&c, NULL);\n    if (rc == OK)\n"
            "        *ret_rows = rows;\n    return rc;\n}\n",
            STR(row), STR(q->name));
    } else {
        out_fmt(o,
                "    %.*s one = { 0 };\n    bool found = db_cursor_step(&c);\n    if (found)\n"
                "        read_%.*s(&c, mem, &one);\n"
                "    enum rc rc = db_cursor_close(&c, NULL);\n"
                "    if (rc != OK)\n        return rc;\n",
                STR(row), STR(q->name));
        out_str(o, q->shape == ONE
                       ? S("    if (!found)\n        return NOT_FOUND;\n"
                           "    *ret_row = one;\n    return OK;\n}\n")
                       : S("    *ret_row = one;\n    *ret_found = found;\n    return OK;\n}\n"));
    }
}

struct str emit_source(const struct schema *s, const struct queries *qs, struct str folder)
{
    struct out o;
    struct str p = prefix_of(folder);
    out_init(&o, &arena, 16 << 20);
    out_fmt(&o,
            "/* Written by queryc from the queries and migrations of %.*s; do not edit. */\n"
            "#include \"%.*s/%.*s_sql.h\"\n\n#include \"platform/db/statement.h\"\n\n",
            STR(folder), STR(folder), STR(p));
    migrations(&o, s, folder);
    for (const struct query *q = qs->p; q < qs->p + qs->n; q++) {
        out_fmt(&o, "\n#line %d \"%s\"\n", q->line, qs->file);
        if (q->shape != EXEC)
            read_row(&o, p, q);
        signature(&o, p, q);
        out_str(&o, S("\n{\n"));
        statements(&o, p, q);
        choose(&o, q);
        out_str(&o, S("    struct db_cursor c;\n    db_cursor_open(&c, db, chosen);\n"));
        for (int i = 0; i < q->n_in; i++)
            bind(&o, q, i);
        fetch(&o, p, q);
    }
    return out_text(&o);
}

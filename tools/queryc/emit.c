/* SPDX-License-Identifier: Apache-2.0 */
/* Writes <folder>_sql.h and <folder>_sql.c: table numbers, migrations, and per query an input
 * struct where needed, a row, one function.  The files are the two templates below:
 *     $x       a value; $P $Q $N in capitals: f folder, p its last part, T table numbers, set_…()
 *     $(l…$)   … for each of a list, see next()
 *     $?c…$)   … if a value is not empty */
#include "queryc.h"

#include <ctype.h>

enum { MOST_POSITIONAL = 6 };

#define WRITTEN "/* Written by queryc from the queries and migrations of $f; do not edit. */\n"
#define FUNCTION                                                                                   \
    "enum rc $p_sql_$q(struct db *db$?R, struct arena *mem$)"                                      \
    "$?P$(i, $t $n$)$)$?S, const struct $p_sql_$q_in *in$)"                                        \
    "$?O, struct $p_sql_$q_row *ret_row$)$?Y, struct $p_sql_$q_row *ret_row, bool *ret_found$)"    \
    "$?M, struct $p_sql_$q_rows *ret_rows$)$?X, int64_t *ret_changed$)"                            \
    "$?E, enum rc (*row)(void *ctx, const struct $p_sql_$q_row *), void *ctx$))"

static const char header[] =
    WRITTEN "#ifndef $P_SQL_H\n#define $P_SQL_H\n\n#include \"platform/db/db.h\"\n\n"
            "extern const struct db_migration $p_migrations[]; /* ended by .module == NULL */\n"
            "$?T\nenum { /* for db_new_id() and refs */\n$T};\n$)"
            "$(q\n"
            "$?Benum $p_sql_$q_order { $(b$,$P_SQL_$Q_$N$) };\n$)"
            "$?Sstruct $p_sql_$q_in {\n$(i    $t $n;$?N /* may be none */$)\n$)"
            "$(o    bool has_$n;\n$)$?B    enum $p_sql_$q_order order;\n$)};\n$)"
            "$?Rstruct $p_sql_$q_row {\n$(c    $t $n;$?N /* may be none */$)\n$)};\n$)"
            "$?Mstruct $p_sql_$q_rows {\n    struct $p_sql_$q_row *p;\n    size_t n;\n};\n$)"
            "\n/* $d$?E\n * Text of a row is valid until the callback returns.$) */\n"
            "MUST_USE " FUNCTION ";\n$)"
            "\n#endif\n";

#define FIRST_ROW                                                                                  \
    "    struct $p_sql_$q_row one = { 0 };\n    bool found = db_cursor_step(&c);\n"                \
    "    if (found)\n        read_$q(&c, mem, &one);\n"                                            \
    "    enum rc rc = db_cursor_close(&c, NULL);\n    if (rc != OK)\n        return rc;\n"

static const char source[] = WRITTEN
    "#include \"$f/$p_sql.h\"\n\n#include \"platform/db/statement.h\"\n\n"
    "const struct db_migration $p_migrations[] = {\n"
    "$(r$?F    { .module = \"$f\", .number = $v, .name = \"$n\",\n      .checksum = \"$s\",\n"
    "      .sqlite =\n      $a,\n      .postgres =\n      $g },\n$)$)"
    "    { 0 },\n};\n"
    "$(q\n#line $v \"$s\"\n"
    "$?Rstatic void read_$q(struct db_cursor *c, struct arena *mem, struct $p_sql_$q_row *row)\n{\n"
    "$(c    row->$n$m = db_column_$h$?N_or_null$)(c, $?Cmem, $)$i$z)$?L != 0$);\n$)"
    "$?U    (void)mem;\n$)}\n\n$)" FUNCTION "\n{\n"
    "    static const struct db_statement statements[] = {\n"
    "$(s        { .name = \"$p.$n\",\n          .sqlite = $a,\n          .postgres = $g,\n"
    "          .types = \"$(i$k$)\" },\n$)    };\n"
    "$?1    const struct db_statement *chosen = statements;\n$)"
    "$?2    static const signed char first[$w] = { $(m$v, $)};\n    unsigned mask = 0;\n"
    "$(o    mask |= in->has_$n ? $vu : 0u;\n$)"
    "    if (first[mask] < 0$?B || (unsigned)in->order >= $o$))\n        return INVALID;\n"
    "    const struct db_statement *chosen = &statements[first[mask]$?B + (int)in->order$)];\n$)"
    "    struct db_cursor c;\n    db_cursor_open(&c, db, chosen);\n"
    "$(i$u    db_bind_$h$?N_or_null$)(&c, $j, $?Sin->$)$n$m$z);\n$)"
    "$?O" FIRST_ROW "    if (!found)\n        return NOT_FOUND;\n"
    "    *ret_row = one;\n    return OK;\n}\n$)"
    "$?Y" FIRST_ROW "    *ret_row = one;\n    *ret_found = found;\n    return OK;\n}\n$)"
    "$?M    struct $p_sql_$q_rows rows = { 0 };\n    size_t room = 0;\n"
    "    while (db_cursor_step(&c)) {\n        if (rows.n == room)\n"
    "            rows.p = db_rows_grow(&c, mem, rows.p, &room, sizeof *rows.p);\n"
    "        if (c.rc == OK)\n            read_$q(&c, mem, &rows.p[rows.n++]);\n    }\n"
    "    enum rc rc = db_cursor_close(&c, NULL);\n    if (rc == OK)\n        *ret_rows = rows;\n"
    "    return rc;\n}\n$)"
    "$?E    (void)mem;\n    while (db_cursor_step(&c)) {\n        struct $p_sql_$q_row one;\n"
    "        read_$q(&c, NULL, &one);\n        if (c.rc == OK)\n            c.rc = row(ctx, "
    "&one);\n"
    "    }\n    return db_cursor_close(&c, NULL);\n}\n$)"
    "$?X    while (db_cursor_step(&c))\n        ;\n"
    "    return db_cursor_close(&c, ret_changed);\n}\n$)$)";

struct emit {
    struct out o;
    const struct migrations *ms;
    const struct queries *qs;
    const struct query *q;
    struct str
        v[128]; /* the values, by their letters; a condition holds if its value is not empty */
};

static struct str literal(struct str s)
{
    struct out o;
    out_init(&o, &arena, 4 << 20);
    out_char(&o, '"');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\n')
            out_str(&o, i + 1 < s.n ? S("\\n\"\n      \"") : S("\\n"));
        else if (s.p[i] == '"' || s.p[i] == '\\')
            out_fmt(&o, "\\%c", s.p[i]);
        else
            out_char(&o, s.p[i]);
    }
    out_char(&o, '"');
    return out_text(&o);
}

/* The statement in an engine's words: ?1 or $1 for the first input. */
static struct str dialect(const struct query *q, struct tokens ts, char sign)
{
    struct tokens words = { arena_new(&arena, struct token, (size_t)ts.n), ts.n };
    for (int i = 0; i < ts.n; i++) {
        words.p[i] = ts.p[i];
        if (ts.p[i].kind == 'p')
            words.p[i].text =
                arena_fmt(&arena, "%c%d", sign, (int)(query_input(q, &ts.p[i]) - q->in) + 1);
    }
    return literal(text_of(words, true));
}

static struct str number(int n)
{
    return arena_fmt(&arena, "%d", n);
}

static struct str yes(bool is)
{
    return is ? S("yes") : S("");
}

/* An input or a column: n name, t C type, h how, k letter of how, m member, z the argument that
 * means NULL; N NULL, C copied, L logical; u "if (in->has_a || in->has_b)" where only optional
 * parts use it. */
static void set_name(struct emit *e, const struct name *n)
{
    const struct type_facts *t = &types[n->type];
    struct str *v = e->v, u = S("");
    v['n'] = n->text, v['t'] = str_of(t->c), v['m'] = str_of(t->member);
    v['h'] = str_of(t->how), v['k'] = str_n(t->how, 1), v['C'] = yes(t->how[0] != 'i');
    v['N'] = yes(n->nullable), v['z'] = n->nullable ? str_of(t->null) : S("");
    v['L'] = yes(n->type == T_BOOL);
    for (int k = 0; k < e->q->n_optional && !(n->parts & ALWAYS); k++)
        if (n->parts & 1u << k)
            u = arena_fmt(&arena, "%.*s%sin->has_%.*s", STR(u), u.n ? " || " : "    if (",
                          STR(e->q->optional[k]));
    v['u'] = u.n ? arena_fmt(&arena, "%.*s)\n    ", STR(u)) : u;
}

/* A query: q name, d what it does, s file, v line, w masks, o orders; its shape: O Y M E X, R with
 * rows; inputs S in a struct, P positional; B ORDER BY, 1 one statement, 2 more; U mem is unused.
 */
static void set_query(struct emit *e, const struct query *q)
{
    struct str *v = e->v, doc = q->doc, line;
    bool in_struct = q->n_in > MOST_POSITIONAL || q->n_optional || q->n_orders, copies = false;
    for (int i = 0; i < q->n_columns; i++)
        copies = copies || types[q->columns[i].type].how[0] != 'i';
    for (int i = ONE; i <= EXEC; i++)
        v[(int)"OYMEX"[i]] = yes((int)q->shape == i);
    e->q = q, v['q'] = q->name, v['s'] = str_of(q->file), v['v'] = number(q->line);
    v['R'] = yes(q->shape != EXEC), v['S'] = yes(in_struct), v['P'] = yes(!in_struct);
    v['B'] = yes(q->n_orders), v['o'] = number(q->n_orders), v['w'] = number(1 << q->n_optional);
    v['1'] = yes(q->n_combinations == 1), v['2'] = yes(q->n_combinations > 1),
    v['U'] = yes(!copies);
    for (v['d'] = S(""); str_cut(&doc, '\n', &line);)
        v['d'] = arena_fmt(&arena, "%.*s%s%.*s", STR(v['d']), v['d'].n ? "\n * " : "", STR(line));
}

/* Goes to the i-th of a list: q queries, r migrations; of a query: i inputs, c columns, o optional
 * parts, b orders, s statements, m masks of parts.  False when there are no more. */
static bool next(struct emit *e, char list, int i)
{
    const struct query *q = e->q;
    struct str *v = e->v;
    if (list == 'q' && i < e->qs->n) {
        set_query(e, &e->qs->p[i]);
    } else if (list == 'r' && i < e->ms->n) {
        const struct migration *m = &e->ms->p[i];
        v['n'] = m->name, v['v'] = number(m->number), v['s'] = m->checksum;
        v['F'] = yes(str_eq(m->folder, v['f']));
        v['a'] = literal(m->sqlite), v['g'] = literal(m->postgres);
    } else if (list == 's' && i < q->n_combinations) {
        const struct combination *c = &q->combinations[i];
        v['n'] = c->label, v['a'] = dialect(q, c->ts, '?');
        v['g'] = dialect(q, q->postgres.n ? q->postgres : c->ts, '$');
    } else if (list == 'm' && i < 1 << q->n_optional) {
        int first = 0;
        while (first < q->n_combinations && q->combinations[first].mask != (unsigned)i)
            first++;
        v['v'] = number(first < q->n_combinations ? first : -1);
    } else if ((list == 'i' && i < q->n_in) || (list == 'c' && i < q->n_columns)) {
        set_name(e, list == 'i' ? &q->in[i] : &q->columns[i]);
    } else if (list == 'o' && i < q->n_optional) {
        v['n'] = q->optional[i], v['v'] = number(1 << i);
    } else if (list == 'b' && i < q->n_orders) {
        v['n'] = q->orders[i].name;
    } else {
        return false;
    }
    v['i'] = number(i), v['j'] = number(i + 1), v[','] = i ? S(", ") : S("");
    return true;
}

/* Writes up to the $) that closes; answers what stands after it. */
static const char *put(struct emit *e, const char *t, bool write)
{
    while (*t) {
        if (*t != '$') {
            out_put(&e->o, t++, write);
            continue;
        }
        char sign = t[1], what = t[2];
        t += sign == '(' || sign == '?' ? 3 : 2;
        if (sign == ')')
            return t;
        if (sign == '(') {
            for (int i = 0; write && next(e, what, i); i++)
                put(e, t, true);
            t = put(e, t, false);
        } else if (sign == '?') {
            t = put(e, t, write && e->v[(int)what].n);
        } else if (write) {
            bool capital = strchr("PQN", sign) != NULL;
            struct str s = e->v[capital ? tolower(sign) : sign];
            for (size_t i = 0; i < s.n; i++)
                out_char(&e->o, capital ? (char)toupper((unsigned char)s.p[i]) : s.p[i]);
        }
    }
    return t;
}

struct str emit(const struct migrations *ms, const struct queries *qs, struct str folder,
                bool is_header)
{
    struct emit e = { .ms = ms, .qs = qs };
    struct str prefix = folder;
    while (str_find_char(prefix, '/') != SIZE_MAX)
        prefix = str_sub(prefix, str_find_char(prefix, '/') + 1, prefix.n);
    struct answer tables =
        ask("SELECT group_concat(format('    TABLE_%s = %d,%s', upper(name), number, char(10)), '')"
            " FROM queryc WHERE number AND folder = ?1",
            folder, S(""));
    e.v['f'] = folder, e.v['p'] = prefix, e.v['T'] = tables.first;
    out_init(&e.o, &arena, 16 << 20);
    put(&e, is_header ? header : source, true);
    return out_text(&e.o);
}

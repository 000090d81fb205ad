/* SPDX-License-Identifier: Apache-2.0 */
/* Reads migrations: runs them on two in-memory SQLites, asks there what is refused of a table, and
 * writes the text for both engines.  It knows a closed set of statements and refuses the rest, so
 * that both engines mean the same. */
#include "queryc.h"

#include <sodium.h>
#include <stdlib.h>

/* What a migration may say, and which word is the table to look at afterwards. */
static const struct {
    const char *pattern;
    int table;
} allowed[] = {
    { "CREATE TABLE @ (", 2 },
    { "CREATE INDEX @ ON @ (", 4 },
    { "CREATE UNIQUE INDEX @ ON @ (", 5 },
    { "ALTER TABLE @ ADD", 2 },
    { "DROP INDEX", 0 },
    { "INSERT|UPDATE|DELETE", 0 },
};

/* What is refused of a table, asked after each statement about it: the word of the statement to
 * point at, and the message.  `us` is what we know of the table, `c` its columns, `k` its keys. */
#define OURS "t_id t_text t_int t_bool t_time t_date t_money t_json t_blob"
static const char table_rules[] =
    "WITH us AS (SELECT *, EXISTS (SELECT 1 FROM pragma_table_info(?1) WHERE name = 'town_id')"
    "              AS town FROM queryc WHERE name = ?1 COLLATE NOCASE),"
    " c AS (SELECT * FROM pragma_table_info(?1)),"
    " k AS (SELECT name AS key, iif(origin = 'pk', 'PRIMARY', 'UNIQUE') AS word, CASE origin"
    "          WHEN 'pk' THEN 'primary key' WHEN 'u' THEN 'unique key' ELSE 'unique index' END"
    "          AS what FROM pragma_index_list(?1) WHERE \"unique\") "
    "SELECT name, format('\"%s\" is no name for us', name)"
    "  FROM (SELECT name FROM us UNION ALL SELECT name FROM c)"
    " WHERE name GLOB '*[^a-z0-9_]*' OR name NOT GLOB '[a-z]*' OR length(name) > 60 UNION ALL "
    "SELECT name, format('column %s has no type of ours (" OURS ")', name) FROM c"
    " WHERE instr(' " OURS " ', ' ' || type || ' ') = 0 UNION ALL "
    "SELECT name, format('table %s has no primary key', name) FROM us"
    " WHERE NOT EXISTS (SELECT 1 FROM c WHERE pk) UNION ALL "
    "SELECT word, format('%s of %s does not contain town_id', what, name) FROM us, k WHERE town"
    "   AND NOT EXISTS (SELECT 1 FROM pragma_index_info(key) i WHERE i.name = 'town_id') UNION ALL "
    "SELECT 'PRIMARY', format('primary key of %s does not begin with town_id', us.name)"
    "  FROM us, c WHERE town AND pk = 1 AND c.name <> 'town_id' UNION ALL "
    "SELECT name, format('primary key column %s is not NOT NULL', name) FROM c"
    " WHERE pk AND NOT \"notnull\" UNION ALL "
    "SELECT 'PRIMARY', format('large table %s has a text or random primary key (%s)', us.name,"
    "       c.name) FROM us, c WHERE large AND type IN ('t_text', 't_blob')"
    "   AND pk = 1 + (town AND (SELECT max(pk) FROM c) > 1) UNION ALL "
    "SELECT 'REFERENCES', format('foreign key of %s does not contain town_id', us.name)"
    "  FROM us, pragma_foreign_key_list(?1) f WHERE town GROUP BY f.id"
    " HAVING NOT max(f.\"from\" = 'town_id') UNION ALL "
    "SELECT 'INDEX', format('an index of %s is over an expression', us.name) FROM us,"
    "       pragma_index_list(?1) l, pragma_index_info(l.name) i WHERE i.name IS NULL UNION ALL "
    "SELECT us.name, format('table %s has an id and no \"-- number N\"', us.name)"
    "  FROM us, c WHERE c.name = 'id' AND number IS NULL UNION ALL "
    "SELECT name, format('table number %d is not 1 .. 4095', number) FROM us"
    " WHERE number NOT BETWEEN 1 AND 4095 UNION ALL "
    "SELECT us.name, format('table number %d is that of %s (%s:%d)', o.number, o.name, o.file,"
    "       o.line) FROM us, queryc o WHERE o.number = us.number AND o.name <> us.name";

sqlite3 *strict, *typed;

struct statement { /* of a migration */
    const char *file;
    struct tokens ts;  /* without comments and ; */
    struct str number; /* or NULL */
    bool large;
};

struct answer ask(const char *sql, struct str a, struct str b)
{
    sqlite3_stmt *q;
    struct str said[2] = { { 0 } };
    if (sqlite3_prepare_v2(typed, sql, -1, &q, NULL))
        refuse("queryc", 1, "%s", sqlite3_errmsg(typed));
    sqlite3_bind_text(q, 1, a.p, (int)a.n, SQLITE_STATIC);
    sqlite3_bind_text(q, 2, b.p, (int)b.n, SQLITE_STATIC);
    bool row = sqlite3_step(q) == SQLITE_ROW;
    for (int i = 0; row && i < 2 && i < sqlite3_column_count(q); i++)
        if (sqlite3_column_type(q, i) != SQLITE_NULL)
            said[i] = arena_str(&arena, str_of((const char *)sqlite3_column_text(q, i)));
    sqlite3_finalize(q);
    return (struct answer) { row, said[0], said[1] };
}

enum type column_type(struct str table, struct str column, bool *ret_not_null)
{
    struct answer a =
        ask("SELECT type, \"notnull\" FROM pragma_table_info(?1) WHERE name = ?2 COLLATE NOCASE",
            table, column);
    if (ret_not_null)
        *ret_not_null = str_eq(a.second, S("1"));
    return type_of(a.first);
}

void migrations_open(void)
{
    for (sqlite3 **db = &strict; db; db = db == &strict ? &typed : NULL) {
        if (sqlite3_open_v2(":memory:", db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL))
            refuse("queryc", 1, "SQLite does not open");
        sqlite3_db_config(*db, SQLITE_DBCONFIG_DQS_DML, 0, NULL); /* "x" is a column, no text */
        sqlite3_db_config(*db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    }
    sqlite3_exec(typed, "CREATE TABLE queryc (name, number INT, large, folder, file, line)", NULL,
                 NULL, NULL);
}

static void run(const struct statement *s, sqlite3 *db, struct str sql)
{
    char *why = NULL;
    if (sqlite3_exec(db, arena_cstr(&arena, sql), NULL, NULL, &why))
        refuse(s->file, line_at(s->ts, false, sqlite3_error_offset(db)), "%s", why);
}

/* Remembers what only the comments said; SQLite knows the rest. */
static void new_table(const struct statement *s, const struct migration *m)
{
    const struct token *name = at(s->ts, 2);
    char *sql =
        sqlite3_mprintf("INSERT INTO queryc VALUES (%.*Q, %.*s, %d, %.*Q, %Q, %d)", STR(name->text),
                        STR(s->number), s->large, STR(m->folder), s->file, name->line);
    run(s, typed, str_of(sql));
    sqlite3_free(sql);
}

static void check_table(const struct statement *s, struct str table)
{
    struct answer a = ask(table_rules, table, S(""));
    int i = 0;
    while (i < s->ts.n && !str_eq_nocase(s->ts.p[i].text, a.first))
        i++;
    if (a.found)
        refuse(s->file, s->ts.p[i % s->ts.n].line, "%.*s", STR(a.second));
}

/* The statement in the words of an engine: types replaced, STRICT added. */
static struct str dialect(const struct statement *s, bool sqlite)
{
    bool table = matches(s->ts, 0, "CREATE TABLE"),
         typed_words = table || matches(s->ts, 0, "ALTER");
    struct tokens ts = { arena_new(&arena, struct token, (size_t)s->ts.n), 0 };
    for (; ts.n < s->ts.n && !(table && matches(s->ts, ts.n, "WITHOUT")); ts.n++) {
        struct token *t = &ts.p[ts.n];
        *t = s->ts.p[ts.n];
        enum type type = sqlite && typed_words && t->kind == 'w' ? type_of(t->text) : TYPE_NONE;
        if (type == T_BOOL)
            t->text = arena_fmt(&arena, "INTEGER CHECK (%.*s IN (0, 1))", STR(t[-1].text));
        else if (type)
            t->text = str_of(types[type].sqlite);
    }
    return arena_fmt(&arena, "%.*s%s%s;\n", STR(text_of(ts, false)),
                     sqlite && ts.n < s->ts.n ? " WITHOUT ROWID," : "",
                     sqlite && table ? " STRICT" : "");
}

static void take(const struct statement *s, const struct migration *m)
{
    size_t i = 0, n = COUNT(allowed);
    while (i < n && !matches(s->ts, 0, allowed[i].pattern))
        i++;
    if (i == n)
        refuse(s->file, s->ts.p[0].line, "a migration may not say %.*s",
               STR(text_of((struct tokens) { s->ts.p, s->ts.n < 5 ? s->ts.n : 5 }, false)));
    run(s, typed, dialect(s, false));
    if (i == 0)
        new_table(s, m);
    if (allowed[i].table)
        check_table(s, at(s->ts, allowed[i].table)->text);
    run(s, strict, dialect(s, true));
}

/* Takes what a comment before a statement says to us. */
static void pragma(struct statement *s, const struct token *comment)
{
    struct str said = str_trim(str_sub(comment->text, 2, comment->text.n));
    struct str number = str_starts(said, S("number ")) ? str_trim(str_sub(said, 7, said.n)) : S("");
    int64_t value;
    if (str_to_int(number, &value))
        s->number = number;
    s->large = s->large || str_eq(said, S("large"));
    if (str_starts(said, S("engine:")))
        refuse(s->file, comment->line, "a migration says the same to every engine");
}

static struct str checksum(struct str text)
{
    unsigned char sum[32];
    char *hex = arena_new(&arena, char, 65);
    crypto_generichash(sum, sizeof sum, (const unsigned char *)text.p, text.n, NULL, 0);
    return str_of(sodium_bin2hex(hex, 65, sum, sizeof sum));
}

/* …/src/civic/cases/migrations/0001_cases.sql: the folder, the number, the name. */
static struct migration named(const char *file)
{
    struct str path = str_of(file), parts[64];
    int n = 0;
    while (n < 64 && str_cut(&path, '/', &parts[n]))
        n++;
    int64_t number = 0;
    struct str base = n ? parts[n - 1] : S("");
    if (n < 4 || !str_eq(parts[n - 2], S("migrations")) || base.n < 10 || base.p[4] != '_' ||
        !str_ends(base, S(".sql")) || !str_to_int(str_sub(base, 0, 4), &number) || number < 1)
        refuse(file, 1, "a migration is called layer/folder/migrations/NNNN_name.sql");
    int first = n - 4; /* layer/folder, or all that stands below src/ */
    for (int i = 0; i < n - 4; i++)
        first = str_eq(parts[i], S("src")) ? i + 1 : first;
    return (struct migration) {
        .file = file,
        .folder = arena_join(&arena, parts + first, (size_t)(n - 2 - first), S("/")),
        .number = (int)number,
        .name = str_sub(base, 5, base.n - 4),
    };
}

/* migrations/released lists "0001 checksum" of what towns already run: never to be changed. */
static void verify_released(const struct migration *m)
{
    size_t dir = strlen(m->file) - m->name.n - strlen("0001_.sql");
    struct str path = arena_fmt(&arena, "%.*sreleased", (int)dir, m->file), part, line;
    struct str list = read_file(path.p, false);
    while (str_cut(&list, '\n', &line)) {
        int64_t number;
        if (str_cut(&line, ' ', &part) && str_to_int(part, &number) && number == m->number &&
            !str_eq(str_trim(line), m->checksum))
            refuse(m->file, 1, "was released and has changed since; write a new migration");
    }
}

void migrations_read(struct migrations *ms, const char *file)
{
    struct str text = read_file(file, true);
    struct tokens ts = lex(file, text, 1);
    struct migration *m = &ms->p[ms->n], *o = ms->p;
    *m = named(file);
    int expected = 1;
    for (; o < m; o++)
        expected += str_eq(o->folder, m->folder);
    if (m->number != expected)
        refuse(file, 1, "migration number %d of %.*s should be %d: numbers have no gaps", m->number,
               STR(m->folder), expected);
    m->checksum = checksum(text);
    verify_released(m);
    struct out sqlite, postgres;
    out_init(&sqlite, &arena, 1 << 20);
    out_init(&postgres, &arena, 1 << 20);
    for (int i = T_ID; i <= T_BLOB && ms->n == 0; i++)
        out_fmt(&postgres, "CREATE DOMAIN %s AS %s;\n", types[i].name, types[i].postgres);
    ms->n++;
    struct statement s = { .file = file,
                           .number = S("NULL"),
                           .ts.p = arena_new(&arena, struct token, (size_t)ts.n) };
    for (int i = 0; i < ts.n; i++) {
        if (ts.p[i].kind == 'c')
            pragma(&s, &ts.p[i]);
        else if (ts.p[i].kind != ';')
            s.ts.p[s.ts.n++] = ts.p[i];
        else if (s.ts.n) {
            take(&s, m);
            out_str(&sqlite, dialect(&s, true));
            out_str(&postgres, dialect(&s, false));
            s.number = S("NULL"), s.large = false, s.ts.n = 0;
        }
    }
    if (s.ts.n)
        refuse(file, s.ts.p[s.ts.n - 1].line, "the last statement has no ;");
    m->sqlite = out_text(&sqlite);
    m->postgres = out_text(&postgres);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Reads migrations: the declared types, keys and numbers of tables, and the text for both engines.
 * It knows a closed set of statements and refuses the rest, so that both engines mean the same. */
#include "queryc.h"

#include <sodium.h>

static const char *const sqlite_types[] = { "",        "INTEGER", "TEXT",    "INTEGER", "INTEGER",
                                            "INTEGER", "INTEGER", "INTEGER", "TEXT",    "BLOB" };
static const char domains[] =
    "CREATE DOMAIN t_id AS bigint;\nCREATE DOMAIN t_text AS text COLLATE \"C\";\nCREATE DOMAIN t_int AS bigint;\n"
    "CREATE DOMAIN t_bool AS smallint CHECK (VALUE IN (0, 1));\nCREATE DOMAIN t_time AS bigint;\n"
    "CREATE DOMAIN t_date AS bigint;\nCREATE DOMAIN t_money AS bigint;\n"
    "CREATE DOMAIN t_json AS text COLLATE \"C\";\nCREATE DOMAIN t_blob AS bytea;\n";

struct reader { /* one statement of one migration */
    struct schema *schema;
    const char *file;
    struct token *t; /* without comments, ended by a ';' */
    int n;
    int number;
    bool large, only_sqlite, only_postgres;
};

struct table *schema_find(const struct schema *s, struct str name)
{
    for (int i = 0; i < s->n_tables; i++)
        if (str_eq_nocase(s->tables[i].name, name))
            return &s->tables[i];
    return NULL;
}

const struct column *table_column(const struct table *t, struct str name)
{
    for (int i = 0; i < t->n_columns; i++)
        if (str_eq_nocase(t->columns[i].name, name))
            return &t->columns[i];
    return NULL;
}

static bool has_word(const struct key *k, const char *name)
{
    for (int i = 0; i < k->n; i++)
        if (str_eq(k->column[i], str_of(name)))
            return true;
    return false;
}

/* The names in the parentheses that open at t[i]; directions and functions are passed over. */
static struct key names_in(const struct reader *r, int i)
{
    struct key k = { 0 };
    int depth = r->t[i].depth;
    for (i++; i < r->n && r->t[i].depth > depth; i++)
        if (r->t[i].kind == 'w' && (r->t[i - 1].kind == '(' || r->t[i - 1].kind == ',')) {
            if (k.n == 8)
                refuse(r->file, r->t[i].line, "more than 8 columns in a key");
            k.column[k.n++] = r->t[i].text;
        }
    return k;
}

static void add_key(const struct reader *r, struct table *t, struct key k, int line,
                    const char *what)
{
    if (t->is_town && !has_word(&k, "town_id"))
        refuse(r->file, line, "%s of %.*s does not contain town_id", what, STR(t->name));
    if (t->n_keys == MOST_KEYS)
        refuse(r->file, line, "more than %d keys", MOST_KEYS);
    t->keys[t->n_keys++] = k;
}

static void primary_key(const struct reader *r, struct table *t, struct key k, int line)
{
    add_key(r, t, k, line, "primary key");
    if (t->is_town && !str_eq(k.column[0], S("town_id")))
        refuse(r->file, line, "primary key of %.*s does not begin with town_id", STR(t->name));
    for (int i = 0; i < k.n; i++) {
        const struct column *c = table_column(t, k.column[i]);
        if (!c)
            refuse(r->file, line, "key column %.*s is not declared", STR(k.column[i]));
        if (!c->not_null)
            refuse(r->file, line, "primary key column %.*s is not NOT NULL", STR(c->name));
    }
    const struct column *first = table_column(t, k.column[t->is_town && k.n > 1]);
    if (r->large && (first->type == T_TEXT || first->type == T_BLOB))
        refuse(r->file, line, "large table %.*s has a text or random primary key (%.*s)",
               STR(t->name), STR(first->name));
}

static void foreign_key(const struct reader *r, const struct table *t, struct key k, int line)
{
    if (t->is_town && !has_word(&k, "town_id"))
        refuse(r->file, line, "foreign key of %.*s does not contain town_id", STR(t->name));
}

/* name type [NOT NULL] [UNIQUE] [PRIMARY KEY] [REFERENCES …] at t[from..to). */
static void column(const struct reader *r, struct table *t, int from, int to)
{
    const struct token *name = &r->t[from];
    if (name->kind != 'w' || !is_name(name->text))
        refuse(r->file, name->line, "\"%.*s\" is no column name", STR(name->text));
    enum type type = from + 1 < to ? type_of(r->t[from + 1].text) : TYPE_NONE;
    if (type == TYPE_NONE)
        refuse(r->file, name->line,
               "column %.*s has no type of ours (t_id t_text t_int t_bool "
               "t_time t_date t_money t_json t_blob)",
               STR(name->text));
    if (t->n_columns == MOST_COLUMNS || table_column(t, name->text))
        refuse(r->file, name->line, "column %.*s: twice, or too many", STR(name->text));
    struct column *c = &t->columns[t->n_columns++];
    *c = (struct column) { .name = name->text, .type = type };
    t->is_town = t->is_town || str_eq(name->text, S("town_id"));
    struct key own = { .column = { name->text }, .n = 1 };
    for (int i = from + 2; i < to; i++)
        if (is_word(&r->t[i], "NULL") && is_word(&r->t[i - 1], "NOT"))
            c->not_null = true;
    for (int i = from + 2; i < to; i++) {
        if (is_word(&r->t[i], "PRIMARY"))
            primary_key(r, t, own, name->line);
        if (is_word(&r->t[i], "UNIQUE"))
            add_key(r, t, own, name->line, "unique column");
        if (is_word(&r->t[i], "REFERENCES"))
            foreign_key(r, t, own, name->line);
    }
}

/* One item of a CREATE TABLE: a column, or a key over several. */
static void item(const struct reader *r, struct table *t, int from, int to)
{
    int at = is_word(&r->t[from], "CONSTRAINT") ? from + 2 : from;
    int open = at;
    while (open < to && r->t[open].kind != '(')
        open++;
    int line = r->t[from].line;
    if (at >= to)
        refuse(r->file, line, "an empty item in CREATE TABLE");
    if (is_word(&r->t[at], "PRIMARY"))
        primary_key(r, t, names_in(r, open), line);
    else if (is_word(&r->t[at], "UNIQUE"))
        add_key(r, t, names_in(r, open), line, "unique key");
    else if (is_word(&r->t[at], "FOREIGN"))
        foreign_key(r, t, names_in(r, open), line);
    else if (!is_word(&r->t[at], "CHECK"))
        column(r, t, from, to);
}

static struct table *new_table(const struct reader *r, const struct token *name)
{
    if (name->kind != 'w' || !is_name(name->text))
        refuse(r->file, name->line, "\"%.*s\" is no table name", STR(name->text));
    if (schema_find(r->schema, name->text))
        refuse(r->file, name->line, "table %.*s exists already", STR(name->text));
    if (r->schema->n_tables == MOST_TABLES)
        refuse(r->file, name->line, "more than %d tables", MOST_TABLES);
    struct table *t = &r->schema->tables[r->schema->n_tables++];
    *t = (struct table) { .name = name->text,
                          .number = r->number,
                          .large = r->large,
                          .file = r->file,
                          .line = name->line };
    return t;
}

static void take_number(const struct reader *r, const struct table *t)
{
    if (table_column(t, S("id")) && !r->number)
        refuse(r->file, t->line, "table %.*s has an id and no \"-- number N\"", STR(t->name));
    if (r->number < 0 || r->number > LARGEST_TABLE_NUMBER)
        refuse(r->file, t->line, "table number %d is not 1 .. %d", r->number, LARGEST_TABLE_NUMBER);
    for (const struct table *o = r->schema->tables; o < t; o++)
        if (r->number && o->number == r->number)
            refuse(r->file, t->line, "table number %d is that of %.*s (%s:%d)", r->number,
                   STR(o->name), o->file, o->line);
}

static void create_table(const struct reader *r)
{
    if (r->n < 4 || r->t[3].kind != '(')
        refuse(r->file, r->t[0].line, "write CREATE TABLE name (…)");
    struct table *t = new_table(r, &r->t[2]);
    int from = 4;
    for (int i = 4; i < r->n; i++)
        if ((r->t[i].kind == ',' && r->t[i].depth == 1) ||
            (r->t[i].kind == ')' && r->t[i].depth == 0)) {
            item(r, t, from, i);
            from = i + 1;
            if (r->t[i].kind == ')')
                break;
        }
    if (!t->n_keys)
        refuse(r->file, t->line, "table %.*s has no primary key", STR(t->name));
    take_number(r, t);
}

static void create_index(const struct reader *r)
{
    bool unique = is_word(&r->t[1], "UNIQUE");
    int on = unique ? 4 : 3;
    struct table *t = r->n > on + 2 && is_word(&r->t[on], "ON")
                          ? schema_find(r->schema, r->t[on + 1].text)
                          : NULL;
    if (!t || r->t[on + 2].kind != '(')
        refuse(r->file, r->t[0].line,
               "write CREATE [UNIQUE] INDEX name ON table (…), of a table "
               "that exists");
    struct key k = names_in(r, on + 2);
    for (int i = 0; i < k.n; i++)
        if (!table_column(t, k.column[i]))
            refuse(r->file, r->t[0].line, "%.*s has no column %.*s", STR(t->name),
                   STR(k.column[i]));
    if (unique)
        add_key(r, t, k, r->t[0].line, "unique index");
    for (int i = on; i < r->n; i++)
        if (unique && is_word(&r->t[i], "WHERE")) {
            t->n_keys--; /* unique among some rows only: no key for :one */
            break;
        }
}

static void alter_table(const struct reader *r)
{
    int at = r->n > 4 && is_word(&r->t[4], "COLUMN") ? 5 : 4;
    struct table *t = r->n > at ? schema_find(r->schema, r->t[2].text) : NULL;
    if (!t || !is_word(&r->t[3], "ADD"))
        refuse(r->file, r->t[0].line, "write ALTER TABLE name ADD COLUMN column type …");
    column(r, t, at, r->n);
}

static void understand(const struct reader *r)
{
    const struct token *t = r->t;
    if (is_word(&t[0], "CREATE") && is_word(&t[1], "TABLE"))
        create_table(r);
    else if (is_word(&t[0], "CREATE") && (is_word(&t[1], "INDEX") || is_word(&t[1], "UNIQUE")))
        create_index(r);
    else if (is_word(&t[0], "CREATE") && is_word(&t[1], "VIRTUAL") && r->only_sqlite && r->n > 3)
        new_table(r, &t[3])->is_virtual = true;
    else if (is_word(&t[0], "ALTER"))
        alter_table(r);
    else if (!is_word(&t[0], "INSERT") && !is_word(&t[0], "UPDATE") && !is_word(&t[0], "DELETE") &&
             !(is_word(&t[0], "DROP") && is_word(&t[1], "INDEX")) && !r->only_postgres)
        refuse(r->file, t[0].line, "a migration may not say %.*s %.*s", STR(t[0].text),
               STR(t[1].text));
}

/* The statement in the words of an engine: types replaced, STRICT added, comments left out. */
static void write_dialect(const struct reader *r, bool sqlite, struct out *o)
{
    bool table = is_word(&r->t[0], "CREATE") && is_word(&r->t[1], "TABLE");
    bool typed = table || is_word(&r->t[0], "ALTER");
    bool rowid = true;
    for (int i = 0; i < r->n; i++) {
        const struct token *t = &r->t[i];
        enum type type = t->kind == 'w' && typed ? type_of(t->text) : TYPE_NONE;
        if (i && !(t->kind == ')' || t->kind == ',' || t->kind == '.' || r->t[i - 1].kind == '(' ||
                   r->t[i - 1].kind == '.'))
            out_char(o, ' ');
        if (table && is_word(t, "WITHOUT")) {
            rowid = false;
            break;
        }
        if (sqlite && type == T_BOOL)
            out_fmt(o, "INTEGER CHECK (%.*s IN (0, 1))", STR(r->t[i - 1].text));
        else if (sqlite && type)
            out_fmt(o, "%s", sqlite_types[type]);
        else
            out_fmt(o, "%s%.*s", t->kind == ':' && t->text.n > 1 ? ":" : "", STR(t->text));
    }
    out_fmt(o, "%s%s;\n", sqlite && !rowid ? "WITHOUT ROWID," : "",
            table && sqlite ? " STRICT" : "");
}

/* Takes what a comment before a statement says to us. */
static void pragma(struct reader *r, struct str comment)
{
    struct str s = str_trim(str_sub(comment, 2, comment.n));
    int64_t number;
    if (str_starts(s, S("number ")) && str_to_int(str_trim(str_sub(s, 7, s.n)), &number))
        r->number = number > 0 && number <= LARGEST_TABLE_NUMBER ? (int)number : -1;
    r->large = r->large || str_eq(s, S("large"));
    r->only_sqlite = r->only_sqlite || str_eq(s, S("engine: sqlite"));
    r->only_postgres = r->only_postgres || str_eq(s, S("engine: postgres"));
}

static struct str checksum(struct str text)
{
    unsigned char sum[32];
    char *hex = arena_new(&arena, char, 65);
    crypto_generichash(sum, sizeof sum, (const unsigned char *)text.p, text.n, NULL, 0);
    sodium_bin2hex(hex, 65, sum, sizeof sum);
    return str_of(hex);
}

/* …/src/civic/cases/migrations/0001_cases.sql: the folder, the number, the name. */
static struct migration named(const char *file)
{
    struct migration m = { .file = file };
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
        if (str_eq(parts[i], S("src")))
            first = i + 1;
    m.folder = arena_join(&arena, parts + first, (size_t)(n - 2 - first), S("/"));
    m.number = (int)number;
    m.name = str_sub(base, 5, base.n - 4);
    return m;
}

void migrations_read(struct schema *s, const char *file)
{
    struct str text = read_file(file, NULL);
    struct tokens ts = lex(file, text, 1);
    struct migration m = named(file);
    struct out sqlite, postgres;
    out_init(&sqlite, &arena, 1 << 20);
    out_init(&postgres, &arena, 1 << 20);
    if (s->n_migrations == 0)
        out_str(&postgres, str_of(domains));
    struct reader r = { .schema = s,
                        .file = file,
                        .t = arena_new(&arena, struct token, (size_t)ts.n + 2) };
    for (int i = 0; i < ts.n; i++) {
        if (ts.p[i].kind == '-')
            pragma(&r, ts.p[i].text);
        else if (ts.p[i].kind != ';')
            r.t[r.n++] = ts.p[i];
        if (ts.p[i].kind != ';' || r.n == 0)
            continue;
        understand(&r);
        if (!r.only_postgres)
            write_dialect(&r, true, &sqlite);
        if (!r.only_sqlite)
            write_dialect(&r, false, &postgres);
        r = (struct reader) { .schema = s,
                              .file = file,
                              .t = arena_new(&arena, struct token, (size_t)ts.n + 2) };
    }
    if (r.n)
        refuse(file, r.t[r.n - 1].line, "the last statement has no ;");
    m.checksum = checksum(text);
    m.sqlite = out_text(&sqlite);
    m.postgres = out_text(&postgres);
    s->migrations[s->n_migrations++] = m;
}

/* migrations/released lists "0001 checksum" of what towns already run: never to be changed. */
static void verify_released(const struct migration *m)
{
    size_t dir = strlen(m->file) - m->name.n - strlen("0001_.sql");
    struct str path = arena_fmt(&arena, "%.*sreleased", (int)dir, m->file), part, line;
    bool found;
    struct str list = read_file(path.p, &found);
    while (found && str_cut(&list, '\n', &line)) {
        int64_t number;
        if (!str_cut(&line, ' ', &part) || !str_to_int(part, &number) || number != m->number)
            continue;
        if (!str_eq(str_trim(line), m->checksum))
            refuse(m->file, 1, "was released and has changed since; write a new migration");
    }
}

void migrations_verify(const struct schema *s)
{
    for (int i = 0; i < s->n_migrations; i++) {
        const struct migration *m = &s->migrations[i];
        int expected = 1;
        for (int k = 0; k < i; k++)
            expected += str_eq(s->migrations[k].folder, m->folder);
        if (m->number != expected)
            refuse(m->file, 1, "migration number %d of %.*s should be %d: numbers have no gaps",
                   m->number, STR(m->folder), expected);
        verify_released(m);
    }
}

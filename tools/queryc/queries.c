/* SPDX-License-Identifier: Apache-2.0 */
/* Reads queries.sql: headers, bodies, optional parts; expands every allowed combination. */
#include "queryc.h"

static const char *const shape_names[] = { "one", "maybe", "many", "each", "exec" };

static struct str next_word(struct str *rest)
{
    struct str word = S("");
    *rest = str_trim(*rest);
    size_t n = 0;
    while (n < rest->n && rest->p[n] != ' ')
        n++;
    word = str_sub(*rest, 0, n);
    *rest = str_trim(str_sub(*rest, n, rest->n));
    return word;
}

/* "name t_type?, name t_type": inputs, or outputs of expressions. */
static void typed_names(struct queries *qs, struct query *q, struct str list, int line, bool in)
{
    struct str part;
    while (str_cut(&list, ',', &part)) {
        struct str name = next_word(&part), type = part;
        if (name.n == 0)
            continue;
        bool nullable = str_ends(type, S("?"));
        enum type t = type_of(str_sub(type, 0, type.n - nullable));
        if (!is_name(name) || t == TYPE_NONE)
            refuse(qs->file, line, "\"%.*s %.*s\" is not a name and a type of ours", STR(name),
                   STR(type));
        if (nullable && (!in || t == T_BOOL))
            refuse(qs->file, line, "%.*s: %s", STR(name),
                   in ? "a t_bool is never NULL" : "a NULL output is declared by \"null\"");
        if (q->n_in == MOST_PARAMS || q->n_out == MOST_COLUMNS)
            refuse(qs->file, line, "too many names");
        for (int i = 0; in && i < q->n_in; i++)
            if (str_eq(q->in[i].name, name))
                refuse(qs->file, line, "input %.*s is declared twice", STR(name));
        if (in)
            q->in[q->n_in++] = (struct param) { .name = name, .type = t, .nullable = nullable };
        else
            q->out[q->n_out++] = (struct named_type) { .name = name, .type = t };
    }
}

/* "a, b | c": a combination is a subset of one group between the bars. */
static void optional_names(struct queries *qs, struct query *q, struct str list, int line)
{
    struct str group, part;
    while (str_cut(&list, '|', &group)) {
        unsigned bits = 0;
        while (str_cut(&group, ',', &part)) {
            struct str name = str_trim(part);
            int k = 0;
            while (k < q->n_optional && !str_eq(q->optional[k], name))
                k++;
            if (!is_name(name) || str_eq(name, S("order")) || k == MOST_OPTIONAL)
                refuse(qs->file, line,
                       k == MOST_OPTIONAL ? "more than 64 combinations: at most 6 optional parts"
                                          : "\"%.*s\" is no name of an optional part",
                       STR(name));
            if (k == q->n_optional)
                q->optional[q->n_optional++] = name;
            bits |= 1u << k;
        }
        if (q->n_groups == MOST_OPTIONAL)
            refuse(qs->file, line, "too many groups");
        q->groups[q->n_groups++] = bits;
    }
}

/* "due: due_on, id; newest: received_at DESC" */
static void order_names(struct queries *qs, struct query *q, struct str list, int line)
{
    struct str part;
    while (str_cut(&list, ';', &part)) {
        size_t colon = str_find_char(part, ':');
        struct str name = str_trim(str_sub(part, 0, colon));
        if (colon == SIZE_MAX || !is_name(name) || q->n_orders == MOST_ORDERS)
            refuse(qs->file, line, "write an order as \"name: column, column DESC; name: …\"");
        struct str text = str_trim(str_sub(part, colon + 1, part.n));
        if (str_find_char(text, ':') != SIZE_MAX)
            refuse(qs->file, line, "a parameter in an ORDER BY: orderings are a closed list");
        q->orders[q->n_orders++] = (struct order) { name, text };
    }
}

/* One comment line of a header; `last` is the word a line ending in a comma goes on with. */
static void header_line(struct queries *qs, struct query *q, struct str s, int line,
                        struct str *last)
{
    struct str rest = s, word = next_word(&rest);
    if (last->n && !str_eq(word, *last))
        word = *last, rest = s;
    *last = str_ends(rest, S(",")) || str_ends(rest, S(";")) ? word : S("");
    if (str_eq(word, S("in"))) {
        typed_names(qs, q, rest, line, true);
    } else if (str_eq(word, S("out"))) {
        typed_names(qs, q, rest, line, false);
    } else if (str_eq(word, S("null"))) {
        struct str part;
        while (str_cut(&rest, ',', &part) && q->n_null < MOST_COLUMNS)
            if (str_trim(part).n)
                q->null[q->n_null++] = (struct named_type) { .name = str_trim(part) };
    } else if (str_eq(word, S("optional"))) {
        optional_names(qs, q, rest, line);
    } else if (str_eq(word, S("order"))) {
        order_names(qs, q, rest, line);
    } else if (str_eq(word, S("global")) && rest.n == 0) {
        q->global = true;
    } else if (str_eq(word, S("scan")) && rest.n == 0) {
        q->scan = true;
    } else {
        *last = S("");
        q->doc = q->doc.n ? arena_fmt(&arena, "%.*s\n%.*s", STR(q->doc), STR(s)) : s;
    }
}

/* "-- name :shape" begins a query. */
static bool header(struct queries *qs, struct str s, int line)
{
    size_t colon = str_find(s, S(" :"));
    struct str name = str_trim(str_sub(s, 0, colon));
    if (colon == SIZE_MAX || !is_name(name) || str_find_char(str_trim(s), ' ') != name.n)
        return false;
    struct str shape = str_trim(str_sub(s, colon + 2, s.n));
    struct query q = { .name = name, .line = line };
    while (q.shape <= EXEC && !str_eq(shape, str_of(shape_names[q.shape])))
        q.shape++;
    if (q.shape > EXEC)
        refuse(qs->file, line, "unknown shape :%.*s (:one :maybe :many :each :exec)", STR(shape));
    for (int i = 0; i < qs->n; i++)
        if (str_eq(qs->p[i].name, name))
            refuse(qs->file, line, "query %.*s exists already (line %d)", STR(name), qs->p[i].line);
    if (qs->n == MOST_QUERIES)
        refuse(qs->file, line, "more than %d queries", MOST_QUERIES);
    qs->p[qs->n++] = q;
    return true;
}

/* The body from *at up to its ; without comments, line ends kept. */
static struct str body(struct queries *qs, struct str text, size_t *at, int *line)
{
    struct out o;
    int first = *line;
    out_init(&o, &arena, 1 << 16);
    char quote = 0;
    for (size_t i = *at; i < text.n; i++) {
        char c = text.p[i];
        if (quote == 0 && c == '-' && i + 1 < text.n && text.p[i + 1] == '-')
            while (i + 1 < text.n && text.p[i + 1] != '\n')
                i++, c = ' ';
        if (c == '\n')
            ++*line;
        if (quote ? c == quote : c == '\'' || c == '"')
            quote = quote ? 0 : c;
        if (c == ';' && !quote) {
            *at = i + 1;
            return out_text(&o);
        }
        out_char(&o, c);
    }
    refuse(qs->file, first, "a statement without its ;");
}

/* Puts optional parts and the ordering in their places. */
static struct str expand(const struct queries *qs, const struct query *q, struct str text,
                         unsigned mask, int order)
{
    struct out o;
    int line = q->body_line;
    out_init(&o, &arena, 1 << 16);
    for (size_t i = 0; i < text.n; i++) {
        line += text.p[i] == '\n';
        if (text.p[i] != '[') {
            out_char(&o, text.p[i]);
            continue;
        }
        struct str part = str_sub(text, i + 1, text.n);
        part = str_sub(part, 0, str_find_char(part, ']'));
        i += part.n + 1;
        struct str name = str_trim(str_sub(part, 0, str_find_char(part, ':')));
        int k = 0;
        while (k < q->n_optional && !str_eq(q->optional[k], name))
            k++;
        if (str_eq(name, S("order")) && q->n_orders)
            out_str(&o, q->orders[order].text);
        else if (k == q->n_optional || i >= text.n)
            refuse(qs->file, line, "[%.*s]: no such %s", STR(name),
                   str_eq(name, S("order")) ? "order was declared" : "optional part");
        else if (mask & 1u << k)
            out_str(&o, str_sub(part, name.n + 1, part.n));
        else
            for (size_t c = 0; c < part.n; c++)
                if (part.p[c] == '\n')
                    out_char(&o, '\n');
    }
    return out_text(&o);
}

static struct str label(const struct query *q, unsigned mask, int order)
{
    struct out o;
    out_init(&o, &arena, 1000);
    out_str(&o, q->name);
    for (int k = 0; k < q->n_optional; k++)
        if (mask & 1u << k)
            out_fmt(&o, " +%.*s", STR(q->optional[k]));
    if (q->n_orders)
        out_fmt(&o, " by %.*s", STR(q->orders[order].name));
    return out_text(&o);
}

static bool allowed(const struct query *q, unsigned mask)
{
    bool is = mask == 0;
    for (int g = 0; g < q->n_groups; g++)
        is = is || (mask & ~q->groups[g]) == 0;
    return is;
}

/* Which parts use which parameter: by expanding each part alone. */
static void find_uses(const struct queries *qs, struct query *q)
{
    for (int k = -1; k < q->n_optional; k++) {
        unsigned mask = k < 0 ? 0 : 1u << k;
        struct tokens ts = lex(qs->file, expand(qs, q, q->body, mask, 0), q->body_line);
        for (int i = 0; i < ts.n; i++) {
            if (ts.p[i].kind != ':' || ts.p[i].text.p[0] == ':')
                continue;
            struct param *p = q->in;
            while (p < q->in + q->n_in && !str_eq(p->name, ts.p[i].text))
                p++;
            if (p == q->in + q->n_in)
                refuse(qs->file, ts.p[i].line, "parameter :%.*s is not declared by \"in\"",
                       STR(ts.p[i].text));
            p->parts |= k < 0 ? ALWAYS : mask;
        }
    }
    for (int i = 0; i < q->n_in; i++)
        if (!q->in[i].parts)
            refuse(qs->file, q->line, "parameter :%.*s is declared and not used",
                   STR(q->in[i].name));
    for (int k = 0; k < q->n_optional; k++)
        if (str_find(q->body, arena_fmt(&arena, "[%.*s:", STR(q->optional[k]))) == SIZE_MAX)
            refuse(qs->file, q->line, "optional part %.*s does not occur", STR(q->optional[k]));
    if (q->n_orders && str_find(q->body, S("[order]")) == SIZE_MAX)
        refuse(qs->file, q->line, "orders are declared, [order] does not occur");
}

static void combine(const struct queries *qs, struct query *q)
{
    int orders = q->n_orders ? q->n_orders : 1, n = 0;
    for (unsigned mask = 0; mask < 1u << q->n_optional; mask++)
        n += allowed(q, mask) ? orders : 0;
    if (n > MOST_COMBINATIONS)
        refuse(qs->file, q->line, "%d combinations, more than 64 combinations are not written", n);
    q->combinations = arena_new(&arena, struct combination, (size_t)n);
    for (unsigned mask = 0; mask < 1u << q->n_optional; mask++)
        for (int order = 0; allowed(q, mask) && order < orders; order++)
            q->combinations[q->n_combinations++] =
                (struct combination) { mask, order, label(q, mask, order),
                                       expand(qs, q, q->body, mask, order), S("") };
}

/* The other engine's own body is not prepared here: only its inputs can be checked. */
static void check_postgres(const struct queries *qs, const struct query *q, int line)
{
    struct tokens ts = lex(qs->file, q->body_postgres, line);
    if (q->n_optional || q->n_orders)
        refuse(qs->file, line, "a body for one engine has no optional parts and no orders");
    for (int i = 0; i < ts.n; i++) {
        bool declared = ts.p[i].kind != ':' || ts.p[i].text.p[0] == ':';
        for (int k = 0; k < q->n_in && !declared; k++)
            declared = str_eq(q->in[k].name, ts.p[i].text);
        if (!declared)
            refuse(qs->file, ts.p[i].line, "parameter :%.*s is not declared by \"in\"",
                   STR(ts.p[i].text));
    }
}

static void take_body(struct queries *qs, struct str text, size_t *at, int *line, bool postgres)
{
    struct query *q = &qs->p[qs->n - 1];
    int first = *line;
    struct str sql = body(qs, text, at, line);
    if (postgres) {
        q->body_postgres = sql;
        check_postgres(qs, q, first);
        return;
    }
    q->body = sql;
    q->body_line = first;
    if (q->doc.n == 0)
        refuse(qs->file, q->line, "query %.*s has no comment that says what it does", STR(q->name));
    find_uses(qs, q);
    combine(qs, q);
}

void queries_read(struct queries *qs, const char *file)
{
    struct str text = read_file(file, NULL), last = S("");
    bool in_header = false, postgres = false;
    int line = 1;
    qs->file = file;
    qs->p = arena_new(&arena, struct query, MOST_QUERIES);
    for (size_t at = 0; at < text.n;) {
        size_t end = at;
        while (end < text.n && text.p[end] != '\n')
            end++;
        struct str s = str_trim(str_sub(text, at, end));
        if (s.n && !str_starts(s, S("--"))) {
            if (!in_header && !postgres)
                refuse(file, line, "SQL without a header \"-- name :shape\"");
            take_body(qs, text, &at, &line, postgres);
            in_header = postgres = false;
            continue;
        }
        struct str comment = str_trim(str_sub(s, 2, s.n));
        if (in_header && comment.n)
            header_line(qs, &qs->p[qs->n - 1], comment, line, &last);
        else if (qs->n && str_eq(comment, S("engine: postgres")))
            postgres = true;
        else if (header(qs, comment, line))
            in_header = true, last = S("");
        at = end + 1;
        line++;
    }
    if (in_header)
        refuse(file, line, "the last query has no SQL");
}

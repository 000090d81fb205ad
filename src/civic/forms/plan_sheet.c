/* SPDX-License-Identifier: Apache-2.0 */
/* One sheet as the compiler wants it: known columns found by their headers in any order and any of
 * the languages, cells trimmed, and every doubt told with sheet and cell. */
#include "civic/forms/plan_build.h"

#include "base/text.h"

#include <assert.h>

enum { LONGEST_WORD = 64 };

/* Levenshtein distance of two short words; large when one is too long. */
static size_t distance(struct str a, struct str b)
{
    if (a.n >= LONGEST_WORD || b.n >= LONGEST_WORD)
        return LONGEST_WORD;
    size_t row[LONGEST_WORD + 1];
    for (size_t j = 0; j <= b.n; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            size_t best = diagonal + (a.p[i - 1] != b.p[j - 1]);
            diagonal = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[b.n];
}

struct str nearest_word(struct str word, struct str (*at)(const void *list, size_t i),
                        const void *list, size_t n)
{
    struct str best = { 0 };
    size_t least = word.n < 5 ? 2 : word.n / 3 + 1;
    for (size_t i = 0; i < n; i++) {
        size_t d = distance(word, at(list, i));
        if (d < least) {
            least = d;
            best = at(list, i);
        }
    }
    return best;
}

static struct str cell_name(struct arena *mem, size_t column, size_t line)
{
    char letters[8];
    size_t n = sizeof letters;
    size_t c = column + 1;
    while (c > 0 && n > 0) {
        letters[--n] = (char)('A' + (c - 1) % 26);
        c = (c - 1) / 26;
    }
    return arena_fmt(mem, "%.*s%zu", (int)(sizeof letters - n), letters + n, line);
}

void find_in(struct build *b, bool error, struct str sheet, struct str cell, const char *code,
             struct str ja, struct str en)
{
    b->refused |= error;
    if (b->n_found >= MOST_FINDINGS)
        return;
    struct found *f = arena_new(b->mem, struct found, 1);
    f->finding = (struct finding) { error, sheet, cell, str_of(code), ja, en };
    *(b->last_found ? &b->last_found->next : &b->first_found) = f;
    b->last_found = f;
    b->n_found++;
}

void find_at(struct build *b, bool error, const struct sheet *s, const struct csv_row *row,
             int column, const char *code, struct str ja, struct str en)
{
    int at = column < 0 ? 0 : s->at[column][JA];
    for (int l = 0; column >= 0 && at < 0 && l < LANGUAGES; l++)
        at = s->at[column][l];
    size_t place = at < 0 ? 0 : (size_t)at;
    find_in(b, error, s->name, cell_name(b->mem, place, row ? row->line : 1), code, ja, en);
}

/* "label::English (en)" → label and EN; "label" → label and JA; "bind::gov:kind" stays whole. */
static struct str header_split(struct arena *mem, struct str header, enum language *ret_language,
                               bool *ret_other)
{
    *ret_language = JA;
    *ret_other = false;
    struct str h = str_trim(header);
    char *low = arena_cstr(mem, h);
    size_t end = h.n;
    size_t colon = str_find(h, S("::"));
    if (colon != SIZE_MAX && !str_starts(h, S("bind::")) && !str_starts(h, S("body::"))) {
        struct str l = str_trim(str_sub(h, colon + 2, h.n));
        size_t open = str_find_char(l, '(');
        if (open != SIZE_MAX && str_ends(l, S(")")))
            l = str_sub(l, open + 1, l.n - 1);
        if (str_eq(l, S("ja-x-easy")) || str_eq(l, S("やさしい日本語")))
            *ret_language = EASY;
        else if (str_eq(l, S("en")) || str_eq(l, S("English")))
            *ret_language = EN;
        else
            *ret_other = !str_eq(l, S("ja")) && !str_eq(l, S("日本語"));
        end = str_trim(str_sub(h, 0, colon)).n;
    }
    for (size_t i = 0; i < end; i++) {
        if (low[i] >= 'A' && low[i] <= 'Z')
            low[i] = (char)(low[i] - 'A' + 'a');
        if (low[i] == ' ')
            low[i] = '_';
    }
    return str_n(low, end);
}

static const struct {
    const char *alias, *name;
} aliases[] = {
    { "command", "type" },
    { "tag", "name" },
    { "value_name", "name" },
    { "caption", "label" },
    { "relevance", "relevant" },
    { "calculate", "calculation" },
    { "requiredmsg", "required_message" },
    { "constraining_message", "constraint_message" },
    { "read_only", "readonly" },
    { "count", "repeat_count" },
    { "種別", "type" },
    { "項目名", "name" },
    { "表示名", "label" },
    { "必須", "required" },
    { "表示する条件", "relevant" },
    { "入力チェック", "constraint" },
    { "エラー文", "constraint_message" },
    { "計算式", "calculation" },
    { "選択肢の絞り込み", "choice_filter" },
};

static struct str resolve_alias(struct str name)
{
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (str_eq(name, str_of(aliases[i].alias)))
            return str_of(aliases[i].name);
    return name;
}

static struct str column_name_at(const void *list, size_t i)
{
    return str_of(((const struct column *)list)[i].name);
}

static void unknown_header(struct build *b, const struct sheet *s, size_t place, struct str header,
                           struct str base)
{
    bool free_columns = str_eq(s->name, S("choices"));
    struct str near = nearest_word(base, column_name_at, s->columns, s->n_columns);
    if (near.n == 0 && free_columns)
        return; /* a property for choice filters */
    struct str cell = cell_name(b->mem, place, s->header.line);
    if (near.n > 0)
        find_in(b, !free_columns, s->name, cell, "column-unknown",
                arena_fmt(b->mem, "列「%.*s」はありません。「%.*s」のつもりなら直してください",
                          STR(header), STR(near)),
                arena_fmt(b->mem, "There is no column \"%.*s\". Did you mean \"%.*s\"?",
                          STR(header), STR(near)));
    else
        find_in(b, false, s->name, cell, "column-unknown",
                arena_fmt(b->mem, "列「%.*s」は使いません。消すか、名前を確かめてください",
                          STR(header)),
                arena_fmt(b->mem, "Column \"%.*s\" is not used. Remove it or check its name.",
                          STR(header)));
}

static void place_header(struct build *b, struct sheet *s, size_t place, bool *known)
{
    struct str header = s->header.cells[place];
    if (str_trim(header).n == 0)
        return;
    enum language language;
    bool other;
    struct str base = resolve_alias(header_split(b->mem, header, &language, &other));
    for (size_t c = 0; c < s->n_columns; c++) {
        if (!str_eq(base, str_of(s->columns[c].name)))
            continue;
        known[place] = true;
        if (s->columns[c].ignored || (other && s->columns[c].texts))
            return;
        if (other || (language != JA && !s->columns[c].texts))
            break;
        if (s->at[c][language] >= 0)
            find_in(b, true, s->name, cell_name(b->mem, place, s->header.line), "column-twice",
                    arena_fmt(b->mem, "列「%.*s」が2つあります。1つにしてください", STR(header)),
                    arena_fmt(b->mem, "Column \"%.*s\" stands twice. Keep one.", STR(header)));
        s->at[c][language] = (int)place;
        return;
    }
    unknown_header(b, s, place, header, base);
}

static bool row_is_empty(const struct csv_row *r)
{
    for (size_t i = 0; i < r->n; i++)
        if (str_trim(r->cells[i]).n > 0)
            return false;
    return true;
}

static void read_rows(struct build *b, struct sheet *s, struct str text)
{
    struct csv c;
    csv_init(&c, text, '\t');
    struct csv_row *rows = NULL;
    size_t room = 0;
    struct csv_row r;
    while (csv_next(&c, b->mem, &r) && !arena_failed(b->mem)) {
        if (row_is_empty(&r))
            continue;
        if (!s->header.n) {
            s->header = r;
            continue;
        }
        if (s->n_rows == room) {
            room = room ? room * 2 : 64;
            struct csv_row *grown = arena_new(b->mem, struct csv_row, room);
            if (s->n_rows)
                memcpy(grown, rows, s->n_rows * sizeof *rows);
            rows = grown;
        }
        if (r.n > s->header.n)
            find_in(b, true, s->name, cell_name(b->mem, s->header.n, r.line), "cell-outside",
                    S("見出しのない列に書かれています。タブの数を確かめてください"),
                    S("This cell has no header. Check the number of tabs."));
        rows[s->n_rows++] = r;
    }
    s->rows = rows;
    if (c.failed)
        find_in(
            b, true, s->name, cell_name(b->mem, 0, c.line), "sheet-broken",
            S("この行を表として読めません。セルの大きさと数、\\の後の文字を確かめてください"),
            S("This line cannot be read as a table row. Check cell sizes, counts and escapes."));
}

bool sheet_read(struct build *b, const struct sheet_text *texts, size_t n, const char *name,
                const struct column *columns, size_t n_columns, struct sheet *ret_sheet)
{
    assert(n_columns <= MOST_COLUMNS);
    *ret_sheet =
        (struct sheet) { .name = str_of(name), .columns = columns, .n_columns = n_columns };
    for (size_t c = 0; c < n_columns; c++)
        for (int l = 0; l < LANGUAGES; l++)
            ret_sheet->at[c][l] = -1;
    const struct sheet_text *text = NULL;
    for (size_t i = 0; i < n && !text; i++)
        if (str_eq(texts[i].name, str_of(name)))
            text = &texts[i];
    if (!text)
        return false;
    if (!text_is_utf8(text->tsv)) {
        find_in(b, true, ret_sheet->name, S("A1"), "sheet-encoding",
                S("文字コードがUTF-8ではありません。UTF-8で保存してください"),
                S("The sheet is not UTF-8. Save it as UTF-8."));
        return false;
    }
    read_rows(b, ret_sheet, text->tsv);
    bool *known = arena_new(b->mem, bool, ret_sheet->header.n + 1);
    for (size_t i = 0; i < ret_sheet->header.n; i++)
        place_header(b, ret_sheet, i, known);
    ret_sheet->known = known;
    return true;
}

static struct str cell_at(const struct csv_row *row, int place)
{
    if (!row || place < 0 || (size_t)place >= row->n)
        return (struct str) { "", 0 };
    return str_trim(row->cells[place]);
}

struct str sheet_cell(const struct sheet *s, const struct csv_row *row, int column)
{
    return cell_at(row, s->at[column][JA]);
}

struct label sheet_label(const struct sheet *s, const struct csv_row *row, int column)
{
    return (struct label) { .ja = cell_at(row, s->at[column][JA]),
                            .easy = cell_at(row, s->at[column][EASY]),
                            .en = cell_at(row, s->at[column][EN]) };
}

int64_t sheet_number(struct build *b, const struct sheet *s, const struct csv_row *row, int column,
                     int64_t otherwise, int64_t most)
{
    struct str cell = sheet_cell(s, row, column);
    int64_t value;
    if (cell.n == 0)
        return otherwise;
    if (str_to_int(cell, &value) && value >= 0 && value <= most)
        return value;
    find_at(b, true, s, row, column, "number-wrong",
            arena_fmt(b->mem, "0から%lldまでの整数で書いてください　例：%lld", (long long)most,
                      (long long)(otherwise > 0 ? otherwise : 1)),
            arena_fmt(b->mem, "Write a whole number from 0 to %lld.", (long long)most));
    return otherwise;
}

bool sheet_yes(struct build *b, const struct sheet *s, const struct csv_row *row, int column)
{
    static const char *const yes[] = { "yes", "true", "true()", "はい" };
    static const char *const no[] = { "", "no", "false", "false()", "いいえ" };
    struct str cell = sheet_cell(s, row, column);
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (str_eq_nocase(cell, str_of(yes[i])))
            return true;
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (str_eq_nocase(cell, str_of(no[i])))
            return false;
    find_at(b, true, s, row, column, "yes-or-no", S("yes か no で書いてください　例：yes"),
            S("Write yes or no."));
    return false;
}

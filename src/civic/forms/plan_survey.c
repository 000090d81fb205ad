/* SPDX-License-Identifier: Apache-2.0 */
/* The survey sheet: one row, one field.  Groups and repeats nest; names are unique within their
 * parent; what the vocabulary knows and we do not do is refused in words, never dropped. */
#include "civic/forms/plan_build.h"

#include "base/text.h"

const struct column survey_columns[] = {
    [SURVEY_TYPE] = { "type", .texts = false },
    [SURVEY_NAME] = { "name", .texts = false },
    [SURVEY_LABEL] = { "label", .texts = true },
    [SURVEY_HINT] = { "hint", .texts = true },
    [SURVEY_REQUIRED] = { "required", .texts = false },
    [SURVEY_REQUIRED_MESSAGE] = { "required_message", .texts = true },
    [SURVEY_RELEVANT] = { "relevant", .texts = false },
    [SURVEY_CONSTRAINT] = { "constraint", .texts = false },
    [SURVEY_CONSTRAINT_MESSAGE] = { "constraint_message", .texts = true },
    [SURVEY_CALCULATION] = { "calculation", .texts = false },
    [SURVEY_DEFAULT] = { "default", .texts = false },
    [SURVEY_CHOICE_FILTER] = { "choice_filter", .texts = false },
    [SURVEY_REPEAT_COUNT] = { "repeat_count", .texts = false },
    [SURVEY_APPEARANCE] = { "appearance", .texts = false },
    [SURVEY_PARAMETERS] = { "parameters", .texts = false },
    [SURVEY_READONLY] = { "readonly", .texts = false },
    [SURVEY_KIND] = { "bind::gov:kind", .texts = false },
    [SURVEY_FURIGANA_OF] = { "bind::gov:furigana-of", .texts = false },
    [SURVEY_AUTOCOMPLETE] = { "bind::gov:autocomplete", .texts = false },
    [SURVEY_INPUTMODE] = { "bind::gov:inputmode", .texts = false },
    [SURVEY_MAX_LENGTH] = { "bind::gov:max-length", .texts = false },
    [SURVEY_MAX_FILES] = { "bind::gov:max-files", .texts = false },
    [SURVEY_SEALED] = { "bind::gov:sealed", .texts = false },
    [SURVEY_ONCE] = { "bind::gov:once", .texts = false },
    [SURVEY_BASIS] = { "basis", .texts = false },
    { "guidance_hint", .texts = true, .ignored = true },
    { "bind::gov:pii", .ignored = true },
    { "bind::gov:prefill", .ignored = true },
    { "bind::gov:paper", .ignored = true },
};
const size_t n_survey_columns = sizeof survey_columns / sizeof *survey_columns;

enum row_act { ROW_FIELD, ROW_BEGIN, ROW_END };

static const struct row_type {
    const char *name;
    enum row_act act;
    enum field_kind kind; /* FIELD_NONE: known, not done here */
} row_types[] = {
    { "text", ROW_FIELD, FIELD_TEXT },
    { "string", ROW_FIELD, FIELD_TEXT },
    { "integer", ROW_FIELD, FIELD_INTEGER },
    { "int", ROW_FIELD, FIELD_INTEGER },
    { "date", ROW_FIELD, FIELD_DATE },
    { "select_one", ROW_FIELD, FIELD_SELECT_ONE },
    { "select1", ROW_FIELD, FIELD_SELECT_ONE },
    { "select_multiple", ROW_FIELD, FIELD_SELECT_MULTIPLE },
    { "select", ROW_FIELD, FIELD_SELECT_MULTIPLE },
    { "note", ROW_FIELD, FIELD_NOTE },
    { "calculate", ROW_FIELD, FIELD_CALCULATE },
    { "file", ROW_FIELD, FIELD_FILE },
    { "image", ROW_FIELD, FIELD_FILE },
    { "begin_group", ROW_BEGIN, FIELD_GROUP },
    { "begin_repeat", ROW_BEGIN, FIELD_REPEAT },
    { "end_group", ROW_END, FIELD_GROUP },
    { "end_repeat", ROW_END, FIELD_REPEAT },
    { "decimal", ROW_FIELD, FIELD_NONE },
    { "time", ROW_FIELD, FIELD_NONE },
    { "datetime", ROW_FIELD, FIELD_NONE },
    { "range", ROW_FIELD, FIELD_NONE },
    { "rank", ROW_FIELD, FIELD_NONE },
    { "acknowledge", ROW_FIELD, FIELD_NONE },
    { "hidden", ROW_FIELD, FIELD_NONE },
    { "audio", ROW_FIELD, FIELD_NONE },
    { "video", ROW_FIELD, FIELD_NONE },
    { "barcode", ROW_FIELD, FIELD_NONE },
    { "geopoint", ROW_FIELD, FIELD_NONE },
    { "geotrace", ROW_FIELD, FIELD_NONE },
    { "geoshape", ROW_FIELD, FIELD_NONE },
    { "start", ROW_FIELD, FIELD_NONE },
    { "end", ROW_FIELD, FIELD_NONE },
    { "today", ROW_FIELD, FIELD_NONE },
    { "audit", ROW_FIELD, FIELD_NONE },
    { "csv-external", ROW_FIELD, FIELD_NONE },
    { "select_one_from_file", ROW_FIELD, FIELD_NONE },
    { "文字", ROW_FIELD, FIELD_TEXT },
    { "整数", ROW_FIELD, FIELD_INTEGER },
    { "日付", ROW_FIELD, FIELD_DATE },
    { "ひとつ選択", ROW_FIELD, FIELD_SELECT_ONE },
    { "複数選択", ROW_FIELD, FIELD_SELECT_MULTIPLE },
    { "見出し", ROW_FIELD, FIELD_NOTE },
};
enum { N_ROW_TYPES = sizeof row_types / sizeof *row_types };

static struct str row_type_at(const void *list, size_t i)
{
    return str_of(((const struct row_type *)list)[i].name);
}

static const struct style_word {
    const char *name;
    enum field_style style;
    enum field_kind kind;
} style_words[] = {
    { "person-name", STYLE_PERSON_NAME, FIELD_TEXT },
    { "kana", STYLE_KANA, FIELD_TEXT },
    { "postal-code", STYLE_POSTAL_CODE, FIELD_TEXT },
    { "phone", STYLE_PHONE, FIELD_TEXT },
    { "email", STYLE_EMAIL, FIELD_TEXT },
    { "bank-code", STYLE_BANK_CODE, FIELD_TEXT },
    { "branch-code", STYLE_BRANCH_CODE, FIELD_TEXT },
    { "account", STYLE_ACCOUNT, FIELD_TEXT },
    { "address", STYLE_ADDRESS, FIELD_TEXT },
    { "wareki-date", STYLE_WAREKI, FIELD_DATE },
    { "yen", STYLE_YEN, FIELD_INTEGER },
};
enum { N_STYLE_WORDS = sizeof style_words / sizeof *style_words };

static struct str style_word_at(const void *list, size_t i)
{
    return str_of(((const struct style_word *)list)[i].name);
}

static bool is_name_char(uint32_t c, bool first)
{
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80)
        return true;
    return !first && ((c >= '0' && c <= '9') || c == '-' || c == '.');
}

/* An XML NCName that stays the same under NFKC: ｎame and name must not both exist. */
static void check_name(struct build *b, const struct csv_row *row, struct str name)
{
    struct str rest = name;
    uint32_t c;
    bool first = true, good = name.n > 0 && name.n <= 64;
    while (good && text_next(&rest, &c)) {
        good = is_name_char(c, first);
        first = false;
    }
    if (!good) {
        find_at(
            b, true, &b->survey, row, SURVEY_NAME, name.n ? "name-invalid" : "name-missing",
            S("項目の名前を、文字か _ "
              "で始まる64バイトまでの1語で書いてください　例：applicant_birth"),
            S("Write a name of one word that begins with a letter or _. Example: applicant_birth"));
    } else if (!str_eq(text_nfkc(b->mem, name), name)) {
        find_at(
            b, true, &b->survey, row, SURVEY_NAME, "name-lookalike",
            S("項目の名前に全角の英数字などが入っています。半角で書いてください　例：applicant_"
              "birth"),
            S("The name holds look-alike characters. Use plain ones. Example: applicant_birth"));
    }
}

static void check_unique(struct build *b, const struct csv_row *row, const struct draft *parent,
                         struct str name)
{
    for (size_t i = 0; i < parent->n_children; i++) {
        struct str other = parent->children[i]->name;
        if (!str_eq_nocase(other, name) || name.n == 0)
            continue;
        bool same = str_eq(other, name);
        find_at(b, same, &b->survey, row, SURVEY_NAME, same ? "name-twice" : "name-case",
                arena_fmt(b->mem, "名前「%.*s」が同じ場所に%sあります。別の名前にしてください",
                          STR(name), same ? "もう" : "大文字小文字だけ違って"),
                arena_fmt(b->mem, "The name \"%.*s\" is taken here. Choose another.", STR(name)));
        return;
    }
}

static void add_child(struct arena *mem, struct draft *parent, const struct field *f)
{
    if (parent->n_children == parent->room) {
        size_t room = parent->room ? parent->room * 2 : 8;
        const struct field **grown = arena_new(mem, const struct field *, room);
        for (size_t i = 0; i < parent->n_children; i++)
            grown[i] = parent->children[i];
        parent->children = grown;
        parent->room = room;
    }
    parent->children[parent->n_children++] = f;
}

static bool has_word(struct str list, struct str word)
{
    struct str part;
    while (str_cut(&list, ' ', &part))
        if (str_eq(part, word))
            return true;
    return false;
}

static void read_style(struct build *b, const struct csv_row *row, struct field *f)
{
    struct str kind = sheet_cell(&b->survey, row, SURVEY_KIND);
    if (kind.n == 0)
        return;
    for (size_t i = 0; i < N_STYLE_WORDS; i++) {
        if (!str_eq(kind, str_of(style_words[i].name)))
            continue;
        f->style = style_words[i].style;
        if (f->kind != style_words[i].kind)
            find_at(b, true, &b->survey, row, SURVEY_KIND, "kind-mismatch",
                    arena_fmt(b->mem, "「%.*s」はこの種類の項目には使えません", STR(kind)),
                    arena_fmt(b->mem, "\"%.*s\" does not go with this type.", STR(kind)));
        return;
    }
    struct str near = nearest_word(kind, style_word_at, style_words, N_STYLE_WORDS);
    find_at(b, true, &b->survey, row, SURVEY_KIND, "kind-unknown",
            arena_fmt(b->mem, "「%.*s」という種類はありません。例：%.*s", STR(kind),
                      STR(near.n ? near : S("person-name"))),
            arena_fmt(b->mem, "There is no kind \"%.*s\". Did you mean \"%.*s\"?", STR(kind),
                      STR(near.n ? near : S("person-name"))));
}

/* min=1 max=15 of a repeat. */
static void read_parameters(struct build *b, const struct csv_row *row, struct field *f)
{
    f->max_repeats = 50;
    struct str rest = sheet_cell(&b->survey, row, SURVEY_PARAMETERS);
    struct str part;
    while (str_cut(&rest, ' ', &part)) {
        if (part.n == 0)
            continue;
        int64_t value;
        size_t eq = str_find_char(part, '=');
        struct str key = str_sub(part, 0, eq == SIZE_MAX ? part.n : eq);
        bool good = eq != SIZE_MAX && str_to_int(str_sub(part, eq + 1, part.n), &value) &&
                    value >= 0 && value <= 200 && f->kind == FIELD_REPEAT;
        if (good && str_eq(key, S("min")))
            f->min_repeats = (int)value;
        else if (good && str_eq(key, S("max")) && value > 0)
            f->max_repeats = (int)value;
        else
            find_at(
                b, true, &b->survey, row, SURVEY_PARAMETERS, "parameter-wrong",
                arena_fmt(b->mem, "「%.*s」は使えません。繰り返しの例：min=1 max=15", STR(part)),
                arena_fmt(b->mem, "\"%.*s\" cannot be used. Of a repeat: min=1 max=15", STR(part)));
    }
}

static void check_texts(struct build *b, const struct csv_row *row, const struct field *f)
{
    bool shown = f->kind != FIELD_CALCULATE;
    if (shown && f->label.ja.n == 0)
        find_at(b, true, &b->survey, row, SURVEY_LABEL, "label-missing",
                S("画面に出す言葉（label）を書いてください"),
                S("Write the label shown on the page."));
    else if (shown && (f->label.easy.n == 0 || f->label.en.n == 0))
        find_at(b, false, &b->survey, row, SURVEY_LABEL, "label-untranslated",
                S("やさしい日本語か英語の言葉がありません"),
                S("The label in easy Japanese or English is missing."));
    bool required = sheet_cell(&b->survey, row, SURVEY_REQUIRED).n > 0;
    if ((required || f->min_repeats > 0) && f->required_message.ja.n == 0)
        find_at(b, true, &b->survey, row, SURVEY_REQUIRED_MESSAGE, "required-no-message",
                S("空のときに出す文を、例を付けて書いてください　例：住所を入力してください　例：中"
                  "央1丁目"),
                S("Write the sentence for an empty answer, with an example."));
    if (sheet_cell(&b->survey, row, SURVEY_CONSTRAINT).n > 0 && f->constraint_message.ja.n == 0)
        find_at(b, true, &b->survey, row, SURVEY_CONSTRAINT_MESSAGE, "constraint-no-message",
                S("入力チェックに合わないときに出す文を、例を付けて書いてください"),
                S("Write the sentence for an answer that fails the check, with an example."));
    bool calculated = sheet_cell(&b->survey, row, SURVEY_CALCULATION).n > 0;
    if (f->kind == FIELD_CALCULATE && !calculated)
        find_at(b, true, &b->survey, row, SURVEY_CALCULATION, "calculation-missing",
                S("計算の項目に計算式がありません"), S("A calculate row needs a calculation."));
}

static void read_cells(struct build *b, const struct csv_row *row, struct field *f)
{
    const struct sheet *s = &b->survey;
    f->label = sheet_label(s, row, SURVEY_LABEL);
    f->hint = sheet_label(s, row, SURVEY_HINT);
    f->required_message = sheet_label(s, row, SURVEY_REQUIRED_MESSAGE);
    f->constraint_message = sheet_label(s, row, SURVEY_CONSTRAINT_MESSAGE);
    f->appearance = sheet_cell(s, row, SURVEY_APPEARANCE);
    f->autocomplete = sheet_cell(s, row, SURVEY_AUTOCOMPLETE);
    f->inputmode = sheet_cell(s, row, SURVEY_INPUTMODE);
    f->furigana_of = sheet_cell(s, row, SURVEY_FURIGANA_OF);
    f->basis = sheet_cell(s, row, SURVEY_BASIS);
    f->readonly = sheet_yes(b, s, row, SURVEY_READONLY);
    f->sealed = sheet_yes(b, s, row, SURVEY_SEALED);
    f->once = sheet_yes(b, s, row, SURVEY_ONCE);
    f->multiline = has_word(f->appearance, S("multiline"));
    f->stop = f->kind == FIELD_NOTE && has_word(f->appearance, S("gov-stop"));
    f->max_length =
        (int)sheet_number(b, s, row, SURVEY_MAX_LENGTH, f->multiline ? 2000 : 200, 20000);
    f->max_files = (int)sheet_number(b, s, row, SURVEY_MAX_FILES, 1, 20);
    read_style(b, row, f);
    read_parameters(b, row, f);
    check_texts(b, row, f);
}

static struct draft *new_draft(struct build *b, const struct csv_row *row, struct draft *parent)
{
    struct field *f = arena_new(b->mem, struct field, 1);
    struct draft *d = &b->drafts[b->n_drafts];
    *d = (struct draft) { .field = f, .row = row };
    f->index = (int)b->n_drafts++;
    if (!parent)
        return d;
    f->parent = parent->field;
    f->depth = parent->field->depth + 1;
    f->name = sheet_cell(&b->survey, row, SURVEY_NAME);
    f->path = arena_fmt(b->mem, "%.*s/%.*s", STR(parent->field->path), STR(f->name));
    f->page = parent->field->page ? parent->field->page : f;
    check_name(b, row, f->name);
    check_unique(b, row, parent, f->name);
    add_child(b->mem, parent, f);
    return d;
}

/* "begin group" is "begin_group"; the word after a select is its list. */
static const struct row_type *read_type(struct build *b, const struct csv_row *row,
                                        struct str *ret_list)
{
    struct str cell = sheet_cell(&b->survey, row, SURVEY_TYPE), word, rest = cell;
    *ret_list = (struct str) { 0 };
    if (!str_cut(&rest, ' ', &word))
        word = (struct str) { "", 0 };
    if (str_eq(word, S("begin")) || str_eq(word, S("end"))) {
        struct str second = str_trim(rest);
        if (second.n > 0) {
            word = arena_fmt(b->mem, "%.*s_%.*s", STR(word), STR(second));
            rest = (struct str) { "", 0 };
        }
    }
    *ret_list = str_trim(rest);
    for (size_t i = 0; i < N_ROW_TYPES; i++)
        if (str_eq_nocase(word, str_of(row_types[i].name)))
            return &row_types[i];
    struct str near = nearest_word(word, row_type_at, row_types, N_ROW_TYPES);
    find_at(b, true, &b->survey, row, SURVEY_TYPE, "type-unknown",
            arena_fmt(b->mem, "種類「%.*s」はありません。「%.*s」のつもりなら直してください",
                      STR(cell), STR(near.n ? near : S("text"))),
            arena_fmt(b->mem, "There is no type \"%.*s\". Did you mean \"%.*s\"?", STR(cell),
                      STR(near.n ? near : S("text"))));
    return NULL;
}

struct nest {
    struct draft *open[MOST_DEPTH];
    size_t depth; /* open[depth] is where the next row goes */
};

static void begin_row(struct build *b, const struct csv_row *row, struct nest *nest,
                      const struct row_type *type, struct str list)
{
    struct draft *d = new_draft(b, row, nest->open[nest->depth]);
    d->field->kind = type->kind;
    d->list_name = list;
    read_cells(b, row, d->field);
    if (type->act != ROW_BEGIN) {
        if (nest->depth == 0 && type->kind != FIELD_CALCULATE)
            find_at(b, true, &b->survey, row, SURVEY_TYPE, "outside-group",
                    S("質問は begin_group と end_group "
                      "の間に置いてください（グループが1ページになります）"),
                    S("Put questions between begin_group and end_group: a group is a page."));
        return;
    }
    if (nest->depth + 1 == MOST_DEPTH)
        find_at(b, true, &b->survey, row, SURVEY_TYPE, "too-deep",
                S("グループの入れ子が深すぎます"), S("Groups are nested too deeply."));
    else
        nest->open[++nest->depth] = d;
}

static void end_row(struct build *b, const struct csv_row *row, struct nest *nest,
                    enum field_kind kind)
{
    if (nest->depth == 0) {
        find_at(b, true, &b->survey, row, SURVEY_TYPE, "end-without-begin",
                S("始まり（begin）のない終わり（end）です"), S("This end has no begin."));
    } else if (nest->open[nest->depth]->field->kind != kind) {
        find_at(b, true, &b->survey, row, SURVEY_TYPE, "end-mismatch",
                arena_fmt(b->mem, "「%.*s」の終わりの種類が始まりと違います",
                          STR(nest->open[nest->depth]->field->name)),
                arena_fmt(b->mem, "This end does not match the begin of \"%.*s\".",
                          STR(nest->open[nest->depth]->field->name)));
        nest->depth--;
    } else {
        nest->depth--;
    }
}

static void survey_row(struct build *b, const struct csv_row *row, struct nest *nest)
{
    struct str list;
    const struct row_type *type = read_type(b, row, &list);
    if (!type)
        return;
    if (type->act == ROW_END) {
        end_row(b, row, nest, type->kind);
        return;
    }
    if (type->kind == FIELD_NONE) {
        find_at(b, true, &b->survey, row, SURVEY_TYPE, "type-not-done",
                arena_fmt(b->mem, "種類「%s」はまだ使えません", type->name),
                arena_fmt(b->mem, "Type \"%s\" cannot be used yet.", type->name));
        return;
    }
    begin_row(b, row, nest, type, list);
}

static void keep_children(struct build *b)
{
    size_t n_pages = 0;
    for (size_t i = 0; i < b->n_drafts; i++) {
        b->drafts[i].field->children = b->drafts[i].children;
        b->drafts[i].field->n_children = b->drafts[i].n_children;
    }
    const struct field **all = arena_new(b->mem, const struct field *, b->n_drafts);
    const struct field **pages = arena_new(b->mem, const struct field *, b->n_drafts);
    for (size_t i = 0; i < b->n_drafts; i++) {
        const struct field *f = all[i] = b->drafts[i].field;
        if (f->depth == 1 && (f->kind == FIELD_GROUP || f->kind == FIELD_REPEAT))
            pages[n_pages++] = f;
    }
    b->plan->root = all[0];
    b->plan->fields = all;
    b->plan->n_fields = b->n_drafts;
    b->plan->pages = pages;
    b->plan->n_pages = n_pages;
}

void survey_build(struct build *b)
{
    size_t rows = b->survey.n_rows;
    b->drafts = arena_new(b->mem, struct draft, (rows < MOST_FIELDS ? rows : MOST_FIELDS) + 1);
    struct draft *root = new_draft(b, NULL, NULL);
    root->field->kind = FIELD_GROUP;
    root->field->name = S("data");
    root->field->path = S("/data");
    struct nest nest = { .open = { root } };
    for (size_t i = 0; i < rows; i++) {
        if (b->n_drafts > MOST_FIELDS) {
            find_at(b, true, &b->survey, &b->survey.rows[i], SURVEY_TYPE, "too-many-rows",
                    S("項目が1,000を超えています。手続を分けてください"),
                    S("More than 1,000 rows. Split the procedure."));
            break;
        }
        survey_row(b, &b->survey.rows[i], &nest);
    }
    for (; nest.depth > 0; nest.depth--)
        find_at(b, true, &b->survey, nest.open[nest.depth]->row, SURVEY_TYPE, "begin-without-end",
                arena_fmt(b->mem, "「%.*s」の終わり（end）がありません",
                          STR(nest.open[nest.depth]->field->name)),
                arena_fmt(b->mem, "\"%.*s\" has no end.", STR(nest.open[nest.depth]->field->name)));
    keep_children(b);
}

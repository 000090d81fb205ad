/* SPDX-License-Identifier: Apache-2.0 */
/* The sheets beside the survey: settings, procedure, steps, checks, documents, fees, outcomes and
 * texts.  A refusal without reason and 教示 cannot be described (行政手続法8条,
 * 行政不服審査法82条). */
#include "civic/forms/plan_build.h"

#define COUNT(list) (sizeof list / sizeof *list)

static struct field *field_named(struct build *b, const struct sheet *s, const struct csv_row *row,
                                 int column)
{
    struct str name = sheet_cell(s, row, column);
    const struct field *f = name.n ? names_find(b, name) : NULL;
    if (name.n > 0 && !f)
        find_at(b, true, s, row, column, "name-unknown",
                arena_fmt(b->mem, "「%.*s」という項目はsurveyにありません", STR(name)),
                arena_fmt(b->mem, "There is no question \"%.*s\" in survey.", STR(name)));
    return (struct field *)f;
}

static void one_of(struct build *b, const struct sheet *s, const struct csv_row *row, int column,
                   const char *const *words)
{
    struct str cell = sheet_cell(s, row, column);
    struct str all = { 0 };
    for (size_t i = 0; words[i]; i++) {
        if (str_eq(cell, str_of(words[i])))
            return;
        all = arena_fmt(b->mem, "%.*s%s%s", STR(all), i ? ", " : "", words[i]);
    }
    find_at(b, true, s, row, column, "word-unknown",
            arena_fmt(b->mem, "「%.*s」は使えません。使える言葉：%.*s", STR(cell), STR(all)),
            arena_fmt(b->mem, "\"%.*s\" cannot be used. Words: %.*s", STR(cell), STR(all)));
}

static void name_once(struct build *b, const struct sheet *s, const struct csv_row *row, int column)
{
    struct str name = sheet_cell(s, row, column);
    if (name.n == 0)
        find_at(b, true, s, row, column, "name-missing", S("名前を書いてください　例：receive"),
                S("Write a name. Example: receive"));
    for (const struct csv_row *other = s->rows; other < row; other++)
        if (name.n > 0 && str_eq(sheet_cell(s, other, column), name)) {
            find_at(b, true, s, row, column, "name-twice",
                    arena_fmt(b->mem, "「%.*s」がもうあります", STR(name)),
                    arena_fmt(b->mem, "\"%.*s\" is taken.", STR(name)));
            return;
        }
}

static void need_label(struct build *b, const struct sheet *s, const struct csv_row *row,
                       int column, const struct label *l)
{
    if (l->ja.n == 0)
        find_at(b, true, s, row, column, "label-missing",
                S("画面に出す言葉（label）を書いてください"),
                S("Write the label shown on the page."));
}

static void settings_build(struct build *b, const struct sheet_text *texts, size_t n)
{
    enum { TITLE, ID, VERSION };
    static const struct column columns[] = {
        [TITLE] = { "form_title", .texts = true },
        [ID] = { "form_id", .texts = false },
        [VERSION] = { "version", .texts = false },
        { "default_language", .ignored = true },
        { "style", .ignored = true },
        { "namespaces", .ignored = true },
        { "instance_name", .ignored = true },
        { "public_key", .ignored = true },
        { "submission_url", .ignored = true },
        { "clean_text_values", .ignored = true },
        { "allow_choice_duplicates", .ignored = true },
    };
    struct sheet s;
    if (!sheet_read(b, texts, n, "settings", columns, COUNT(columns), &s) || s.n_rows == 0)
        return;
    b->plan->title = sheet_label(&s, s.rows, TITLE);
    b->plan->version = sheet_cell(&s, s.rows, VERSION);
    struct str id = sheet_cell(&s, s.rows, ID);
    if (id.n > 0 && b->plan->id.n > 0 && !str_eq(id, b->plan->id))
        find_at(b, true, &s, s.rows, ID, "id-differs",
                arena_fmt(b->mem, "form_idがフォルダの名前「%.*s」と違います", STR(b->plan->id)),
                arena_fmt(b->mem, "form_id differs from the folder \"%.*s\".", STR(b->plan->id)));
}

struct property {
    struct str key, value;
};
struct properties {
    const struct property *p;
    size_t n;
};

static struct str find_property(const struct plan *p, struct str key)
{
    const struct properties *all = p->properties;
    for (size_t i = 0; all && i < all->n; i++)
        if (str_eq(all->p[i].key, key))
            return all->p[i].value;
    return (struct str) { "", 0 };
}

enum { KEY, VALUE };

static void procedure_row(struct build *b, const struct sheet *s, const struct csv_row *row)
{
    struct plan *p = b->plan;
    struct str key = sheet_cell(s, row, KEY);
    struct label value = sheet_label(s, row, VALUE);
    const struct {
        const char *key;
        struct label *label;
        struct str *text;
        int *number;
    } known[] = {
        { "title", .label = &p->title },
        { "summary", .label = &p->summary },
        { "purpose", .label = &p->purpose_label },
        { "legal_basis", .text = &p->legal_basis },
        { "section", .text = &p->section_code },
        { "disposition", .text = &p->disposition },
        { "appeal_text", .text = &p->appeal_text },
        { "identity_level", .text = &p->identity_level },
        { "standard_days", .number = &p->standard_days },
        { "minutes", .number = &p->minutes },
        { "retention_years", .number = &p->retention_years },
    };
    for (size_t i = 0; i < COUNT(known); i++) {
        if (!str_eq(key, str_of(known[i].key)))
            continue;
        if (known[i].label)
            *known[i].label = value;
        else if (known[i].text)
            *known[i].text = value.ja;
        else
            *known[i].number = (int)sheet_number(b, s, row, VALUE, 0, 1000);
    }
    p->purpose = p->purpose_label.ja;
}

static bool is_path(const struct build *b, struct str path)
{
    for (size_t i = 1; i < b->n_drafts; i++)
        if (str_eq(b->drafts[i].field->path, path))
            return true;
    return false;
}

/* subject.* names the applicant's answers, partner.* those about the spouse, member.* those of one
 * instance of member.repeat: whom the register is asked for. */
static void check_mapping(struct build *b, const struct sheet *s, const struct csv_row *row)
{
    struct str key = sheet_cell(s, row, KEY), value = sheet_cell(s, row, VALUE), path = value;
    if (str_starts(key, S("member.")) && !str_eq(key, S("member.repeat")))
        path = arena_fmt(b->mem, "%.*s/%.*s", STR(find_property(b->plan, S("member.repeat"))),
                         STR(value));
    else if (!str_starts(key, S("subject.")) && !str_starts(key, S("partner.")) &&
             !str_eq(key, S("member.repeat")))
        return;
    if (!is_path(b, arena_fmt(b->mem, "/data/%.*s", STR(path))))
        find_at(b, true, s, row, VALUE, "path-unknown",
                arena_fmt(b->mem, "「%.*s」という項目はsurveyにありません　例：applicant/birth",
                          STR(value)),
                arena_fmt(b->mem, "There is no \"%.*s\" in survey. Example: applicant/birth",
                          STR(value)));
}

static void procedure_build(struct build *b, const struct sheet_text *texts, size_t n)
{
    static const struct column columns[] = {
        [KEY] = { "key", .texts = false },
        [VALUE] = { "value", .texts = true },
    };
    struct sheet s;
    if (!sheet_read(b, texts, n, "procedure", columns, COUNT(columns), &s))
        return;
    struct property *all = arena_new(b->mem, struct property, s.n_rows + 1);
    struct properties *properties = arena_new(b->mem, struct properties, 1);
    *properties = (struct properties) { all, s.n_rows };
    b->plan->properties = properties;
    for (size_t i = 0; i < s.n_rows; i++) {
        name_once(b, &s, &s.rows[i], KEY);
        all[i] = (struct property) { sheet_cell(&s, &s.rows[i], KEY),
                                     sheet_cell(&s, &s.rows[i], VALUE) };
        procedure_row(b, &s, &s.rows[i]);
    }
    for (size_t i = 0; i < s.n_rows; i++)
        check_mapping(b, &s, &s.rows[i]);
    static const char *const wanted[] = { "title",   "summary",       "purpose", "legal_basis",
                                          "section", "standard_days", NULL };
    for (size_t i = 0; wanted[i]; i++)
        if (find_property(b->plan, str_of(wanted[i])).n == 0)
            find_in(b, true, s.name, S("A1"), "property-missing",
                    arena_fmt(b->mem, "「%s」の行を足してください", wanted[i]),
                    arena_fmt(b->mem, "Add a row \"%s\".", wanted[i]));
}

static void steps_build(struct build *b, const struct sheet_text *texts, size_t n)
{
    enum { NAME, LABEL, ROLE, KIND, RELEVANT, DUE, NEXT, ON_RETURN };
    static const struct column columns[] = {
        [NAME] = { "name", .texts = false }, [LABEL] = { "label", .texts = true },
        [ROLE] = { "role", .texts = false }, [KIND] = { "kind", .texts = false },
        [RELEVANT] = { "relevant" },         [DUE] = { "due", .texts = false },
        [NEXT] = { "next", .texts = false }, [ON_RETURN] = { "on_return", .texts = false },
    };
    static const char *const kinds[] = { "receive", "check", "decide", "notify",
                                         "pay",     "close", NULL };
    struct sheet s;
    if (!sheet_read(b, texts, n, "steps", columns, COUNT(columns), &s))
        return;
    struct step *all = arena_new(b->mem, struct step, s.n_rows + 1);
    b->plan->steps = all;
    b->plan->n_steps = s.n_rows;
    for (size_t i = 0; i < s.n_rows; i++) {
        const struct csv_row *row = &s.rows[i];
        all[i] = (struct step) {
            .name = sheet_cell(&s, row, NAME),
            .label = sheet_label(&s, row, LABEL),
            .role = sheet_cell(&s, row, ROLE),
            .kind = sheet_cell(&s, row, KIND),
            .next = sheet_cell(&s, row, NEXT),
            .on_return = sheet_cell(&s, row, ON_RETURN),
            .due_days = (int)sheet_number(b, &s, row, DUE, 0, 1000),
            .relevant = cell_expression(b, &s, row, RELEVANT, NULL, false),
        };
        name_once(b, &s, row, NAME);
        need_label(b, &s, row, LABEL, &all[i].label);
        one_of(b, &s, row, KIND, kinds);
    }
    for (size_t i = 0; i < s.n_rows; i++)
        for (int c = NEXT; c <= ON_RETURN; c++) {
            struct str to = sheet_cell(&s, &s.rows[i], c);
            bool there = to.n == 0;
            for (size_t k = 0; k < s.n_rows && !there; k++)
                there = str_eq(all[k].name, to);
            if (!there)
                find_at(b, true, &s, &s.rows[i], c, "step-unknown",
                        arena_fmt(b->mem, "工程「%.*s」はありません", STR(to)),
                        arena_fmt(b->mem, "There is no step \"%.*s\".", STR(to)));
        }
}

static void checks_build(struct build *b, const struct sheet_text *texts, size_t n)
{
    enum { NAME, LABEL, STEP, SEVERITY, EXPRESSION, MESSAGE, BASIS, REGISTER };
    static const struct column columns[] = {
        [NAME] = { "name", .texts = false },   [LABEL] = { "label", .texts = true },
        [STEP] = { "step", .texts = false },   [SEVERITY] = { "severity", .texts = false },
        [EXPRESSION] = { "expression" },       [MESSAGE] = { "message", .texts = true },
        [BASIS] = { "basis", .texts = false }, [REGISTER] = { "register_path" },
    };
    static const char *const severities[] = { "stop", "warn", "ask", NULL };
    struct sheet s;
    if (!sheet_read(b, texts, n, "checks", columns, COUNT(columns), &s))
        return;
    struct check *all = arena_new(b->mem, struct check, s.n_rows + 1);
    b->plan->checks = all;
    b->plan->n_checks = s.n_rows;
    for (size_t i = 0; i < s.n_rows; i++) {
        const struct csv_row *row = &s.rows[i];
        all[i] = (struct check) {
            .name = sheet_cell(&s, row, NAME),
            .label = sheet_label(&s, row, LABEL),
            .step = sheet_cell(&s, row, STEP),
            .severity = sheet_cell(&s, row, SEVERITY),
            .message = sheet_cell(&s, row, MESSAGE),
            .basis = sheet_cell(&s, row, BASIS),
            .register_path = sheet_cell(&s, row, REGISTER),
            .expression = cell_expression(b, &s, row, EXPRESSION, NULL, false),
        };
        name_once(b, &s, row, NAME);
        need_label(b, &s, row, LABEL, &all[i].label);
        one_of(b, &s, row, SEVERITY, severities);
        bool there = all[i].step.n == 0;
        for (size_t k = 0; k < b->plan->n_steps && !there; k++)
            there = str_eq(b->plan->steps[k].name, all[i].step);
        if (!there)
            find_at(b, true, &s, row, STEP, "step-unknown",
                    arena_fmt(b->mem, "工程「%.*s」はありません", STR(all[i].step)),
                    arena_fmt(b->mem, "There is no step \"%.*s\".", STR(all[i].step)));
        if (all[i].message.n == 0)
            find_at(b, true, &s, row, MESSAGE, "message-missing",
                    S("合わないときに職員に見せる文を書いてください"),
                    S("Write what staff read when the check fails."));
    }
}

static void documents_build(struct build *b, const struct sheet_text *texts, size_t n)
{
    enum { NAME, LABEL, KIND, TEMPLATE, RELEVANT, FORMAT, ORIGINAL, FIELD, NOTE };
    static const struct column columns[] = {
        [NAME] = { "name", .texts = false },  [LABEL] = { "label", .texts = true },
        [KIND] = { "kind", .texts = false },  [TEMPLATE] = { "template", .texts = false },
        [RELEVANT] = { "relevant" },          [FORMAT] = { "format", .texts = false },
        [ORIGINAL] = { "original_required" }, [FIELD] = { "field", .texts = false },
        [NOTE] = { "note", .texts = true },
    };
    static const char *const kinds[] = { "attach-in", "issue-out", NULL };
    struct sheet s;
    if (!sheet_read(b, texts, n, "documents", columns, COUNT(columns), &s))
        return;
    struct document *all = arena_new(b->mem, struct document, s.n_rows + 1);
    b->plan->documents = all;
    b->plan->n_documents = s.n_rows;
    for (size_t i = 0; i < s.n_rows; i++) {
        const struct csv_row *row = &s.rows[i];
        all[i] = (struct document) {
            .name = sheet_cell(&s, row, NAME),
            .label = sheet_label(&s, row, LABEL),
            .note = sheet_label(&s, row, NOTE),
            .kind = sheet_cell(&s, row, KIND),
            .template_name = sheet_cell(&s, row, TEMPLATE),
            .format = sheet_cell(&s, row, FORMAT),
            .field = sheet_cell(&s, row, FIELD),
            .original_required = sheet_yes(b, &s, row, ORIGINAL),
            .relevant = cell_expression(b, &s, row, RELEVANT, NULL, false),
        };
        name_once(b, &s, row, NAME);
        need_label(b, &s, row, LABEL, &all[i].label);
        one_of(b, &s, row, KIND, kinds);
        field_named(b, &s, row, FIELD);
    }
}

static void fees_build(struct build *b, const struct sheet_text *texts, size_t n)
{
    enum { NAME, LABEL, CALCULATION, RELEVANT };
    static const struct column columns[] = {
        [NAME] = { "name", .texts = false },
        [LABEL] = { "label", .texts = true },
        [CALCULATION] = { "calculation", .texts = false },
        [RELEVANT] = { "relevant", .texts = false },
        { "exemption", .ignored = true },
        { "account", .ignored = true },
    };
    struct sheet s;
    if (!sheet_read(b, texts, n, "fees", columns, COUNT(columns), &s))
        return;
    struct fee *all = arena_new(b->mem, struct fee, s.n_rows + 1);
    b->plan->fees = all;
    b->plan->n_fees = s.n_rows;
    for (size_t i = 0; i < s.n_rows; i++) {
        const struct csv_row *row = &s.rows[i];
        all[i] = (struct fee) {
            .name = sheet_cell(&s, row, NAME),
            .label = sheet_label(&s, row, LABEL),
            .calculation = cell_expression(b, &s, row, CALCULATION, NULL, false),
            .relevant = cell_expression(b, &s, row, RELEVANT, NULL, false),
        };
        name_once(b, &s, row, NAME);
        need_label(b, &s, row, LABEL, &all[i].label);
        if (sheet_cell(&s, row, CALCULATION).n == 0)
            find_at(b, true, &s, row, CALCULATION, "calculation-missing",
                    S("手数料の計算式を書いてください　例：300"), S("Write the fee. Example: 300"));
    }
}

static void outcome_checks(struct build *b, const struct sheet *s, const struct csv_row *row,
                           const struct outcome *o, int kind, int reason, int appeal, int document)
{
    static const char *const kinds[] = { "grant", "refuse", "reject", "withdraw", NULL };
    one_of(b, s, row, kind, kinds);
    bool against = str_eq(o->kind, S("refuse")) || str_eq(o->kind, S("reject"));
    if (against && !o->reason_required)
        find_at(b, true, s, row, reason, "reason-missing",
                S("認めない決定には理由が要ります（行政手続法8条）。yes と書いてください"),
                S("A refusal needs a reason. Write yes."));
    if (against && o->appeal_text.n == 0)
        find_at(b, true, s, row, appeal, "appeal-missing",
                S("認めない決定には教示の文が要ります（行政不服審査法82条、行政事件訴訟法46条）"),
                S("A refusal needs the text on how to appeal."));
    bool there = o->document.n == 0;
    for (size_t i = 0; i < b->plan->n_documents && !there; i++)
        there = str_eq(b->plan->documents[i].name, o->document);
    if (!there)
        find_at(b, true, s, row, document, "document-unknown",
                arena_fmt(b->mem, "「%.*s」はdocumentsにありません", STR(o->document)),
                arena_fmt(b->mem, "\"%.*s\" is not in documents.", STR(o->document)));
}

static void outcomes_build(struct build *b, const struct sheet_text *texts, size_t n)
{
    enum { NAME, LABEL, KIND, REASON, APPEAL, DOCUMENT, NOTICE };
    static const struct column columns[] = {
        [NAME] = { "name", .texts = false },    [LABEL] = { "label", .texts = true },
        [KIND] = { "kind", .texts = false },    [REASON] = { "reason_required", .texts = false },
        [APPEAL] = { "appeal_text" },           [DOCUMENT] = { "document", .texts = false },
        [NOTICE] = { "notice", .texts = true },
    };
    struct sheet s;
    if (!sheet_read(b, texts, n, "outcomes", columns, COUNT(columns), &s))
        return;
    struct outcome *all = arena_new(b->mem, struct outcome, s.n_rows + 1);
    b->plan->outcomes = all;
    b->plan->n_outcomes = s.n_rows;
    for (size_t i = 0; i < s.n_rows; i++) {
        const struct csv_row *row = &s.rows[i];
        all[i] = (struct outcome) {
            .name = sheet_cell(&s, row, NAME),
            .label = sheet_label(&s, row, LABEL),
            .kind = sheet_cell(&s, row, KIND),
            .document = sheet_cell(&s, row, DOCUMENT),
            .notice = sheet_label(&s, row, NOTICE),
            .appeal_text = sheet_cell(&s, row, APPEAL),
            .reason_required = sheet_yes(b, &s, row, REASON),
        };
        name_once(b, &s, row, NAME);
        need_label(b, &s, row, LABEL, &all[i].label);
        outcome_checks(b, &s, row, &all[i], KIND, REASON, APPEAL, DOCUMENT);
    }
}

static void texts_build(struct build *b, const struct sheet_text *texts, size_t n)
{
    enum { ID, TEXT_JA, TEXT_EASY, TEXT_EN };
    static const struct column columns[] = {
        [ID] = { "id", .texts = false },
        [TEXT_JA] = { "ja", .texts = false },
        [TEXT_EASY] = { "ja-x-easy", .texts = false },
        [TEXT_EN] = { "en", .texts = false },
    };
    struct sheet s;
    if (!sheet_read(b, texts, n, "texts", columns, COUNT(columns), &s))
        return;
    struct plan_text *all = arena_new(b->mem, struct plan_text, s.n_rows + 1);
    b->plan->texts = all;
    b->plan->n_texts = s.n_rows;
    for (size_t i = 0; i < s.n_rows; i++) {
        const struct csv_row *row = &s.rows[i];
        name_once(b, &s, row, ID);
        all[i].id = sheet_cell(&s, row, ID);
        all[i].text = (struct label) { sheet_cell(&s, row, TEXT_JA), sheet_cell(&s, row, TEXT_EASY),
                                       sheet_cell(&s, row, TEXT_EN) };
        need_label(b, &s, row, TEXT_JA, &all[i].text);
    }
}

void rows_build(struct build *b, const struct sheet_text *texts, size_t n)
{
    b->plan->property = find_property;
    settings_build(b, texts, n);
    procedure_build(b, texts, n);
    steps_build(b, texts, n);
    checks_build(b, texts, n);
    documents_build(b, texts, n);
    fees_build(b, texts, n);
    outcomes_build(b, texts, n);
    texts_build(b, texts, n);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* A procedure, compiled: what the sheets of procedures/ID/ say, as one read-only structure shared
 * by all threads.  Made by plan_compile() at start-up or on publication; everything lives in one
 * arena. */
#ifndef CIVIC_FORMS_PLAN_H
#define CIVIC_FORMS_PLAN_H

#include "base/arena.h"
#include "base/rc.h"
#include "base/time.h"
#include "civic/forms/expr.h"

enum field_kind {
    FIELD_NONE,
    FIELD_TEXT,
    FIELD_INTEGER,
    FIELD_DATE,
    FIELD_SELECT_ONE,
    FIELD_SELECT_MULTIPLE,
    FIELD_NOTE,
    FIELD_CALCULATE,
    FIELD_FILE,
    FIELD_GROUP,
    FIELD_REPEAT,
};

enum field_style { /* bind::gov:kind */
                   STYLE_PLAIN,
                   STYLE_PERSON_NAME,
                   STYLE_KANA,
                   STYLE_POSTAL_CODE,
                   STYLE_PHONE,
                   STYLE_EMAIL,
                   STYLE_BANK_CODE,   /* 4 digits */
                   STYLE_BRANCH_CODE, /* 3 digits */
                   STYLE_ACCOUNT,     /* 7 digits, shorter ones refused with the reason */
                   STYLE_WAREKI,
                   STYLE_YEN,
                   STYLE_ADDRESS,
};

struct label { /* a text in the languages it has; ja is always there */
    struct str ja, easy, en;
};
struct str label_in(const struct label *l, struct str language); /* falls back to ja */

struct choice {
    struct str name;
    struct label label;
    const struct node *item; /* its row in the list's tree, for filters */
};
struct choice_list {
    struct str name;
    const struct choice *choices;
    size_t n;
    const struct node *root; /* instance('name') */
};

struct field {
    struct str name; /* unique within its parent; NCName */
    struct str path; /* "/data/applicant/name" */
    enum field_kind kind;
    enum field_style style;
    struct label label, hint, required_message, constraint_message;
    const struct expr *required, *relevant, *constraint, *calculation, *default_value,
        *choice_filter, *repeat_count;
    const struct choice_list *list; /* of a select */
    struct str appearance, autocomplete, inputmode;
    struct str furigana_of; /* name of the field whose reading this is */
    struct str basis;       /* law and article, or the item of the official form */
    int max_length;         /* code points of a text; 200, multiline 2,000 unless said */
    int max_files;          /* of a file question */
    int min_repeats, max_repeats;
    bool readonly, sealed; /* sealed: ciphertext in the case row */
    bool once; /* a declaration, or of this occasion: not copied into a new application */
    bool multiline;
    bool
        stop; /* a note that ends the form while it is relevant: the page says what to do instead */
    int depth;                  /* 0 = root */
    const struct field *parent; /* NULL for the root */
    const struct field *const *children;
    size_t n_children;
    int index;                /* position in plan.fields */
    const struct field *page; /* the top-level group whose page shows it */
};

struct step {
    struct str name, kind, role, next, on_return;
    struct label label;
    const struct expr *relevant;
    int due_days;
};
struct check {                       /* 審査項目 */
    struct str name, step, severity; /* severity: stop, warn, ask */
    struct label label;
    const struct expr *expression; /* true = passed; NULL = a person looks */
    struct str message, basis;
    struct str
        register_path; /* "person.address": compared with the resident register; "" otherwise */
};
struct document {
    struct str name, kind, template_name, format;
    struct label label, note;
    const struct expr *relevant;
    struct str field;
    bool original_required;
};
struct fee {
    struct str name;
    struct label label;
    const struct expr *calculation, *relevant;
};
struct outcome { /* kind: grant, refuse, reject, withdraw */
    struct str name, kind, document;
    struct label label, notice;
    bool reason_required;
    struct str appeal_text; /* 教示; required with refuse and reject */
};

struct plan {
    struct str id, version; /* version: of settings; digest: BLAKE2b of all sheets */
    struct str digest;
    struct label title, summary;
    struct label purpose_label;
    struct str legal_basis, section_code, purpose; /* purpose: 利用目的, in Japanese */
    struct str disposition, appeal_text;
    int standard_days; /* 標準処理期間, opening days */
    int minutes;       /* about how long the form takes */
    int retention_years;
    struct str identity_level;
    const struct field *root;
    const struct field *const *fields; /* all, in document order; [0] is the root */
    size_t n_fields;
    const struct field *const *pages; /* top-level groups and repeats in order */
    size_t n_pages;
    const struct field *const *order; /* all fields; each after what it depends on */
    size_t n_order;
    const struct choice_list *lists;
    size_t n_lists;
    const struct step *steps;
    size_t n_steps;
    const struct check *checks;
    size_t n_checks;
    const struct document *documents;
    size_t n_documents;
    const struct fee *fees;
    size_t n_fees;
    const struct outcome *outcomes;
    size_t n_outcomes;
    const struct plan_text {
        struct str id;
        struct label text;
    } * texts;
    size_t n_texts;
    struct str (*property)(const struct plan *p,
                           struct str key); /* rows of procedure.tsv not named above */
    const void *properties;
    const struct plan_index *index; /* for plan_field */
};

struct finding { /* of the compiler: sheet, cell, what, how to mend */
    bool error;
    struct str sheet, cell, code, ja, en;
};

/* Compiles the folder's sheets (contents given: this does no I/O).  *ret_findings also on INVALID.
 */
struct sheet_text {
    struct str name, tsv;
}; /* "survey" */
MUST_USE enum rc plan_compile(struct arena *mem, struct str id, const struct sheet_text *sheets,
                              size_t n, const struct plan **ret_plan,
                              const struct finding **ret_findings, size_t *ret_n);

const struct field *plan_field(const struct plan *p, struct str path); /* NULL if none */
const struct outcome *plan_outcome(const struct plan *p, struct str name);
struct str plan_text(const struct plan *p, struct str id, struct str language);

#endif

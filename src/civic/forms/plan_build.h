/* SPDX-License-Identifier: Apache-2.0 */
/* What the compiler's files share while one plan is made: the sheets, the findings, and for every
 * field the cells it came from.  Nothing outside plan_*.c includes this. */
#ifndef CIVIC_FORMS_PLAN_BUILD_H
#define CIVIC_FORMS_PLAN_BUILD_H

#include "base/csv.h"
#include "civic/forms/plan.h"

enum { MOST_COLUMNS = 40, MOST_FIELDS = 1000, MOST_DEPTH = 12, MOST_FINDINGS = 200 };

enum language { JA, EASY, EN, LANGUAGES };

struct column {
    const char *name;
    bool texts;   /* has one column per language */
    bool ignored; /* of the vocabulary, without a meaning for us */
};

struct sheet {
    struct str name;
    const struct column *columns;
    size_t n_columns;
    int at[MOST_COLUMNS][LANGUAGES]; /* position in the row, or -1 */
    const struct csv_row *rows;      /* without the header */
    size_t n_rows;
    struct csv_row header;
    const bool *known; /* of each header: it is one of `columns` */
};

struct dependency { /* one arrow of the graph: the owner is computed after `on` */
    const struct field *on;
    struct dependency *next;
};

struct draft { /* a field and the row it came from */
    struct field *field;
    const struct csv_row *row; /* NULL for the root */
    struct dependency *needs;
    const struct field **children;
    size_t n_children, room;
    struct str list_name;
    int colour; /* of the depth-first walk */
};

struct found {
    struct finding finding;
    struct found *next;
};

struct build {
    struct arena *mem;
    struct plan *plan;
    struct found *first_found, *last_found;
    size_t n_found;
    bool refused; /* a finding that is an error */
    struct sheet survey, choices;
    struct draft *drafts; /* by field index; [0] is the root */
    size_t n_drafts;
    const struct field **by_name; /* sorted by name, for ${name} */
};

/* plan_sheet.c */
bool sheet_read(struct build *b, const struct sheet_text *texts, size_t n, const char *name,
                const struct column *columns, size_t n_columns, struct sheet *ret_sheet);
struct str sheet_cell(const struct sheet *s, const struct csv_row *row, int column);
struct label sheet_label(const struct sheet *s, const struct csv_row *row, int column);
int64_t sheet_number(struct build *b, const struct sheet *s, const struct csv_row *row, int column,
                     int64_t otherwise, int64_t most);
bool sheet_yes(struct build *b, const struct sheet *s, const struct csv_row *row, int column);
void find_at(struct build *b, bool error, const struct sheet *s, const struct csv_row *row,
             int column, const char *code, struct str ja, struct str en);
void find_in(struct build *b, bool error, struct str sheet, struct str cell, const char *code,
             struct str ja, struct str en);
/* The word of the list nearest to a misspelt one, or "". */
struct str nearest_word(struct str word, struct str (*at)(const void *list, size_t i),
                        const void *list, size_t n);

/* plan_survey.c */
enum survey_column {
    SURVEY_TYPE,
    SURVEY_NAME,
    SURVEY_LABEL,
    SURVEY_HINT,
    SURVEY_REQUIRED,
    SURVEY_REQUIRED_MESSAGE,
    SURVEY_RELEVANT,
    SURVEY_CONSTRAINT,
    SURVEY_CONSTRAINT_MESSAGE,
    SURVEY_CALCULATION,
    SURVEY_DEFAULT,
    SURVEY_CHOICE_FILTER,
    SURVEY_REPEAT_COUNT,
    SURVEY_APPEARANCE,
    SURVEY_PARAMETERS,
    SURVEY_READONLY,
    SURVEY_KIND,
    SURVEY_FURIGANA_OF,
    SURVEY_AUTOCOMPLETE,
    SURVEY_INPUTMODE,
    SURVEY_MAX_LENGTH,
    SURVEY_MAX_FILES,
    SURVEY_SEALED,
    SURVEY_ONCE,
    SURVEY_BASIS,
};
extern const struct column survey_columns[];
extern const size_t n_survey_columns;
void survey_build(struct build *b);

/* plan_choices.c */
extern const struct column choices_columns[];
extern const size_t n_choices_columns;
void choices_build(struct build *b);
void choices_join(struct build *b); /* selects to their lists */

/* plan_expressions.c */
void names_index(struct build *b);
const struct field *names_find(const struct build *b, struct str name);
/* An expression of a cell in the scope of a field; NULL when the cell is empty or wrong. */
const struct expr *cell_expression(struct build *b, const struct sheet *s,
                                   const struct csv_row *row, int column, struct draft *scope,
                                   bool ordered);
void expressions_build(struct build *b);
void order_build(struct build *b);

/* plan_rows.c: the sheets beside the survey */
void rows_build(struct build *b, const struct sheet_text *texts, size_t n);

#endif

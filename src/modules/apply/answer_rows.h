/* SPDX-License-Identifier: Apache-2.0 */
/* Answers as rows of question and answer, for reading. */
#ifndef MODULES_APPLY_ANSWER_ROWS_H
#define MODULES_APPLY_ANSWER_ROWS_H

#include "modules/apply/draft.h"
#include "modules/apply/pages/check.h"

/* Relevant questions of a page. Sealed answers that are still plain are shown; ciphertext shows as 登録済み. */
void answer_rows(struct arena *mem, const struct answers *a, const struct field *page, const struct draft_file *files,
                 size_t n_files, const struct apply_check_row **ret_rows, size_t *ret_n);

#endif

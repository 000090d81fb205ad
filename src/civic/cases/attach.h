/* SPDX-License-Identifier: Apache-2.0 */
/* Rows for attachments: ids taken and file keys sealed before the transaction. */
#ifndef CIVIC_CASES_ATTACH_H
#define CIVIC_CASES_ATTACH_H

#include "civic/cases/cases.h"
#include "civic/documents/documents_sql.h"

MUST_USE enum rc cases_attachment_rows(const struct hall *hall, const struct town *town, struct db *db,
                                       struct arena *mem, t_id case_id, t_time now,
                                       const struct case_attachment *attachments, size_t n,
                                       const struct documents_sql_add_in **ret_rows);
/* The key of an attachment's files, from the vault. */
MUST_USE enum rc cases_attachment_key(const struct hall *hall, const struct town *town, struct arena *mem,
                                      t_id attachment_id, struct str sealed_key, unsigned char ret_key[CRYPTO_KEY]);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Attachment rows and their keys; and the sealed answers of a case. */
#include "civic/cases/attach.h"

#include "base/ids.h"
#include "platform/db/db.h"

static struct vault_place key_place(const struct town *town, t_id attachment_id)
{
    return (struct vault_place){ town->id, TABLE_ATTACHMENT, attachment_id, S("key") };
}

static enum rc attachment_row(const struct hall *hall, const struct town *town, struct db *db, struct arena *mem,
                              const struct case_attachment *a, struct documents_sql_add_in *row)
{
    enum rc rc = db_new_id(db, TABLE_ATTACHMENT, &row->id);
    if (rc == OK)
        rc = vault_seal(hall->vault, mem, key_place(town, row->id), ids_hex(mem, a->key, CRYPTO_KEY), &row->sealed_key);
    return rc;
}

enum rc cases_attachment_rows(const struct hall *hall, const struct town *town, struct db *db, struct arena *mem,
                              t_id case_id, t_time now, const struct case_attachment *attachments, size_t n,
                              const struct documents_sql_add_in **ret_rows)
{
    struct documents_sql_add_in *rows = arena_new(mem, struct documents_sql_add_in, n);
    for (size_t i = 0; i < n; i++) {
        const struct case_attachment *a = &attachments[i];
        rows[i] = (struct documents_sql_add_in){
            .town_id = town->id,
            .case_id = case_id,
            .field = a->field,
            .name = a->name,
            .kind = a->kind,
            .size = a->size,
            .address = a->address,
            .pictures = a->pictures,
            .digest = a->digest,
            .created_at = now,
        };
        enum rc rc = attachment_row(hall, town, db, mem, a, &rows[i]);
        if (rc != OK)
            return rc;
    }
    *ret_rows = rows;
    return OK;
}

enum rc cases_attachment_key(const struct hall *hall, const struct town *town, struct arena *mem, t_id attachment_id,
                             struct str sealed_key, unsigned char ret_key[CRYPTO_KEY])
{
    struct str hex;
    enum rc rc = vault_open(hall->vault, mem, key_place(town, attachment_id), sealed_key, &hex);
    if (rc != OK)
        return rc;
    return ids_hex_read(hex, ret_key, CRYPTO_KEY) ? OK : FAILED;
}

static struct vault_place answer_place(const struct town *town, struct arena *mem, t_id case_id, const struct node *n)
{
    return (struct vault_place){ town->id, TABLE_CASES, case_id, answers_name(mem, n) };
}

static bool looks_sealed(struct str text)
{
    return str_starts(text, S("v1."));
}

/* Anybody can type something that looks sealed: it is what it looks like only if it opens in its place. */
static enum rc seal_one(const struct hall *hall, struct arena *mem, struct vault_place place, struct str *text)
{
    struct str plain;
    if (looks_sealed(*text)) {
        enum rc rc = vault_open(hall->vault, mem, place, *text, &plain);
        if (rc == OK || rc == BUSY)
            return rc;
    }
    return vault_seal(hall->vault, mem, place, *text, text);
}

static enum rc seal_below(const struct hall *hall, const struct town *town, struct arena *mem, t_id case_id,
                          struct node *parent)
{
    for (struct node *n = parent->first; n; n = n->next) {
        enum rc rc = OK;
        if (n->first)
            rc = seal_below(hall, town, mem, case_id, n);
        else if (n->field && n->field->sealed && n->text.n)
            rc = seal_one(hall, mem, answer_place(town, mem, case_id, n), &n->text);
        if (rc != OK)
            return rc;
    }
    return OK;
}

enum rc cases_seal(const struct hall *hall, const struct town *town, struct arena *mem, t_id case_id,
                   struct answers *answers)
{
    return seal_below(hall, town, mem, case_id, answers->root);
}

enum rc cases_unseal(const struct hall *hall, const struct town *town, struct arena *mem, t_id case_id,
                     const struct node *answer, struct str *ret_text)
{
    if (!answer->field || !answer->field->sealed || !looks_sealed(answer->text)) {
        *ret_text = answer->text;
        return OK;
    }
    return vault_open(hall->vault, mem, answer_place(town, mem, case_id, answer), answer->text, ret_text);
}

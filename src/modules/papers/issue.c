/* SPDX-License-Identifier: Apache-2.0 */
/* A decided case becomes a paper, once.  It is rendered, checked and stored before the transaction;
 * the transaction claims the number it was rendered with, or it is rendered again. */
#include "base/ids.h"
#include "base/text.h"
#include "civic/tasks/tasks_sql.h"
#include "modules/papers/from_case.h"
#include "modules/papers/stopped.h"
#include "platform/db/db.h"
#include "platform/files/files.h"

enum { MOST_TRIES = 8 };

struct issuing {
    const struct town *town;
    struct arena *mem;
    const struct paper_issue *in;
    int64_t serial; /* the number the paper was rendered with */
    bool raced;     /* it was gone: serial is the next one now */
    struct papers_sql_add_in row;
};

static enum rc claim_number(struct db *db, struct issuing *x)
{
    struct papers_sql_number_next_row next;
    bool found;
    t_id section = x->in->seen->row.section_id;
    int64_t year = date_fiscal_year(time_date(x->in->now)), changed = 1;
    enum rc rc = papers_sql_number_next(db, x->mem, x->town->id, section, year, &next, &found);
    int64_t current = found ? next.next : 1;
    if (rc == OK && current != x->serial) {
        x->serial = current;
        x->raced = true;
        return CONFLICT;
    }
    if (rc == OK && !found)
        return papers_sql_number_begin(db, x->town->id, section, year, 2, NULL);
    if (rc == OK)
        rc = papers_sql_number_claim(db, x->town->id, section, year, x->serial, &changed);
    return rc == OK && changed != 1 ? CONFLICT : rc;
}

static enum rc keep_paper(struct db *db, void *arg)
{
    struct issuing *x = arg;
    x->raced = false;
    enum rc rc = claim_number(db, x);
    if (rc == OK)
        rc = papers_sql_add(db, &x->row, NULL);
    if (rc == OK)
        rc = tasks_sql_finish(db, x->town->id, x->row.case_id, S("missing-glyph"), x->in->now,
                              x->in->actor.id, NULL);
    return rc;
}

static struct vault_place key_place(const struct town *town, t_id paper_id)
{
    return (struct vault_place) { town->id, TABLE_PAPER, paper_id, S("key") };
}

static enum rc store_file(const struct hall *hall, struct issuing *x, struct str pdf)
{
    unsigned char key[CRYPTO_KEY], digest[CRYPTO_MAC];
    struct file_address address;
    crypto_random(key, sizeof(key));
    enum rc rc = files_put(hall->files, key, pdf, &address);
    if (rc == OK)
        rc = vault_seal(hall->vault, x->mem, key_place(x->town, x->row.id),
                        ids_hex(x->mem, key, sizeof(key)), &x->row.sealed_key);
    crypto_wipe(key, sizeof(key));
    if (rc != OK)
        return rc;
    crypto_digest(NULL, pdf, digest);
    x->row.address = arena_str(x->mem, str_of(address.text));
    x->row.digest = ids_hex(x->mem, digest, sizeof(digest));
    return OK;
}

static struct paper paper_of(const struct papers_sql_add_in *row)
{
    return (struct paper) { row->id,    row->kind,       row->number,
                            row->title, (int)row->pages, row->created_at };
}

static void describe(struct issuing *x, const struct document *document, const struct paper_data *d)
{
    const struct case_file *c = x->in->seen;
    x->row.town_id = x->town->id;
    x->row.case_id = c->row.id;
    x->row.decision_id = c->decision.id;
    x->row.kind = document->name;
    x->row.number = d->number;
    x->row.title = d->title;
    x->row.subject_ref = d->subject_ref;
    x->row.request_ref = d->request_ref;
    x->row.created_at = x->in->now;
}

/* The last step before the file is kept: the refs are made anew from the case, not from the data
 * the paper was rendered with. */
static enum rc check_subject(const struct hall *hall, const struct issuing *x, struct str pdf)
{
    const struct cases_sql_by_id_row *row = &x->in->seen->row;
    return papers_verify_identity(x->mem, pdf,
                                  paper_subject_ref(hall, x->town, x->mem, row->id, row->person_id),
                                  paper_request_ref(hall, x->town, x->mem, row->id));
}

static enum rc act(const struct hall *hall, struct db *db, struct issuing *x)
{
    struct case_act act = {
        .seen = x->in->seen,
        .version = x->in->seen->row.version,
        .actor = x->in->actor,
        .now = x->in->now,
        .event = EVENT_PAPER_ISSUED,
        .note = arena_fmt(x->mem, "%.*s（%.*s）", STR(x->row.title), STR(x->row.number)),
        .is_public = true,
        .also = keep_paper,
        .also_ctx = x,
    };
    return cases_act(hall, x->town, db, x->mem, &act);
}

static enum rc try_issue(const struct hall *hall, struct db *db, struct issuing *x,
                         struct pdf_missing *ret_missing)
{
    const struct document *document;
    struct paper_data d;
    struct str pdf;
    int pages;
    *ret_missing = (struct pdf_missing) { 0 };
    enum rc rc = paper_from_case(hall, x->town, x->mem, x->in, x->serial, &document, &d);
    if (rc == OK)
        rc = papers_notice_pdf(x->mem, &d, &pdf, &pages, ret_missing);
    if (rc == OK)
        rc = check_subject(hall, x, pdf);
    if (rc != OK)
        return rc;
    describe(x, document, &d);
    x->row.pages = pages;
    rc = store_file(hall, x, pdf);
    return rc == OK ? act(hall, db, x) : rc;
}

static enum rc first_try(struct db *db, struct issuing *x)
{
    struct papers_sql_number_next_row next;
    bool found;
    enum rc rc = papers_sql_number_next(db, x->mem, x->town->id, x->in->seen->row.section_id,
                                        date_fiscal_year(time_date(x->in->now)), &next, &found);
    if (rc != OK)
        return rc;
    x->serial = found ? next.next : 1;
    return db_new_id(db, TABLE_PAPER, &x->row.id);
}

static enum rc issue_new(const struct hall *hall, struct db *db, struct issuing *x,
                         struct paper_issued *ret_issued)
{
    struct pdf_missing missing;
    enum rc rc = first_try(db, x);
    if (rc != OK)
        return rc;
    for (int i = 0; i < MOST_TRIES; i++) {
        rc = try_issue(hall, db, x, &missing);
        if (rc != CONFLICT || !x->raced)
            break;
    }
    if (rc == INVALID && missing.sign.n) {
        struct paper_stop stop = { x->in->seen, x->in->actor, x->in->now, S("通知書") };
        struct str why;
        rc = paper_stop(hall, x->town, db, x->mem, &stop, &missing, &why);
        if (rc == OK)
            *ret_issued = (struct paper_issued) { .stopped = true, .why = why };
    } else if (rc == OK) {
        *ret_issued = (struct paper_issued) { .paper = paper_of(&x->row) };
    }
    return rc;
}

enum rc papers_issue(const struct hall *hall, const struct town *town, struct db *db,
                     struct arena *mem, const struct paper_issue *in,
                     struct paper_issued *ret_issued)
{
    const struct case_file *c = in->seen;
    struct papers_sql_of_decision_row before;
    struct issuing x = { .town = town, .mem = mem, .in = in };
    bool found;
    if (c->state != CASE_DONE || !c->has_decision || !str_eq(c->decision.state, S("approved")))
        return CONFLICT;
    enum rc rc =
        papers_sql_of_decision(db, mem, town->id, c->row.id, c->decision.id, &before, &found);
    if (rc != OK)
        return rc;
    if (!found)
        return issue_new(hall, db, &x, ret_issued);
    *ret_issued =
        (struct paper_issued) { .paper = { before.id, before.kind, before.number, before.title,
                                           (int)before.pages, before.created_at } };
    return OK;
}

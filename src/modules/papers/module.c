/* SPDX-License-Identifier: Apache-2.0 */
/* The papers room's table of contents. It has no pages of its own yet: desk and apply call
 * papers.h. */
#include "modules/papers/papers.h"

#include "modules/papers/papers_sql.h"

struct naming {
    void (*known)(void *ctx, struct str address);
    void *ctx;
};

static enum rc name_one(void *ctx, const struct papers_sql_each_address_row *row)
{
    const struct naming *n = ctx;
    n->known(n->ctx, row->address);
    return OK;
}

static enum rc name_certificate(void *ctx, const struct papers_sql_each_certificate_address_row *row)
{
    const struct naming *n = ctx;
    n->known(n->ctx, row->address);
    return OK;
}

static enum rc files_of_papers(struct db *db, t_id town_id,
                               void (*known)(void *ctx, struct str address), void *ctx)
{
    struct naming naming = { known, ctx };
    enum rc rc = papers_sql_each_address(db, NULL, town_id, name_one, &naming);
    return rc == OK ? papers_sql_each_certificate_address(db, NULL, town_id, name_certificate, &naming)
                    : rc;
}

const struct module papers_module = {
    .name = "papers",
    .title = T("通知書"),
    .sentence = "Turns decisions into paper: notices as PDF.",
    .migrations = papers_migrations,
    .files = files_of_papers,
};

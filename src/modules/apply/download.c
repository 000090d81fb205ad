/* SPDX-License-Identifier: Apache-2.0 */
/* Tickets: 160 random bits, of which the table keeps a keyed hash; used once, within five minutes. The paper itself is
 * opened by papers.h, which compares subject and request once more. */
#include "modules/apply/download.h"
#include "civic/shell/language.h"

#include "base/ids.h"
#include "base/json.h"
#include "civic/documents/documents_sql.h"
#include "modules/apply/apply_sql.h"
#include "modules/apply/receipts.h"
#include "modules/papers/papers.h"
#include "platform/db/db.h"

enum { TOKEN_BYTES = 20, HASH_BYTES = 20, MOST_FILES = 200 };

enum rc download_list(struct req *r, const struct case_file *c, struct apply_status_view *v)
{
    const struct paper *papers;
    size_t n;
    enum rc rc = papers_of_case(town_of(r), r->db, r->mem, c->row.id, &papers, &n);
    if (rc != OK)
        return rc;
    struct apply_paper *rows = arena_new(r->mem, struct apply_paper, n);
    for (size_t i = 0; i < n; i++)
        rows[i] = (struct apply_paper){
            .title = papers[i].title,
            .when = say_time(r, papers[i].created_at),
            .pages = papers[i].pages,
            .ref = arena_str(r->mem, str_of(ref_make(hall_of(r), TABLE_PAPER, r->town_id, papers[i].id).text)),
        };
    v->papers.p = rows;
    v->papers.n = n;
    v->has_papers = n > 0;
    return OK;
}

/* Answers name files by tokens; the rows of the case have the same order within each field. */
static void pair_tokens(const struct case_file *c, const struct documents_sql_of_case_rows *rows,
                        struct draft_file *files, size_t *ret_n)
{
    size_t n = 0;
    for (size_t i = 0; i < rows->n; i++) {
        const struct node *answer = answers_node(&c->answers, rows->p[i].field);
        struct str rest = answer ? answer->text : S(""), token = S("");
        size_t nth = 0, before = 0;
        for (size_t j = i + 1; j < rows->n; j++)
            before += str_eq(rows->p[j].field, rows->p[i].field);
        size_t tokens = 0;
        for (struct str count = rest; str_cut(&count, ' ', &token);)
            tokens++;
        /* After a 補正 the field names its new files alone: the newest rows are theirs. */
        if (before >= tokens)
            continue;
        while (str_cut(&rest, ' ', &token) && nth + before + 1 < tokens)
            nth++;
        files[n++] = (struct draft_file){ .token = token, .file = { .field = rows->p[i].field, .name = rows->p[i].name } };
    }
    *ret_n = n;
}

enum rc download_files(struct req *r, const struct case_file *c, struct draft_file **ret_files, size_t *ret_n)
{
    struct documents_sql_of_case_rows rows;
    enum rc rc = documents_sql_of_case(r->db, r->mem, r->town_id, c->row.id, MOST_FILES, &rows);
    if (rc != OK)
        return rc;
    struct draft_file *files = arena_new(r->mem, struct draft_file, rows.n);
    pair_tokens(c, &rows, files, ret_n);
    *ret_files = files;
    return OK;
}

static struct str token_hash(const struct req *r, struct str token)
{
    unsigned char mac[CRYPTO_MAC];
    crypto_digest(hall_of(r)->keys.session, token, mac);
    return ids_hex(r->mem, mac, HASH_BYTES);
}

struct ticketing {
    t_id town_id, id, paper_id, case_id;
    struct str token_hash;
    t_time now;
};

static enum rc add_ticket(struct db *db, void *arg)
{
    const struct ticketing *t = arg;
    return apply_sql_ticket_add(db, t->town_id, t->id, t->token_hash, t->paper_id, t->case_id, t->now + 5 * MINUTE, NULL);
}

static struct url status_url(struct req *r)
{
    return url_local(r->mem, S("/receipts"));
}

enum rc receipts_paper(struct req *r)
{
    struct case_file c;
    unsigned char random[TOKEN_BYTES];
    struct ticketing t = { .town_id = r->town_id, .now = r->now };
    enum rc rc = receipts_case(r, &c);
    if (rc == NOT_FOUND)
        return reply_redirect(r, url_local(r->mem, S("/r")));
    if (rc == OK && !receipts_is_open(r, &c))
        return reply_redirect(r, status_url(r));
    if (rc == OK)
        rc = ref_read(hall_of(r), TABLE_PAPER, r->town_id, req_field(r, "paper"), &t.paper_id);
    if (rc == OK)
        rc = db_new_id(r->db, TABLE_TICKET, &t.id);
    if (rc != OK)
        return rc;
    crypto_random(random, sizeof random);
    struct str token = ids_base32(r->mem, random, sizeof random);
    t.token_hash = token_hash(r, token);
    t.case_id = c.row.id;
    rc = db_transaction(r->db, add_ticket, &t);
    return rc == OK ? reply_redirect(r, url_path(r->mem, S("/receipts/papers"), token)) : rc;
}

static enum rc use_ticket(struct db *db, void *arg)
{
    const struct ticketing *t = arg;
    int64_t changed;
    enum rc rc = apply_sql_ticket_use(db, t->town_id, t->id, t->now, &changed);
    return rc == OK && changed == 0 ? NOT_FOUND : rc;
}

/* A ticket works only together with the receipt it was made for. */
enum rc receipts_ticket(struct req *r)
{
    struct case_file c;
    struct apply_sql_ticket_find_row row;
    struct str pdf;
    bool found;
    enum rc rc = receipts_case(r, &c);
    if (rc == OK && !receipts_is_open(r, &c))
        rc = NOT_FOUND;
    if (rc == OK)
        rc = apply_sql_ticket_find(r->db, r->mem, r->town_id, token_hash(r, req_param(r, "ticket")), &row, &found);
    if (rc == OK && (!found || row.case_id != c.row.id))
        rc = NOT_FOUND;
    if (rc == OK)
        rc = papers_open(hall_of(r), town_of(r), r->db, r->mem, row.case_id, row.paper_id, &pdf);
    if (rc == OK && !req_is_head(r))
        rc = db_transaction(r->db, use_ticket, &(struct ticketing){ .town_id = r->town_id, .id = row.id, .now = r->now });
    if (rc != OK)
        return rc;
    return reply_download(r, "application/pdf", S("通知書.pdf"), pdf);
}

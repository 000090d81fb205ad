/* SPDX-License-Identifier: Apache-2.0 */
/* Stamps of pages, who saved them, and what two devices have said differently. */
#include "modules/apply/devices.h"

#include "base/ids.h"
#include "modules/apply/answer_rows.h"

enum { STAMP_BYTES = 12 };

static void add_text(struct crypto_hasher *h, struct str text)
{
    uint64_t n = text.n; /* the length first: no two trees give the same bytes */
    crypto_hasher_add(h, str_n((const char *)&n, sizeof n));
    crypto_hasher_add(h, text);
}

static void add_node(struct crypto_hasher *h, const struct node *n)
{
    if (n->field && (n->field->kind == FIELD_FILE || n->field->kind == FIELD_CALCULATE || n->field->kind == FIELD_NOTE))
        return;
    add_text(h, n->name);
    add_text(h, n->text);
    for (const struct node *child = n->first; child; child = child->next)
        add_node(h, child);
    add_text(h, S("/"));
}

struct str devices_stamp(struct req *r, const struct draft *d, const struct field *page)
{
    struct crypto_hasher h;
    unsigned char mac[CRYPTO_MAC];
    crypto_hasher_init(&h, d->key);
    for (const struct node *n = d->answers.root->first; n; n = n->next)
        if (n->field == page)
            add_node(&h, n);
    crypto_hasher_end(&h, mac);
    return ids_hex(r->mem, mac, STAMP_BYTES);
}

static struct draft_saved *saved_of(const struct draft *d, const struct field *page)
{
    for (size_t i = 0; i < d->n_saved; i++)
        if (str_eq(d->saved[i].page, page->name))
            return &d->saved[i];
    return NULL;
}

void devices_saved_here(struct draft *d, const struct field *page)
{
    struct draft_saved *s = saved_of(d, page);
    if (!s && d->n_saved < DRAFT_SAVED_ROOM)
        s = &d->saved[d->n_saved++];
    if (s)
        *s = (struct draft_saved){ page->name, str_of(d->device) };
}

bool devices_saved_elsewhere(const struct draft *d, const struct field *page)
{
    const struct draft_saved *s = saved_of(d, page);
    return s && !str_eq(s->device, str_of(d->device));
}

static const struct apply_check_row *row_of(const struct apply_check_row *rows, size_t n, struct words label)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(rows[i].label.text, label.text))
            return &rows[i];
    return NULL;
}

size_t devices_differences(struct req *r, const struct draft *here, const struct draft *there, const struct field *page,
                           const struct apply_difference **ret_rows)
{
    const struct apply_check_row *mine, *theirs;
    size_t n_mine, n_theirs, n = 0;
    answer_rows(r->mem, &here->answers, page, here->files, here->n_files, &mine, &n_mine);
    answer_rows(r->mem, &there->answers, page, there->files, there->n_files, &theirs, &n_theirs);
    struct apply_difference *rows = arena_new(r->mem, struct apply_difference, n_mine + n_theirs);
    for (size_t i = 0; i < n_mine; i++) {
        const struct apply_check_row *other = row_of(theirs, n_theirs, mine[i].label);
        struct str value = other ? other->value : S("");
        if (!str_eq(mine[i].value, value))
            rows[n++] = (struct apply_difference){ mine[i].label, mine[i].value, value, mine[i].value.n > 0, value.n > 0 };
    }
    for (size_t i = 0; i < n_theirs; i++)
        if (theirs[i].value.n && !row_of(mine, n_mine, theirs[i].label))
            rows[n++] = (struct apply_difference){ theirs[i].label, S(""), theirs[i].value, false, true };
    *ret_rows = rows;
    return n;
}

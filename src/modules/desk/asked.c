/* SPDX-License-Identifier: Apache-2.0 */
/* Reads [{"name","message","old"}]. */
#include "modules/desk/asked.h"

#include "base/json.h"
#include "modules/desk/rows.h"

size_t desk_asked_rows(struct req *r, const struct desk_case *c, struct str fields,
                       const struct desk_asked_row **ret_rows)
{
    const struct json *list;
    size_t at, n = 0;
    *ret_rows = NULL;
    if (json_parse(r->mem, fields, &list, &at) != OK || !json_is(list, JSON_ARRAY))
        return 0;
    struct desk_asked_row *rows = arena_new(r->mem, struct desk_asked_row, list->n);
    for (const struct json *f = list->first; f; f = f->next) {
        struct str name = json_str(json_get(f, S("name"))), old = json_str(json_get(f, S("old")));
        const struct node *node = answers_node(&c->file.answers, name);
        rows[n++] =
            (struct desk_asked_row) { .label = node && node->field ? desk_label(r, node) : name,
                                      .message = json_str(json_get(f, S("message"))),
                                      .old = old.n ? old : S("入力なし") };
    }
    *ret_rows = rows;
    return n;
}

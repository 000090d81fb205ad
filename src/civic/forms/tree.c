/* SPDX-License-Identifier: Apache-2.0 */
/* Building and walking the answer tree. */
#include "civic/forms/tree.h"

struct node *tree_root(struct arena *mem, struct str name)
{
    struct node *n = arena_new(mem, struct node, 1);
    n->name = name;
    n->position = 1;
    return n;
}

static bool is_last_in_document(const struct node *n)
{
    for (; n; n = n->parent)
        if (n->next)
            return false;
    return true;
}

/* The last node of the document that ends with this branch. */
static int32_t last_order(const struct node *n)
{
    while (n->last)
        n = n->last;
    return n->order;
}

static struct node *top(struct node *n)
{
    while (n->parent)
        n = n->parent;
    return n;
}

struct node *tree_add(struct arena *mem, struct node *parent, struct str name, struct str text)
{
    struct node *n = arena_new(mem, struct node, 1);
    n->name = name;
    n->text = text;
    n->position = 1;
    for (const struct node *s = parent->last; s; s = s->prev)
        if (str_eq(s->name, name)) {
            n->position = s->position + 1;
            break;
        }
    n->order = last_order(parent) + 1;
    n->parent = parent;
    n->prev = parent->last;
    *(parent->last ? &parent->last->next : &parent->first) = n;
    parent->last = n;
    if (!is_last_in_document(parent))
        tree_number(top(parent));
    return n;
}

static struct node *next_in_document(struct node *n, const struct node *root)
{
    if (n->first)
        return n->first;
    while (n != root && !n->next)
        n = n->parent;
    return n == root ? NULL : n->next;
}

void tree_number(struct node *root)
{
    int32_t order = 0;
    for (struct node *n = root; n; n = next_in_document(n, root))
        n->order = order++;
}

struct node *tree_child(const struct node *parent, struct str name)
{
    return tree_nth(parent, name, 1);
}

struct node *tree_nth(const struct node *parent, struct str name, int n)
{
    for (struct node *c = parent ? parent->first : NULL; c; c = c->next)
        if (str_eq(c->name, name) && --n == 0)
            return c;
    return NULL;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The answer tree: what expressions look at.  An element with text and children, in document order.
 * One tree is one submission (or one list of choices); it is built in an arena and, once built,
 * only read, except by the engine that fills calculations in. */
#ifndef CIVIC_FORMS_TREE_H
#define CIVIC_FORMS_TREE_H

#include "base/arena.h"

struct field;

struct node {
    struct str name;
    struct str text; /* value of a leaf; "" when empty */
    struct node *parent, *first, *last, *next, *prev;
    const struct field *field; /* the question it answers; NULL in choice lists and foreign trees */
    int32_t position;          /* 1-based among siblings of the same name */
    int32_t order;             /* document order, 0 = root */
    bool irrelevant;           /* reads as the empty string (forms.md 1.4.2) */
};

struct node *tree_root(struct arena *mem, struct str name);
/* Appends a child; keeps position and order. */
struct node *tree_add(struct arena *mem, struct node *parent, struct str name, struct str text);
/* Renumbers `order` after insertions or removals. */
void tree_number(struct node *root);
/* First child of that name, or NULL; the n-th (1-based) of that name. */
struct node *tree_child(const struct node *parent, struct str name);
struct node *tree_nth(const struct node *parent, struct str name, int n);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Foreign XML as a tree for expressions: a document node without a name, elements, and besides them
 * "@name" attributes, "#text", "#comment", "#?target" instructions and "#doctype".  Bounded;
 * entities of the document's own are refused. */
#ifndef CIVIC_FORMS_XML_TREE_H
#define CIVIC_FORMS_XML_TREE_H

#include "base/rc.h"
#include "civic/forms/tree.h"

/* *ret_root is the root element; its parent is the document.  INVALID with *ret_line for XML that
 * is not well-formed or too large; blank text is a document without a root: *ret_root NULL. */
MUST_USE enum rc xml_tree_read(struct arena *mem, struct str xml, struct node **ret_root,
                               int *ret_line);

/* Where a node stands among elements: "/" for the document, then star and place ("[2]") for each
 * element, and "@id" or "node()" at the end for what is no element. */
struct str xml_tree_path(struct arena *mem, const struct node *n);

#endif

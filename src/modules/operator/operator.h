/* SPDX-License-Identifier: Apache-2.0 */
/* The operator's room: pages on the operator's port. */
#ifndef MODULES_OPERATOR_H
#define MODULES_OPERATOR_H

#include "platform/module.h"

extern const struct module operator_module;

/* For the dispatcher. NOT_FOUND: called by a name, as a page elsewhere would that makes a browser here its messenger. */
MUST_USE enum rc operator_identify(struct req *r);

#endif

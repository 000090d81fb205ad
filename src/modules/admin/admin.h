/* SPDX-License-Identifier: Apache-2.0 */
/* The town's own settings, changed by its administrators. */
#ifndef MODULES_ADMIN_H
#define MODULES_ADMIN_H

#include "platform/module.h"

extern const struct module admin_module;

#endif

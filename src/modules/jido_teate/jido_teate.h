/* SPDX-License-Identifier: Apache-2.0 */
/* 児童手当: what the form's answers come to.  See rules.h (pure) and family.h (from answers). */
#ifndef MODULES_JIDO_TEATE_JIDO_TEATE_H
#define MODULES_JIDO_TEATE_JIDO_TEATE_H

#include "modules/jido_teate/family.h"
#include "modules/jido_teate/rules.h"
#include "platform/module.h"

extern const struct module jido_teate_module;

#endif

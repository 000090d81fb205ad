/* SPDX-License-Identifier: Apache-2.0 */
/* Applying: for residents, from the first question to the notice. */
#ifndef MODULES_APPLY_H
#define MODULES_APPLY_H

#include "platform/module.h"

extern const struct module apply_module;

#endif

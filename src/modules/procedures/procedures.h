/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue of procedures. */
#ifndef MODULES_PROCEDURES_H
#define MODULES_PROCEDURES_H

#include "platform/module.h"

extern const struct module procedures_module;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The desk: staff work one queue, check, ask again, propose and decide. */
#ifndef MODULES_DESK_H
#define MODULES_DESK_H

#include "platform/module.h"

extern const struct module desk_module;

#endif

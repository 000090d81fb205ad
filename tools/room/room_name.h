/* SPDX-License-Identifier: Apache-2.0 */
/* What other rooms may use of room_name: nothing but that it exists. */
#ifndef MODULES_ROOM_NAME_H
#define MODULES_ROOM_NAME_H

#include "platform/module.h"

extern const struct module room_name_module;

#endif

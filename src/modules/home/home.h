/* SPDX-License-Identifier: Apache-2.0 */
/* Where residents begin: what they want to do, life events, what is used often, search. */
#ifndef MODULES_HOME_H
#define MODULES_HOME_H

#include "platform/module.h"

extern const struct module home_module;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The room of mail: mail to residents leaves, is reported back, and can be stopped where the law
 * allows. */
#ifndef MODULES_MAIL_H
#define MODULES_MAIL_H

#include "platform/module.h"

extern const struct module mail_module;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Anybody checks a certificate of the town: by its QR, or by its two numbers. */
#ifndef MODULES_VERIFY_H
#define MODULES_VERIFY_H

#include "platform/module.h"

extern const struct module verify_module;

enum rc verify_show(struct req *r);
enum rc verify_send(struct req *r);
enum rc verify_keys(struct req *r);

#endif

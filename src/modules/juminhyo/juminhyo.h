/* SPDX-License-Identifier: Apache-2.0 */
/* 住民票の写し: from the register to certificates. */
#ifndef MODULES_JUMINHYO_H
#define MODULES_JUMINHYO_H

#include "platform/module.h"

extern const struct module juminhyo_module;

enum rc juminhyo_show(struct req *r);
enum rc juminhyo_identity(struct req *r);
enum rc juminhyo_issue(struct req *r);
enum rc juminhyo_hand_over(struct req *r);
enum rc juminhyo_revoke(struct req *r);
enum rc juminhyo_send(struct req *r);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* 連携: other systems are told of events by webhooks (docs/webhooks.md).
 *
 *  - An event becomes a row of webhook_delivery for each receiver that wants it, and a job for each
 * row; what is sent names the case by its ref and holds no personal data.
 *  - At least once, in the order of the case's history, for 24 hours; what failed longer waits for
 * a person. */
#ifndef MODULES_EXCHANGE_H
#define MODULES_EXCHANGE_H

#include "platform/module.h"

extern const struct module exchange_module;

#endif

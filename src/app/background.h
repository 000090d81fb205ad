/* SPDX-License-Identifier: Apache-2.0 */
/* The background thread: seals the audit rows each second, sweeps what has expired each minute. */
#ifndef APP_BACKGROUND_H
#define APP_BACKGROUND_H

#include "civic/town/town.h"

struct background;
MUST_USE enum rc background_start(const struct hall *hall, struct background **ret_background);
void background_stop(struct background *background);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* A fictional disaster of 都市X: four households apply for 罹災証明書, and wait for a surveyor.  Channel "demo", external
 * ids R-1 … R-4; a second start adds nothing. */
#ifndef APP_DEMO_HOUSES_H
#define APP_DEMO_HOUSES_H

#include "app/running.h"

MUST_USE enum rc demo_make_houses(struct running *r);

#endif

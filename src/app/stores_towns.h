/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a town lives in another of several stores already: asked before one is made, beside a program that serves them. */
#ifndef APP_STORES_TOWNS_H
#define APP_STORES_TOWNS_H

#include "app/stores_file.h"

/* CONFLICT: the town or the host name is in another store than c means; FAILED: another store cannot be asked. Both are
 * said on standard output. A file that is not there yet has no town. */
MUST_USE enum rc stores_towns_elsewhere(const struct config *c, struct arena *mem, struct str code, struct str host);

#endif

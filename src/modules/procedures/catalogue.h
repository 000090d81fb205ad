/* SPDX-License-Identifier: Apache-2.0 */
/* Handlers of the catalogue. */
#ifndef MODULES_PROCEDURES_CATALOGUE_H
#define MODULES_PROCEDURES_CATALOGUE_H

#include "platform/http/http.h"

enum rc procedures_list(struct req *r);
enum rc procedures_one(struct req *r);

#endif

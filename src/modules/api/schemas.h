/* SPDX-License-Identifier: Apache-2.0 */
/* The schemas that routes name (schemas.json): one JSON object, JSON Schema 2020-12 by name. */
#ifndef MODULES_API_SCHEMAS_H
#define MODULES_API_SCHEMAS_H

#include "base/str.h"

extern const struct str api_schemas;

#endif

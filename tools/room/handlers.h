/* SPDX-License-Identifier: Apache-2.0 */
/* The handlers of room_name. */
#ifndef MODULES_ROOM_NAME_HANDLERS_H
#define MODULES_ROOM_NAME_HANDLERS_H

#include "platform/http/http.h"

enum rc room_name_list(struct req *r); /* GET /room-name */

#endif

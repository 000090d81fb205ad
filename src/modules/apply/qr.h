/* SPDX-License-Identifier: Apache-2.0 */
/* An address of this town as a QR picture. */
#ifndef MODULES_APPLY_QR_H
#define MODULES_APPLY_QR_H

#include "platform/http/http.h"

/* Replies with SVG: scheme and host of the request before `path`, which begins with '/' and carries what no server may
 * see behind '#'. */
MUST_USE enum rc qr_reply(struct req *r, struct str path);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The staff's page of tokens. */
#ifndef MODULES_API_TOKEN_H
#define MODULES_API_TOKEN_H

#include "platform/http/http.h"

enum rc api_tokens_show(struct req *r);   /* GET /staff/tokens */
enum rc api_tokens_make(struct req *r);   /* POST /staff/tokens */
enum rc api_tokens_revoke(struct req *r); /* POST /staff/tokens/{token}/revoke */

#endif

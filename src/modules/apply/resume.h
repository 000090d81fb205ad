/* SPDX-License-Identifier: Apache-2.0 */
/* Going on later, or at another device: the page that shows a draft's code, and the one that takes it. */
#ifndef MODULES_APPLY_RESUME_H
#define MODULES_APPLY_RESUME_H

#include "platform/http/http.h"

enum rc resume_entry(struct req *r);      /* GET /resume */
enum rc resume_entry_send(struct req *r); /* POST /resume */
enum rc resume_show(struct req *r);       /* GET /resume/{draft} */
enum rc resume_qr(struct req *r);         /* GET /resume/{draft}/qr.svg */
enum rc resume_forget(struct req *r);     /* POST /resume/{draft}/forget */

#endif

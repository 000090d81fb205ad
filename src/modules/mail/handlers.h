/* SPDX-License-Identifier: Apache-2.0 */
/* Handlers and jobs of the room of mail. */
#ifndef MODULES_MAIL_HANDLERS_H
#define MODULES_MAIL_HANDLERS_H

#include "platform/http/http.h"

struct job;

enum rc mail_stop(struct req *r);
enum rc mail_stop_send(struct req *r);

/* Reminds who has an open 補正 whose answer is due in three days; once per 補正. */
enum rc mail_remind(void *app, struct db *db, struct arena *mem, const struct job *job);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Handlers of the exchange room, for the route table, and what they share. */
#ifndef MODULES_EXCHANGE_HANDLERS_H
#define MODULES_EXCHANGE_HANDLERS_H

#include "civic/shell/shell.h"
#include "civic/town/town.h"
#include "modules/exchange/exchange_sql.h"
#include "platform/http/http.h"

enum rc exchange_webhooks_show(struct req *r);
enum rc exchange_webhook_add(struct req *r);
enum rc exchange_webhook_show(struct req *r);
enum rc exchange_delivery_show(struct req *r);
enum rc exchange_test(struct req *r);
enum rc exchange_pause(struct req *r);
enum rc exchange_resume_send(struct req *r);
enum rc exchange_rotate(struct req *r);
enum rc exchange_end(struct req *r);
enum rc exchange_replay(struct req *r);
enum rc exchange_replay_dead(struct req *r);

/* The subscription, and the delivery, that the path names. NOT_FOUND: none of this town. */
MUST_USE enum rc webhook_open(struct req *r, struct exchange_sql_webhook_by_id_row *ret_webhook);
MUST_USE enum rc delivery_open(struct req *r, const struct exchange_sql_webhook_by_id_row *webhook,
                               struct exchange_sql_delivery_by_id_row *ret_delivery);
struct url webhook_url(struct req *r, t_id webhook_id, const char *below);
struct url delivery_url(struct req *r, t_id webhook_id, t_id delivery_id, const char *below);
enum rc webhook_show(struct req *r, int status, const struct exchange_sql_webhook_by_id_row *w,
                     struct str message);

/* 256 random bits, as the receiver gets them; sealed for the row. */
MUST_USE enum rc webhook_secret_make(struct req *r, t_id webhook_id, struct str *ret_secret,
                                     struct str *ret_sealed);
enum rc webhook_secret_show(struct req *r, t_id webhook_id, struct str title, struct str secret,
                            bool is_new);
/* In a db_transaction: who did what to which subscription. */
MUST_USE enum rc webhook_note(struct db *db, const struct req *r, struct str action,
                              t_id webhook_id);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Deliveries: made of events, queued, sent by jobs, queued again. */
#ifndef MODULES_EXCHANGE_DELIVERIES_H
#define MODULES_EXCHANGE_DELIVERIES_H

#include "civic/events/events.h"

#define JOB_DELIVER "exchange.deliver"
#define JOB_RESUME  "exchange.resume"
#define JOB_SWEEP   "exchange.sweep"

/* ---- in a db_transaction ---- */
/* The job of a delivery for its round. `thread` false: in no thread, so that it need not wait
 * behind its older self. */
MUST_USE enum rc delivery_queue(struct db *db, t_id town_id, t_id webhook_id, t_id delivery_id,
                                t_id case_id, int64_t round, bool in_thread, t_time run_at);
/* The job that queues what was held. */
MUST_USE enum rc webhook_queue_resume(struct db *db, t_id town_id, t_id webhook_id);

/* ---- the room's side of civic/events ---- */
enum rc exchange_hear(void *app, struct db *db, struct arena *mem, const struct event *event);
enum rc exchange_is_wanted(void *app, struct db *db, t_id town_id, bool *ret_wanted);

/* ---- jobs ---- */
enum rc exchange_deliver(void *app, struct db *db, struct arena *mem, const struct job *job);
enum rc exchange_resume(void *app, struct db *db, struct arena *mem, const struct job *job);
enum rc exchange_sweep(void *app, struct db *db, struct arena *mem, const struct job *job);

struct vault_place webhook_place(t_id town_id, t_id webhook_id); /* of its sealed secret */

#endif

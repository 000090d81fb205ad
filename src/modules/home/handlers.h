/* SPDX-License-Identifier: Apache-2.0 */
/* The handlers of the room, and the rows its pages share. */
#ifndef MODULES_HOME_HANDLERS_H
#define MODULES_HOME_HANDLERS_H

#include "civic/guide/guide.h"
#include "modules/home/pages/rows.h"
#include "platform/http/http.h"

enum rc home_show(struct req *r);
enum rc home_search(struct req *r);
enum rc home_suggest(struct req *r);
enum rc home_life(struct req *r);
enum rc home_privacy(struct req *r);
enum rc home_accessibility(struct req *r);

struct job;

/* A procedure as it stands in lists. */
struct home_procedure home_row(struct req *r, const struct plan *plan);
/* Those the town offers; event NULL: all. In their order. */
size_t home_offered(struct req *r, const struct life_event *event, const struct plan ***ret_plans);

/* Counts which procedures were used in the last 90 days, for the list on the first page. */
enum rc home_count(void *app, struct db *db, struct arena *mem, const struct job *job);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Handlers of /jobs. */
#ifndef MODULES_OPERATOR_JOBS_H
#define MODULES_OPERATOR_JOBS_H

#include "platform/http/http.h"

enum rc operator_jobs(struct req *r);
enum rc operator_jobs_json(struct req *r);
enum rc operator_jobs_replay(struct req *r);
enum rc operator_jobs_drop(struct req *r);
enum rc operator_jobs_pause(struct req *r);
enum rc operator_jobs_resume(struct req *r);

#endif

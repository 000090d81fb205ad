/* SPDX-License-Identifier: Apache-2.0 */
/* Handlers of the JSON interface, for the route table. */
#ifndef MODULES_API_HANDLERS_H
#define MODULES_API_HANDLERS_H

#include "platform/http/http.h"

enum rc api_openapi(struct req *r); /* GET /api/openapi.json */

enum rc api_procedures(struct req *r);     /* GET /api/v1/procedures */
enum rc api_procedure(struct req *r);      /* GET /api/v1/procedures/{id} */
enum rc api_case_receive(struct req *r);   /* POST /api/v1/cases */
enum rc api_receipt_lookup(struct req *r); /* POST /api/v1/receipts/lookup */

enum rc api_queue(struct req *r);         /* GET /api/v1/queue */
enum rc api_case(struct req *r);          /* GET /api/v1/cases/{ref} */
enum rc api_case_note(struct req *r);     /* POST /api/v1/cases/{ref}/notes */
enum rc api_case_decision(struct req *r); /* POST /api/v1/cases/{ref}/decision */
enum rc api_case_approve(struct req *r);  /* POST /api/v1/cases/{ref}/approve */

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* What a route of the JSON interface says of itself beside what every route says: enough to print
 * an OpenAPI document from the route table. Schemas are named, and stand in one place of the room
 * that prints them. What follows from the route alone (401, 403, 413, 415, 429, parameters in the
 * path) is not repeated here. */
#ifndef PLATFORM_HTTP_API_H
#define PLATFORM_HTTP_API_H

#include <stdbool.h>

struct api_answer {
    int status;
    const char *schema;   /* name of a schema; NULL: no body */
    const char *sentence; /* what it means, in English */
    bool is_problem;      /* application/problem+json; the schema is then left out */
    bool is_csv;          /* also as text/csv */
    bool has_etag;
};

struct api_parameter {
    const char *name, *in; /* in: "query", "header" */
    const char *schema;    /* JSON text */
    const char *sentence;
    bool is_required;
};

struct api_doc {
    const char *id;                         /* operationId: "receiveCase" */
    const char *request;                    /* name of the schema of the body; NULL: none */
    const struct api_parameter *parameters; /* ended by .name == NULL; NULL: none */
    const struct api_answer *answers;       /* ended by .status == 0 */
};

#endif

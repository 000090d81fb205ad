/* SPDX-License-Identifier: Apache-2.0 */
/* Reading what a program sent, and answering it.  A body that is no JSON is 400; one that is JSON
 * but not what is asked for is 422 with a pointer for each mistake. */
#ifndef MODULES_API_BODY_H
#define MODULES_API_BODY_H

#include "base/json.h"
#include "civic/shell/shell.h"

enum { API_MOST_FAULTS = 200 };

struct api_body {
    struct req *r;
    const struct json *root; /* an object */
    struct problem_field faults[API_MOST_FAULTS];
    size_t n_faults;
};

/* False: the answer is set. `mem` has room for the tree; `names` (ended by NULL) are the members
 * there may be. */
bool api_body_read(struct req *r, struct arena *mem, const char *const *names,
                   struct api_body **ret_body);
void api_fault(struct api_body *b, struct str pointer, struct str detail);
/* The text of a member; "" where there is none. Not text, or missing though needed: a fault. */
struct str api_body_text(struct api_body *b, const char *name, bool is_required);
/* Answers with the faults found: 422. */
enum rc api_refuse(struct api_body *b, struct str code, struct str detail);

/* 200 or 201 with JSON made by a writer; FAILED when it was too large. */
enum rc api_reply(struct req *r, int status, const struct out *out);
/* JSON or CSV: what is asked for by ?format= or Accept. False: the answer is set. */
bool api_format_read(struct req *r, bool *ret_csv);
enum rc api_bad_parameter(struct req *r, struct str detail); /* 400 */

#endif

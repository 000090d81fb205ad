/* SPDX-License-Identifier: Apache-2.0 */
/* Answers as a program sends them: the answers' JSON of the plan, but with the files themselves
 * where the case row has their names:
 * {"papers":{"passbook":[{"name":"通帳.jpg","content":"BASE64"}]}}. */
#ifndef MODULES_API_ANSWERS_IN_H
#define MODULES_API_ANSWERS_IN_H

#include "civic/forms/answers.h"
#include "modules/api/body.h"

enum { API_MOST_FILES = 10 };

struct api_file {
    struct str pointer; /* of the object that holds it */
    struct str field;   /* form field name of its question */
    struct str token;   /* what the answers hold instead */
    struct str name, content;
};

struct api_answers {
    struct answers answers;
    struct api_file files[API_MOST_FILES];
    size_t n_files;
};

/* Everything is read and validated but for what the files are. What is wrong becomes faults of the
 * body: INVALID. `mem`: as for the body. */
MUST_USE enum rc api_answers_read(struct api_body *b, struct arena *mem, const struct plan *plan,
                                  struct str language, struct api_answers *ret_answers);

#endif

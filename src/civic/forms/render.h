/* SPDX-License-Identifier: Apache-2.0 */
/* Questions as HTML: one markup for the form, the 補正 page and, later, the counter.  Works without script: what an
 * answer opens on the same page appears when the page is sent. */
#ifndef CIVIC_FORMS_RENDER_H
#define CIVIC_FORMS_RENDER_H

#include "civic/forms/answers.h"
#include "platform/page/page.h"

struct form_file { /* an uploaded file a file question's token stands for */
    struct str token, name;
    int64_t size; /* bytes */
};

struct form_render {
    struct page page; /* language, arena, form token: copied, its buffer is not used */
    struct answers *answers;
    const struct expr_world *world;
    const struct message *messages;
    size_t n_messages;
    const struct form_file *files;
    size_t n_files;
};

/* All questions of a page (a top-level group or repeat) that are relevant now. */
struct html form_questions(const struct form_render *f, const struct field *page);
/* One question alone. */
struct html form_question(const struct form_render *f, const struct node *n);
/* The error summary, or nothing when there is no message. */
struct html form_errors(const struct form_render *f);
/* The id of a control: its form field name with '-' for '/', '[' and ']'. part: "" or "year"… */
struct str form_control_id(struct arena *mem, struct str name, struct str part);

#endif

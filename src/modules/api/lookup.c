/* SPDX-License-Identifier: Apache-2.0 */
/* Where a case stands, by number and code: they travel in the body, as everywhere. */
#include "modules/api/body.h"
#include "modules/api/handlers.h"
#include "modules/apply/apply.h"

enum { STATUS_CEILING = 256 << 10 };

enum rc api_receipt_lookup(struct req *r)
{
    static const char *const members[] = { "number", "code", NULL };
    struct api_body *body;
    struct out out;
    struct json_writer j;
    if (!api_body_read(r, r->mem, members, &body))
        return OK;
    struct str number = api_body_text(body, "number", true),
               code = api_body_text(body, "code", true);
    if (body->n_faults)
        return api_refuse(body, S("invalid"), S(""));
    out_init(&out, r->mem, STATUS_CEILING);
    json_begin(&j, &out);
    enum rc rc = apply_status_json(r, number, code, &j);
    if (rc == NOT_FOUND)
        return shell_problem(
            r,
            &(struct problem) { .status = 404, .detail = S("受付番号か確認コードが違います。") });
    return rc == OK ? api_reply(r, 200, &out) : rc;
}

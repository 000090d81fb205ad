/* SPDX-License-Identifier: Apache-2.0 */
/* The procedures room's table of contents. */
#include "modules/procedures/catalogue.h"
#include "modules/procedures/procedures.h"

static const struct route routes[] = {
    { GET, "/procedures", ZONE_PUBLIC, ACCESS_ANYONE, QUEUED, procedures_list, "All procedures" },
    { GET, "/procedures/{id}", ZONE_PUBLIC, ACCESS_ANYONE, QUEUED, procedures_one, "A procedure: who, what, how long" },
    { 0 },
};

const struct module procedures_module = {
    .name = "procedures",
    .title = T("手続"),
    .sentence = "The catalogue of procedures: who can apply, what is needed, how long it takes.",
    .routes = routes,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* The papers room's table of contents. It has no pages of its own yet: desk and apply call
 * papers.h. */
#include "modules/papers/papers.h"

const struct module papers_module = {
    .name = "papers",
    .title = T("通知書"),
    .sentence = "Turns decisions into paper: notices as PDF.",
    .migrations = papers_migrations,
};

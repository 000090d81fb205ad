/* SPDX-License-Identifier: Apache-2.0 */
/* The room's table of contents. */
#include "modules/papers/papers.h"
#include "modules/verify/verify.h"

static const struct route routes[] = {
    { GET, "/verify", ZONE_PUBLIC, ACCESS_ANYONE, QUEUED, verify_show, "Check a certificate" },
    { POST, "/verify", ZONE_PUBLIC, ACCESS_ANYONE, QUEUED, verify_send,
      "Check a certificate by its payload or its two numbers", .rate_per_minute = 30 },
    { GET, "/keys/certificates.json", ZONE_PUBLIC, ACCESS_ANYONE, QUEUED, verify_keys,
      "The town's public keys for certificates" },
    { 0 },
};

const struct module verify_module = {
    .name = "verify",
    .title = T("証明書の確認"),
    .sentence = "Anybody checks whether a certificate is genuine, changed or revoked.",
    .needs = (const struct module *const[]) { &papers_module, NULL },
    .routes = routes,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* A town's signing keys for certificates: one for each calendar year, derived in the vault, so that
 * validity needs no table. */
#ifndef MODULES_PAPERS_CERTIFICATE_KEYS_H
#define MODULES_PAPERS_CERTIFICATE_KEYS_H

#include "modules/papers/certificate_payload.h"

#define CERTIFICATE_PURPOSE "certificate"
enum { CERTIFICATE_FIRST_YEAR = 2026 };

MUST_USE enum rc certificate_key_of(struct vault *vault, const struct town *town, struct arena *mem,
                                    int year, struct certificate_key *ret_key);
/* From the first year to the next, so that a page kept for use without a network is good on 1 January. */
MUST_USE enum rc certificate_keys_of(struct vault *vault, const struct town *town,
                                     struct arena *mem, t_time now,
                                     struct certificate_keys *ret_keys);

#endif

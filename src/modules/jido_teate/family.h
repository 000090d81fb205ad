/* SPDX-License-Identifier: Apache-2.0 */
/* The family that an application describes: answers of procedures/jido-teate into the rules' words.
 * Irrelevant answers are not looked at: compute the answers first. */
#ifndef MODULES_JIDO_TEATE_FAMILY_H
#define MODULES_JIDO_TEATE_FAMILY_H

#include "civic/forms/answers.h"
#include "modules/jido_teate/rules.h"

/* INVALID when a child's birth date cannot be read. */
MUST_USE enum rc jido_family_of(struct arena *mem, const struct answers *a, struct date claim_date,
                                const struct calendar *calendar, struct jido_family *ret_family);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Names of results. */
#include "base/rc.h"

const char *rc_name(enum rc rc)
{
    switch (rc) {
    case OK: return "OK";
    case NOT_FOUND: return "NOT_FOUND";
    case CONFLICT: return "CONFLICT";
    case DENIED: return "DENIED";
    case INVALID: return "INVALID";
    case BUSY: return "BUSY";
    case FULL: return "FULL";
    case FAILED: return "FAILED";
    }
    return "?";
}

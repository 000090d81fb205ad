/* SPDX-License-Identifier: Apache-2.0 */
/* The form of an e-mail address, strictly: what goes into a mail header and an SMTP command
 * unquoted.  Pure. */
#ifndef BASE_MAIL_ADDRESS_H
#define BASE_MAIL_ADDRESS_H

#include "base/str.h"

enum { MAIL_ADDRESS_LONGEST = 254 };

/* dot-atom @ domain of RFC 5321, in ASCII alone: no quoted local part, no comment, no address
 * literal. A domain has a dot, labels of letters, digits and inner hyphens up to 63 bytes (IDNA's
 * xn-- labels are such), and does not end in a label of digits. */
bool mail_address_is_valid(struct str address);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Files that are part of the program: procedures and the demonstration town. */
#ifndef APP_BUNDLE_H
#define APP_BUNDLE_H

#include "base/str.h"

struct bundled {
    const char *name; /* "procedures/jido-teate/survey.tsv" */
    struct str text;
};
extern const struct bundled bundle[]; /* ended by .name == NULL */

/* The text of a file, or "" when there is none. */
struct str bundle_text(struct str name);

#endif

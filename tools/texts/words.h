/* SPDX-License-Identifier: Apache-2.0 */
/* T("…") of C sources as entries of a gettext template. */
#ifndef TEXTS_WORDS_H
#define TEXTS_WORDS_H

#include "base/out.h"

void words_read(struct str source, struct out *pot);
void words_collect(struct arena *mem, const char *folder, struct str (*read_file)(const char *path), struct out *pot);

#endif

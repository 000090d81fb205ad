/* SPDX-License-Identifier: Apache-2.0 */
/* One simple TrueType outline, written anew with fewer bytes. */
#ifndef PLATFORM_PDF_GLYF_OUTLINE_H
#define PLATFORM_PDF_GLYF_OUTLINE_H

#include "base/out.h"
#include "base/types.h"

/* Coordinates are divided by 2^shift and rounded; points that follow from their neighbours and the
 * hinting program are dropped. Returns the left edge (xMin); writes nothing if g is broken. */
int pdf_glyf_outline(struct out *o, struct arena *mem, struct blob g, int shift);

#endif

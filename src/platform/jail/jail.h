/* SPDX-License-Identifier: Apache-2.0 */
/* Untrusted bytes are opened only here: a helper process under rlimits, no_new_privs, landlock
 * where the kernel has it, seccomp (no open, no socket, no exec, no fork after start), killed after
 * a time. Images are re-encoded (metadata gone); a PDF is checked and its first pages become
 * pictures. */
#ifndef PLATFORM_JAIL_H
#define PLATFORM_JAIL_H

#include "base/arena.h"
#include "base/rc.h"
#include "base/types.h"

enum jail_kind { JAIL_UNKNOWN, JAIL_JPEG, JAIL_PNG, JAIL_HEIC, JAIL_PDF };

struct jail_image {
    struct str jpeg; /* re-encoded, at most 2,400 pixels on the longer side, upright, no metadata */
    int width, height;
};

/* The kind by its first bytes, never by name or claimed type. */
enum jail_kind jail_sniff(struct str bytes);

/* INVALID: it is not such a whole file, or larger than 40 megapixels; BUSY: all four helpers are
 * taken, or the arena has no room; FAILED: the helper was killed (time 2 s of CPU and 10 s of
 * clock, memory 64 MB beside the decoded picture's limit, a forbidden call). */
MUST_USE enum rc jail_image(struct arena *mem, enum jail_kind kind, struct str bytes,
                            struct jail_image *ret_image);

/* Pictures of the first pages of a PDF, at most `max_pages` of them into `ret_pages`, and the
 * number of all its pages. INVALID: encrypted, broken, or more than 500 pages. Each page has 5 s of
 * CPU and a helper of its own; beside poppler's programs nothing of it is run. */
MUST_USE enum rc jail_pdf(struct arena *mem, struct str bytes, int max_pages,
                          struct jail_image *ret_pages, int *ret_n_pages);

/* The words of a PDF in the order they are drawn, each page ended by a form feed. INVALID: it cannot be read. */
MUST_USE enum rc jail_pdf_text(struct arena *mem, struct str bytes, struct str *ret_text);

/* The entry of the helper process, which is this program again under another name: main() begins
 * with `if (strcmp(argv[0], jail_argv0) == 0) jail_main(argc, argv);`. Never returns. */
extern const char jail_argv0[];
_Noreturn void jail_main(int argc, char **argv);

#endif

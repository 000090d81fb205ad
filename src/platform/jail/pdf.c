/* SPDX-License-Identifier: Apache-2.0 */
/* A PDF through poppler's own programs behind the walls: pdfinfo says whether it is whole, open and
 * how long; pdftoppm draws one page at a time; each picture goes through the picture helper too, so
 * that what leaves is always our own encoder's. */
#include "platform/jail/jail.h"
#include "platform/jail/run.h"

#include <stdio.h>
#include <sys/wait.h>

enum { MOST_PAGES = 500, LARGEST_INFO = 64 << 10, LARGEST_PAGE = 32 << 20, LARGEST_TEXT = 1 << 20 };

/* The value of "Name:   value" in pdfinfo's output. */
static struct str value_of(struct str info, struct str name)
{
    struct str line;
    while (str_cut(&info, '\n', &line))
        if (str_starts(line, name))
            return str_trim(str_sub(line, name.n, SIZE_MAX));
    return S("");
}

/* Poppler ends with 1 for a file it cannot read. */
static enum rc poppler_verdict(const struct jail_result *result)
{
    if (!WIFEXITED(result->status))
        return FAILED;
    return WEXITSTATUS(result->status) == 0 ? OK : INVALID;
}

static enum rc count_pages(struct str bytes, int *ret_n)
{
    struct jail_job job = { "info", "-", bytes, LARGEST_INFO };
    struct jail_result result;
    struct arena scratch;
    int64_t n = 0;
    arena_init(&scratch, 64 << 10);
    enum rc rc = jail_run(&scratch, &job, &result);
    if (rc == OK)
        rc = poppler_verdict(&result);
    if (rc == OK &&
        (!str_starts(value_of(result.output, S("Encrypted:")), S("no")) ||
         !str_to_int(value_of(result.output, S("Pages:")), &n) || n < 1 || n > MOST_PAGES))
        rc = INVALID;
    arena_release(&scratch);
    if (rc == OK)
        *ret_n = (int)n;
    return rc;
}

static enum rc draw_page(struct arena *mem, struct str bytes, int number,
                         struct jail_image *ret_image)
{
    char page[16];
    snprintf(page, sizeof page, "%d", number);
    struct jail_job job = { "page", page, bytes, LARGEST_PAGE };
    struct jail_result result;
    struct arena scratch;
    arena_init(&scratch, 64 << 10);
    enum rc rc = jail_run(&scratch, &job, &result);
    if (rc == OK)
        rc = poppler_verdict(&result);
    if (rc == OK)
        rc = jail_image(mem, JAIL_JPEG, result.output, ret_image);
    arena_release(&scratch);
    return rc;
}

enum rc jail_pdf(struct arena *mem, struct str bytes, int max_pages, struct jail_image *ret_pages,
                 int *ret_n_pages)
{
    int n = 0;
    if (jail_sniff(bytes) != JAIL_PDF)
        return INVALID;
    enum rc rc = count_pages(bytes, &n);
    for (int i = 0; rc == OK && i < n && i < max_pages; i++)
        rc = draw_page(mem, bytes, i + 1, &ret_pages[i]);
    if (rc == OK)
        *ret_n_pages = n;
    return rc;
}

enum rc jail_pdf_text(struct arena *mem, struct str bytes, struct str *ret_text)
{
    struct jail_job job = { "text", "-", bytes, LARGEST_TEXT };
    struct jail_result result;
    if (jail_sniff(bytes) != JAIL_PDF)
        return INVALID;
    enum rc rc = jail_run(mem, &job, &result);
    if (rc == OK)
        rc = poppler_verdict(&result);
    if (rc == OK)
        *ret_text = result.output;
    return rc;
}

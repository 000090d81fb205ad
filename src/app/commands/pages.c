/* SPDX-License-Identifier: Apache-2.0 */
/* The page catalogue: every sample view, shown without a database. */
#include "app/commands/commands.h"
#include "platform/page/page.h"

#include <stdio.h>

static const struct page_sample *const catalogue[] = { components_page_samples, NULL };

static void print_sample(const struct page_sample *s)
{
    struct arena mem;
    struct out out;
    arena_init(&mem, (size_t)4 << 20);
    out_init(&out, &mem, OUT_PAGE_CEILING);
    struct page p = { .out = &out, .mem = &mem, .icons = url_local(&mem, S("/assets/icons.svg")) };
    s->render(&p);
    printf("%.*s\n", STR(out_text(&out)));
    arena_release(&mem);
}

int command_pages(int argc, char **argv)
{
    int shown = 0;
    if (argc > 1)
        return 2;
    for (size_t i = 0; catalogue[i]; i++)
        for (const struct page_sample *s = catalogue[i]; s->page; s++) {
            if (argc == 0)
                printf("%-28s %s\n", s->page, s->sample);
            else if (str_eq(str_of(argv[0]), str_of(s->page)))
                print_sample(s);
            else
                continue;
            shown++;
        }
    return shown ? 0 : 1;
}

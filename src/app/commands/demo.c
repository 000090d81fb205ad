/* SPDX-License-Identifier: Apache-2.0 */
/* yakuba demo: 都市X, made when the store is empty, and served. */
#include "app/commands/commands.h"
#include "app/demo/cases.h"
#include "app/demo/houses.h"
#include "app/demo/town.h"
#include "app/running.h"
#include "app/tls.h"
#include "civic/permissions/permissions.h"

#include <stdio.h>

static void print_roles(struct str roles)
{
    struct str role;
    for (const char *between = ""; str_cut(&roles, ' ', &role); between = "・")
        printf("%s%.*s", between, STR(permissions_role_title(role)));
}

static void print_staff(struct running *r)
{
    const struct demo_staff *staff;
    size_t n = demo_staff(&r->mem, &staff);
    for (size_t i = 0; i < n; i++) {
        const struct section *section = town_section_by_code(&r->hall.towns[0], staff[i].section);
        printf("  %-18.*s %.*s %.*s（%.*s、", STR(staff[i].login), STR(staff[i].family), STR(staff[i].given),
               STR(section ? section->name : staff[i].section));
        print_roles(staff[i].roles);
        puts("）");
    }
}

static void greet(struct running *r, const struct config *c)
{
    const char *scheme = tls_is_wanted(c) ? "https" : "http";
    printf("都市X（架空の町です。人も番号も実在しません） / a fictional town: nobody and no number here is real\n\n"
           "  住民  %s://%s/\n  職員  %s://%s/staff   パスワード / password: %s\n\n",
           scheme, c->listen, scheme, c->listen, DEMO_PASSWORD);
    print_staff(r);
    puts("\n試してみること / three things to try\n"
         "  1. 見本 花子（1992-05-18生）として児童手当を申請する\n"
         "     Apply for the child allowance as 見本 花子, born 1992-05-18\n"
         "  2. kana.aoi でログインして、審査し、1項目だけ補正を求める\n"
         "     Sign in as kana.aoi, examine a case, ask for a single field again\n"
         "  3. shiki.makoto でログインして、kana.aoi が起案した案を決裁する\n"
         "     Sign in as shiki.makoto and approve what kana.aoi proposed\n");
    fflush(stdout);
}

int command_demo(int argc, char **argv)
{
    struct config c;
    struct arena mem;
    struct running r;
    arena_init(&mem, 1 << 20);
    if (config_load(&c, &mem, argc, argv) != OK) {
        arena_release(&mem);
        return 2;
    }
    enum rc rc = running_open(&r, &c);
    if (rc == OK)
        rc = demo_make_town(&r, &c);
    if (rc == OK)
        rc = demo_make_cases(&r, c.cases, c.seed);
    if (rc == OK)
        rc = demo_make_houses(&r);
    if (rc == OK) {
        greet(&r, &c);
        rc = running_serve(&r, &c);
    }
    running_close(&r);
    arena_release(&mem);
    return rc == OK ? 0 : 1;
}

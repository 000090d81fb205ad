/* SPDX-License-Identifier: Apache-2.0 */
/* 個人情報の取扱い and アクセシビリティ方針: what the house can say of itself, then the town's own words. */
#include "civic/shell/shell.h"
#include "civic/town/town.h"
#include "modules/home/handlers.h"
#include "modules/home/home_pages.h"

enum rc home_privacy(struct req *r)
{
    const struct town *t = town_of(r);
    struct page p = shell_page(r);
    struct home_privacy_view v = { .town = t->name,
                                   .own = town_text(t, S("privacy")),
                                   .telephone = t->telephone,
                                   .has_account = hall_of(r)->mailer != NULL };
    v.has_own = v.own.n > 0;
    home_privacy_page(&p, &v);
    return shell_public(r, 200, &(struct shell_options){ .title = say(r, T("個人情報の取扱い")) }, page_html(&p));
}

enum rc home_accessibility(struct req *r)
{
    const struct town *t = town_of(r);
    struct page p = shell_page(r);
    struct home_accessibility_view v = { .telephone = t->telephone, .own = town_text(t, S("accessibility")) };
    v.has_own = v.own.n > 0;
    home_accessibility_page(&p, &v);
    return shell_public(r, 200, &(struct shell_options){ .title = say(r, T("アクセシビリティ方針")) }, page_html(&p));
}

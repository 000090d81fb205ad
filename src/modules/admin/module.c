/* SPDX-License-Identifier: Apache-2.0 */
/* The administration's table of contents. */
#include "modules/accounts/accounts.h"
#include "modules/admin/admin.h"
#include "modules/admin/handlers.h"

#define ADMIN ZONE_STAFF, ACCESS_PERMISSION, QUEUED
#define MANAGE .permission = "admin.manage"
#define ANNOUNCE .permission = "emergency.announce"
#define HERE   "/staff/admin"

static const struct route routes[] = {
    { GET, HERE, ADMIN, admin_home, "What there is to administer", MANAGE },
    { GET, HERE "/town", ADMIN, admin_town_show, "The town hall's name, telephone, address, hours", MANAGE },
    { POST, HERE "/town", ADMIN, admin_town_send, "Change them", MANAGE },
    { GET, HERE "/days", ADMIN, admin_days_show, "The town's own closed days", MANAGE },
    { POST, HERE "/days", ADMIN, admin_day_add, "Close on a day", MANAGE },
    { POST, HERE "/days/drop", ADMIN, admin_day_drop, "Open on that day after all", MANAGE },
    { GET, HERE "/sections", ADMIN, admin_sections_show, "All sections", MANAGE },
    { GET, HERE "/sections/new", ADMIN, admin_section_new, "Form of a new section", MANAGE },
    { POST, HERE "/sections", ADMIN, admin_section_add, "Add a section", MANAGE },
    { GET, HERE "/sections/{ref}", ADMIN, admin_section_show, "A section", MANAGE },
    { POST, HERE "/sections/{ref}", ADMIN, admin_section_send, "Change a section", MANAGE },
    { GET, HERE "/staff", ADMIN, admin_staff_show, "Everybody who works here, and their roles", MANAGE },
    { GET, HERE "/staff/new", ADMIN, admin_person_new, "Form of a new member of staff", MANAGE },
    { POST, HERE "/staff", ADMIN, admin_person_add, "Add somebody and show the password for one log-in", MANAGE },
    { GET, HERE "/staff/{ref}", ADMIN, admin_person_show, "A member of staff", MANAGE },
    { POST, HERE "/staff/{ref}", ADMIN, admin_person_send, "Change name, section, roles, or end the log-in", MANAGE },
    { POST, HERE "/staff/{ref}/password", ADMIN, admin_person_password, "A new password for one log-in", MANAGE },
    { GET, HERE "/texts", ADMIN, admin_texts_show, "The town's own words on the home page and in notices", MANAGE },
    { POST, HERE "/texts", ADMIN, admin_texts_send, "Change them", MANAGE },
    { GET, HERE "/mail", ADMIN, admin_mail_show, "Sender and quiet hours of the town's e-mail", MANAGE },
    { POST, HERE "/mail", ADMIN, admin_mail_send, "Change them", MANAGE },
    { GET, HERE "/emergency", ADMIN, admin_emergency_show, "What residents must know now", ANNOUNCE },
    { POST, HERE "/emergency", ADMIN, admin_emergency_send, "Put it first on every page", ANNOUNCE },
    { POST, HERE "/emergency/end", ADMIN, admin_emergency_end, "It is over", ANNOUNCE },
    { GET, HERE "/look", ADMIN, admin_look_show, "Colour and mark of residents' pages", MANAGE },
    { POST, HERE "/look", ADMIN, admin_look_send, "Change the colour", MANAGE },
    { POST, HERE "/look/logo", ADMIN, admin_logo_send, "Take a new mark", MANAGE, .upload = true,
      .body_limit = (2 << 20) + (16 << 10) },
    { POST, HERE "/look/drop", ADMIN, admin_logo_drop, "Take the mark away", MANAGE },
    { GET, "/theme/{name}", ZONE_PUBLIC, ACCESS_ANYONE, QUEUED, admin_theme_send, "The style sheet of the town's colour",
      .cache = CACHE_IMMUTABLE },
    { GET, "/logo/{name}", ZONE_PUBLIC, ACCESS_ANYONE, QUEUED, admin_logo_show, "The town's mark", .cache = CACHE_IMMUTABLE },
    { 0 },
};

static const struct permission permissions[] = {
    { "admin.manage", T("役場の設定を変える") },
    { "emergency.announce", T("緊急のお知らせを出す") },
    { NULL },
};

static const struct menu_entry menu[] = {
    { ZONE_STAFF, HERE "/emergency", T("緊急のお知らせ"), "bell", "emergency.announce", 950 },
    { ZONE_STAFF, HERE, T("管理"), "gear", "admin.manage", 900 },
    { 0 },
};

const struct module admin_module = {
    .name = "admin",
    .title = T("管理"),
    .sentence = "Administrators change the town, its sections, its staff and its look.",
    .needs = (const struct module *const[]){ &accounts_module, NULL },
    .routes = routes,
    .permissions = permissions,
    .menu = menu,
};

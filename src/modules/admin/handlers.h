/* SPDX-License-Identifier: Apache-2.0 */
/* The handlers of the administration, and of what it gives to residents' pages. */
#ifndef MODULES_ADMIN_HANDLERS_H
#define MODULES_ADMIN_HANDLERS_H

#include "platform/http/http.h"

enum rc admin_home(struct req *r);

enum rc admin_town_show(struct req *r);
enum rc admin_town_send(struct req *r);
enum rc admin_days_show(struct req *r);
enum rc admin_day_add(struct req *r);
enum rc admin_day_drop(struct req *r);

enum rc admin_sections_show(struct req *r);
enum rc admin_section_new(struct req *r);
enum rc admin_section_add(struct req *r);
enum rc admin_section_show(struct req *r);
enum rc admin_section_send(struct req *r);

enum rc admin_staff_show(struct req *r);
enum rc admin_person_new(struct req *r);
enum rc admin_person_add(struct req *r);
enum rc admin_person_show(struct req *r);
enum rc admin_person_send(struct req *r);
enum rc admin_person_password(struct req *r);

enum rc admin_texts_show(struct req *r);
enum rc admin_texts_send(struct req *r);
enum rc admin_mail_show(struct req *r);
enum rc admin_mail_send(struct req *r);

enum rc admin_emergency_show(struct req *r);
enum rc admin_emergency_send(struct req *r);
enum rc admin_emergency_end(struct req *r);

enum rc admin_look_show(struct req *r);
enum rc admin_look_send(struct req *r);
enum rc admin_logo_send(struct req *r);
enum rc admin_logo_drop(struct req *r);

enum rc admin_theme_send(struct req *r); /* /theme/1b5e20.css */
enum rc admin_logo_show(struct req *r);  /* /logo/DIGEST.jpg */

#endif

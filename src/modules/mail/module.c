/* SPDX-License-Identifier: Apache-2.0 */
/* The table of contents of the room of mail. */
#include "civic/notices/notices.h"
#include "modules/mail/handlers.h"
#include "modules/mail/mail.h"

#define STOP "/mail/{delivery}/stop"

static const struct route routes[] = {
    { GET, STOP, ZONE_PUBLIC, ACCESS_ANYONE, QUEUED, mail_stop,
      "Stop mail of this kind? asked once" },
    /* RFC 8058: a mail program posts here by itself. The address in the mail is all the authority
       there is. */
    { POST, STOP, ZONE_PUBLIC, ACCESS_ANYONE, QUEUED, mail_stop_send, "Stop mail of this kind",
      .cross_site = true, .rate_per_minute = 30 },
    { 0 },
};

static const struct job_kind jobs[] = {
    { .name = notices_send_kind,
      .run = notices_send,
      .first_delay_s = 5,
      .lease_s = 30,
      .give_up_s = (NOTICE_DAYS + 1) * 24 * 3600 },
    { .name = "notices.settle", .run = notices_settle, .schedule = "every 3600" },
    { .name = "notices.remind", .run = mail_remind, .schedule = "at 09:00" },
    { 0 },
};

const struct module mail_module = {
    .name = "mail",
    .title = T("メール"),
    .sentence = "What is new about a case goes to the resident by e-mail too, and what does not "
                "arrive comes back to the section.",
    .routes = routes,
    .jobs = jobs,
};

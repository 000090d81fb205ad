/* SPDX-License-Identifier: Apache-2.0 */
/* The morning's reminders. */
#include "base/date_words.h"
#include "civic/cases/cases.h"
#include "civic/notices/notices.h"
#include "modules/mail/handlers.h"
#include "modules/mail/mail_sql.h"
#include "platform/db/db.h"
#include "platform/jobs/jobs.h"
#include "platform/page/values.h"

enum { DAYS_BEFORE = 3, MOST_AT_ONCE = 1000 };

static enum rc add(struct db *db, void *arg)
{
    return notices_add(db, arg);
}

static enum rc remind_one(const struct hall *hall, const struct town *town, struct db *db,
                          struct arena *mem, t_id case_id, struct date due_on)
{
    struct case_file c;
    struct notice_ready ready;
    struct str email;
    enum rc rc = cases_load(hall, town, db, mem, case_id, 0, &c);
    if (rc == OK && c.state != CASE_CORRECTION)
        return OK;
    if (rc == OK)
        rc = cases_email(hall, town, mem, &c, &c.answers, &email);
    if (rc == OK)
        rc = notices_prepare(
            hall, town, db, mem,
            &(struct notice_new) {
                .case_id = case_id,
                .section_id = c.row.section_id,
                .kind = S("reminder"),
                .title = language_words(mem, c.row.language, T("お返事の期限が近づいています"), NULL, 0),
                .body = language_words(mem, c.row.language, T("直してほしいところのお返事は、{date}までにお願いします。"),
                                       VALUES(page_word("date", date_in(mem, c.row.language, due_on)))),
                .language = c.row.language,
                .email = email,
                .now = time_now(),
            },
            &ready);
    return rc == OK ? db_transaction(db, add, &ready) : rc;
}

enum rc mail_remind(void *app, struct db *db, struct arena *mem, const struct job *job)
{
    const struct hall *hall = app;
    const struct town *town = town_by_id(hall, job->town_id);
    struct mail_sql_due_corrections_rows rows;
    enum rc rc = mail_sql_due_corrections(
        db, mem, town->id, date_add_days(time_date(job->now), DAYS_BEFORE), MOST_AT_ONCE, &rows);
    for (size_t i = 0; i < rows.n && rc == OK; i++) {
        struct arena one;
        arena_init(&one, (size_t)4 << 20);
        rc = jobs_must_stop(job)
                 ? BUSY
                 : remind_one(hall, town, db, &one, rows.p[i].case_id, rows.p[i].due_on);
        arena_release(&one);
    }
    return rc;
}

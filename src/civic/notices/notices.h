/* SPDX-License-Identifier: Apache-2.0 */
/* Notices to residents. A notice is a row, shown on the page of the receipt, before it is anything
 * else; when the applicant gave an e-mail address and the installation sends e-mail, a delivery and
 * its job stand beside it from the same transaction. Mail says that there is something new and
 * where to look, nothing else. */
#ifndef CIVIC_NOTICES_H
#define CIVIC_NOTICES_H

#include "civic/notices/notices_sql.h"
#include "civic/notices/rules.h"
#include "civic/town/town.h"

struct job;
struct mail_message;

struct notice_new {
    t_id case_id, section_id;
    struct str kind, title, body;
    struct str language; /* of the person */
    struct str email;    /* as answered; "" or no address: the screen alone */
    t_time now;
};

struct notice_ready { /* rows to be, with their ids */
    struct notices_sql_add_in notice;
    bool has_delivery;
    struct notices_sql_delivery_add_in delivery;
    struct str job_thread, job_payload;
};
/* Before the transaction: ids, the sealed address, when it may leave. */
MUST_USE enum rc notices_prepare(const struct hall *hall, const struct town *town, struct db *db,
                                 struct arena *mem, const struct notice_new *in,
                                 struct notice_ready *ret_ready);
/* In the transaction of what the notice is about. */
MUST_USE enum rc notices_add(struct db *db, const struct notice_ready *ready);

/* Staff have a delivery sent again, to the address the case has now. CONFLICT: it is still under
 * way, or was sent again before. INVALID: there is no address. */
MUST_USE enum rc notices_again(const struct hall *hall, const struct town *town, struct db *db,
                               struct arena *mem, t_id delivery_id, t_id case_id, struct str email,
                               t_id staff_id, t_time now);

/* ---- for other mail of the town ---- */
/* Fills in who it is from: the town's own sender, else the installation's. There is a mailer. */
MUST_USE enum rc notices_sender(const struct hall *hall, const struct town *town, struct db *db,
                                struct arena *mem, struct mail_message *m);
/* A page of paragraphs without attributes as the text of a mail. */
struct str notices_plain_text(struct arena *mem, struct str html);

/* ---- jobs ---- */
extern const char notices_send_kind[]; /* "notices.send" */
/* `app` is the hall. */
enum rc notices_send(void *app, struct db *db, struct arena *mem, const struct job *job);
/* What nothing was heard of for NOTICE_DAYS is held for delivered. */
enum rc notices_settle(void *app, struct db *db, struct arena *mem, const struct job *job);

/* ---- reports of failure ---- */
/* One message as it came. NOT_FOUND: no report about a delivery of ours. */
MUST_USE enum rc notices_report(const struct hall *hall, struct db *db, struct arena *mem,
                                struct str message, t_time now);
/* Puts a message into a maildir, on disk when it returns. */
MUST_USE enum rc notices_keep_report(struct arena *mem, const char *maildir, struct str message);
/* Reads what is new in a maildir: reports of ours are removed, the rest is kept in cur/ for people
 * to look at. */
MUST_USE enum rc notices_read_reports(const struct hall *hall, struct db *db, struct arena *mem,
                                      const char *maildir);

/* ---- stopping what may be stopped ---- */
struct str notices_stop_address(const struct hall *hall, struct arena *mem, const struct town *town,
                                t_id delivery_id);
MUST_USE enum rc notices_stop(const struct hall *hall, const struct town *town, struct db *db,
                              struct arena *mem, t_id delivery_id, t_time now);

#endif

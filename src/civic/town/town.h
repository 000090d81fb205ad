/* SPDX-License-Identifier: Apache-2.0 */
/* The towns of this installation and the hall they share: store, vault, files, procedures.  Built at start-up and
 * shared by all threads.  The towns change while the program runs: a request or a job holds the view it began with
 * (hall_hold), which is read-only and stays whole until its arena is reset. */
#ifndef CIVIC_TOWN_H
#define CIVIC_TOWN_H

#include "base/rc.h"
#include "base/time.h"
#include "base/types.h"
#include "civic/vault/vault.h"
#include "platform/ruby/ruby.h"

struct db;
struct db_store;
struct event_listener;
struct files;
struct guide;
struct http_client;
struct mailer;
struct hall_live;
struct menu_entry;
struct plan;
struct req;

struct section {
    t_id id;
    struct str code, name, telephone, floor, hours, email;
};

struct town_picture { /* JPEG, made by the jail */
    struct str name, digest;
    struct blob jpeg;
    int width, height;
};

struct town_text {
    struct str name, body;
};

struct emergency { /* what stands first on every page of residents */
    int level;         /* 警戒レベル 1 to 5; 0: none */
    struct str heading, heading_easy, heading_en, body, body_easy, body_en, link, link_title;
    t_time since, until; /* 0: there was never one */
};

struct town {
    t_id id;
    struct str code, name, prefecture, postal_code, address, telephone, hours;
    struct str head_title, head_name, domain;
    struct str colour; /* #rrggbb, or "" for the house's own */
    int opens_at, closes_at; /* minutes after midnight */
    struct emergency emergency;
    struct calendar calendar;
    const struct section *sections;
    size_t n_sections;
    const struct str *hosts;
    size_t n_hosts;
    const struct town_picture *pictures;
    size_t n_pictures;
    const struct town_text *texts;
    size_t n_texts;
    struct ruby_readings readings; /* the text "readings": names of the town and how they are read */
};

struct hall {
    struct db_store *store;
    struct vault *vault;
    struct vault_keys keys;
    struct files *files;
    const struct town *towns;
    size_t n_towns;
    const struct plan *const *plans; /* shipped procedures, compiled */
    size_t n_plans;
    const struct guide *guide; /* finds them and everything else (civic/guide) */
    struct http_client *http_client;         /* calls to other machines */
    const struct event_listener *listeners; /* of all rooms (civic/events) */
    size_t n_listeners;
    /* Fills what else a view keeps of its towns, when its towns are read; NULL: nothing. */
    enum rc (*complete)(struct hall *view, struct db *db, struct arena *mem);
    const uint64_t *deaf; /* of a view, by town: bits of the listeners it has no use for; NULL: not known */
    const struct menu_entry *menu; /* of all rooms, in order (civic/shell/menu.h) */
    size_t n_menu;
    struct mailer *mailer;       /* NULL: no e-mail leaves this installation */
    const char *bounce_folder;   /* maildir of this node for mail that did not arrive; NULL: none */
    int quiet_from, quiet_until; /* no mail that can wait; minutes after midnight, the same: none */
    struct hall_live *live; /* where the newest view is; NULL: the towns stay as they are (tests) */
    int opening;            /* how often the store was opened: a view of an earlier one names what is closed */
    bool is_held;           /* this is a view, good as long as it is held */
};

/* From here on the towns are followed: refreshed views are what hall_hold() gives.  Stop when nobody holds one. */
MUST_USE enum rc hall_live_start(struct hall *root, struct arena *mem, struct db *db);
void hall_live_stop(struct hall *root);
/* Looks whether a town was changed, by any process, and reads the towns anew if so: each 250 ms by a thread, and by
 * whoever has just changed something, so that their next page shows it.  Within a snapshot of db, or outside. */
MUST_USE enum rc hall_refresh(const struct hall *hall, struct db *db);
/* The newest view, held until mem is reset or released. Of a view: itself. */
const struct hall *hall_hold(const struct hall *hall, struct arena *mem);
void hall_hold_for(struct req *r); /* for the rest of the request: hall_of(r) and town_of(r) are of this view */

/* Reads every town with its sections, hosts, closed days, pictures and texts into mem. */
MUST_USE enum rc town_load(struct db *db, struct arena *mem, const struct town **ret_towns, size_t *ret_n);

const struct town *town_by_host(const struct hall *hall, struct str host); /* port ignored; NULL if none */
const struct town *town_by_id(const struct hall *hall, t_id id);           /* must exist */
const struct section *town_section(const struct town *t, t_id section_id); /* NULL if none */
const struct town_picture *town_picture(const struct town *t, struct str name); /* NULL if none */
/* The town's own words of that name: home, received, correction-answered, withdrawn, ending, readings. "": the house's. */
struct str town_text(const struct town *t, struct str name);
const struct section *town_section_by_code(const struct town *t, struct str code);
const struct plan *hall_plan(const struct hall *hall, struct str procedure_id); /* NULL if none */

/* The town offers a procedure when it has the section that does the work: a new town begins with none. */
bool town_offers(const struct town *t, const struct plan *plan);

/* 受付日: the day itself if the office is open and still working, else the next opening day. */
struct date town_office_day(const struct town *t, t_time arrived_at);

/* The doors are open at this moment; if not, *ret_next is the day on which they open next. */
bool town_is_open(const struct town *t, t_time now, struct date *ret_next);
/* NULL when nothing is announced at this moment. */
const struct emergency *town_emergency(const struct town *t, t_time now);

/* Of the request at hand. */
const struct hall *hall_of(const struct req *r);
const struct town *town_of(const struct req *r);

/* The outside name of a row: AES-256 over version 4 | table 12 | town 20 | id 63 | zero 29 bits under the
 * town's key (HOUSE 6).  Reading one of another table or town, or a made-up one, gives NOT_FOUND. */
struct ref ref_make(const struct hall *hall, int table, t_id town_id, t_id id);
MUST_USE enum rc ref_read(const struct hall *hall, int table, t_id town_id, struct str text, t_id *ret_id);

#endif

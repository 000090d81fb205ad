/* SPDX-License-Identifier: Apache-2.0 */
/* The towns of this installation and the hall they share: store, vault, files, procedures.  Built once at
 * start-up, read-only afterwards, shared by all threads. */
#ifndef CIVIC_TOWN_H
#define CIVIC_TOWN_H

#include "base/rc.h"
#include "base/time.h"
#include "base/types.h"
#include "civic/vault/vault.h"

struct db;
struct db_store;
struct event_listener;
struct files;
struct http_client;
struct mailer;
struct menu_entry;
struct plan;
struct req;

struct section {
    t_id id;
    struct str code, name, telephone, floor, hours, email;
};

struct town {
    t_id id;
    struct str code, name, prefecture, postal_code, address, telephone, hours;
    struct str head_title, head_name, domain;
    int closes_at; /* minutes after midnight */
    struct calendar calendar;
    const struct section *sections;
    size_t n_sections;
    const struct str *hosts;
    size_t n_hosts;
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
    struct http_client *http_client;         /* calls to other machines */
    const struct event_listener *listeners; /* of all rooms (civic/events) */
    size_t n_listeners;
    const struct menu_entry *menu; /* of all rooms, in order (civic/shell/menu.h) */
    size_t n_menu;
    struct mailer *mailer;       /* NULL: no e-mail leaves this installation */
    const char *bounce_folder;   /* maildir of this node for mail that did not arrive; NULL: none */
    int quiet_from, quiet_until; /* no mail that can wait; minutes after midnight, the same: none */
};

/* Reads every town with its sections, hosts and closed days into mem. */
MUST_USE enum rc town_load(struct db *db, struct arena *mem, const struct town **ret_towns, size_t *ret_n);

const struct town *town_by_host(const struct hall *hall, struct str host); /* port ignored; NULL if none */
const struct town *town_by_id(const struct hall *hall, t_id id);           /* must exist */
const struct section *town_section(const struct town *t, t_id section_id); /* NULL if none */
const struct section *town_section_by_code(const struct town *t, struct str code);
const struct plan *hall_plan(const struct hall *hall, struct str procedure_id); /* NULL if none */

/* 受付日: the day itself if the office is open and still working, else the next opening day. */
struct date town_office_day(const struct town *t, t_time arrived_at);

/* Of the request at hand. */
const struct hall *hall_of(const struct req *r);
const struct town *town_of(const struct req *r);

/* The outside name of a row: AES-256 over version 4 | table 12 | town 20 | id 63 | zero 29 bits under the
 * town's key (HOUSE 6).  Reading one of another table or town, or a made-up one, gives NOT_FOUND. */
struct ref ref_make(const struct hall *hall, int table, t_id town_id, t_id id);
MUST_USE enum rc ref_read(const struct hall *hall, int table, t_id town_id, struct str text, t_id *ret_id);

#endif

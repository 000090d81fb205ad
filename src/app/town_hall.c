/* SPDX-License-Identifier: Apache-2.0 */
/* The town hall's rooms, in one sentence each, and the tables of what stands below them.
 *   home        where residents begin: life events, what is used often, search
 *   procedures  the catalogue of procedures and what each needs
 *   apply       residents fill in, send, follow, correct and withdraw applications
 *   desk        staff work one queue: check, ask again, propose, decide
 *   disaster    surveyors record damage to dwellings, from which the class follows
 *   papers      decisions become paper: PDF notices, signed certificates
 *   verify      anybody checks whether a certificate is genuine
 *   exchange    other systems are told what happened
 *   mail        what is new goes to the resident by e-mail; what does not arrive comes back
 *   accounts    who is signed in
 *   residents   whoever likes signs in by e-mail and sees their cases in one list
 *   admin       the town, its sections, its staff and its look
 *   api         programs do what residents and staff do, in JSON
 *   operator    what runs beside requests, for whoever runs the program
 *   juminhyo    signed copies of the resident record, after an identity check
 *   jido_teate  the rules of 児童手当: whom, from when, how much */
#include "app/town_hall.h"

#include "civic/audit/audit_sql.h"
#include "civic/cases/cases_sql.h"
#include "civic/documents/documents_sql.h"
#include "civic/events/events_sql.h"
#include "civic/notices/notices_sql.h"
#include "civic/people/people_sql.h"
#include "civic/sections/sections_sql.h"
#include "civic/tasks/tasks_sql.h"
#include "civic/town/town_sql.h"
#include "modules/accounts/accounts.h"
#include "modules/admin/admin.h"
#include "modules/api/api.h"
#include "modules/apply/apply.h"
#include "modules/desk/desk.h"
#include "modules/disaster/disaster.h"
#include "modules/exchange/exchange.h"
#include "modules/operator/operator.h"
#include "modules/mail/mail.h"
#include "modules/papers/papers.h"
#include "modules/home/home.h"
#include "modules/jido_teate/jido_teate.h"
#include "modules/juminhyo/juminhyo.h"
#include "modules/procedures/procedures.h"
#include "modules/residents/residents.h"
#include "modules/verify/verify.h"
#include "platform/jobs/jobs_sql.h"

const struct module *const town_hall[] = {
    &home_module,
    &procedures_module,
    &apply_module,
    &desk_module,
    &disaster_module,
    &papers_module,
    &verify_module,
    &exchange_module,
    &mail_module,
    &accounts_module,
    &residents_module,
    &admin_module,
    &api_module,
    &operator_module,
    &jido_teate_module,
    &juminhyo_module,
    NULL,
};

static const struct db_migration *const below[] = {
    town_migrations,      sections_migrations, people_migrations, cases_migrations, tasks_migrations,
    documents_migrations, notices_migrations,  audit_migrations,  jobs_migrations,
    events_migrations,
};

const struct db_migration *const *town_hall_migrations(struct arena *mem)
{
    size_t n_below = sizeof below / sizeof *below, n_rooms = sizeof town_hall / sizeof *town_hall, n = 0;
    const struct db_migration **all = arena_new(mem, const struct db_migration *, n_below + n_rooms);
    for (size_t i = 0; i < n_below; i++)
        all[n++] = below[i];
    for (size_t i = 0; town_hall[i]; i++)
        if (town_hall[i]->migrations)
            all[n++] = town_hall[i]->migrations;
    return all;
}

const struct route *const *town_hall_routes(struct arena *mem)
{
    const struct route **all = arena_new(mem, const struct route *, sizeof town_hall / sizeof *town_hall);
    size_t n = 0;
    for (size_t i = 0; town_hall[i]; i++)
        if (town_hall[i]->routes)
            all[n++] = town_hall[i]->routes;
    return all;
}

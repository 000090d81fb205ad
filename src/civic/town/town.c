/* SPDX-License-Identifier: Apache-2.0 */
/* Loading the towns, and finding them. */
#include "civic/town/town.h"

#include "civic/forms/plan.h"
#include "civic/sections/sections_sql.h"
#include "civic/town/town_sql.h"
#include "platform/http/http.h"

#include <assert.h>

enum {
    MOST_TOWNS = 2000,
    MOST_SECTIONS = 500,
    MOST_HOSTS = 50,
    MOST_CLOSED_DAYS = 2000,
    MOST_PICTURES = 4,
    MOST_TEXTS = 50
};

static enum rc load_sections(struct db *db, struct arena *mem, struct town *t)
{
    struct sections_sql_all_rows rows;
    enum rc rc = sections_sql_all(db, mem, t->id, MOST_SECTIONS, &rows);
    if (rc != OK)
        return rc;
    struct section *s = arena_new(mem, struct section, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct sections_sql_all_row *row = &rows.p[i];
        s[i] = (struct section) { row->id,    row->code,  row->name, row->telephone,
                                  row->floor, row->hours, row->email };
    }
    t->sections = s;
    t->n_sections = rows.n;
    return OK;
}

static enum rc load_hosts(struct db *db, struct arena *mem, struct town *t)
{
    struct town_sql_hosts_rows rows;
    enum rc rc = town_sql_hosts(db, mem, t->id, MOST_HOSTS, &rows);
    if (rc != OK)
        return rc;
    struct str *hosts = arena_new(mem, struct str, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        hosts[i] = rows.p[i].host;
    t->hosts = hosts;
    t->n_hosts = rows.n;
    return OK;
}

static enum rc load_closed_days(struct db *db, struct arena *mem, struct town *t)
{
    struct town_sql_closed_days_rows rows;
    enum rc rc = town_sql_closed_days(db, mem, t->id, MOST_CLOSED_DAYS, &rows);
    if (rc != OK)
        return rc;
    struct date *days = arena_new(mem, struct date, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        days[i] = rows.p[i].day;
    t->calendar = (struct calendar) { days, rows.n };
    return OK;
}

static enum rc load_pictures(struct db *db, struct arena *mem, struct town *t)
{
    struct town_sql_pictures_rows rows;
    enum rc rc = town_sql_pictures(db, mem, t->id, MOST_PICTURES, &rows);
    if (rc != OK)
        return rc;
    struct town_picture *pictures = arena_new(mem, struct town_picture, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        pictures[i] = (struct town_picture) { rows.p[i].name, rows.p[i].digest, rows.p[i].jpeg,
                                              (int)rows.p[i].width, (int)rows.p[i].height };
    t->pictures = pictures;
    t->n_pictures = rows.n;
    return OK;
}

static enum rc load_texts(struct db *db, struct arena *mem, struct town *t)
{
    struct town_sql_texts_rows rows;
    enum rc rc = town_sql_texts(db, mem, t->id, MOST_TEXTS, &rows);
    if (rc != OK)
        return rc;
    struct town_text *texts = arena_new(mem, struct town_text, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        texts[i] = (struct town_text) { rows.p[i].name, rows.p[i].body };
    t->texts = texts;
    t->n_texts = rows.n;
    t->readings = ruby_readings_read(mem, town_text(t, S("readings")));
    return OK;
}

static enum rc load_emergency(struct db *db, struct arena *mem, struct town *t)
{
    struct town_sql_emergency_row e;
    bool found;
    enum rc rc = town_sql_emergency(db, mem, t->id, &e, &found);
    if (rc == OK && found)
        t->emergency = (struct emergency){ (int)e.level, e.heading,   e.heading_easy, e.heading_en, e.body,     e.body_easy,
                                           e.body_en,    e.link,      e.link_title,   e.since_at,   e.until_at };
    return rc;
}

static enum rc load_town(struct db *db, struct arena *mem, const struct town_sql_towns_row *row,
                         struct town *t)
{
    *t = (struct town) {
        .id = row->town_id,
        .code = row->code,
        .name = row->name,
        .prefecture = row->prefecture,
        .postal_code = row->postal_code,
        .address = row->address,
        .telephone = row->telephone,
        .hours = row->hours,
        .head_title = row->head_title,
        .head_name = row->head_name,
        .domain = row->domain,
        .colour = row->colour,
        .opens_at = (int)row->opens_at,
        .closes_at = (int)row->closes_at,
    };
    enum rc rc = load_sections(db, mem, t);
    if (rc == OK)
        rc = load_hosts(db, mem, t);
    if (rc == OK)
        rc = load_closed_days(db, mem, t);
    if (rc == OK)
        rc = load_pictures(db, mem, t);
    if (rc == OK)
        rc = load_texts(db, mem, t);
    if (rc == OK)
        rc = load_emergency(db, mem, t);
    return rc;
}

enum rc town_load(struct db *db, struct arena *mem, const struct town **ret_towns, size_t *ret_n)
{
    struct town_sql_towns_rows rows;
    enum rc rc = town_sql_towns(db, mem, MOST_TOWNS, &rows);
    if (rc != OK)
        return rc;
    struct town *towns = arena_new(mem, struct town, rows.n);
    for (size_t i = 0; i < rows.n && rc == OK; i++)
        rc = load_town(db, mem, &rows.p[i], &towns[i]);
    if (rc != OK)
        return rc;
    *ret_towns = towns;
    *ret_n = rows.n;
    return OK;
}

const struct town *town_by_host(const struct hall *hall, struct str host)
{
    bool bracketed = str_starts(host, S("[")); /* [::1]:8080 */
    size_t end = str_find_char(host, bracketed ? ']' : ':');
    host = str_sub(host, 0, end == SIZE_MAX ? host.n : end + bracketed);
    for (size_t i = 0; i < hall->n_towns; i++)
        for (size_t j = 0; j < hall->towns[i].n_hosts; j++)
            if (str_eq_nocase(hall->towns[i].hosts[j], host))
                return &hall->towns[i];
    return NULL;
}

const struct town *town_by_id(const struct hall *hall, t_id id)
{
    for (size_t i = 0; i < hall->n_towns; i++)
        if (hall->towns[i].id == id)
            return &hall->towns[i];
    assert(!"a request without a town");
    return NULL;
}

struct str town_text(const struct town *t, struct str name)
{
    for (size_t i = 0; i < t->n_texts; i++)
        if (str_eq(t->texts[i].name, name))
            return t->texts[i].body;
    return S("");
}

const struct section *town_section(const struct town *t, t_id section_id)
{
    for (size_t i = 0; i < t->n_sections; i++)
        if (t->sections[i].id == section_id)
            return &t->sections[i];
    return NULL;
}

const struct town_picture *town_picture(const struct town *t, struct str name)
{
    for (size_t i = 0; i < t->n_pictures; i++)
        if (str_eq(t->pictures[i].name, name))
            return &t->pictures[i];
    return NULL;
}

const struct section *town_section_by_code(const struct town *t, struct str code)
{
    for (size_t i = 0; i < t->n_sections; i++)
        if (str_eq(t->sections[i].code, code))
            return &t->sections[i];
    return NULL;
}

const struct plan *hall_plan(const struct hall *hall, struct str procedure_id)
{
    for (size_t i = 0; i < hall->n_plans; i++)
        if (str_eq(hall->plans[i]->id, procedure_id))
            return hall->plans[i];
    return NULL;
}

bool town_offers(const struct town *t, const struct plan *plan)
{
    return plan && town_section_by_code(t, plan->section_code) != NULL;
}

struct date town_office_day(const struct town *t, t_time arrived_at)
{
    struct date day = time_date(arrived_at);
    struct civil c = time_civil(arrived_at);
    if (calendar_is_open(&t->calendar, day) && c.hour * 60 + c.minute >= t->closes_at)
        day = date_add_days(day, 1);
    return calendar_next_open(&t->calendar, day);
}

bool town_is_open(const struct town *t, t_time now, struct date *ret_next)
{
    struct date day = time_date(now);
    struct civil c = time_civil(now);
    int minute = c.hour * 60 + c.minute;
    bool is_day = calendar_is_open(&t->calendar, day);
    *ret_next = calendar_next_open(&t->calendar, is_day && minute < t->opens_at ? day : date_add_days(day, 1));
    return is_day && minute >= t->opens_at && minute < t->closes_at;
}

const struct emergency *town_emergency(const struct town *t, t_time now)
{
    return t->emergency.until > now ? &t->emergency : NULL;
}

const struct hall *hall_of(const struct req *r)
{
    return r->app;
}

const struct town *town_of(const struct req *r)
{
    return town_by_id(r->app, r->town_id);
}

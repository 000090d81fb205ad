/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the demonstration town: residents first, in slices short enough for the one writer, then everything else
 * in one transaction, so that a town row stands for a complete town. */
#include "app/demo/town.h"

#include "app/bundle.h"
#include "app/demo/residents.h"
#include "base/csv.h"
#include "base/text.h"
#include "civic/people/people_sql.h"
#include "civic/sections/sections_sql.h"
#include "civic/town/town_sql.h"
#include "modules/accounts/accounts.h"
#include "platform/db/db.h"

#include <stdio.h>

/* A slice is cut before a household would pass FULL_SLICE; no household has as many as the rest. */
enum { LARGEST_SLICE = 200, FULL_SLICE = 180, MOST_ROWS = 64 };

/* ---- the tables of town/ ---- */

struct table {
    struct csv_row head, rows[MOST_ROWS];
    size_t n;
};

static enum rc read_table(struct arena *mem, struct str name, struct table *ret_table)
{
    struct csv c;
    csv_init(&c, bundle_text(name), '\t');
    ret_table->n = 0;
    if (!csv_next(&c, mem, &ret_table->head))
        return FAILED;
    while (ret_table->n < MOST_ROWS && csv_next(&c, mem, &ret_table->rows[ret_table->n]))
        ret_table->n++;
    return c.failed || ret_table->n == 0 ? FAILED : OK;
}

static struct str cell(const struct table *t, size_t row, struct str column)
{
    for (size_t i = 0; i < t->head.n && i < t->rows[row].n; i++)
        if (str_eq(t->head.cells[i], column))
            return t->rows[row].cells[i];
    return S("");
}

static struct str town_value(const struct table *t, struct str key)
{
    for (size_t i = 0; i < t->n; i++)
        if (str_eq(cell(t, i, S("key")), key))
            return cell(t, i, S("value"));
    return S("");
}

size_t demo_staff(struct arena *mem, const struct demo_staff **ret_staff)
{
    struct table *t = arena_new(mem, struct table, 1);
    if (read_table(mem, S("town/staff.tsv"), t) != OK)
        return 0;
    struct demo_staff *staff = arena_new(mem, struct demo_staff, t->n);
    for (size_t i = 0; i < t->n; i++)
        staff[i] = (struct demo_staff){ cell(t, i, S("login")), cell(t, i, S("family")), cell(t, i, S("given")),
                                        cell(t, i, S("section")), cell(t, i, S("roles")) };
    *ret_staff = staff;
    return t->n;
}

/* ---- residents ---- */

struct slice {
    struct running *r;
    struct arena mem; /* of the rows of one slice */
    struct people_sql_add_in rows[LARGEST_SLICE];
    struct people_sql_record_add_in records[LARGEST_SLICE];
    char head[256]; /* 筆頭者 of the household */
    size_t n;
    int64_t written; /* by an earlier start */
    t_id household_id;
    enum rc rc;
};

static enum rc insert_slice(struct db *db, void *arg)
{
    struct slice *s = arg;
    enum rc rc = OK;
    for (size_t i = 0; i < s->n && rc == OK; i++)
        rc = people_sql_add(db, &s->rows[i], NULL);
    for (size_t i = 0; i < s->n && rc == OK; i++)
        rc = people_sql_record_add(db, &s->records[i], NULL);
    return rc;
}

static void flush(struct slice *s)
{
    if (s->n && arena_failed(&s->mem))
        s->rc = FAILED;
    else if (s->n)
        s->rc = db_transaction(s->r->db, insert_slice, s);
    s->n = 0;
    arena_reset(&s->mem);
}

static struct people_sql_add_in person_row(struct arena *mem, const struct demo_resident *d)
{
    struct str name = arena_fmt(mem, "%.*s%.*s", STR(d->family), STR(d->given));
    struct str kana = arena_fmt(mem, "%.*s%.*s", STR(d->family_kana), STR(d->given_kana));
    return (struct people_sql_add_in){
        .town_id = DEMO_TOWN_ID,
        .family = arena_str(mem, d->family),
        .given = arena_str(mem, d->given),
        .family_kana = arena_str(mem, d->family_kana),
        .given_kana = arena_str(mem, d->given_kana),
        .former_family = arena_str(mem, d->former_family),
        .alias = arena_str(mem, d->alias),
        .roman = arena_str(mem, d->roman),
        .birth = d->birth,
        .relation = arena_str(mem, d->relation),
        .postal_code = arena_str(mem, d->postal_code),
        .address = arena_str(mem, d->address),
        .building = arena_str(mem, d->building),
        .moved_in = d->moved_in,
        .is_protected = d->is_protected,
        .name_key = text_search_key(mem, name),
        .kana_key = text_search_key(mem, kana),
    };
}

/* 本籍 is the household's address without its building; who moved in came from the made-up Z県都市Z. */
static struct people_sql_record_add_in record_row(struct arena *mem, const struct demo_resident *d, t_id person_id,
                                                  struct str head)
{
    bool born_here = d->moved_in.days == d->birth.days, foreign = d->roman.n > 0;
    struct date notified = date_add_days(d->moved_in, 4);
    return (struct people_sql_record_add_in){
        .town_id = DEMO_TOWN_ID,
        .person_id = person_id,
        .sex = arena_str(mem, d->sex),
        .became_on = d->moved_in,
        .since_on = d->moved_in,
        .notified_on = notified,
        .previous_address = born_here ? S("") : S("Z県都市Z丙町4丁目5番6号"),
        .domicile = foreign ? S("見本国") : arena_str(mem, d->address),
        .domicile_head = foreign ? S("") : arena_str(mem, head),
    };
}

/* The head comes first; the household has the id of its head. */
static void add_resident(void *ctx, const struct demo_resident *d)
{
    struct slice *s = ctx;
    bool head = str_eq(d->relation, S("世帯主"));
    if (s->rc != OK || d->id <= s->written)
        return;
    if ((head && s->n >= FULL_SLICE) || s->n == LARGEST_SLICE)
        flush(s);
    if (s->rc != OK)
        return;
    struct people_sql_add_in row = person_row(&s->mem, d);
    s->rc = db_new_id(s->r->db, TABLE_PERSON, &row.id);
    if (head)
        s->household_id = row.id;
    row.household_id = s->household_id;
    if (head)
        (void)snprintf(s->head, sizeof s->head, "%.*s　%.*s", STR(d->family), STR(d->given));
    s->records[s->n] = record_row(&s->mem, d, row.id, str_of(s->head));
    s->rows[s->n++] = row;
}

static enum rc write_residents(struct running *r)
{
    struct people_sql_count_row count;
    struct slice *s = arena_new(&r->mem, struct slice, 1);
    s->r = r;
    arena_init(&s->mem, (size_t)4 << 20);
    s->rc = people_sql_count(r->db, &r->mem, DEMO_TOWN_ID, &count);
    s->written = count.n;
    if (s->rc == OK)
        demo_residents(DEMO_RESIDENTS_SEED, DEMO_RESIDENTS, add_resident, s);
    if (s->rc == OK)
        flush(s);
    arena_release(&s->mem);
    return s->rc;
}

/* ---- the town hall ---- */

struct office { /* what the last transaction writes */
    struct table town, sections, staff, closed_days;
    t_id section_ids[MOST_ROWS], staff_ids[MOST_ROWS];
    struct date closed_on[MOST_ROWS];
    int64_t closes_at;
    struct str password_hash;
};

static enum rc add_town(struct db *db, const struct office *o)
{
    const struct table *t = &o->town;
    enum rc rc = town_sql_add(db,
                              &(struct town_sql_add_in){
                                  .town_id = DEMO_TOWN_ID,
                                  .code = town_value(t, S("code")),
                                  .name = town_value(t, S("name")),
                                  .prefecture = town_value(t, S("prefecture")),
                                  .postal_code = town_value(t, S("postal_code")),
                                  .address = town_value(t, S("address")),
                                  .telephone = town_value(t, S("telephone")),
                                  .hours = town_value(t, S("hours")),
                                  .closes_at = o->closes_at,
                                  .head_title = town_value(t, S("head_title")),
                                  .head_name = town_value(t, S("head_name")),
                                  .domain = town_value(t, S("domain")),
                              },
                              NULL);
    for (size_t i = 0; i < t->n && rc == OK; i++)
        if (str_eq(cell(t, i, S("key")), S("host")))
            rc = town_sql_add_host(db, DEMO_TOWN_ID, cell(t, i, S("value")), NULL);
    for (size_t i = 0; i < o->closed_days.n && rc == OK; i++)
        rc = town_sql_add_closed_day(db, DEMO_TOWN_ID, o->closed_on[i], cell(&o->closed_days, i, S("name")), NULL);
    return rc;
}

static enum rc add_sections(struct db *db, const struct office *o)
{
    const struct table *t = &o->sections;
    enum rc rc = OK;
    for (size_t i = 0; i < t->n && rc == OK; i++)
        rc = sections_sql_add(db,
                              &(struct sections_sql_add_in){
                                  .town_id = DEMO_TOWN_ID,
                                  .id = o->section_ids[i],
                                  .code = cell(t, i, S("code")),
                                  .name = cell(t, i, S("name")),
                                  .telephone = cell(t, i, S("telephone")),
                                  .floor = cell(t, i, S("floor")),
                                  .hours = cell(t, i, S("hours")),
                                  .email = cell(t, i, S("email")),
                                  .position = (int64_t)i + 1,
                              },
                              NULL);
    return rc;
}

static t_id section_id(const struct office *o, struct str code)
{
    for (size_t i = 0; i < o->sections.n; i++)
        if (str_eq(cell(&o->sections, i, S("code")), code))
            return o->section_ids[i];
    return 0;
}

static enum rc add_one_of_staff(struct db *db, const struct office *o, size_t row)
{
    const struct table *t = &o->staff;
    struct str roles = cell(t, row, S("roles")), role;
    t_id section = section_id(o, cell(t, row, S("section")));
    if (!section)
        return FAILED;
    enum rc rc = sections_sql_add_staff(db,
                                        &(struct sections_sql_add_staff_in){
                                            .town_id = DEMO_TOWN_ID,
                                            .id = o->staff_ids[row],
                                            .login = cell(t, row, S("login")),
                                            .family = cell(t, row, S("family")),
                                            .given = cell(t, row, S("given")),
                                            .section_id = section,
                                            .password_hash = o->password_hash,
                                        },
                                        NULL);
    while (rc == OK && str_cut(&roles, ' ', &role))
        rc = sections_sql_add_role(db, DEMO_TOWN_ID, o->staff_ids[row], role, NULL);
    return rc;
}

static enum rc insert_office(struct db *db, void *arg)
{
    const struct office *o = arg;
    enum rc rc = add_sections(db, o);
    for (size_t i = 0; i < o->staff.n && rc == OK; i++)
        rc = add_one_of_staff(db, o, i);
    return rc == OK ? add_town(db, o) : rc;
}

/* "17:15" → 1035 */
static enum rc read_minutes(struct str text, int64_t *ret_minutes)
{
    struct str hours;
    int64_t h, m;
    if (!str_cut(&text, ':', &hours) || !str_to_int(hours, &h) || !str_to_int(text, &m))
        return FAILED;
    *ret_minutes = h * 60 + m;
    return OK;
}

static enum rc read_office(struct arena *mem, struct office *o)
{
    enum rc rc = read_table(mem, S("town/town.tsv"), &o->town);
    if (rc == OK)
        rc = read_table(mem, S("town/sections.tsv"), &o->sections);
    if (rc == OK)
        rc = read_table(mem, S("town/staff.tsv"), &o->staff);
    if (rc == OK)
        rc = read_table(mem, S("town/closed_days.tsv"), &o->closed_days);
    if (rc == OK)
        rc = read_minutes(town_value(&o->town, S("closes_at")), &o->closes_at);
    for (size_t i = 0; rc == OK && i < o->closed_days.n; i++)
        rc = date_parse(mem, cell(&o->closed_days, i, S("day")), &o->closed_on[i]);
    if (rc == OK)
        rc = accounts_password_hash(mem, S(DEMO_PASSWORD), &o->password_hash);
    return rc;
}

static enum rc write_office(struct running *r)
{
    struct office *o = arena_new(&r->mem, struct office, 1);
    enum rc rc = read_office(&r->mem, o);
    for (size_t i = 0; i < o->sections.n && rc == OK; i++)
        rc = db_new_id(r->db, TABLE_SECTION, &o->section_ids[i]);
    for (size_t i = 0; i < o->staff.n && rc == OK; i++)
        rc = db_new_id(r->db, TABLE_STAFF, &o->staff_ids[i]);
    return rc == OK ? db_transaction(r->db, insert_office, o) : rc;
}

static enum rc check_town(const struct running *r, const struct config *c)
{
    struct str code = r->hall.towns[0].code;
    if (r->hall.n_towns == 1 && str_eq(code, S("999997")))
        return OK;
    fprintf(stderr, "yakuba: another town (%.*s) lives in %s; give the demonstration a folder of its own by --data\n",
            STR(code), c->data);
    return INVALID;
}

enum rc demo_make_town(struct running *r, const struct config *c)
{
    if (r->hall.n_towns)
        return check_town(r, c);
    enum rc rc = write_residents(r);
    if (rc == OK)
        rc = write_office(r);
    if (rc == OK)
        rc = town_load(r->db, &r->mem, &r->hall.towns, &r->hall.n_towns);
    if (rc != OK)
        fprintf(stderr, "yakuba: cannot make the demonstration town in %s (%s)\n", c->data, rc_name(rc));
    return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Collecting and printing. */
#include "app/doctor/doctor.h"

#include "base/json.h"

static const char *const level_names[] = { "OK", "WARNING", "FAILED" };

void doctor_note(struct doctor *d, const char *name, enum finding_level level, struct str text, struct str to_do)
{
    if (d->n < DOCTOR_MOST_LINES)
        d->lines[d->n++] = (struct finding_line){ name, level, text, level == FINDING_OK ? S("") : to_do };
}

static void look_at_store(struct doctor *d)
{
    if (config_is_on_server(d->config))
        doctor_server(d);
    else
        doctor_store(d);
}

static void look_at_line(struct doctor *d, const struct config *c, const struct store_line *line)
{
    struct config one = stores_file_one(c, line);
    doctor_note(d, "one of several", FINDING_OK,
                arena_fmt(d->mem, "store \"%s\": %s%s", line->name, line->folder, *line->address ? ", rows on a server" : ""), S(""));
    d->config = &one;
    look_at_store(d);
    d->config = c;
}

void doctor_examine(struct doctor *d, struct arena *mem, const struct config *c)
{
    *d = (struct doctor){ .mem = mem, .config = c };
    doctor_data(d);
    if (!config_is_on_server(c))
        doctor_sqlite(d);
    if (!c->n_lines || c->place)
        look_at_store(d);
    for (size_t i = 0; i < c->n_lines && !c->place; i++)
        look_at_line(d, c, &c->lines[i]);
    doctor_machine(d);
}

enum finding_level doctor_worst(const struct doctor *d)
{
    enum finding_level worst = FINDING_OK;
    for (size_t i = 0; i < d->n; i++)
        worst = d->lines[i].level > worst ? d->lines[i].level : worst;
    return worst;
}

static void print_json(const struct doctor *d, struct out *o)
{
    struct json_writer j;
    json_begin(&j, o);
    json_object(&j);
    json_put_str(&j, S("worst"), str_of(level_names[doctor_worst(d)]));
    json_key(&j, S("checks"));
    json_array(&j);
    for (size_t i = 0; i < d->n; i++) {
        json_object(&j);
        json_put_str(&j, S("name"), str_of(d->lines[i].name));
        json_put_str(&j, S("level"), str_of(level_names[d->lines[i].level]));
        json_put_str(&j, S("found"), d->lines[i].text);
        json_put_str(&j, S("to_do"), d->lines[i].to_do);
        json_close_object(&j);
    }
    json_close_array(&j);
    json_close_object(&j);
    out_char(o, '\n');
}

void doctor_print(const struct doctor *d, bool json, struct out *o)
{
    if (json) {
        print_json(d, o);
        return;
    }
    for (size_t i = 0; i < d->n; i++) {
        const struct finding_line *l = &d->lines[i];
        out_fmt(o, "%-8s %-14s %.*s\n", level_names[l->level], l->name, STR(l->text));
        if (l->to_do.n)
            out_fmt(o, "%24s-> %.*s\n", "", STR(l->to_do));
    }
}

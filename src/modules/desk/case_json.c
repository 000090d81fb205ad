/* SPDX-License-Identifier: Apache-2.0 */
/* A case as JSON, for programs: what the page of a case shows, but for sealed answers and the bytes
 * of files. */
#include "modules/desk/desk.h"
#include "modules/desk/open.h"
#include "modules/desk/words.h"
#include "modules/papers/papers.h"

static void put_day(struct json_writer *j, struct arena *mem, struct str key, struct date day)
{
    json_key(j, key);
    if (date_is_set(day))
        json_string(j, date_iso(mem, day));
    else
        json_null(j);
}

static void put_time(struct json_writer *j, struct arena *mem, struct str key, t_time at)
{
    json_key(j, key);
    if (at)
        json_string(j, time_iso(mem, at));
    else
        json_null(j);
}

static void write_head(struct req *r, const struct desk_case *c, struct json_writer *j)
{
    const struct cases_sql_by_id_row *row = &c->file.row;
    json_put_str(j, S("ref"), str_of(c->ref.text));
    json_put_str(j, S("receipt_number"), receipt_number(r->mem, row->id));
    json_put_str(j, S("procedure"), row->procedure_id);
    json_put_str(j, S("procedure_title"), c->file.plan->title.ja);
    json_put_str(j, S("state"), row->state);
    json_put_str(j, S("state_title"), case_state_title(c->file.state));
    json_put_int(j, S("version"), row->version);
    json_put_str(j, S("channel"), row->channel);
    json_put_str(j, S("language"), row->language);
    json_put_str(j, S("name"), row->name);
    json_put_str(j, S("kana"), row->kana);
    put_day(j, r->mem, S("birth"), row->birth);
    json_put_str(j, S("telephone"), row->telephone);
    json_put_str(j, S("assignee"), desk_staff_name(r, row->assignee_id));
    put_time(j, r->mem, S("arrived_at"), row->arrived_at);
    put_day(j, r->mem, S("due_on"), row->due_on);
    put_day(j, r->mem, S("stopped_on"), row->stopped_on);
    json_put_str(j, S("mark"), row->mark);
    json_put_str(j, S("mark_text"), row->mark_text);
    json_key(j, S("outcome"));
    if (row->outcome.n)
        json_string(j, row->outcome);
    else
        json_null(j);
    put_time(j, r->mem, S("decided_at"), row->decided_at);
}

/* The pointer into "answers" at which a node's value stands. */
static void write_pointer(struct out *o, const struct node *n)
{
    if (n->parent)
        write_pointer(o, n->parent);
    json_pointer_step(o, n->parent ? n->name : S("answers"));
    if (n->field && n->field->kind == FIELD_REPEAT)
        out_fmt(o, "/%d", n->position - 1);
}

static struct node *after(struct node *n)
{
    if (n->first)
        return n->first;
    while (n && !n->next)
        n = n->parent;
    return n ? n->next : NULL;
}

/* Ciphertext and the names of stored files say nothing to a program: they are taken out of the
 * tree, which is this request's own. */
static void write_answers(struct req *r, const struct desk_case *c, struct json_writer *j)
{
    json_key(j, S("sealed"));
    json_array(j);
    for (struct node *n = c->file.answers.root; n; n = after(n)) {
        if (!n->field || !n->text.n || (!n->field->sealed && n->field->kind != FIELD_FILE))
            continue;
        if (n->field->sealed && !n->irrelevant) {
            struct out pointer;
            out_init(&pointer, r->mem, 4096);
            write_pointer(&pointer, n);
            json_string(j, out_text(&pointer));
        }
        n->text = S("");
    }
    json_close_array(j);
    json_key(j, S("answers"));
    struct str answers = answers_to_json(r->mem, &c->file.answers, true);
    json_raw(j, answers.n ? answers : S("{}"));
}

static void write_checks(const struct desk_case *c, struct json_writer *j)
{
    static const struct str standings[] = {
        [STANDING_OPEN] = S_("open"),
        [STANDING_PASSED] = S_("pass"),
        [STANDING_LOOK] = S_("look"),
        [STANDING_STOP] = S_("stop"),
    };
    json_key(j, S("checks"));
    json_array(j);
    for (size_t i = 0; i < c->n_checks; i++) {
        const struct desk_check *k = &c->checks[i];
        json_object(j);
        json_put_str(j, S("name"), k->check->name);
        json_put_str(j, S("label"), k->check->label.ja);
        json_put_str(j, S("result"), standings[k->standing]);
        json_put_str(j, S("message"), k->message);
        json_close_object(j);
    }
    json_close_array(j);
}

static void write_attachments(struct req *r, const struct desk_case *c, struct json_writer *j)
{
    json_key(j, S("attachments"));
    json_array(j);
    for (size_t i = 0; i < c->documents.n; i++) {
        const struct documents_sql_of_case_row *d = &c->documents.p[i];
        json_object(j);
        json_put_str(j, S("field"), d->field);
        json_put_str(j, S("name"), d->name);
        json_put_str(j, S("kind"), d->kind);
        json_put_int(j, S("size"), d->size);
        put_time(j, r->mem, S("arrived_at"), d->created_at);
        json_close_object(j);
    }
    json_close_array(j);
}

static void write_history(struct req *r, const struct desk_case *c, struct json_writer *j)
{
    json_key(j, S("history"));
    json_array(j);
    for (size_t i = 0; i < c->file.events.n; i++) {
        const struct cases_sql_events_row *e = &c->file.events.p[i];
        json_object(j);
        put_time(j, r->mem, S("at"), e->at);
        json_put_str(j, S("event"), e->kind);
        json_put_str(j, S("title"), case_event_title(case_event_of(e->kind)));
        json_put_str(j, S("actor"), e->actor_name);
        json_put_str(j, S("note"), e->note);
        json_key(j, S("public"));
        json_boolean(j, e->is_public);
        json_close_object(j);
    }
    json_close_array(j);
}

static void write_decision(struct req *r, const struct desk_case *c, struct json_writer *j)
{
    const struct cases_sql_decision_latest_row *d = &c->file.decision;
    json_key(j, S("decision"));
    if (!c->file.has_decision) {
        json_null(j);
        return;
    }
    json_object(j);
    json_put_str(j, S("outcome"), d->outcome);
    json_put_str(j, S("reason"), d->reason);
    json_put_str(j, S("appeal"), d->appeal_text);
    json_put_str(j, S("state"), d->state);
    json_put_str(j, S("proposed_by"), desk_staff_name(r, d->proposed_by));
    put_time(j, r->mem, S("proposed_at"), d->proposed_at);
    json_put_str(j, S("settled_by"), desk_staff_name(r, d->settled_by));
    put_time(j, r->mem, S("settled_at"), d->settled_at);
    json_key(j, S("amounts"));
    json_raw(j, d->detail);
    json_close_object(j);
}

static enum rc write_papers(struct req *r, const struct desk_case *c, struct json_writer *j)
{
    const struct paper *papers;
    size_t n;
    enum rc rc = papers_of_case(town_of(r), r->db, r->mem, c->file.row.id, &papers, &n);
    if (rc != OK)
        return rc;
    json_key(j, S("papers"));
    json_array(j);
    for (size_t i = 0; i < n; i++) {
        json_object(j);
        json_put_str(j, S("title"), papers[i].title);
        json_put_str(j, S("number"), papers[i].number);
        put_time(j, r->mem, S("made_at"), papers[i].created_at);
        json_close_object(j);
    }
    json_close_array(j);
    return OK;
}

enum rc desk_case_json(struct req *r, struct json_writer *j, t_id *ret_id, int64_t *ret_version)
{
    struct desk_case c;
    enum rc rc = desk_open(r, &c);
    if (rc != OK)
        return rc;
    json_object(j);
    write_head(r, &c, j);
    write_answers(r, &c, j);
    write_checks(&c, j);
    write_attachments(r, &c, j);
    write_history(r, &c, j);
    write_decision(r, &c, j);
    rc = write_papers(r, &c, j);
    json_close_object(j);
    *ret_id = c.file.row.id;
    *ret_version = c.file.row.version;
    return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* 補正: the resident mends the single fields the office asked for, nothing else. */
#include "base/json.h"
#include "civic/cases/examine.h"
#include "civic/forms/render.h"
#include "civic/shell/shell.h"
#include "modules/apply/apply_pages.h"
#include "modules/apply/receipts.h"
#include "modules/apply/upload.h"

enum { MOST_ASKED = 60, MOST_FILES = 20 };

struct mending {
    struct case_file c;
    const struct cases_sql_corrections_row *asked;
    struct str names[MOST_ASKED], texts[MOST_ASKED], olds[MOST_ASKED];
    size_t n;
    struct message *messages;
    size_t n_messages, room;
    struct case_attachment *files;
    size_t n_files;
};

static enum rc read_asked(struct req *r, struct mending *m)
{
    const struct json *fields;
    size_t at;
    if (json_parse(r->mem, m->asked->fields, &fields, &at) != OK || !json_is(fields, JSON_ARRAY))
        return FAILED;
    for (const struct json *f = fields->first; f && m->n < MOST_ASKED; f = f->next) {
        struct str name = json_str(json_get(f, S("name")));
        if (!answers_node(&m->c.answers, name))
            continue;
        m->names[m->n] = name;
        m->texts[m->n] = json_str(json_get(f, S("message")));
        m->olds[m->n++] = json_str(json_get(f, S("old")));
    }
    return m->n ? OK : CONFLICT;
}

/* The form has changed since, and the questions that were asked are not there any more, or other answers are not. */
static enum rc form_changed(struct req *r)
{
    shell_error(r, 409, say(r, T("申請のあとで様式が変わったため、この画面では直せません。担当課に電話してください。申請は届いています。")));
    return OK;
}

/* NOT_FOUND when there is nothing to mend (any more): the status page says so. */
static enum rc load(struct req *r, struct mending *m)
{
    enum rc rc = receipts_case(r, &m->c);
    if (rc != OK)
        return rc;
    m->asked = cases_open_correction(&m->c);
    if (!m->asked || !receipts_is_open(r, &m->c))
        return NOT_FOUND;
    m->room = 100;
    m->messages = arena_new(r->mem, struct message, m->room);
    m->files = arena_new(r->mem, struct case_attachment, MOST_FILES);
    return m->c.is_partial ? CONFLICT : read_asked(r, m);
}

/* Files that were sent before are not shown as chosen; sealed answers are asked anew. */
static void clear_asked(struct mending *m)
{
    for (size_t i = 0; i < m->n; i++) {
        struct node *n = answers_node(&m->c.answers, m->names[i]);
        if (n->field && (n->field->kind == FIELD_FILE || n->field->sealed))
            n->text = S("");
    }
}

static enum rc show(struct req *r, struct mending *m, int status)
{
    struct page p = shell_page(r);
    struct expr_world world;
    const struct section *section = town_section(town_of(r), m->c.row.section_id);
    struct apply_mend_item *items = arena_new(r->mem, struct apply_mend_item, m->n);
    answers_world(r->mem, &m->c.answers, m->c.row.arrived_at, &town_of(r)->calendar, &world);
    struct form_render f = { .page = shell_page(r),
                             .answers = &m->c.answers,
                             .world = &world,
                             .messages = m->messages,
                             .n_messages = m->n_messages };
    for (size_t i = 0; i < m->n; i++)
        items[i] = (struct apply_mend_item){ m->texts[i], m->olds[i], m->olds[i].n > 0,
                                             form_question(&f, answers_node(&m->c.answers, m->names[i])) };
    struct apply_mend_view v = {
        .procedure = words_of(label_in(&m->c.plan->title, r->language)),
        .text = m->asked->message,
        .due_on = say_date(r, m->asked->due_on),
        .section = section ? section->name : S(""),
        .correction = arena_str(r->mem, str_of(ref_make(hall_of(r), TABLE_CORRECTION, r->town_id, m->asked->id).text)),
        .items = { items, m->n },
        .errors = form_errors(&f),
    };
    apply_mend_page(&p, &v);
    return shell_public(r, status,
                        &(struct shell_options){ .title = say(r, T("直すところ")),
                                                 .has_errors = m->n_messages > 0,
                                                 .section = section,
                                                 .back = url_local(r->mem, S("/receipts")),
                                                 .script = "page.js" },
                        page_html(&p));
}

static enum rc to_status(struct req *r, enum rc rc)
{
    if (rc == CONFLICT)
        return form_changed(r);
    return rc == NOT_FOUND ? reply_redirect(r, url_local(r->mem, S("/receipts"))) : rc;
}

enum rc receipts_mend(struct req *r)
{
    struct mending m = { 0 };
    enum rc rc = load(r, &m);
    if (rc != OK)
        return to_status(r, rc);
    clear_asked(&m);
    m.c.answers.language = r->language;
    return show(r, &m, 200);
}

static void add_message(struct mending *m, struct str name, struct str part, struct str text)
{
    for (size_t i = 0; i < m->n_messages; i++)
        if (str_eq(m->messages[i].name, name))
            return;
    if (m->n_messages < m->room)
        m->messages[m->n_messages++] = (struct message){ name, part, text };
}

static bool is_asked(const struct mending *m, struct str name)
{
    for (size_t i = 0; i < m->n; i++)
        if (str_eq(m->names[i], name))
            return true;
    return false;
}

static enum rc take_fields(struct req *r, struct mending *m)
{
    const struct req_pair *all;
    const struct message *messages;
    size_t n_messages = 0, n = req_all_fields(r, &all), kept = 0;
    struct typed_pair *pairs = arena_new(r->mem, struct typed_pair, n);
    for (size_t i = 0; i < n; i++)
        if (!str_eq(all[i].name, S("csrf")) && !str_eq(all[i].name, S("correction")) && !str_eq(all[i].name, S("act")))
            pairs[kept++] = (struct typed_pair){ all[i].name, all[i].value };
    enum rc rc = answers_read_some(r->mem, &m->c.answers, m->names, m->n, pairs, kept, &messages, &n_messages);
    if (rc == INVALID && !n_messages)
        return INVALID;
    for (size_t i = 0; i < n_messages; i++)
        add_message(m, messages[i].name, messages[i].part, messages[i].text);
    return rc == INVALID ? OK : rc;
}

static enum rc take_uploads(struct req *r, struct mending *m)
{
    const struct upload *uploads;
    size_t n = req_uploads(r, &uploads);
    if (upload_chosen(r) > UPLOAD_MOST_AT_ONCE) {
        add_message(m, uploads[0].field, S(""), say(r, T("一度に送れるファイルは10個までです。分けて送ってください")));
        return OK;
    }
    for (size_t i = 0; i < n; i++) {
        const struct upload *u = &uploads[i];
        struct node *node = answers_node(&m->c.answers, u->field);
        struct str message;
        if (!u->bytes.n && !u->filename.n)
            continue;
        if (!is_asked(m, u->field) || !node || node->field->kind != FIELD_FILE || m->n_files == MOST_FILES)
            return INVALID;
        enum rc rc = upload_keep(r, u, 0, &m->files[m->n_files], &message);
        if (rc == INVALID) {
            add_message(m, u->field, S(""), message);
            continue;
        }
        if (rc != OK)
            return rc;
        struct str token = upload_token(r);
        m->files[m->n_files++].field = u->field;
        node->text = node->text.n ? arena_fmt(r->mem, "%.*s %.*s", STR(node->text), STR(token)) : token;
    }
    return OK;
}

/* Only what was asked is judged: the rest was accepted before. */
static enum rc validate(struct req *r, struct mending *m)
{
    struct expr_world world;
    const struct message *messages;
    size_t n = 0;
    answers_world(r->mem, &m->c.answers, m->c.row.arrived_at, &town_of(r)->calendar, &world);
    enum rc rc = answers_validate(&m->c.answers, &world, NULL, &messages, &n);
    if (rc != OK && rc != INVALID)
        return rc;
    for (size_t i = 0; i < n; i++)
        if (is_asked(m, messages[i].name))
            add_message(m, messages[i].name, messages[i].part, messages[i].text);
    for (size_t i = 0; i < m->n; i++) {
        const struct node *node = answers_node(&m->c.answers, m->names[i]);
        if (!node->text.n && !node->irrelevant)
            add_message(m, m->names[i], S(""),
                        language_words(r->mem, r->language, T("「{label}」を入力してください"), VALUES(page_word("label", label_in(&node->field->label, r->language)))));
    }
    return OK;
}

static struct str mended_names(struct req *r, const struct mending *m)
{
    struct str *labels = arena_new(r->mem, struct str, m->n);
    for (size_t i = 0; i < m->n; i++)
        labels[i] = answers_node(&m->c.answers, m->names[i])->field->label.ja;
    return arena_join(r->mem, labels, m->n, S("、"));
}

static enum rc send(struct req *r, struct mending *m)
{
    struct examination found;
    const struct hall *hall = hall_of(r);
    enum rc rc = cases_examine(town_of(r), r->db, r->mem, m->c.plan, &m->c.answers, m->c.row.arrived_at, &found);
    if (rc == OK)
        rc = cases_seal(hall, town_of(r), r->mem, m->c.row.id, &m->c.answers);
    if (rc != OK)
        return rc;
    struct case_notice_new notice = { S("correction-answered"), say(r, T("お返事を受け取りました")),
                                      say(r, T("直していただいた内容を担当が確かめます。審査の続きが終わったらお知らせします。")) };
    struct case_act act = {
        .seen = &m->c,
        .version = m->c.row.version,
        .actor = { S("resident"), 0, S("申請者") },
        .now = r->now,
        .event = EVENT_CORRECTION_ANSWERED,
        .note = mended_names(r, m),
        .is_public = true,
        .answers = &m->c.answers,
        .mark = &found.mark,
        .mark_text = &found.mark_text,
        .notice = &notice,
        .attachments = m->files,
        .n_attachments = m->n_files,
    };
    return cases_act(hall, town_of(r), r->db, r->mem, &act);
}

/* The form belongs to one 補正 of one case: not to the next one, nor to another receipt opened meanwhile. What the
 * office did besides (a note, a new 担当) does not matter. */
static bool form_is_of(struct req *r, const struct mending *m)
{
    t_id id;
    return ref_read(hall_of(r), TABLE_CORRECTION, r->town_id, req_field(r, "correction"), &id) == OK &&
           id == m->asked->id;
}

enum rc receipts_mend_send(struct req *r)
{
    struct mending m = { 0 };
    enum rc rc = load(r, &m);
    if (rc != OK)
        return to_status(r, rc);
    if (!form_is_of(r, &m)) {
        shell_error(r, 409, say(r, T("このページのあとで、別の受付票が開かれたか、お願いの内容が変わりました。申請の状況から開き直してください。")));
        return OK;
    }
    m.c.answers.language = r->language;
    clear_asked(&m);
    rc = take_fields(r, &m);
    if (rc == OK)
        rc = take_uploads(r, &m);
    if (rc == OK)
        rc = validate(r, &m);
    if (rc != OK)
        return rc;
    if (m.n_messages)
        return show(r, &m, 422);
    rc = send(r, &m);
    return rc == OK ? reply_redirect(r, url_local(r->mem, S("/receipts"))) : rc;
}

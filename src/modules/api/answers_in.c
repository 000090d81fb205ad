/* SPDX-License-Identifier: Apache-2.0 */
/* First the tree is copied with tokens in the place of files, and names without a question are told
 * with their exact pointers; then the engine of the forms reads and validates it, and its messages
 * get pointers. */
#include "modules/api/answers_in.h"

#include "base/text.h"
#include "civic/cases/keep_file.h"
#include "civic/town/town.h"

struct taking {
    struct api_body *body;
    struct arena *mem;
    struct api_answers *to;
    struct out pointer; /* where the walk stands */
};

static struct str here(const struct taking *t)
{
    return arena_str(t->body->r->mem, out_text(&t->pointer));
}

static void tell(struct taking *t, struct str detail)
{
    if (t->body->n_faults < API_MOST_FAULTS) /* a stranger may make a million */
        api_fault(t->body, here(t), detail);
}

static struct json *node(struct taking *t, enum json_kind kind, struct str key)
{
    struct json *v = arena_new(t->mem, struct json, 1);
    v->kind = kind;
    v->key = key;
    return v;
}

/* Children are appended to *end. */
static void append(struct json *parent, const struct json ***end, struct json *child)
{
    **end = child;
    *end = &child->next;
    parent->n++;
}

static const struct field *field_named(const struct field *parent, struct str name)
{
    for (size_t i = 0; i < parent->n_children; i++)
        if (str_eq(parent->children[i]->name, name))
            return parent->children[i];
    return NULL;
}

/* ---- files ---- */

static bool is_file(const struct json *v)
{
    const struct json *name = json_get(v, S("name")), *content = json_get(v, S("content"));
    return json_is(v, JSON_OBJECT) && v->n == 2 && json_is(name, JSON_STRING) &&
           json_is(content, JSON_STRING) && text_is_utf8(name->text);
}

static struct str take_file(struct taking *t, const struct field *f, const struct json *v)
{
    struct api_answers *to = t->to;
    struct api_file *file = &to->files[to->n_files++];
    *file = (struct api_file) {
        .pointer = here(t),
        .field = str_sub(f->path, S("/data/").n, f->path.n),
        .token = cases_file_token(t->body->r->mem),
        .name = json_get(v, S("name"))->text,
        .content = json_get(v, S("content"))->text,
    };
    return file->token;
}

static struct json *take_files(struct taking *t, const struct field *f, const struct json *v)
{
    struct json *list = node(t, JSON_ARRAY, v->key);
    const struct json **end = &list->first;
    size_t i = 0;
    if (v->kind != JSON_ARRAY) {
        tell(t, S("ファイルは [{\"name\":…,\"content\":BASE64}] の形で送ってください。"));
        return list;
    }
    for (const struct json *e = v->first; e && !arena_failed(t->mem); e = e->next, i++) {
        size_t before = t->pointer.n;
        out_fmt(&t->pointer, "/%zu", i);
        if (!is_file(e)) {
            tell(t, S("ファイルは {\"name\":…,\"content\":BASE64} の形で送ってください。"));
        } else if (t->to->n_files == API_MOST_FILES) {
            tell(t, S("ファイルは1度に10個までです。"));
        } else {
            struct json *token = node(t, JSON_STRING, (struct str) { NULL, 0 });
            token->text = take_file(t, f, e);
            append(list, &end, token);
        }
        t->pointer.n = before;
    }
    return list;
}

/* ---- the walk: as deep as the plan ---- */

static struct json *copy_object(struct taking *t, const struct field *f, const struct json *v);

static struct json *copy_repeat(struct taking *t, const struct field *f, const struct json *v)
{
    struct json *list = node(t, JSON_ARRAY, v->key);
    const struct json **end = &list->first;
    size_t i = 0;
    for (const struct json *e = v->first; e && !arena_failed(t->mem); e = e->next, i++) {
        size_t before = t->pointer.n;
        out_fmt(&t->pointer, "/%zu", i);
        append(list, &end, copy_object(t, f, e));
        t->pointer.n = before;
    }
    return list;
}

static struct json *copy_leaf(struct taking *t, const struct json *v)
{
    struct json *copy = node(t, v->kind, v->key);
    copy->text = v->text;
    copy->first = v->first;
    copy->n = v->n;
    return copy;
}

static struct json *copy_member(struct taking *t, const struct field *f, const struct json *v)
{
    switch (f->kind) {
    case FIELD_FILE: return take_files(t, f, v);
    case FIELD_GROUP: return v->kind == JSON_OBJECT ? copy_object(t, f, v) : copy_leaf(t, v);
    case FIELD_REPEAT: return v->kind == JSON_ARRAY ? copy_repeat(t, f, v) : copy_leaf(t, v);
    default: return copy_leaf(t, v);
    }
}

static struct json *copy_object(struct taking *t, const struct field *f, const struct json *v)
{
    if (v->kind != JSON_OBJECT)
        return copy_leaf(t, v);
    struct json *object = node(t, JSON_OBJECT, v->key);
    const struct json **end = &object->first;
    for (const struct json *m = v->first; m && !arena_failed(t->mem); m = m->next) {
        const struct field *child = field_named(f, m->key);
        size_t before = t->pointer.n;
        json_pointer_step(&t->pointer, text_first(m->key, 200));
        if (!child || child->kind == FIELD_NOTE)
            tell(t, S("この様式に、この名前の質問はありません。"));
        else
            append(object, &end, copy_member(t, child, m));
        t->pointer.n = before;
    }
    return object;
}

/* ---- what the engine says ---- */

/* "children[2]/child_birth" → "/answers/children/1/child_birth". Names of questions hold no sign to
 * escape. */
static struct str pointer_of(struct arena *mem, struct str name)
{
    struct out out;
    struct str step;
    out_init(&out, mem, 8192);
    out_str(&out, S("/answers"));
    while (str_cut(&name, '/', &step)) {
        size_t bracket = str_find_char(step, '[');
        int64_t position;
        json_pointer_step(&out, str_sub(step, 0, bracket));
        if (bracket != SIZE_MAX && str_to_int(str_sub(step, bracket + 1, step.n - 1), &position))
            out_fmt(&out, "/%lld", (long long)position - 1);
    }
    return out_text(&out);
}

/* A value that could not be read is missing too: the first thing said about it stands. */
static void tell_all(struct api_body *b, const struct message *messages, size_t n)
{
    size_t before = b->n_faults;
    for (size_t i = 0; i < n; i++) {
        struct str pointer = pointer_of(b->r->mem, messages[i].name);
        bool told = false;
        for (size_t k = 0; k < before && !told; k++)
            told = str_eq(b->faults[k].pointer, pointer);
        if (!told)
            api_fault(b, pointer, messages[i].text);
    }
}

static enum rc validate(struct api_body *b, struct answers *a)
{
    struct req *r = b->r;
    struct expr_world world;
    const struct message *messages;
    size_t n = 0;
    answers_world(r->mem, a, r->now, &town_of(r)->calendar, &world);
    enum rc rc = answers_validate(a, &world, NULL, &messages, &n);
    if (rc != OK && rc != INVALID)
        return rc;
    const struct node *stop = answers_stop(a);
    if (stop) /* the form ends there: what else is missing says nothing */
        api_fault(b, pointer_of(r->mem, answers_name(r->mem, stop->parent)),
                  label_in(&stop->field->label, a->language));
    else
        tell_all(b, messages, n);
    return b->n_faults ? INVALID : OK;
}

enum rc api_answers_read(struct api_body *b, struct arena *mem, const struct plan *plan,
                         struct str language, struct api_answers *ret_answers)
{
    struct taking t = { .body = b, .mem = mem, .to = ret_answers };
    const struct json *sent = json_get(b->root, S("answers"));
    const struct message *messages;
    size_t n = 0;
    out_init(&t.pointer, mem, (size_t)1 << 20);
    out_str(&t.pointer, S("/answers"));
    if (!json_is(sent, JSON_OBJECT)) {
        tell(&t, S("回答をオブジェクトで送ってください。"));
        return INVALID;
    }
    const struct json *tree = copy_object(&t, plan->root, sent);
    if (arena_failed(mem))
        return FAILED;
    enum rc rc = answers_from_tree(b->r->mem, plan, tree, &ret_answers->answers, &messages, &n);
    if (rc != OK && rc != INVALID)
        return rc;
    ret_answers->answers.language = language;
    tell_all(b, messages, n);
    return validate(b, &ret_answers->answers);
}

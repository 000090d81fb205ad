/* SPDX-License-Identifier: Apache-2.0 */
/* The plan's tree as a schema: groups are objects, repeats arrays of objects, choices constants
 * with their words. */
#include "modules/api/plan_schema.h"

static bool is_sent(const struct field *f)
{
    return f->kind != FIELD_NONE && f->kind != FIELD_NOTE && f->kind != FIELD_CALCULATE;
}

/* Required whatever else is answered. */
static bool is_always_required(struct arena *mem, const struct field *f)
{
    const struct str *paths;
    struct value v = { 0 };
    struct expr_error error;
    struct node *root = tree_root(mem, S("data"));
    struct expr_world world = { .root = root, .mem = mem };
    if (f->relevant)
        return false;
    if (f->kind == FIELD_GROUP || f->kind == FIELD_REPEAT) {
        bool any = f->kind == FIELD_REPEAT && f->min_repeats > 0;
        for (size_t i = 0; f->kind == FIELD_GROUP && i < f->n_children && !any; i++)
            any = is_sent(f->children[i]) && is_always_required(mem, f->children[i]);
        return any;
    }
    return f->required && expr_references(f->required, &paths) == 0 &&
           expr_eval(f->required, &world, root, &v, &error) == OK && value_boolean(&v);
}

static const char *pattern_of(enum field_style style)
{
    switch (style) {
    case STYLE_POSTAL_CODE: return "^[0-9]{3}-?[0-9]{4}$";
    case STYLE_BANK_CODE: return "^[0-9]{4}$";
    case STYLE_BRANCH_CODE: return "^[0-9]{3}$";
    case STYLE_ACCOUNT: return "^[0-9]{7}$";
    default: return NULL;
    }
}

static void write_text(struct json_writer *j, const struct field *f)
{
    const char *pattern = pattern_of(f->style);
    json_put_str(j, S("type"), S("string"));
    if (f->max_length > 0)
        json_put_int(j, S("maxLength"), f->max_length);
    if (pattern)
        json_put_str(j, S("pattern"), str_of(pattern));
}

static void write_choices(struct json_writer *j, const struct choice_list *list)
{
    json_key(j, S("oneOf"));
    json_array(j);
    for (size_t i = 0; list && i < list->n; i++) {
        json_object(j);
        json_put_str(j, S("const"), list->choices[i].name);
        json_put_str(j, S("title"), list->choices[i].label.ja);
        json_close_object(j);
    }
    json_close_array(j);
}

static void write_array(struct json_writer *j, int64_t least, int64_t most)
{
    json_put_str(j, S("type"), S("array"));
    if (least > 0)
        json_put_int(j, S("minItems"), least);
    if (most > 0)
        json_put_int(j, S("maxItems"), most);
    json_key(j, S("items"));
}

static void write_file(struct json_writer *j, const struct field *f)
{
    write_array(j, 0, f->max_files);
    json_raw(
        j,
        S("{\"type\":\"object\",\"required\":[\"name\",\"content\"],\"additionalProperties\":false,"
          "\"properties\":{\"name\":{\"type\":\"string\"},"
          "\"content\":{\"type\":\"string\",\"contentEncoding\":\"base64\"}}}"));
}

static void write_members(struct json_writer *j, struct arena *mem, const struct field *f);

static void write_kind(struct json_writer *j, struct arena *mem, const struct field *f)
{
    switch (f->kind) {
    case FIELD_INTEGER: json_put_str(j, S("type"), S("integer")); break;
    case FIELD_DATE:
        json_put_str(j, S("type"), S("string"));
        json_put_str(j, S("format"), S("date"));
        break;
    case FIELD_SELECT_ONE:
        json_put_str(j, S("type"), S("string"));
        write_choices(j, f->list);
        break;
    case FIELD_SELECT_MULTIPLE:
        write_array(j, 0, 0);
        json_object(j);
        write_choices(j, f->list);
        json_close_object(j);
        break;
    case FIELD_FILE: write_file(j, f); break;
    case FIELD_REPEAT:
        write_array(j, f->min_repeats, f->max_repeats);
        json_object(j);
        write_members(j, mem, f);
        json_close_object(j);
        break;
    case FIELD_GROUP: write_members(j, mem, f); break;
    default: write_text(j, f);
    }
}

/* As deep as the plan. */
static void write_members(struct json_writer *j, struct arena *mem, const struct field *f)
{
    json_put_str(j, S("type"), S("object"));
    json_key(j, S("additionalProperties"));
    json_boolean(j, false);
    json_key(j, S("required"));
    json_array(j);
    for (size_t i = 0; i < f->n_children; i++)
        if (is_sent(f->children[i]) && is_always_required(mem, f->children[i]))
            json_string(j, f->children[i]->name);
    json_close_array(j);
    json_key(j, S("properties"));
    json_object(j);
    for (size_t i = 0; i < f->n_children; i++) {
        const struct field *child = f->children[i];
        if (!is_sent(child))
            continue;
        json_key(j, child->name);
        json_object(j);
        json_put_str(j, S("title"), child->label.ja);
        if (child->hint.ja.n)
            json_put_str(j, S("description"), child->hint.ja);
        write_kind(j, mem, child);
        json_close_object(j);
    }
    json_close_object(j);
}

void plan_schema_write(struct json_writer *j, struct arena *mem, const struct plan *plan)
{
    json_object(j);
    json_put_str(j, S("$schema"), S("https://json-schema.org/draft/2020-12/schema"));
    json_put_str(j, S("title"), plan->title.ja);
    write_members(j, mem, plan->root);
    json_close_object(j);
}

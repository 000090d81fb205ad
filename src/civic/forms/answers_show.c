/* SPDX-License-Identifier: Apache-2.0 */
/* Values as people read them: labels of choices, both calendars, yen with commas, hyphens. */
#include "civic/forms/answers_build.h"

#include "base/date_words.h"

static struct str show_choices(struct arena *mem, const struct answers *a, const struct node *n)
{
    struct out o;
    out_init(&o, mem, 16384);
    struct str rest = n->text, name;
    while (str_cut(&rest, ' ', &name)) {
        const struct choice *c = n->field->list ? choice_named(n->field->list, name) : NULL;
        if (o.n)
            out_str(&o, str_eq(a->language, S("en")) ? S(", ") : S("、"));
        out_str(&o, c ? label_in(&c->label, a->language) : name);
    }
    return out_text(&o);
}

static struct str show_date(struct arena *mem, const struct answers *a, const struct node *n)
{
    struct date d;
    if (date_parse(mem, n->text, &d) != OK)
        return n->text;
    return date_in_both(mem, a->language, d);
}

static struct str with_commas(struct arena *mem, struct str digits)
{
    struct out o;
    out_init(&o, mem, 64);
    size_t start = digits.n && digits.p[0] == '-' ? 1 : 0;
    for (size_t i = 0; i < digits.n; i++) {
        if (i > start && (digits.n - i) % 3 == 0)
            out_char(&o, ',');
        out_char(&o, digits.p[i]);
    }
    return out_text(&o);
}

struct str answers_show(struct arena *mem, const struct answers *a, const struct node *n)
{
    struct str v = n->text;
    if (!n->field || v.n == 0)
        return v;
    switch (n->field->kind) {
    case FIELD_SELECT_ONE:
    case FIELD_SELECT_MULTIPLE: return show_choices(mem, a, n);
    case FIELD_DATE: return show_date(mem, a, n);
    case FIELD_INTEGER:
        if (n->field->style != STYLE_YEN)
            return with_commas(mem, v);
        return arena_fmt(mem, "%.*s%s", STR(with_commas(mem, v)),
                         str_eq(a->language, S("en")) ? " yen" : "円");
    default: break;
    }
    if (n->field->style == STYLE_POSTAL_CODE && v.n == 7)
        return arena_fmt(mem, "%.3s-%.4s", v.p, v.p + 3);
    return v;
}

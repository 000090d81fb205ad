/* SPDX-License-Identifier: Apache-2.0 */
/* The walk through the form.  Values are typed as they are stored, so that stored and sent can be
 * compared as they stand. */
#include "tests/client/applicant.h"

#include "base/out.h"
#include "base/time.h"

#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h> /* wants stdio.h before it */

#define REMARKS "電話は夕方にお願いします。試験の申請 "

enum kind { TEXT, A_DAY, REMARK, ACCOUNT };

struct line {
    const char *path, *value;
    enum kind kind;
    int years, days; /* A_DAY: value is MM-DD of the year that lies `years` from now, or `days` from
                        today if NULL */
};

#define CHILD(n, given, kana)                                                                      \
    { "children[" n "]/child_family_name", "見本", TEXT, 0, 0 },                                   \
        { "children[" n "]/child_given_name", given, TEXT, 0, 0 },                                 \
        { "children[" n "]/child_family_kana", "ミホン", TEXT, 0, 0 },                             \
    {                                                                                              \
        "children[" n "]/child_given_kana", kana, TEXT, 0, 0                                       \
    }
#define CHILD_AT_HOME(n)                                                                           \
    { "children[" n "]/child_relation", "child", TEXT, 0, 0 },                                     \
        { "children[" n "]/child_living", "together", TEXT, 0, 0 },                                \
        { "children[" n "]/child_custody", "yes", TEXT, 0, 0 },                                    \
    {                                                                                              \
        "children[" n "]/child_livelihood", "shared", TEXT, 0, 0                                   \
    }

static const struct line lines[] = {
    { "eligibility/claimant_kind", "father", TEXT, 0, 0 },
    { "eligibility/occupation", "employee", TEXT, 0, 0 },
    { "eligibility/receiving_now", "no", TEXT, 0, 0 },
    { "applicant/applicant_family_name", "見本", TEXT, 0, 0 },
    { "applicant/applicant_given_name", "太郎", TEXT, 0, 0 },
    { "applicant/applicant_family_kana", "ミホン", TEXT, 0, 0 },
    { "applicant/applicant_given_kana", "タロウ", TEXT, 0, 0 },
    { "applicant/applicant_birth", "04-05", A_DAY, -38, 0 },
    { "applicant/applicant_postal_code", "0000001", TEXT, 0, 0 },
    { "applicant/applicant_address", "都市X中央1丁目2番3号 見本ハイツ101", TEXT, 0, 0 },
    { "applicant/applicant_phone", "00000001234", TEXT, 0, 0 },
    { "applicant/applicant_email", "mihon@xtown.example.jp", TEXT, 0, 0 },
    { "applicant/applicant_pension", "employees", TEXT, 0, 0 },
    { "spouse/has_spouse", "yes", TEXT, 0, 0 },
    { "spouse/spouse_person/spouse_family_name", "見本", TEXT, 0, 0 },
    { "spouse/spouse_person/spouse_given_name", "花子", TEXT, 0, 0 },
    { "spouse/spouse_person/spouse_family_kana", "ミホン", TEXT, 0, 0 },
    { "spouse/spouse_person/spouse_given_kana", "ハナコ", TEXT, 0, 0 },
    { "spouse/spouse_person/spouse_birth", "06-01", A_DAY, -37, 0 },
    { "spouse/spouse_person/spouse_living", "together", TEXT, 0, 0 },
    { "spouse/spouse_person/spouse_public_servant", "no", TEXT, 0, 0 },
    { "spouse/spouse_person/higher_earner", "self", TEXT, 0, 0 },
    CHILD("1", "一", "ハジメ"),
    { "children[1]/child_birth", "05-05", A_DAY, -20, 0 },
    { "children[1]/child_relation", "child", TEXT, 0, 0 },
    { "children[1]/child_living", "apart", TEXT, 0, 0 },
    { "children[1]/child_address", "例示県見本市1丁目2番3号", TEXT, 0, 0 },
    { "children[1]/child_apart_reason", "大学に通うため", TEXT, 0, 0 },
    { "children[1]/older/older_care", "yes", TEXT, 0, 0 },
    { "children[1]/older/older_costs", "yes", TEXT, 0, 0 },
    { "children[1]/older/older_status", "student", TEXT, 0, 0 },
    { "children[1]/older/older_school", "見本大学", TEXT, 0, 0 },
    { "children[1]/older/older_graduation", "03-31", A_DAY, 3, 0 },
    CHILD("2", "二葉", "フタバ"),
    { "children[2]/child_birth", "08-01", A_DAY, -11, 0 },
    CHILD_AT_HOME("2"),
    CHILD("3", "三郎", "サブロウ"),
    { "children[3]/child_birth", NULL, A_DAY, 0, -9 },
    CHILD_AT_HOME("3"),
    { "event/reason", "birth", TEXT, 0, 0 },
    { "event/event_date", NULL, A_DAY, 0, -9 },
    { "account/bank_name", "見本銀行", TEXT, 0, 0 },
    { "account/bank_code", "9990", TEXT, 0, 0 },
    { "account/branch_name", "中央支店", TEXT, 0, 0 },
    { "account/branch_code", "001", TEXT, 0, 0 },
    { "account/account_kind", "ordinary", TEXT, 0, 0 },
    { "account/account_number", NULL, ACCOUNT, 0, 0 },
    { "account/account_holder_kana", "ミホン　タロウ", TEXT, 0, 0 },
    { "account/account_own", "yes", TEXT, 0, 0 },
    { "confirm/remarks", NULL, REMARK, 0, 0 },
};

/* The pages in their order; `act` is the button, `child` the last child whose fields the page has
 * already. */
static const struct step {
    const char *page, *act, *next;
    int child;
} steps[] = {
    { "eligibility", "next", "applicant", 0 },
    { "applicant", "next", "spouse", 0 },
    { "spouse", "next", "children", 0 },
    { "children", "add:children", "children", 1 },
    { "children", "add:children", "children", 2 },
    { "children", "next", "event", 3 },
    { "event", "next", "account", 0 },
    { "account", "next", "papers", 0 },
    { "papers", "next", "confirm", 0 },
    { "confirm", "next", "check", 0 },
};
enum { STEPS = sizeof steps / sizeof *steps };

static struct str value_of(struct arena *mem, const struct line *l, int64_t serial)
{
    struct date today = time_date(time_now());
    switch (l->kind) {
    case TEXT: return str_of(l->value);
    case REMARK: return arena_fmt(mem, REMARKS "%lld", (long long)serial);
    case ACCOUNT: return arena_fmt(mem, "%07lld", (long long)(serial % 10000000));
    case A_DAY: break;
    }
    if (l->value)
        return arena_fmt(mem, "%d-%s", date_civil(today).year + l->years, l->value);
    return date_iso(mem, date_add_days(today, l->days));
}

struct str applicant_answers(struct arena *mem, int64_t serial)
{
    struct out o;
    out_init(&o, mem, 1 << 16);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct str value = value_of(mem, &lines[i], serial);
        out_fmt(&o, "%s=%.*s\n", lines[i].path, STR(value));
    }
    return out_text(&o);
}

int64_t applicant_serial(struct str remarks)
{
    int64_t serial;
    struct str before = S(REMARKS);
    return str_starts(remarks, before) && str_to_int(str_sub(remarks, before.n, remarks.n), &serial)
               ? serial
               : 0;
}

int applicant_picture(int64_t serial)
{
    return (int)(serial % APPLICANT_PICTURES);
}

/* A small photograph: a gradient whose colour tells the pictures apart. */
static struct str make_picture(struct arena *mem, int which)
{
    enum { WIDE = 160, HIGH = 120 };
    unsigned char row[WIDE * 3], *bytes = NULL;
    unsigned long n = 0;
    struct jpeg_compress_struct c;
    struct jpeg_error_mgr errors;
    JSAMPROW rows[] = { row };
    c.err = jpeg_std_error(&errors);
    jpeg_create_compress(&c);
    jpeg_mem_dest(&c, &bytes, &n);
    c.image_width = WIDE;
    c.image_height = HIGH;
    c.input_components = 3;
    c.in_color_space = JCS_RGB;
    jpeg_set_defaults(&c);
    jpeg_start_compress(&c, TRUE);
    for (int y = 0; y < HIGH; y++) {
        for (int x = 0; x < WIDE; x++) {
            row[x * 3] = (unsigned char)(x + which * 40);
            row[x * 3 + 1] = (unsigned char)(y * 2);
            row[x * 3 + 2] = (unsigned char)(which * 60);
        }
        jpeg_write_scanlines(&c, rows, 1);
    }
    jpeg_finish_compress(&c);
    jpeg_destroy_compress(&c);
    struct str picture = arena_str(mem, str_n((const char *)bytes, n));
    free(bytes);
    return picture;
}

void applicant_init(struct applicant *a, int port, int64_t serial)
{
    *a = (struct applicant) { .serial = serial };
    browser_init(&a->browser, port);
}

/* ---- the pages ---- */

static bool is_on_page(const struct line *l, const struct step *s)
{
    struct str rest = str_of(l->path), page;
    str_cut(&rest, '/', &page);
    if (!s->child)
        return str_eq(page, str_of(s->page));
    return str_starts(page, S("children[")) && page.p[9] - '0' <= s->child;
}

static void put_day(struct out *o, struct arena *mem, const char *path, struct str iso)
{
    struct str fields[] = { S("西暦"), str_sub(iso, 0, 4), str_sub(iso, 5, 7),
                            str_sub(iso, 8, 10) };
    static const char *const names[] = { "era", "year", "month", "day" };
    for (int i = 0; i < 4; i++)
        out_str(o, browser_part(mem, arena_fmt(mem, "%s.%s", path, names[i]), fields[i]));
}

static struct str page_parts(struct arena *mem, const struct applicant *a, const struct step *s,
                             bool with_file)
{
    struct out o;
    out_init(&o, mem, 1 << 18);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        if (!is_on_page(&lines[i], s))
            continue;
        struct str value = value_of(mem, &lines[i], a->serial);
        if (a->email && str_ends(str_of(lines[i].path), S("_email")))
            value = str_of(a->email);
        if (lines[i].kind == A_DAY)
            put_day(&o, mem, lines[i].path, value);
        else
            out_str(&o, browser_part(mem, str_of(lines[i].path), value));
    }
    if (with_file)
        out_str(&o, browser_file(mem, S("papers/passbook"), S("passbook.jpg"),
                                 make_picture(mem, applicant_picture(a->serial))));
    out_str(&o, browser_part(mem, S("act"), str_of(s->act)));
    return out_text(&o);
}

/* BUSY, FULL, or the world does not look as this walk expects. */
static enum rc judge(struct applicant *a, const struct answer *y, const char *where)
{
    a->status = y->status;
    if (y->status == 507)
        return FULL;
    if (y->status == 503 && y->retry_after > 0) {
        a->retry_after = y->retry_after;
        return BUSY;
    }
    struct str fault = between(y->body, S("<h2 id=\"error-summary-title\">"), S("</ul>"));
    fprintf(stderr, "%s: %d %.*s %.*s\n", where, y->status, STR(y->location), STR(fault));
    return INVALID;
}

static enum rc begin(struct applicant *a, struct arena *mem)
{
    struct answer y;
    if (!browser_get(&a->browser, mem, S("/apply/jido-teate"), &y))
        return BUSY;
    if (y.status != 200)
        return judge(a, &y, "start");
    if (!browser_press(&a->browser, mem, S("/apply/jido-teate"), &y))
        return BUSY;
    struct str draft = between(y.location, S("/apply/"), S("/"));
    if (y.status != 303 || !draft.n)
        return judge(a, &y, "begin");
    snprintf(a->draft, sizeof a->draft, "%.*s", STR(draft));
    return OK;
}

/* The page is looked at first, as a person would: a picture that was already taken is not sent
 * again. */
static enum rc answer_page(struct applicant *a, struct arena *mem, const struct step *s)
{
    struct answer y;
    struct str path = arena_fmt(mem, "/apply/%s/%s", a->draft, s->page);
    bool papers = str_eq(str_of(s->page), S("papers"));
    if (!browser_get(&a->browser, mem, path, &y))
        return BUSY;
    if (y.status != 200)
        return judge(a, &y, s->page);
    bool has_child =
        s->child && str_find(y.body, arena_fmt(mem, "children[%d]/", s->child + 1)) != SIZE_MAX;
    if (has_child && s->act[0] == 'a')
        return OK; /* it was added before the connection died */
    bool has_file = papers && str_find(y.body, S("drop:papers/passbook:")) != SIZE_MAX;
    if (!browser_send(&a->browser, mem, path, page_parts(mem, a, s, papers && !has_file), &y))
        return BUSY;
    if (y.status != 303 || !str_ends(y.location, arena_fmt(mem, "/%s", s->next)))
        return judge(a, &y, s->page);
    return OK;
}

enum rc applicant_fill(struct applicant *a, struct arena *mem)
{
    a->retry_after = 0;
    enum rc rc = a->draft[0] ? OK : begin(a, mem);
    while (rc == OK && a->step < STEPS) {
        arena_reset(mem);
        rc = answer_page(a, mem, &steps[a->step]);
        if (rc == OK)
            a->step++;
    }
    a->is_ready = a->step == STEPS;
    return rc;
}

enum rc applicant_send(struct applicant *a, struct arena *mem)
{
    struct answer y;
    a->retry_after = 0;
    if (!browser_press(&a->browser, mem, arena_fmt(mem, "/apply/%s/check", a->draft), &y))
        return BUSY;
    struct str receipt = browser_cookie(&a->browser, "receipt");
    size_t dash = str_find_char(receipt, '-');
    if (y.status != 303 || !str_ends(y.location, S("/receipts/new")) || dash == SIZE_MAX)
        return judge(a, &y, "send");
    snprintf(a->number, sizeof a->number, "%.*s", STR(str_sub(receipt, 0, dash)));
    snprintf(a->code, sizeof a->code, "%.*s", STR(str_sub(receipt, dash + 1, receipt.n)));
    return OK;
}

enum rc applicant_withdraw(struct applicant *a, struct arena *mem)
{
    struct answer y;
    if (!browser_get(&a->browser, mem, S("/receipts/withdraw"), &y))
        return BUSY;
    struct str ref = between(y.body, S("name=\"case\" value=\""), S("\""));
    if (y.status != 200 || !ref.n)
        return judge(a, &y, "withdraw");
    if (!browser_post(&a->browser, mem, S("/receipts/withdraw"), arena_fmt(mem, "case=%.*s", STR(ref)), &y))
        return BUSY;
    return y.status == 303 ? OK : judge(a, &y, "withdraw");
}

static struct str without_dashes(struct arena *mem, struct str s)
{
    char *p = arena_new(mem, char, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '-')
            p[n++] = s.p[i];
    return str_n(p, n);
}

enum rc applicant_look(struct applicant *a, struct arena *mem)
{
    struct answer y;
    if (!browser_get(&a->browser, mem, S("/receipts/new"), &y))
        return BUSY;
    if (y.status == 503)
        return judge(a, &y, "look");
    a->status = y.status;
    struct str number = between(y.body, S("class=\"receipt-number\">"), S("<"));
    struct str code = between(y.body, S("class=\"receipt-code\">"), S("<"));
    bool same = str_eq(without_dashes(mem, number), str_of(a->number)) &&
                str_eq(without_dashes(mem, code), str_of(a->code));
    return y.status == 200 && same ? OK : NOT_FOUND;
}

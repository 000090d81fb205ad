/* SPDX-License-Identifier: Apache-2.0 */
/* 住民基本台帳法7条, 12条5項: what stands on the copy, and what is left out when it was not asked for. */
#include "modules/juminhyo/compose.h"

#include "base/text.h"

enum { ROWS_OF_PERSON = 8 };

static struct str value(const struct answers *a, const char *path)
{
    const struct node *n = answers_node(a, str_of(path));
    return n && !n->irrelevant ? n->text : S("");
}

struct juminhyo_request juminhyo_request_of(const struct answers *a)
{
    int64_t copies = 0;
    if (!str_to_int(value(a, "request/copies"), &copies) || copies > CERTIFICATE_MOST_COPIES)
        copies = 0;
    return (struct juminhyo_request) {
        .is_whole = str_eq(value(a, "request/scope"), S("whole")),
        .members = value(a, "request/members"),
        .with_relation = str_eq(value(a, "request/show_relation"), S("yes")),
        .with_domicile = str_eq(value(a, "request/show_domicile"), S("yes")),
        .by_post = str_eq(value(a, "handing/delivery"), S("post")),
        .copies = (int)copies,
    };
}

typedef struct people_sql_records_of_household_row record;

static struct str full_name(struct arena *mem, const record *p)
{
    return arena_fmt(mem, "%.*s　%.*s", STR(p->family), STR(p->given));
}

/* One of the typed names is this person's, by the search key: never by a part of a name. */
static bool is_named(struct arena *mem, struct str members, const record *p)
{
    struct str mine = text_search_key(mem, arena_fmt(mem, "%.*s%.*s", STR(p->family), STR(p->given)));
    while (members.n) {
        size_t at = str_find(members, S("、"));
        struct str one = str_sub(members, 0, at);
        if (str_eq(text_search_key(mem, one), mine))
            return true;
        members = at == SIZE_MAX ? S("") : str_sub(members, at + S("、").n, members.n);
    }
    return false;
}

static struct certificate_cell cell(struct str label, struct str text)
{
    return (struct certificate_cell) { label, text.n ? text : S("なし"), S(""), false };
}

static struct certificate_row row(struct str label, struct str text)
{
    return (struct certificate_row) { .left = cell(label, text), .right = { .label = S("") } };
}

static struct str domicile(struct arena *mem, const struct juminhyo_request *q, const record *p)
{
    if (!q->with_domicile)
        return S("省略");
    return p->domicile_head.n ? arena_fmt(mem, "%.*s　筆頭者 %.*s", STR(p->domicile), STR(p->domicile_head))
                              : p->domicile;
}

static struct certificate_block person_block(struct arena *mem, const struct juminhyo_request *q,
                                             const record *p, bool is_last)
{
    struct certificate_row *rows = arena_new(mem, struct certificate_row, ROWS_OF_PERSON);
    size_t n = 0;
    rows[n++].left = (struct certificate_cell) {
        S("氏　　名"), full_name(mem, p),
        arena_fmt(mem, "%.*s　%.*s", STR(p->family_kana), STR(p->given_kana)), true
    };
    if (p->former_family.n || p->alias.n)
        rows[n++] = p->former_family.n ? row(S("旧　　氏"), p->former_family) : row(S("通　　称"), p->alias);
    rows[n++] = (struct certificate_row) { cell(S("生年月日"), date_ja(mem, p->birth)),
                                           cell(S("性　　別"), p->sex) };
    rows[n++] = (struct certificate_row) {
        cell(S("続　　柄"), q->with_relation ? p->relation : S("省略")), cell(S("個人番号"), S("省略"))
    };
    rows[n++] = (struct certificate_row) {
        cell(S("住民となった\n年月日"), date_ja(mem, p->became_on)),
        cell(S("住所を定めた\n年月日"), date_ja(mem, p->since_on))
    };
    rows[n++] = (struct certificate_row) { cell(S("届 出 日"), date_ja(mem, p->notified_on)),
                                           cell(S("前 住 所"), p->previous_address) };
    rows[n++] = row(S("本 籍 等"), domicile(mem, q, p));
    if (is_last)
        rows[n++] = row(S("備　　考"), S("以下余白"));
    return (struct certificate_block) { S(""), rows, n };
}

static struct certificate_block house_block(struct arena *mem,
                                            const struct people_sql_records_of_household_rows *all)
{
    struct certificate_row *rows = arena_new(mem, struct certificate_row, 2);
    const record *head = &all->p[0];
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->p[i].relation, S("世帯主")))
            head = &all->p[i];
    rows[0] = row(S("住　　所"), arena_fmt(mem, "%.*s%s%.*s", STR(head->address),
                                           head->building.n ? "　" : "", STR(head->building)));
    rows[1] = row(S("世 帯 主"), full_name(mem, head));
    return (struct certificate_block) { S(""), rows, 2 };
}

static struct str obstacle(const struct people_sql_records_of_household_rows *all,
                           size_t n_household)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->p[i].is_protected)
            return S("この世帯への交付は止められています。請求した方には伝えません。");
    return all->n == 0 || all->n != n_household
               ? S("住民票の記載がそろっていない方がいます。台帳を確かめてください。")
               : S("");
}

enum rc juminhyo_compose(struct arena *mem, const struct juminhyo_request *q,
                         const struct people_sql_records_of_household_rows *all, size_t n_household,
                         struct certificate *ret_certificate, struct str *ret_why)
{
    const record **chosen = arena_new(mem, const record *, all->n + 1);
    size_t n = 0;
    *ret_why = obstacle(all, n_household);
    for (size_t i = 0; !ret_why->n && i < all->n; i++)
        if (q->is_whole || is_named(mem, q->members, &all->p[i]))
            chosen[n++] = &all->p[i];
    if (!ret_why->n && n == 0)
        *ret_why = S("請求に書かれた氏名の方が、同じ世帯に見つかりません。補正で確かめてください。");
    if (ret_why->n)
        return INVALID;
    struct certificate_block *blocks = arena_new(mem, struct certificate_block, n + 1);
    blocks[0] = house_block(mem, all);
    for (size_t i = 0; i < n; i++)
        blocks[i + 1] = person_block(mem, q, chosen[i], i + 1 == n);
    *ret_certificate = (struct certificate) {
        .kind = S("juminhyo"),
        .title = S("住民票の写し"),
        .hint = certificate_hint(mem, full_name(mem, chosen[0])),
        .statement = q->is_whole ? S("この写しは、世帯全員の住民票の原本と相違ないことを証明します。")
                                 : S("この写しは、住民票の原本と相違ないことを証明します。"),
        .blocks = blocks,
        .n_blocks = n + 1,
    };
    return OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Error pages: what happened, what is not lost, what to do. */
#include "civic/permissions/permissions.h"
#include "civic/shell/shell.h"
#include "civic/shell/shell_pages.h"
#include "civic/town/town.h"

static const struct {
    int status;
    struct str title, text;
} errors[] = {
    { 400, S_(T("読み取れませんでした")),
      S_(T("送られた内容を読み取れませんでした。前のページに戻って、もう一度押してください。")) },
    { 403, S_(T("このページは開けません")),
      S_(T("ページを開いてから時間がたったか、見る権限がありません。前のページに戻って読み込み直し、もう一度押してください。")) },
    { 404, S_(T("ページが見つかりません")),
      S_(T("アドレスが違うか、期限が過ぎています。送った申請は消えていません。受付番号と確認コードで見られます。")) },
    { 405, S_(T("この操作はできません")), S_(T("前のページに戻って、ボタンから進んでください。")) },
    { 409, S_(T("先に変更がありました")),
      S_(T("別の画面か、ほかの人が先に変えました。前のページを読み込み直すと、いまの内容が見られます。")) },
    { 413, S_(T("ファイルが大きすぎます")),
      S_(T("1つ10MBまで、合わせて40MBまで受け取れます。小さくするか、分けて送ってください。入力した内容は残っています。")) },
    { 422, S_(T("受け取れない内容がありました")), S_(T("前のページに戻って、入力を確かめてください。")) },
    { 429, S_(T("少し待ってください")), S_(T("短い間にたくさんの操作がありました。1分ほど待ってから、もう一度押してください。")) },
    { 500, S_(T("うまくいきませんでした")),
      S_(T("役場の側で問題が起きました。受付票が出ていれば、申請は届いています。少し待ってから、もう一度押してください。")) },
    { 503, S_(T("混み合っています")),
      S_(T("いま、たくさんの方が使っています。入力した内容は残っています。少し待ってから、もう一度押してください。")) },
    { 507, S_(T("いまは保存できません")),
      S_(T("役場の保存場所がいっぱいです。申請は受け付けられていません。時間をおいて、もう一度押してください。")) },
};

enum { COUNT = sizeof errors / sizeof *errors };

static size_t find(int status)
{
    for (size_t i = 0; i < COUNT; i++)
        if (errors[i].status == status)
            return i;
    return status < 500 ? 0 : COUNT - 3;
}

/* Before the town is known there is no frame to put around. */
static void bare(struct req *r, int status, struct str title, struct str text)
{
    struct str body = arena_fmt(r->mem, "%.*s\n%.*s\n", STR(title), STR(text));
    (void)reply_bytes(r, status, "text/plain; charset=utf-8", body);
}

/* Words that somebody wrote; not keys, numbers, choices or passwords. */
static bool is_written(const struct req_pair *pair)
{
    bool has_words = false;
    for (size_t i = 0; i < pair->value.n; i++)
        has_words |= (unsigned char)pair->value.p[i] >= 128 || pair->value.p[i] == ' ' || pair->value.p[i] == '\n';
    return has_words && str_find(pair->name, S("password")) == SIZE_MAX;
}

static bool is_signed_out(const struct req *r)
{
    return r->route && r->route->zone == ZONE_STAFF && r->route->access != ACCESS_ANYONE && r->method == POST && !r->staff_id;
}

static void fill_typed(struct req *r, struct shell_error_view *v)
{
    const struct req_pair *pairs;
    size_t n = req_all_fields(r, &pairs);
    struct typed_row *rows = arena_new(r->mem, struct typed_row, n);
    v->typed.p = rows;
    for (size_t i = 0; i < n; i++)
        if (is_written(&pairs[i]))
            rows[v->typed.n++].value = pairs[i].value;
    v->title = say_words(r, T("ログインの時間が切れました"));
    v->text = v->typed.n ? say_words(r, T("まだ保存していません。入力した文は下にあります。別の画面でログインして、写してください。")) : v->text;
}

void shell_error(struct req *r, int status, struct str message)
{
    hall_hold_for(r); /* this may be the first who asks */
    if ((r->route && r->route->api) || str_starts(r->path, S("/api/"))) {
        (void)shell_problem(r, &(struct problem){ .status = status, .detail = message });
        return;
    }
    size_t i = find(status);
    bool staff = r->route ? r->route->zone == ZONE_STAFF : str_eq(r->path, S("/staff")) || str_starts(r->path, S("/staff/"));
    const struct town *town = r->town_id ? town_of(r) : town_by_host(hall_of(r), r->host);
    if (town)
        r->town_id = town->id; /* refused before the dispatcher asked whose page it is */
    if (!town) {
        bare(r, status, errors[i].title, message.n ? message : errors[i].text);
        return;
    }
    if (!r->route || r->route->run != QUEUED)
        language_choose(r); /* nobody asked yet */
    struct page p = shell_page(r);
    struct shell_error_view v = {
        .title = say_words(r, errors[i].title.p),
        .text = message.n ? words_of(message) : say_words(r, errors[i].text.p),
        .number = arena_fmt(r->mem, "%llu", (unsigned long long)r->number),
        .staff = staff,
        .is_missing = status == 404 && !staff,
        .telephone = town->telephone,
        .tel = url_tel(r->mem, town->telephone),
        .has_telephone = !staff && town->telephone.n > 0,
        .is_signed_out = status == 403 && is_signed_out(r),
    };
    if (v.is_signed_out)
        fill_typed(r, &v);
    shell_error_page(&p, &v);
    struct shell_options o = { .title = words_plain(r->mem, v.title.text) };
    struct html body = page_html(&p);
    if (staff && identity_of(r)) {
        struct page beside = shell_page(r);
        shell_beside_page(&beside, &(struct shell_beside_view){ body });
        body = page_html(&beside);
    }
    enum rc rc = !staff             ? shell_public(r, status, &o, body)
                 : identity_of(r) ? shell_staff(r, status, &o, body)
                                  : shell_plain(r, status, o.title, body); /* the store may be down: nobody is known */
    if (rc != OK)
        bare(r, status, errors[i].title, errors[i].text);
}

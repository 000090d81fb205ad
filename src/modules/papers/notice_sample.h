/* SPDX-License-Identifier: Apache-2.0 */
/* Notices of 都市X for tests and the benchmark: visibly fictional, with the hardest names. */
#ifndef MODULES_PAPERS_NOTICE_SAMPLE_H
#define MODULES_PAPERS_NOTICE_SAMPLE_H

#include "modules/papers/papers.h"

static const struct paper_child sample_children[] = {
    { S_("髙﨑　葛\U000E0100子"), S_("子（養子を含む）"), { 18000 }, { 10000 } },
    { S_("髙﨑　葛\U000E0101美"), S_("子（養子を含む）"), { 19600 }, { 10000 } },
    { S_("𠮷田　\uFA19\uFA1B\uFA10\uFA12\uF9DC\uFA26"),
      S_("後見している子"),
      { 20400 },
      { 30000 } },
};

static inline struct paper_data sample_notice(bool granted)
{
    return (struct paper_data) {
        .granted = granted,
        .title = granted ? S("児童手当認定通知書") : S("児童手当認定請求却下通知書"),
        .number = S("8子育て第318号"),
        .issued_on = { 20782 },
        .made_at = 20782 * DAY,
        .postal_code = S("000-0001"),
        .address = S("X県都市X川端1丁目2番3号\nコーポ見本 101号"),
        .name = S("髙﨑　𠮷太郎"),
        .town = S("都市X"),
        .head_title = S("都市X長"),
        .head_name = S("架空　一郎"),
        .receipt_number = S("000000123455"),
        .received_on = { 20776 },
        .request = S("児童手当の認定の請求"),
        .law = S("児童手当法（昭和46年法律第73号）7条1項"),
        .children = sample_children,
        .n_children = granted ? 3 : 0,
        .total = { granted ? 50000 : 0 },
        .first_year = 2026,
        .first_month = 12,
        .payment_months = S("2 4 6 8 10 12"),
        .bank = S("見本銀行"),
        .branch = S("川端支店"),
        .account_kind = S("普通"),
        .account_number = S("1234567"),
        .reason = granted ? S("")
                          : S("あなたより、同居する配偶者の収入が多く、生計を維持する程度が高いのは"
                              "配偶者であるため"
                              "（児童手当法4条3項）。配偶者の方から請求があれば、請求のあった月の翌"
                              "月分から支給できます。"),
        .appeal = S("この決定に不服があるときは、この通知を受け取った日の翌日から起算して3か月以内"
                    "に、この通知を出した"
                    "市町村の長に対して審査請求をすることができます。また、この通知を受け取った日の"
                    "翌日から起算して6か月"
                    "以内に、この通知を出した市町村を被告として（市町村の長が被告の代表者となります"
                    "）、この決定の取消し"
                    "の訴えを提起することができます。審査請求をしたときは、その裁決を受け取った日の"
                    "翌日から起算して6か月"
                    "以内に取消しの訴えを提起することができます。"),
        .section = S("子育て課"),
        .floor = S("本庁舎2階"),
        .telephone = S("000-0000-0021"),
        .extension = S("2101"),
        .clerk = S("見本　花子"),
        .subject_ref = S("0SAMPLE0SUBJECT00000000001"),
        .request_ref = S("0SAMPLE0REQUEST00000000001"),
    };
}

#endif

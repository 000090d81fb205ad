/* SPDX-License-Identifier: Apache-2.0 */
/* A 住民票の写し of 都市X for tests and the benchmark: visibly fictional, with the hardest names. */
#ifndef MODULES_PAPERS_CERTIFICATE_SAMPLE_H
#define MODULES_PAPERS_CERTIFICATE_SAMPLE_H

#include "base/ids.h"
#include "modules/papers/papers.h"

#define ROW(label, value)           { { S_(label), S_(value), S_(""), false }, { S_(""), S_(""), S_(""), false } }
#define TWO(one, value, two, other) { { S_(one), S_(value), S_(""), false }, { S_(two), S_(other), S_(""), false } }

static const struct certificate_row sample_house[] = {
    ROW("住　　所", "X県都市X川端1丁目2番3号　コーポ見本 101号"),
    ROW("世 帯 主", "見本　太郎"),
};
static const struct certificate_row sample_person[] = {
    { { S_("氏　　名"), S_("髙﨑　\uFA19\uFA1B葛\U000E0100子"), S_("たかさき　ふくこ"), true },
      { S_(""), S_(""), S_(""), false } },
    TWO("生年月日", "平成2年4月18日", "性　　別", "女"),
    TWO("続　　柄", "妻", "個人番号", "省略"),
    ROW("住民となった\n年月日", "平成28年4月1日"),
    ROW("前 住 所", "Z県都市Z丙町4丁目5番6号"),
    TWO("住所を定めた\n年月日", "平成28年4月1日", "届 出 日", "平成28年4月5日"),
    ROW("本　　籍", "省略"),
    ROW("備　　考", "以下余白"),
};
static const struct certificate_block sample_blocks[] = {
    { S_(""), sample_house, sizeof sample_house / sizeof *sample_house },
    { S_(""), sample_person, sizeof sample_person / sizeof *sample_person },
};
#undef ROW
#undef TWO

static inline struct certificate sample_certificate(struct arena *mem, int64_t number)
{
    return (struct certificate) {
        .kind = S("juminhyo"),
        .title = S("住民票の写し"),
        .hint = certificate_hint(mem, S("髙﨑　\uFA19\uFA1B葛\U000E0100子")),
        .statement = S("この写しは、住民票の原本と相違ないことを証明します。"),
        .blocks = sample_blocks,
        .n_blocks = 2,
        .serial = ids_receipt_number(mem, number),
        .issued_on = { 20782 },
        .made_at = 20782 * DAY,
        .town = S("都市X"),
        .head_title = S("X県都市X長"),
        .head_name = S("架空　一郎"),
        .section = S("住民課"),
        .telephone = S("000-0000-0011"),
        .verify_at = S("https://xtown.example.jp/verify"),
        .is_specimen = true,
        .subject_ref = S("0SAMPLE0SUBJECT00000000001"),
        .request_ref = S("0SAMPLE0REQUEST00000000001"),
    };
}

/* The keys of a town whose one key comes from `seed`, and a payload signed with it. */
static inline struct certificate_keys sample_keys(struct arena *mem, const char *town_code,
                                                  const unsigned char seed[CRYPTO_KEY])
{
    struct certificate_key *k = arena_new(mem, struct certificate_key, 1);
    crypto_signature_public(seed, k->public_key);
    k->id = certificate_key_id(mem, k->public_key);
    k->from = date_of(2026, 1, 1);
    k->until = date_of(2026, 12, 31);
    return (struct certificate_keys) { str_of(town_code), S("都市X"), k, 1 };
}

static inline struct str sample_payload(struct arena *mem, const struct certificate *c,
                                        const char *town_code, const unsigned char seed[CRYPTO_KEY])
{
    unsigned char signature[CRYPTO_SIGNATURE];
    struct certificate_keys keys = sample_keys(mem, town_code, seed);
    struct str body = certificate_payload_body(mem, keys.town_code, keys.keys[0].id, c);
    crypto_signature(seed, certificate_signed_text(mem, body), signature);
    return arena_fmt(mem, "%.*s.%.*s", STR(body),
                     STR(crypto_base64url(mem, (struct blob) { signature, sizeof signature })));
}

#endif

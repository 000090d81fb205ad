/* SPDX-License-Identifier: Apache-2.0 */
/* A complete, visibly fictional application for 児童手当, for tests and measuring. */
#ifndef TESTS_JIDO_TEATE_ANSWERS_H
#define TESTS_JIDO_TEATE_ANSWERS_H

#define JIDO_TEATE_ANSWERS                                                                                 \
    "{\"eligibility\":{\"claimant_kind\":\"father\",\"occupation\":\"employee\","                          \
    "\"receiving_now\":\"no\"},"                                                                           \
    "\"applicant\":{\"applicant_family_name\":\"見本\",\"applicant_given_name\":\"太郎\","             \
    "\"applicant_family_kana\":\"ミホン\",\"applicant_given_kana\":\"タロウ\","                      \
    "\"applicant_birth\":\"1988-04-05\",\"applicant_postal_code\":\"0000001\","                            \
    "\"applicant_address\":\"都市X中央1丁目2番3号\",\"applicant_phone\":\"00000001234\","          \
    "\"applicant_email\":\"mihon@xtown.example.jp\",\"applicant_pension\":\"employees\"},"                                                                \
    "\"spouse\":{\"has_spouse\":\"yes\",\"spouse_person\":{\"spouse_family_name\":\"見本\","             \
    "\"spouse_given_name\":\"花子\",\"spouse_family_kana\":\"ミホン\","                               \
    "\"spouse_given_kana\":\"ハナコ\",\"spouse_birth\":\"1989-06-01\","                                 \
    "\"spouse_living\":\"together\",\"spouse_public_servant\":\"no\","                                     \
    "\"higher_earner\":\"self\"}},"                                                                        \
    "\"children\":["                                                                                       \
    "{\"child_family_name\":\"見本\",\"child_given_name\":\"一\",\"child_family_kana\":"                \
    "\"ミホン\","                                                                                       \
    "\"child_given_kana\":\"ハジメ\",\"child_birth\":\"2006-05-05\",\"child_relation\":\"child\","      \
    "\"child_living\":\"apart\",\"child_address\":\"例示県見本市1丁目\","                          \
    "\"child_apart_reason\":\"大学に通うため\",\"older\":{\"older_care\":\"yes\","                  \
    "\"older_costs\":\"yes\",\"older_status\":\"student\",\"older_school\":\"見本大学\","              \
    "\"older_graduation\":\"2029-03-31\"}},"                                                               \
    "{\"child_family_name\":\"見本\",\"child_given_name\":\"二葉\",\"child_family_kana\":"             \
    "\"ミホン\","                                                                                       \
    "\"child_given_kana\":\"フタバ\",\"child_birth\":\"2015-08-01\",\"child_relation\":\"child\","      \
    "\"child_living\":\"together\",\"child_custody\":\"yes\",\"child_livelihood\":\"shared\"},"            \
    "{\"child_family_name\":\"見本\",\"child_given_name\":\"三郎\",\"child_family_kana\":"             \
    "\"ミホン\","                                                                                       \
    "\"child_given_kana\":\"サブロウ\",\"child_birth\":\"2026-11-10\",\"child_relation\":"             \
    "\"child\","                                                                                           \
    "\"child_living\":\"together\",\"child_custody\":\"yes\",\"child_livelihood\":\"shared\"}],"           \
    "\"event\":{\"reason\":\"birth\",\"event_date\":\"2026-11-10\"},"                                      \
    "\"account\":{\"bank_name\":\"見本銀行\",\"bank_code\":\"9990\",\"branch_name\":\"中央支店\"," \
    "\"branch_code\":\"001\",\"account_kind\":\"ordinary\",\"account_number\":\"0123456\","                \
    "\"account_holder_kana\":\"ミホン　タロウ\",\"account_own\":\"yes\"},"                          \
    "\"papers\":{\"passbook\":[\"TOKEN1\"]},\"confirm\":{\"remarks\":"                                     \
    "\"電話は夕方にお願いします\"}}"

#endif

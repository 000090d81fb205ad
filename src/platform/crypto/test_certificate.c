/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates of our own, and what is none. */
#include "base/time.h"
#include "platform/crypto/certificate.h"
#include "tests/test.h"

TEST(a_certificate_is_valid_for_its_days_and_fits_its_own_key_alone)
{
    const struct str names[] = { S_("xtown.example.jp"), S_("192.0.2.1"), S_("2001:db8::1") };
    struct str pem, key, other, other_key;
    struct certificate c, d;
    CHECK_OK(certificate_make(test_arena(), names, 3, 730, &pem, &key));
    CHECK_OK(certificate_make(test_arena(), names, 3, 730, &other, &other_key));
    CHECK_OK(certificate_look(test_arena(), pem, &c));
    CHECK_OK(certificate_look(test_arena(), other, &d));
    CHECK_SAME(c.subject, S("xtown.example.jp"));
    CHECK_INT((int64_t)c.fingerprint.n, 32 * 3 - 1);
    CHECK(!str_eq(c.fingerprint, d.fingerprint));
    int64_t left = (c.until - time_now()) / SECOND, day = 24 * 3600;
    CHECK(left > 729 * day && left <= 730 * day);
    CHECK(c.from < time_now());
    CHECK_OK(certificate_fits(pem, key));
    CHECK(certificate_fits(pem, other_key) == INVALID);
}

TEST(names_that_would_add_others_are_refused)
{
    static const struct str wrong[] = { S_("a,DNS:b"), S_("a b"), S_(""), S_("町.example.jp") };
    struct str pem, key;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CHECK(certificate_make(test_arena(), &wrong[i], 1, 1, &pem, &key) == INVALID);
    CHECK(certificate_make(test_arena(), wrong, 0, 1, &pem, &key) == INVALID);
}

TEST(what_is_no_certificate_is_said_to_be_none)
{
    struct certificate c;
    CHECK(certificate_look(test_arena(), S(""), &c) == INVALID);
    CHECK(certificate_look(test_arena(), S("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), &c) == INVALID);
    CHECK(certificate_fits(S("x"), S("y")) == INVALID);
}

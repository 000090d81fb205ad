/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates of decided cases in a real store, with vault and files. */
#include "modules/papers/certificate_keys.h"
#include "modules/papers/certificate_sample.h"

#include "tests/fixture.h"
#include "tests/test.h"

static const struct route none[] = { { 0 } };
static const struct route *const routes[] = { none, NULL };

static struct case_actor clerk(void)
{
    return (struct case_actor) { S("staff"), 4, S("例野 けっさい"), S("") };
}

static void act(struct fixture *f, t_id id, enum case_event event, t_id staff,
                const struct case_decision_new *decision)
{
    struct case_file c = fixture_load(f, id);
    struct case_act a = { .seen = &c,
                          .version = c.row.version,
                          .actor = { S("staff"), staff, S("例野 けっさい"), S("") },
                          .now = time_now(),
                          .event = event,
                          .note = S(""),
                          .decision = decision };
    CHECK_OK(cases_act(&f->hall, f->town, f->db, test_arena(), &a));
}

static t_id decided(struct fixture *f, const char *external_id, const char *outcome)
{
    t_id id = fixture_case(f, external_id);
    struct case_decision_new d = { str_of(outcome), S("理由"), S("教示"), S("{}") };
    act(f, id, EVENT_PROPOSED, 1, &d);
    act(f, id, EVENT_APPROVED, 4, NULL);
    return id;
}

static enum rc issue(struct fixture *f, t_id id, int copies, bool needs_identity,
                     struct certificate_issued *ret_issued)
{
    struct case_file seen = fixture_load(f, id);
    struct certificate c = sample_certificate(test_arena(), 1);
    return papers_certificates_issue(&f->hall, f->town, f->db, test_arena(),
                                     &(struct certificate_order) { .seen = &seen,
                                                                   .actor = clerk(),
                                                                   .now = time_now(),
                                                                   .certificate = &c,
                                                                   .copies = copies,
                                                                   .needs_identity = needs_identity },
                                     ret_issued);
}

static enum rc record(struct fixture *f, t_id id, const char *way, const char *documents)
{
    struct case_file seen = fixture_load(f, id);
    struct certificate_act a = { &seen, clerk(), time_now() };
    return papers_identity_record(&f->hall, f->town, f->db, test_arena(), &a, str_of(way),
                                  str_of(documents), S(""));
}

static enum rc hand_over(struct fixture *f, t_id id)
{
    struct case_file seen = fixture_load(f, id);
    struct certificate_act a = { &seen, clerk(), time_now() };
    return papers_certificates_hand_over(&f->hall, f->town, f->db, test_arena(), &a);
}

TEST(each_copy_is_issued_once_signed_and_opens)
{
    struct fixture *f = fixture(routes, NULL);
    t_id id = decided(f, "certificate-1", "grant");
    struct certificate_issued first, again;
    struct certificate_keys keys;
    CHECK_OK(issue(f, id, 2, false, &first));
    CHECK_OK(issue(f, id, 2, false, &again));
    CHECK_INT((int64_t)first.n, 2);
    CHECK_INT((int64_t)again.n, 2);
    CHECK_OK(certificate_keys_of(f->hall.vault, f->town, test_arena(), time_now(), &keys));
    for (size_t i = 0; i < again.n; i++) {
        struct certificate_payload p;
        struct str pdf;
        CHECK_INT(again.rows[i].id, first.rows[i].id);
        CHECK_OK(certificate_payload_read(test_arena(), again.rows[i].payload, &p));
        CHECK_INT(certificate_judge(test_arena(), &p, &keys), CERTIFICATE_GENUINE);
        CHECK(str_eq(p.serial, again.rows[i].serial));
        CHECK_OK(papers_certificate_open(&f->hall, f->town, f->db, test_arena(), id,
                                         again.rows[i].id, &pdf));
    }
    CHECK(!str_eq(again.rows[0].serial, again.rows[1].serial));
    struct case_file c = fixture_load(f, id);
    CHECK_STR(c.events.p[c.events.n - 1].kind, "certificate-issued");
}

TEST(another_case_does_not_open_it_and_residents_see_no_certificate)
{
    struct fixture *f = fixture(routes, NULL);
    t_id id = decided(f, "certificate-2", "grant"), other = decided(f, "certificate-3", "grant");
    struct certificate_issued issued;
    const struct paper *papers;
    struct str pdf;
    size_t n = 9;
    CHECK_OK(issue(f, id, 1, false, &issued));
    CHECK_INT(papers_certificate_open(&f->hall, f->town, f->db, test_arena(), other,
                                      issued.rows[0].id, &pdf),
              NOT_FOUND);
    CHECK_OK(papers_of_case(f->town, f->db, test_arena(), id, &papers, &n));
    CHECK_INT((int64_t)n, 0);
}

TEST(a_refused_or_open_case_gets_none)
{
    struct fixture *f = fixture(routes, NULL);
    struct certificate_issued issued;
    CHECK_INT(issue(f, decided(f, "certificate-4", "reject"), 1, false, &issued), CONFLICT);
    CHECK_INT(issue(f, fixture_case(f, "certificate-5"), 1, false, &issued), CONFLICT);
}

TEST(nothing_is_issued_or_handed_over_before_the_identity_check)
{
    struct fixture *f = fixture(routes, NULL);
    t_id id = decided(f, "certificate-6", "grant");
    struct certificate_issued issued;
    CHECK_INT(issue(f, id, 1, true, &issued), DENIED);
    CHECK_INT(record(f, id, "counter", " "), INVALID);
    CHECK_OK(record(f, id, "copy", "運転免許証の写し"));
    CHECK_OK(issue(f, id, 1, true, &issued));
    CHECK_INT(hand_over(f, id), DENIED); /* a copy is not the person */
    CHECK_OK(record(f, id, "counter", "運転免許証"));
    CHECK_OK(hand_over(f, id));
    CHECK_INT(hand_over(f, id), CONFLICT);
    CHECK_OK(issue(f, id, 1, true, &issued));
    CHECK_STR(issued.rows[0].state, "handed");
}

TEST(a_certificate_is_revoked_once_and_with_a_reason)
{
    struct fixture *f = fixture(routes, NULL);
    t_id id = decided(f, "certificate-7", "grant");
    struct certificate_issued issued;
    CHECK_OK(issue(f, id, 1, false, &issued));
    struct case_file seen = fixture_load(f, id);
    struct certificate_act a = { &seen, clerk(), time_now() };
    t_id one = issued.rows[0].id;
    CHECK_INT(papers_certificate_revoke(&f->hall, f->town, f->db, test_arena(), &a, one, S("")), INVALID);
    CHECK_OK(papers_certificate_revoke(&f->hall, f->town, f->db, test_arena(), &a, one, S("記載の誤り")));
    seen = fixture_load(f, id);
    CHECK_INT(papers_certificate_revoke(&f->hall, f->town, f->db, test_arena(), &a, one, S("もう一度")), CONFLICT);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* A small town in a temporary store for tests of rooms: two sections, staff with their roles, a few
 * residents, the compiled 児童手当, a vault, files, and a server without a socket.  Made at the
 * first use, kept until the program ends.  Who asks is said by a cookie: fixture_get(f, "clerk",
 * "/staff"). */
#ifndef TESTS_FIXTURE_H
#define TESTS_FIXTURE_H

#include "civic/cases/cases.h"
#include "civic/permissions/permissions.h"
#include "platform/db/db.h"
#include "platform/http/http.h"
#include "tests/test.h"

struct fixture_staff {
    struct identity identity;
    const char *login;
};

struct fixture {
    struct arena mem; /* lives as long as the program */
    struct hall hall;
    const struct town *town;
    const struct plan *plan; /* jido-teate */
    struct db *db;
    struct http_server *server;
    t_id kosodate, jumin; /* sections */
    struct fixture_staff
        staff[6]; /* clerk, colleague, head, approver (of kosodate), other, admin (of jumin) */
};

/* `routes`: tables of the rooms under test, ended by NULL; those of the first call are used.
 * `more`: migrations of the rooms, ended by NULL; NULL: none. */
struct fixture *fixture(const struct route *const *routes, const struct db_migration *const *more);
const struct identity *fixture_identity(const struct fixture *f, const char *login);

/* A case of 児童手当 received now through the one door, with a photo of a passbook. The applicant's
 * address differs from the register. */
t_id fixture_case(struct fixture *f, const char *external_id);
/* The case as it is now, in the test's arena. */
struct case_file fixture_load(struct fixture *f, t_id case_id);
struct str fixture_case_path(struct fixture *f, t_id case_id,
                             const char *below); /* /staff/cases/REF… */

struct loopback_reply fixture_get(struct fixture *f, const char *login, struct str target);
/* `fields` as in a body: a=1&b=%E3%81%82; the form token is added. */
struct loopback_reply fixture_post(struct fixture *f, const char *login, struct str target,
                                   struct str fields);
struct str fixture_encode(struct str text); /* for a body */
bool fixture_shows(struct loopback_reply y, const char *text);

#endif

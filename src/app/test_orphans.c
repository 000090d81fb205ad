/* SPDX-License-Identifier: Apache-2.0 */
/* What a case, a paper or a draft names stays; what nobody names goes. */
#include "app/orphans.h"

#include "civic/documents/documents_sql.h"
#include "modules/apply/apply_sql.h"
#include "modules/papers/papers_sql.h"
#include "platform/files/files.h"
#include "tests/fixture.h"

static const struct route none[] = { { 0 } };
static const struct route *const routes[] = { none, NULL };
static const struct db_migration *const more[] = { apply_migrations, NULL };
static const unsigned char key[32] = { 7 };

enum { IN_DRAFT, IN_CASE, PICTURE_1, PICTURE_2, ON_PAPER, ORPHAN, FILES };

struct stored {
    struct fixture *f;
    struct file_address at[FILES];
};

static struct str address(const struct stored *s, int which)
{
    return str_of(s->at[which].text);
}

static enum rc name_them(struct db *db, void *arg)
{
    const struct stored *s = arg;
    t_id town_id = s->f->town->id;
    struct str pictures = arena_fmt(test_arena(), "[\"%s\",\"%s\"]", s->at[PICTURE_1].text, s->at[PICTURE_2].text);
    enum rc rc = apply_sql_file_add(db, town_id, 1001, 1, address(s, IN_DRAFT), NULL);
    if (rc == OK)
        rc = documents_sql_add(db,
                               &(struct documents_sql_add_in){ town_id, 1002, 1, S("papers/other"), S("a.pdf"), S("pdf"), 10,
                                                               address(s, IN_CASE), pictures, S("k"), S("d"), time_now() },
                               NULL);
    if (rc == OK)
        rc = papers_sql_add(db,
                            &(struct papers_sql_add_in){ town_id, 1003, 1, 1, S("grant"), S("1"), S("t"),
                                                         address(s, ON_PAPER), S("k"), S("d"), 1, S("s"), S("r"), time_now() },
                            NULL);
    return rc;
}

static bool never(void *ctx)
{
    (void)ctx;
    return false;
}

static bool at_once(void *ctx)
{
    (void)ctx;
    return true;
}

TEST(only_what_nothing_names_is_erased)
{
    struct stored s = { .f = fixture(routes, more) };
    struct files *files = s.f->hall.files;
    struct str back;
    int erased = -1;
    for (int i = 0; i < FILES; i++)
        CHECK_OK(files_put(files, key, arena_fmt(test_arena(), "file %d", i), &s.at[i]));
    CHECK_OK(db_transaction(s.f->db, name_them, &s));
    CHECK_OK(orphans_sweep(&s.f->hall, s.f->db, 3600, never, NULL, &erased));
    CHECK_INT(erased, 0); /* too young */
    CHECK_INT(orphans_sweep(&s.f->hall, s.f->db, -10, at_once, NULL, &erased), BUSY);
    CHECK_OK(orphans_sweep(&s.f->hall, s.f->db, -10, never, NULL, &erased));
    CHECK_INT(erased, 1);
    for (int i = 0; i < FILES; i++)
        CHECK_INT(files_get(files, key, address(&s, i), test_arena(), &back), i == ORPHAN ? NOT_FOUND : OK);
}

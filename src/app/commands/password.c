/* SPDX-License-Identifier: Apache-2.0 */
/* yakuba password: a new password for one log-in, for the day when no administrator can sign in any more. */
#include "app/commands/commands.h"
#include "app/running.h"
#include "civic/audit/audit.h"
#include "civic/sections/sections_sql.h"
#include "modules/accounts/accounts.h"
#include "platform/db/db.h"

#include <stdio.h>

struct renewing {
    t_id town_id, staff_id;
    struct str hash;
};

static enum rc renew(struct db *db, void *arg)
{
    const struct renewing *w = arg;
    int64_t changed = 0;
    enum rc rc = sections_sql_change_password(db, w->town_id, w->staff_id, w->hash, true, &changed);
    if (rc == OK && changed != 1)
        return NOT_FOUND;
    if (rc == OK)
        rc = accounts_end_sessions(db, w->town_id, w->staff_id);
    return rc == OK ? audit_note(db, w->town_id,
                                 &(struct audit_entry){ .at = time_now(),
                                                        .actor_kind = S("machine"),
                                                        .action = S("accounts.password-renewed"),
                                                        .subject_table = TABLE_STAFF,
                                                        .subject_id = w->staff_id })
                    : rc;
}

/* NOT_FOUND: nobody who can sign in has this name in the first town. */
static enum rc find(struct running *r, struct str login, struct renewing *w)
{
    struct sections_sql_staff_by_login_row row;
    bool found;
    if (!r->hall.n_towns)
        return NOT_FOUND;
    w->town_id = r->hall.towns[0].id;
    enum rc rc = sections_sql_staff_by_login(r->db, &r->mem, w->town_id, login, &row, &found);
    if (rc == OK && (!found || !row.is_active))
        return NOT_FOUND;
    if (rc == OK)
        w->staff_id = row.id;
    return rc;
}

static int renew_for(struct str login, const struct config *c)
{
    struct running r;
    struct renewing w = { 0 };
    enum rc rc = running_open(&r, c);
    if (rc == OK)
        rc = find(&r, login, &w);
    struct str password = accounts_one_time_password(&r.mem);
    if (rc == OK)
        rc = accounts_password_hash(&r.mem, password, &w.hash);
    if (rc == OK)
        rc = db_transaction(r.db, renew, &w);
    if (rc == OK)
        printf("one-time password of %.*s  %.*s\nIt is shown this once, and opens one page, where a new one must be chosen.\n",
               STR(login), STR(password));
    else
        printf("%.*s has no new password (%s)%s\n", STR(login), rc_name(rc),
               rc == NOT_FOUND ? ": nobody signs in under this name" : "");
    running_close(&r);
    return rc == OK ? 0 : 1;
}

int command_password(int argc, char **argv)
{
    struct arena mem;
    struct config c;
    int code = 2;
    if (argc < 1 || str_starts(str_of(argv[0]), S("-"))) {
        fputs("usage: yakuba password LOGIN [--data DIR] [--config FILE]\n", stderr);
        return 2;
    }
    arena_init(&mem, 1 << 20);
    if (config_load(&c, &mem, argc - 1, argv + 1) == OK)
        code = renew_for(str_of(argv[0]), &c);
    arena_release(&mem);
    return code;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* yakuba token: a token for a program, printed once.  The store must not be served meanwhile; while
 * it is, the page /staff/tokens does the same. */
#include "app/commands/commands.h"
#include "app/running.h"
#include "civic/permissions/permissions.h"
#include "civic/sections/sections_sql.h"
#include "modules/accounts/accounts.h"
#include "modules/api/api.h"
#include "platform/db/db.h"

#include <stdio.h>
#include <unistd.h>

struct wanted {
    const char *staff, *name, *permissions, *town;
    int64_t days;
    struct config config;
};

enum { MOST_ARGUMENTS = 40 };

/* What is not of this command is a setting: --data, --store, --config. */
static bool read_arguments(struct wanted *w, struct arena *mem, int argc, char **argv)
{
    char *settings[MOST_ARGUMENTS];
    int n = 0;
    *w = (struct wanted) { .days = API_TOKEN_DAYS };
    if (argc % 2 || argc > MOST_ARGUMENTS)
        return false;
    for (int i = 0; i < argc; i += 2) {
        struct str option = str_of(argv[i]);
        if (str_eq(option, S("--staff")))
            w->staff = argv[i + 1];
        else if (str_eq(option, S("--name")))
            w->name = argv[i + 1];
        else if (str_eq(option, S("--permissions")))
            w->permissions = argv[i + 1];
        else if (str_eq(option, S("--town")))
            w->town = argv[i + 1];
        else if (!str_eq(option, S("--days"))) {
            settings[n++] = argv[i];
            settings[n++] = argv[i + 1];
        } else if (!str_to_int(str_of(argv[i + 1]), &w->days) || w->days < 1 ||
                   w->days > API_TOKEN_MOST_DAYS)
            return false;
    }
    return w->staff && w->name && config_load(&w->config, mem, n, settings) == OK;
}

static const struct town *find_town(const struct running *r, const char *code)
{
    for (size_t i = 0; i < r->hall.n_towns; i++)
        if (code ? str_eq(r->hall.towns[i].code, str_of(code)) : r->hall.n_towns == 1)
            return &r->hall.towns[i];
    puts("name the town: --town CODE");
    return NULL;
}

/* "a,b" or "a b"; everything the member of staff holds unless said. */
static enum rc permissions(struct running *r, const struct wanted *w, t_id town_id, t_id staff_id,
                           struct str *ret_names)
{
    uint64_t held;
    if (w->permissions) {
        char *names = arena_cstr(&r->mem, str_of(w->permissions));
        for (char *c = names; *c; c++)
            if (*c == ',')
                *c = ' ';
        *ret_names = str_of(names);
        return OK;
    }
    enum rc rc = accounts_permissions(r->db, &r->mem, town_id, staff_id, &held);
    if (rc == OK)
        *ret_names = permissions_names(&r->mem, held);
    return rc;
}

static enum rc make(struct running *r, const struct wanted *w)
{
    const struct town *town = find_town(r, w->town);
    struct sections_sql_staff_by_login_row staff;
    struct api_token_new in;
    struct str token;
    bool found;
    if (!town)
        return INVALID;
    enum rc rc =
        sections_sql_staff_by_login(r->db, &r->mem, town->id, str_of(w->staff), &staff, &found);
    if (rc == OK && (!found || !staff.is_active)) {
        printf("no member of staff signs in as %s\n", w->staff);
        return NOT_FOUND;
    }
    in = (struct api_token_new) { .town_id = town->id,
                                  .staff_id = staff.id,
                                  .name = str_of(w->name),
                                  .days = (int)w->days,
                                  .now = time_now() };
    if (rc == OK)
        rc = permissions(r, w, town->id, staff.id, &in.permissions);
    if (rc == OK)
        rc = api_token_make(&r->hall, r->db, &r->mem, &in, &token);
    if (rc == INVALID)
        printf("refused: %s does not hold all of these permissions, or the name is empty or too "
               "long\n",
               w->staff);
    if (rc == OK)
        printf("%.*s\n", STR(token));
    return rc;
}

int command_token(int argc, char **argv)
{
    struct wanted w;
    struct running r;
    struct arena mem;
    int result = 2;
    arena_init(&mem, 1 << 20);
    if (read_arguments(&w, &mem, argc, argv)) {
        result = 1;
        if (access(w.config.data, F_OK) != 0) { /* opening would make it */
            printf("no town lives in %s\n", w.config.data);
        } else {
            enum rc rc = running_open(&r, &w.config);
            if (rc == OK)
                rc = make(&r, &w);
            running_close(&r);
            result = rc == OK ? 0 : 1;
        }
    }
    arena_release(&mem);
    return result;
}

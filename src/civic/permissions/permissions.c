/* SPDX-License-Identifier: Apache-2.0 */
/* The table of permissions and roles. */
#include "civic/permissions/permissions.h"

#include "platform/http/http.h"

enum permission_bit {
    SEE_CASES = 1 << 0,
    WORK_CASES = 1 << 1,
    DECIDE_CASES = 1 << 2,
    ADMINISTER = 1 << 3,
};

static const struct {
    struct str name;
    uint64_t bit;
} permissions[] = {
    { S_("cases.see"), SEE_CASES },
    { S_("cases.work"), WORK_CASES },
    { S_("cases.decide"), DECIDE_CASES },
    { S_("admin"), ADMINISTER },
};

static const struct {
    struct str name, title;
    uint64_t bits;
} roles[] = {
    { S_("clerk"), S_("審査"), SEE_CASES | WORK_CASES },
    { S_("counter"), S_("窓口"), SEE_CASES | WORK_CASES },
    { S_("approver"), S_("決裁"), SEE_CASES | DECIDE_CASES },
    { S_("section-head"), S_("課長"), SEE_CASES | WORK_CASES | DECIDE_CASES },
    { S_("admin"), S_("管理"), ADMINISTER },
};

uint64_t permissions_of_role(struct str role)
{
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (str_eq(roles[i].name, role))
            return roles[i].bits;
    return 0;
}

struct str permissions_role_title(struct str role)
{
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (str_eq(roles[i].name, role))
            return roles[i].title;
    return role;
}

bool permissions_has(uint64_t held, struct str name)
{
    for (size_t i = 0; i < sizeof permissions / sizeof *permissions; i++)
        if (str_eq(permissions[i].name, name))
            return (held & permissions[i].bit) != 0;
    return false;
}

const struct identity *identity_of(const struct req *r)
{
    return r->identity;
}

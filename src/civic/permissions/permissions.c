/* SPDX-License-Identifier: Apache-2.0 */
/* The table of permissions and roles. */
#include "civic/permissions/permissions.h"

#include "platform/http/http.h"

enum permission_bit {
    SEE_CASES = 1 << 0,
    WORK_CASES = 1 << 1,
    DECIDE_CASES = 1 << 2,
    ADMINISTER = 1 << 3,
    MANAGE_EXCHANGE = 1 << 8,
    ANNOUNCE_EMERGENCY = 1 << 20,
};

static const struct {
    struct str name, title;
    uint64_t bit;
} permissions[] = {
    { S_("cases.see"), S_(T("案件を見る")), SEE_CASES },
    { S_("cases.work"), S_(T("案件を審査する")), WORK_CASES },
    { S_("cases.decide"), S_(T("決裁する")), DECIDE_CASES },
    { S_("admin.manage"), S_(T("役場の設定を変える")), ADMINISTER },
    { S_("exchange.manage"), S_(T("ほかのシステムとの連携を管理する")), MANAGE_EXCHANGE },
    { S_("emergency.announce"), S_(T("緊急のお知らせを出す")), ANNOUNCE_EMERGENCY },
};
enum { PERMISSIONS = sizeof permissions / sizeof *permissions };

static const struct {
    struct str name, title;
    uint64_t bits;
} roles[] = {
    { S_("clerk"), S_(T("審査")), SEE_CASES | WORK_CASES },
    { S_("counter"), S_(T("窓口")), SEE_CASES | WORK_CASES },
    { S_("approver"), S_(T("決裁")), SEE_CASES | DECIDE_CASES },
    { S_("section-head"), S_(T("課長")), SEE_CASES | WORK_CASES | DECIDE_CASES | ANNOUNCE_EMERGENCY },
    { S_("admin"), S_(T("管理")), ADMINISTER | MANAGE_EXCHANGE | ANNOUNCE_EMERGENCY },
};

uint64_t permissions_of_role(struct str role)
{
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (str_eq(roles[i].name, role))
            return roles[i].bits;
    return 0;
}

size_t permissions_roles(const struct str **ret_names)
{
    static struct str names[sizeof roles / sizeof *roles];
    enum { N = sizeof roles / sizeof *roles };
    for (size_t i = 0; i < N; i++)
        names[i] = roles[i].name;
    *ret_names = names;
    return N;
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

bool permissions_of_names(struct str names, uint64_t *ret_permissions)
{
    struct str name;
    bool all_known = true;
    *ret_permissions = 0;
    while (str_cut(&names, ' ', &name)) {
        bool known = false;
        for (size_t i = 0; i < PERMISSIONS; i++)
            if (str_eq(permissions[i].name, name)) {
                *ret_permissions |= permissions[i].bit;
                known = true;
            }
        all_known = all_known && (known || !name.n);
    }
    return all_known;
}

struct str permissions_names(struct arena *mem, uint64_t held)
{
    struct str names[PERMISSIONS];
    size_t n = 0;
    for (size_t i = 0; i < PERMISSIONS; i++)
        if (held & permissions[i].bit)
            names[n++] = permissions[i].name;
    return arena_join(mem, names, n, S(" "));
}

struct str permissions_title(struct str name)
{
    for (size_t i = 0; i < PERMISSIONS; i++)
        if (str_eq(permissions[i].name, name))
            return permissions[i].title;
    return S("");
}

const struct identity *identity_of(const struct req *r)
{
    return r->identity;
}

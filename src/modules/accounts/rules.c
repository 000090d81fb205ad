/* SPDX-License-Identifier: Apache-2.0 */
/* Lives of sessions and waits after failures. */
#include "modules/accounts/rules.h"

#include "base/text.h"
#include "modules/accounts/accounts.h"

enum { FREE_TRIES = 5, LONGEST_WAIT_MINUTES = 15 };

bool accounts_session_is_alive(t_time created_at, t_time seen_at, t_time now)
{
    return now - seen_at < SESSION_REST && now - created_at < SESSION_LIFE;
}

t_time accounts_next_try(int64_t failures, t_time last_at)
{
    if (failures < FREE_TRIES)
        return 0;
    int64_t minutes = failures - FREE_TRIES + 1;
    return last_at + (minutes < LONGEST_WAIT_MINUTES ? minutes : LONGEST_WAIT_MINUTES) * MINUTE;
}

enum { FEWEST_DIFFERENT = 5 };

static size_t different_bytes(struct str s)
{
    bool seen[256] = { false };
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        n += !seen[(unsigned char)s.p[i]];
        seen[(unsigned char)s.p[i]] = true;
    }
    return n;
}

struct str accounts_password_fault(struct str password, struct str before, struct str login)
{
    size_t n = text_is_utf8(password) ? text_length(password) : 0;
    if (n < ACCOUNTS_SHORTEST_PASSWORD || n > ACCOUNTS_LONGEST_PASSWORD)
        return S("新しいパスワードを15文字から128文字までで入力してください");
    if (str_eq(password, before))
        return S("いまのパスワードとは違うものにしてください");
    if (different_bytes(password) < FEWEST_DIFFERENT)
        return S("同じ文字の繰り返しではないものにしてください");
    if (login.n >= 4 && password.n < 2 * login.n + ACCOUNTS_SHORTEST_PASSWORD && str_find(password, login) != SIZE_MAX)
        return S("ログイン名を含まないものにしてください");
    return S("");
}

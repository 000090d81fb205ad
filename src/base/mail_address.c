/* SPDX-License-Identifier: Apache-2.0 */
/* The form of an e-mail address. */
#include "base/mail_address.h"

enum { LONGEST_LOCAL_PART = 64, LONGEST_LABEL = 63 };

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_atom_sign(char c)
{
    return is_letter_or_digit(c) || (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

static bool is_local_part(struct str s)
{
    if (!s.n || s.n > LONGEST_LOCAL_PART || s.p[0] == '.' || s.p[s.n - 1] == '.')
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '.' ? s.p[i - 1] == '.' : !is_atom_sign(s.p[i]))
            return false;
    return true;
}

static bool is_label(struct str s)
{
    if (!s.n || s.n > LONGEST_LABEL || s.p[0] == '-' || s.p[s.n - 1] == '-')
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!is_letter_or_digit(s.p[i]) && s.p[i] != '-')
            return false;
    return true;
}

static bool is_number(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return true;
}

static bool is_domain(struct str s)
{
    struct str rest = s, label = S("");
    int n = 0;
    if (!s.n || s.p[s.n - 1] == '.')
        return false;
    for (; str_cut(&rest, '.', &label); n++)
        if (!is_label(label))
            return false;
    return n >= 2 && !is_number(label);
}

bool mail_address_is_valid(struct str address)
{
    size_t at = str_find_char(address, '@');
    return address.n <= MAIL_ADDRESS_LONGEST && at != SIZE_MAX &&
           is_local_part(str_sub(address, 0, at)) && is_domain(str_sub(address, at + 1, address.n));
}

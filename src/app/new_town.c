/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of a new town. */
#include "app/new_town.h"

#include "civic/audit/audit.h"
#include "civic/sections/sections_sql.h"
#include "civic/town/town_sql.h"
#include "modules/accounts/accounts.h"
#include "platform/db/db.h"

#define HOURS   "平日 8:30–17:15"
enum { CLOSES_AT = 17 * 60 + 15 };

/* The first two digits of the code (JIS X 0401). */
static const char *const prefectures[] = {
    "",       "北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県",   "福島県", "茨城県", "栃木県", "群馬県", "埼玉県",
    "千葉県", "東京都", "神奈川県", "新潟県", "富山県", "石川県", "福井県",   "山梨県", "長野県", "岐阜県", "静岡県", "愛知県",
    "三重県", "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県", "鳥取県", "島根県", "岡山県", "広島県", "山口県",
    "徳島県", "香川県", "愛媛県", "高知県", "福岡県", "佐賀県", "長崎県",   "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県",
};
_Static_assert(sizeof prefectures / sizeof *prefectures == 48, "47 prefectures");

static struct str prefecture_of(struct str code)
{
    int64_t number;
    bool known = str_to_int(str_sub(code, 0, 2), &number) && number >= 1 && number <= 47;
    return str_of(known ? prefectures[number] : "");
}

bool new_town_login_is_good(struct str login)
{
    for (size_t i = 0; i < login.n; i++) {
        char c = login.p[i];
        bool letter = c >= 'a' && c <= 'z';
        if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_')))
            return false;
    }
    return login.n >= 3 && login.n <= 64;
}

t_id new_town_id(struct str code)
{
    int64_t id = 0;
    return str_to_int(code, &id) ? id : 0;
}

struct rows {
    const struct new_town *town;
    t_id section_id, staff_id;
    struct str hash;
};

static enum rc add_town(struct db *db, const struct new_town *t)
{
    static const char *const hosts[] = { "localhost", "127.0.0.1", "[::1]" };
    t_id town_id = new_town_id(t->code);
    enum rc rc = town_sql_add(db,
                              &(struct town_sql_add_in){ .town_id = town_id,
                                                         .code = t->code,
                                                         .name = t->name,
                                                         .prefecture = prefecture_of(t->code),
                                                         .postal_code = S(""),
                                                         .address = S(""),
                                                         .telephone = t->telephone,
                                                         .hours = S(HOURS),
                                                         .closes_at = CLOSES_AT,
                                                         .head_title = S(""),
                                                         .head_name = S(""),
                                                         .domain = t->host },
                              NULL);
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts && rc == OK && !t->is_one_of_many; i++)
        rc = town_sql_add_host(db, town_id, str_of(hosts[i]), NULL);
    if (rc == OK && t->host.n && !str_eq_nocase(t->host, S("localhost")) && !str_eq(t->host, S("127.0.0.1")))
        rc = town_sql_add_host(db, town_id, t->host, NULL);
    return rc;
}

static enum rc add_administrator(struct db *db, const struct rows *x)
{
    const struct new_town *t = x->town;
    t_id town_id = new_town_id(t->code);
    enum rc rc = sections_sql_add(db,
                                  &(struct sections_sql_add_in){ .town_id = town_id,
                                                                 .id = x->section_id,
                                                                 .code = S("soumu"),
                                                                 .name = t->section,
                                                                 .telephone = t->telephone,
                                                                 .floor = S(""),
                                                                 .hours = S(HOURS),
                                                                 .email = S(""),
                                                                 .position = 1 },
                                  NULL);
    if (rc == OK)
        rc = sections_sql_add_staff(db,
                                    &(struct sections_sql_add_staff_in){ .town_id = town_id,
                                                                         .id = x->staff_id,
                                                                         .login = t->login,
                                                                         .family = t->family,
                                                                         .given = t->given,
                                                                         .section_id = x->section_id,
                                                                         .password_hash = x->hash,
                                                                         .must_change = true },
                                    NULL);
    return rc == OK ? sections_sql_add_role(db, town_id, x->staff_id, S("admin"), NULL) : rc;
}

static enum rc insert(struct db *db, void *arg)
{
    const struct rows *x = arg;
    enum rc rc = add_town(db, x->town);
    if (rc == OK)
        rc = add_administrator(db, x);
    return rc == OK ? audit_note(db, new_town_id(x->town->code),
                                 &(struct audit_entry){ .at = time_now(),
                                                        .actor_kind = S("machine"),
                                                        .action = S("town.made"),
                                                        .subject_table = TABLE_STAFF,
                                                        .subject_id = x->staff_id })
                    : rc;
}

enum rc new_town_make(struct running *r, struct new_town *t)
{
    struct rows x = { .town = t };
    t->password = accounts_one_time_password(&r->mem);
    enum rc rc = accounts_password_hash(&r->mem, t->password, &x.hash);
    if (rc == OK)
        rc = db_new_id(r->db, TABLE_SECTION, &x.section_id);
    if (rc == OK)
        rc = db_new_id(r->db, TABLE_STAFF, &x.staff_id);
    return rc == OK ? db_transaction(r->db, insert, &x) : rc;
}

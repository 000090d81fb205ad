/* SPDX-License-Identifier: Apache-2.0 */
/* The town of the tests. */
#include "tests/fixture.h"

#include "base/text.h"
#include "civic/audit/audit_sql.h"
#include "civic/documents/documents_sql.h"
#include "civic/events/events_sql.h"
#include "civic/guide/guide.h"
#include "civic/notices/notices_sql.h"
#include "civic/people/people_sql.h"
#include "civic/sections/sections_sql.h"
#include "civic/shell/shell.h"
#include "civic/tasks/tasks_sql.h"
#include "civic/town/town_sql.h"
#include "modules/papers/papers.h"
#include "platform/files/files.h"
#include "platform/jobs/jobs_sql.h"
#include "tests/jido_teate_answers.h"
#include "tests/procedure_sheets.h"
#include "tests/store.h"

#include <stdio.h>

enum { TOWN = 7, MOST_MIGRATIONS = 32, CLERK = 1 };

static const struct {
    const char *login;
    const char *family, *given, *role;
    bool other_section;
} people[] = {
    { "clerk", "仮名", "あおい", "clerk", false },
    { "colleague", "雛田", "ひなこ", "clerk", false },
    { "head", "試山", "かちょう", "section-head", false },
    { "approver", "例野", "けっさい", "approver", false },
    { "other", "見野", "よその", "section-head", true },
    { "admin", "管野", "かんり", "admin", true },
};
enum { STAFF = sizeof people / sizeof *people };

static void must(enum rc rc, const char *what)
{
    if (rc == OK)
        return;
    fprintf(stderr, "fixture: %s: %s\n", what, rc_name(rc));
    abort();
}

static enum rc add_person(struct db *db, t_id id, t_id household, const char *given,
                          const char *given_kana, struct date birth, const char *relation)
{
    struct arena *mem = test_arena();
    return people_sql_add(
        db,
        &(struct people_sql_add_in) {
            .town_id = TOWN,
            .id = id,
            .household_id = household,
            .family = S("見本"),
            .given = str_of(given),
            .family_kana = S("ミホン"),
            .given_kana = str_of(given_kana),
            .former_family = S(""),
            .alias = S(""),
            .roman = S(""),
            .birth = birth,
            .relation = str_of(relation),
            .postal_code = S("000-0001"),
            .address = S("X県都市X中央1丁目2番4号"),
            .building = S(""),
            .moved_in = date_of(2020, 4, 1),
            .name_key = text_search_key(mem, arena_fmt(mem, "見本%s", given)),
            .kana_key = text_search_key(mem, arena_fmt(mem, "ミホン%s", given_kana)),
        },
        NULL);
}

static enum rc add_staff(struct db *db, const struct fixture *f, size_t i)
{
    const struct identity *who = &f->staff[i].identity;
    enum rc rc = sections_sql_add_staff(
        db,
        &(struct sections_sql_add_staff_in) { TOWN, who->staff_id, str_of(people[i].login),
                                              str_of(people[i].family), str_of(people[i].given),
                                              who->section_id, S("no password opens this") },
        NULL);
    return rc == OK ? sections_sql_add_role(db, TOWN, who->staff_id, str_of(people[i].role), NULL)
                    : rc;
}

static enum rc add_section(struct db *db, t_id id, struct str code, struct str name)
{
    return sections_sql_add(
        db,
        &(struct sections_sql_add_in) { TOWN, id, code, name, S("000-0000-0150"), S("1階"),
                                        S("8:30–17:15"), S("kosodate@xtown.example.jp"), id },
        NULL);
}

static enum rc add_town(struct db *db, void *arg)
{
    const struct fixture *f = arg;
    enum rc rc = town_sql_add(
        db,
        &(struct town_sql_add_in) { TOWN, S("999997"), S("都市X"), S("X県"), S("000-0000"),
                                    S("中央1丁目1番1号"), S("000-0000-0100"), S("8:30–17:15"),
                                    17 * 60 + 15, S("市長"), S("見本 一"), S("xtown.example.jp") },
        NULL);
    if (rc == OK)
        rc = town_sql_add_host(db, TOWN, S("localhost"), NULL);
    if (rc == OK)
        rc = add_section(db, f->kosodate, S("kosodate"), S("子育て課"));
    if (rc == OK)
        rc = add_section(db, f->jumin, S("jumin"), S("住民課"));
    for (size_t i = 0; i < STAFF && rc == OK; i++)
        rc = add_staff(db, f, i);
    if (rc == OK)
        rc = add_person(db, 1, 1, "太郎", "タロウ", date_of(1988, 4, 5), "世帯主");
    if (rc == OK)
        rc = add_person(db, 2, 1, "二葉", "フタバ", date_of(2015, 8, 1), "子");
    return rc;
}

static void fill_staff(struct fixture *f)
{
    for (size_t i = 0; i < STAFF; i++) {
        bool other = people[i].other_section;
        f->staff[i] = (struct fixture_staff) {
            .login = people[i].login,
            .identity = { .staff_id = (t_id)i + 1,
                          .section_id = other ? f->jumin : f->kosodate,
                          .session_id = (t_id)i + 101,
                          .name = arena_fmt(&f->mem, "%s %s", people[i].family, people[i].given),
                          .section_name = other ? S("住民課") : S("子育て課"),
                          .login = str_of(people[i].login),
                          .permissions = permissions_of_role(str_of(people[i].role)) },
        };
    }
}

/* ---- hooks of the dispatcher ---- */

static struct fixture *the_fixture;

const struct identity *fixture_identity(const struct fixture *f, const char *login)
{
    for (size_t i = 0; i < STAFF; i++)
        if (strcmp(f->staff[i].login, login) == 0)
            return &f->staff[i].identity;
    return NULL;
}

static enum rc identify(struct req *r)
{
    r->town_id = TOWN;
    r->language = S("ja");
    struct str cookie = req_cookie(r, "staff");
    const struct identity *who =
        cookie.n ? fixture_identity(the_fixture, arena_cstr(r->mem, cookie)) : NULL;
    if (!who)
        return OK;
    r->identity = who;
    r->staff_id = who->staff_id;
    r->section_id = who->section_id;
    r->session_id = who->session_id;
    r->permissions = who->permissions;
    return OK;
}

static bool may(const struct req *r, const char *permission)
{
    return permissions_has(r->permissions, str_of(permission));
}

static void open_store(struct fixture *f, const struct db_migration *const *more)
{
    static const struct db_migration *lists[MOST_MIGRATIONS] = {
        town_migrations,      sections_migrations, people_migrations, cases_migrations, tasks_migrations,
        documents_migrations, notices_migrations,  audit_migrations,  papers_migrations,
        jobs_migrations,      events_migrations,
    };
    char why[DB_WHY] = "";
    for (size_t n = 11; more && *more && n + 1 < MOST_MIGRATIONS; n++)
        lists[n] = *more++;
    struct db_options o = { .path = test_store(":memory:"),
                            .migrations = lists,
                            .readers = 16,
                            .accept_fast_fsync = true,
                            .why = why };
    enum rc rc = db_open(&o, &f->hall.store);
    if (rc != OK)
        fprintf(stderr, "fixture: %s\n", why);
    must(rc, "store");
    must(db_session_open(f->hall.store, &f->db), "session");
}

static void open_hall(struct fixture *f, const struct db_migration *const *more)
{
    struct str folder = test_folder();
    must(vault_start(arena_fmt(&f->mem, "%.*s/vault.key", STR(folder)).p, &f->hall.vault), "vault");
    vault_server_keys(f->hall.vault, &f->hall.keys);
    must(files_open(arena_fmt(&f->mem, "%.*s/files", STR(folder)).p, f->hall.keys.file_address,
                    &f->hall.files),
         "files");
    open_store(f, more);
    must(db_transaction(f->db, add_town, f), "town");
    must(town_load(f->db, &f->mem, &f->hall.towns, &f->hall.n_towns), "towns");
    f->town = &f->hall.towns[0];
    const struct plan **plans = arena_new(&f->mem, const struct plan *, 1);
    plans[0] = f->plan = procedure_plan(&f->mem, "jido-teate");
    f->hall.plans = plans;
    f->hall.n_plans = 1;
    f->hall.guide = guide_new(&f->mem, plans, 1);
}

struct fixture *fixture(const struct route *const *routes, const struct db_migration *const *more)
{
    static struct fixture f = { .kosodate = 3, .jumin = 4 };
    if (the_fixture)
        return &f;
    arena_init(&f.mem, (size_t)64 << 20);
    fill_staff(&f);
    open_hall(&f, more);
    struct http_config config = { .zone_public = true,
                                  .zone_staff = true,
                                  .routes = routes,
                                  .key = f.hall.keys.csrf,
                                  .store = f.hall.store,
                                  .app = &f.hall,
                                  .identify = identify,
                                  .may = may,
                                  .error_page = shell_error };
    must(http_start(&config, &f.server), "server");
    the_fixture = &f;
    return &f;
}

/* ---- cases ---- */

static struct case_attachment photo(struct fixture *f)
{
    struct case_attachment a = { .field = S("papers/passbook"),
                                 .name = S("通帳.jpg"),
                                 .kind = S("jpeg"),
                                 .pictures = S("[]"),
                                 .digest = S("00"),
                                 .size = 20 };
    struct file_address address;
    crypto_random(a.key, sizeof a.key);
    must(files_put(f->hall.files, a.key, S("\xFF\xD8\xFF fictional photo"), &address), "photo");
    a.address = arena_str(test_arena(), str_of(address.text));
    return a;
}

t_id fixture_case(struct fixture *f, const char *external_id)
{
    struct answers answers;
    const struct message *messages;
    struct expr_world world;
    size_t n;
    struct case_receipt receipt;
    t_time now = time_now();
    must(answers_from_json(test_arena(), f->plan, S(JIDO_TEATE_ANSWERS), &answers, &messages, &n),
         "answers");
    answers_world(test_arena(), &answers, now, &f->town->calendar, &world);
    must(answers_compute(&answers, &world), "compute");
    struct case_attachment attachment = photo(f);
    struct case_new in = { .plan = f->plan,
                           .channel = S("web"),
                           .external_id = str_of(external_id),
                           .language = S("ja"),
                           .arrived_at = now,
                           .answers = &answers,
                           .attachments = &attachment,
                           .n_attachments = 1,
                           .actor = { S("resident"), 0, S("申請者") } };
    must(cases_receive(&f->hall, f->town, f->db, test_arena(), &in, &receipt), "receive");
    return receipt.case_id;
}

struct case_file fixture_load(struct fixture *f, t_id case_id)
{
    struct case_file c;
    must(cases_load(&f->hall, f->town, f->db, test_arena(), case_id, 0, &c), "load");
    return c;
}

struct str fixture_case_path(struct fixture *f, t_id case_id, const char *below)
{
    return arena_fmt(test_arena(), "/staff/cases/%s%s",
                     ref_make(&f->hall, TABLE_CASES, TOWN, case_id).text, below);
}

/* ---- requests ---- */

static struct loopback_reply ask(struct fixture *f, const char *method, const char *login,
                                 struct str target, struct str body)
{
    struct loopback_reply y = { 0 };
    const char *headers = arena_fmt(test_arena(), "Cookie: __Host-staff=%s\n", login).p;
    must(http_loopback(f->server, method, arena_cstr(test_arena(), target), headers, body,
                       test_arena(), &y),
         "loopback");
    return y;
}

struct loopback_reply fixture_get(struct fixture *f, const char *login, struct str target)
{
    return ask(f, "GET", login, target, S(""));
}

/* "/staff/webhooks" of "/staff/webhooks/REF/pause". */
static struct str room_of(struct str target)
{
    size_t n = 0;
    for (int slashes = 0; n < target.n && (slashes += target.p[n] == '/') < 3; n++)
        ;
    return str_sub(target, 0, n);
}

/* Every page of the staff has a form, and every form the token of the session. */
static struct str token_of(struct fixture *f, const char *login, struct str target)
{
    struct str page = ask(f, "GET", login, S("/staff"), S("")).body,
               mark = S("name=\"csrf\" value=\"");
    if (str_find(page, mark) == SIZE_MAX) /* who sees no queue has the page of the room */
        page = ask(f, "GET", login, room_of(target), S("")).body;
    size_t at = str_find(page, mark);
    if (at == SIZE_MAX)
        return S("");
    struct str rest = str_sub(page, at + mark.n, page.n), token;
    str_cut(&rest, '"', &token);
    return token;
}

struct loopback_reply fixture_post(struct fixture *f, const char *login, struct str target,
                                   struct str fields)
{
    struct str token = token_of(f, login, target);
    return ask(f, "POST", login, target,
               arena_fmt(test_arena(), "csrf=%.*s&%.*s", STR(token), STR(fields)));
}

struct str fixture_encode(struct str text)
{
    struct out o;
    out_init(&o, test_arena(), 3 * text.n + 1);
    for (size_t i = 0; i < text.n; i++)
        out_fmt(&o, "%%%02X", (unsigned char)text.p[i]);
    return out_text(&o);
}

bool fixture_shows(struct loopback_reply y, const char *text)
{
    return str_find(y.body, str_of(text)) != SIZE_MAX;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Opening and closing. */
#include "app/running.h"

#include "app/plans.h"
#include "app/stores_file.h"
#include "app/town_hall.h"
#include "civic/events/events.h"
#include "civic/guide/guide.h"
#include "civic/notices/rules.h"
#include "civic/shell/menu.h"
#include "platform/db/db.h"
#include "platform/files/files.h"
#include "platform/http-client/http_client.h"
#include "platform/jobs/runner.h"
#include "platform/log/log.h"
#include "platform/notify-transports/smtp.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static enum rc make_folder(const char *path)
{
    if (mkdir(path, 0700) == 0 || errno == EEXIST)
        return OK;
    fprintf(stderr, "yakuba: cannot make the folder %s: %m\n", path);
    return FAILED;
}

static const char *in_folder(struct running *r, const char *folder, const char *name)
{
    return arena_fmt(&r->mem, "%s/%s", folder, name).p;
}

static bool is_there(const char *path)
{
    return access(path, F_OK) == 0;
}

/* A file that was made with a key; NULL: none. */
static const char *store_without_key(struct running *r, const struct config *c)
{
    const char *store = in_folder(r, config_place(c), "town.db");
    for (size_t i = 0; i < c->n_lines && !is_there(store); i++)
        store = in_folder(r, c->lines[i].folder, "town.db");
    return is_there(store) ? store : NULL;
}

/* The key file is made with the first store and belongs to it: a new key beside an old store would open no sealed
 * answer and no receipt. */
static enum rc open_vault(struct running *r, const struct config *c)
{
    const char *key = in_folder(r, c->data, "vault.key"), *store = store_without_key(r, c);
    if (!is_there(key) && store) {
        fprintf(stderr, "yakuba: %s is there, but its key file %s is not; put the key file back\n", store, key);
        return NOT_FOUND;
    }
    enum rc rc = vault_start(key, &r->hall.vault);
    if (rc == DENIED)
        fprintf(stderr, "yakuba: the key file %s must be a plain file of this user that nobody else may read (chmod 600)\n",
                key);
    else if (rc == INVALID)
        fprintf(stderr, "yakuba: %s is no key file\n", key);
    else if (rc != OK)
        fprintf(stderr, "yakuba: cannot start the vault with the key file %s (%s)\n", key, rc_name(rc));
    return rc;
}

enum rc running_open_store(const struct config *c, struct arena *mem, struct hall *hall, char why[DB_WHY])
{
    const char *place = config_place(c);
    struct db_options o = {
        .why = why,
        .path = config_is_on_server(c) ? c->store : arena_fmt(mem, "%s/town.db", place).p,
        .migrations = town_hall_migrations(mem),
        .readers = (int)c->workers + 6 + JOBS_SESSIONS,
        .ack_before_commit_us = c->ack_before_commit_us,
        .accept_fast_fsync = c->accept_fast_fsync,
    };
    enum rc rc = db_open(&o, &hall->store);
    if (rc != OK)
        return rc;
    rc = files_open(arena_fmt(mem, "%s/files", place).p, hall->keys.file_address, &hall->files);
    if (rc == OK)
        return OK;
    snprintf(why, DB_WHY, "cannot open the folder %s/files", place);
    db_close(hall->store);
    hall->store = NULL;
    return rc;
}

static enum rc open_one(struct running *r, const struct config *c)
{
    char why[DB_WHY] = "";
    enum rc rc = running_open_store(c, &r->mem, &r->hall, why);
    if (rc == OK)
        rc = db_session_open(r->hall.store, &r->db);
    if (rc != OK)
        fprintf(stderr, "yakuba: cannot open the store %s: %s\n",
                config_is_on_server(c) ? "(setting \"store\")" : in_folder(r, config_place(c), "town.db"),
                *why ? why : rc_name(rc)); /* an address may hold a password */
    return rc;
}

/* As above, for a store that lies elsewhere and could not be looked for before it was opened. */
static enum rc refuse_new_key(struct running *r, const struct config *c)
{
    const char *key = in_folder(r, c->data, "vault.key");
    if (!config_is_on_server(c) || !r->hall.n_towns)
        return OK;
    fprintf(stderr, "yakuba: the store is there, but its key file %s is not; put the key file back\n", key);
    unlink(key); /* made a moment ago, by this start */
    return NOT_FOUND;
}

/* A key that is not set is "". */
static const char *or_none(const char *value)
{
    return *value ? value : NULL;
}

static enum rc open_http_client(struct running *r, const struct config *c)
{
    enum rc rc = http_client_open(
        &(struct http_client_config){ .allow = c->outgoing_allow, .ca_file = or_none(c->outgoing_ca_file) }, &r->hall.http_client);
    if (rc == INVALID)
        fprintf(stderr, "yakuba: outgoing_allow must be \"host:port, host:port\": %s\n", c->outgoing_allow);
    else if (rc != OK)
        fprintf(stderr, "yakuba: cannot prepare calls to other machines (%s)\n", rc_name(rc));
    return rc;
}

static struct mail_options mail_options(const struct config *c)
{
    return (struct mail_options){ .host = or_none(c->mail_host),
                                  .port = c->mail_port,
                                  .security = c->mail_security,
                                  .ca_file = or_none(c->mail_ca_file),
                                  .user = or_none(c->mail_user),
                                  .password_file = or_none(c->mail_password_file),
                                  .from = or_none(c->mail_from),
                                  .reply_to = or_none(c->mail_reply_to),
                                  .bounces = or_none(c->mail_bounces),
                                  .timeout_s = c->mail_timeout_s };
}

static enum rc open_mail(struct running *r, const struct config *c)
{
    const char *why = "mail_quiet is none, or hours like 21:00-07:00";
    struct quiet_hours quiet;
    enum rc rc = quiet_hours_read(str_of(c->mail_quiet), &quiet) ? OK : INVALID;
    struct mail_options mail = mail_options(c);
    if (rc == OK && mail.host)
        rc = mailer_start(&mail, &r->hall.mailer, &why);
    if (rc != OK) {
        fprintf(stderr, "yakuba: e-mail: %s\n", why);
        return rc;
    }
    r->hall.quiet_from = quiet.from;
    r->hall.quiet_until = quiet.until;
    r->hall.bounce_folder = *c->mail_bounce_folder ? c->mail_bounce_folder : in_folder(r, config_place(c), "bounces");
    return OK;
}

enum rc running_open_house(struct running *r, const struct config *c)
{
    *r = (struct running){ 0 };
    arena_init(&r->mem, (size_t)64 << 20);
    enum rc rc = crypto_init();
    if (rc == OK)
        rc = make_folder(c->data);
    if (rc == OK)
        rc = open_vault(r, c);
    if (rc != OK)
        return rc;
    vault_server_keys(r->hall.vault, &r->hall.keys);
    menu_build(&r->mem, town_hall, &r->hall);
    events_listen(&r->mem, town_hall, &r->hall);
    rc = open_http_client(r, c);
    if (rc == OK)
        rc = open_mail(r, c);
    if (rc == OK)
        rc = plans_load(&r->mem, &r->hall.plans, &r->hall.n_plans);
    if (rc == OK)
        r->hall.guide = guide_new(&r->mem, r->hall.plans, r->hall.n_plans);
    return rc;
}

static bool has_no_key(const struct config *c)
{
    struct arena mem;
    arena_init(&mem, 1 << 16);
    bool is_new = !is_there(arena_fmt(&mem, "%s/vault.key", c->data).p);
    arena_release(&mem);
    return is_new;
}

enum rc running_open(struct running *r, const struct config *c)
{
    bool new_key = has_no_key(c);
    *r = (struct running){ 0 };
    enum rc rc = config_names_no_store(c) ? INVALID : running_open_house(r, c);
    if (rc == OK)
        rc = make_folder(config_place(c));
    if (rc == OK)
        rc = open_one(r, c);
    if (rc == OK)
        rc = running_load_towns(r);
    return rc == OK && new_key ? refuse_new_key(r, c) : rc;
}

enum rc running_load_towns(struct running *r)
{
    return town_load(r->db, &r->mem, &r->hall.towns, &r->hall.n_towns);
}

void running_close(struct running *r)
{
    if (r->db)
        db_session_close(r->db);
    hall_live_stop(&r->hall);
    if (r->hall.store)
        db_close(r->hall.store);
    if (r->hall.mailer)
        mailer_stop(r->hall.mailer);
    if (r->hall.files)
        files_close(r->hall.files);
    if (r->hall.vault)
        vault_stop(r->hall.vault);
    http_client_close(r->hall.http_client);
    arena_release(&r->mem);
}

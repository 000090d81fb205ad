/* SPDX-License-Identifier: Apache-2.0 */
/* A room of the town hall: one const struct, listed once in app/town_hall.c.  Fields that a room
 * does not need stay NULL. */
#ifndef PLATFORM_MODULE_H
#define PLATFORM_MODULE_H

#include "platform/db/db.h"
#include "platform/http/http.h"
#include "platform/jobs/jobs.h"

struct permission {
    const char *name;  /* "cases.decide" */
    const char *title; /* 決定する */
};

struct menu_entry {
    enum zone zone;
    const char *path, *title, *icon;
    const char *permission; /* NULL: everybody who is signed in */
    int order;
};

struct command { /* yakuba NAME …: see app/commands */
    const char *name;
    const char *usage;
    const char *help;
    int (*run)(int argc, char **argv); /* 0 done, 1 refused, 2 usage */
    void (*more_help)(struct out *out); /* after the usage, for --help; NULL: nothing */
};

struct event; /* civic/events/events.h */
struct module_event { /* an event that the room listens to */
    const char *name; /* "case.decided" */
    /* In the transaction that ends the event's job: only writes, may run again. `app` is the hall. */
    enum rc (*handle)(void *app, struct db *db, struct arena *mem, const struct event *event);
    /* False saves the job: whether the town has any use for it. NULL: always. Asked when the towns are read, so
     * whoever changes the answer moves the town's mark (town_sql_changed) and refreshes the hall. */
    enum rc (*is_wanted)(void *app, struct db *db, t_id town_id, bool *ret_wanted);
};

/* Says the address of every encrypted file (platform/files) that the room has in use: known(ctx, address) for each.
 * A file that nobody names is erased after a day. */
typedef enum rc (*files_in_use)(struct db *db, t_id town_id,
                                void (*known)(void *ctx, struct str address), void *ctx);

struct module {
    const char *name;
    const char *title;
    const char *sentence;                  /* what it does for whom, one line */
    const struct module *const *needs;     /* ended by NULL */
    const struct route *routes;            /* ended by .handler == NULL */
    const struct permission *permissions;  /* ended by .name == NULL */
    const struct menu_entry *menu;         /* ended by .path == NULL */
    const struct db_migration *migrations; /* ended by .module == NULL */
    const struct command *commands;        /* ended by .name == NULL */
    const struct job_kind *jobs;           /* ended by .name == NULL */
    const struct module_event *events;     /* ended by .name == NULL */
    files_in_use files;                    /* of rooms that keep files */
};

#endif

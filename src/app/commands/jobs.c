/* SPDX-License-Identifier: Apache-2.0 */
/* yakuba jobs: the kinds of jobs this program runs. How many wait is told by the running program, at /jobs and
 * /jobs.json of the operator's port. */
#include "app/chores.h"
#include "app/commands/commands.h"
#include "base/json.h"

#include <stdio.h>

static void print_line(const struct job_kind *k)
{
    char attempts[40] = "12 tries";
    if (k->give_up_s && !k->attempts)
        snprintf(attempts, sizeof attempts, "%lld h", (long long)(k->give_up_s / 3600));
    else if (k->attempts)
        snprintf(attempts, sizeof attempts, "%d tries", k->attempts);
    printf("%-28s %-16s %-10s %s\n", k->name, k->schedule ? k->schedule : "when added", attempts,
           k->whole_store ? "once for all towns" : "per town");
}

static void print_json(struct json_writer *j, const struct job_kind *k)
{
    json_object(j);
    json_put_str(j, S("kind"), str_of(k->name));
    json_key(j, S("schedule"));
    if (k->schedule)
        json_string(j, str_of(k->schedule));
    else
        json_null(j);
    json_put_int(j, S("attempts"), k->attempts ? k->attempts : k->give_up_s ? 0 : 12);
    json_put_int(j, S("give_up_s"), k->give_up_s);
    json_key(j, S("whole_store"));
    json_boolean(j, k->whole_store);
    json_close_object(j);
}

int command_jobs(int argc, char **argv)
{
    bool json = argc == 1 && str_eq(str_of(argv[0]), S("--json"));
    struct json_writer j;
    struct arena mem;
    struct out o;
    if (argc > 1 || (argc == 1 && !json))
        return 2;
    arena_init(&mem, 1 << 20);
    out_init(&o, &mem, 1 << 19);
    json_begin(&j, &o);
    json_array(&j);
    for (const struct job_kind *const *list = chores_and_rooms(&mem); *list; list++)
        for (const struct job_kind *k = *list; k->name; k++)
            if (json)
                print_json(&j, k);
            else
                print_line(k);
    json_close_array(&j);
    if (json)
        printf("%.*s\n", STR(out_text(&o)));
    arena_release(&mem);
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The operator room's table of contents, and who may call. */
#include "modules/operator/operator.h"

#include "modules/operator/jobs.h"

#define OPERATOR ZONE_OPERATOR, ACCESS_ANYONE, QUEUED

static const struct route routes[] = {
    { GET, "/jobs", OPERATOR, operator_jobs, "Jobs by kind and state, dead letters" },
    { GET, "/jobs.json", OPERATOR, operator_jobs_json, "Jobs by kind and state as JSON" },
    { POST, "/jobs/replay", OPERATOR, operator_jobs_replay, "Try a dead letter anew, or all of a kind" },
    { POST, "/jobs/drop", OPERATOR, operator_jobs_drop, "Leave a dead letter undone" },
    { POST, "/jobs/pause", OPERATOR, operator_jobs_pause, "Begin no job of a kind" },
    { POST, "/jobs/resume", OPERATOR, operator_jobs_resume, "Run the jobs of a kind again" },
    { 0 },
};

static bool is_address(struct str host)
{
    for (size_t i = 0; i < host.n; i++)
        if ((host.p[i] < '0' || host.p[i] > '9') && host.p[i] != '.')
            return false;
    return host.n > 0;
}

enum rc operator_identify(struct req *r)
{
    bool is_six = str_starts(r->host, S("["));
    struct str host = is_six ? r->host : str_sub(r->host, 0, str_find_char(r->host, ':'));
    r->language = S("ja");
    bool is_local = str_eq_nocase(host, S("localhost")) || str_ends(host, S(".localhost")); /* nobody can own such a name */
    return is_six || is_address(host) || is_local ? OK : NOT_FOUND;
}

const struct module operator_module = {
    .name = "operator",
    .title = T("運用"),
    .sentence = "Shows whoever runs the program what runs beside requests, and what failed.",
    .routes = routes,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* The counters of the server and their text for /metrics (OpenMetrics 1.0). */
#include "platform/http/server.h"

#include "platform/db/db.h"

#include <stdio.h>
#include <unistd.h>

static const int64_t bounds_us[LATENCY_BUCKETS] = { 100,   250,   500,   1000,   2500,    5000,
                                                    10000, 25000, 50000, 100000, 1000000, 5000000 };

void figures_count(struct figures *f, int status, int64_t us, size_t bytes)
{
    int hundreds = status / 100 >= 1 && status / 100 <= 5 ? status / 100 : 0;
    int bucket = 0;
    while (bucket < LATENCY_BUCKETS && us > bounds_us[bucket])
        bucket++;
    atomic_fetch_add_explicit(&f->status[hundreds], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&f->latency[bucket], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&f->latency_us, (uint64_t)us, memory_order_relaxed);
    atomic_fetch_add_explicit(&f->bytes_out, bytes, memory_order_relaxed);
}

static void counter(struct out *o, const char *name, const char *help, uint64_t value)
{
    out_fmt(o, "# TYPE %s counter\n# HELP %s %s\n%s_total %llu\n", name, name, help, name,
            (unsigned long long)value);
}

static void gauge(struct out *o, const char *name, const char *help, int64_t value)
{
    out_fmt(o, "# TYPE %s gauge\n# HELP %s %s\n%s %lld\n", name, name, help, name,
            (long long)value);
}

static void statuses(struct out *o, const struct figures *f)
{
    out_str(o, S("# TYPE yakuba_requests counter\n# HELP yakuba_requests Answers by class.\n"));
    for (int i = 1; i <= 5; i++)
        out_fmt(o, "yakuba_requests_total{status=\"%dxx\"} %llu\n", i,
                (unsigned long long)atomic_load(&f->status[i]));
}

static void latencies(struct out *o, const struct figures *f)
{
    uint64_t sum = 0;
    out_str(o, S("# TYPE yakuba_request_seconds histogram\n"
                 "# UNIT yakuba_request_seconds seconds\n"
                 "# HELP yakuba_request_seconds From the head of a request to its answer sent.\n"));
    for (int i = 0; i < LATENCY_BUCKETS; i++) {
        sum += atomic_load(&f->latency[i]);
        out_fmt(o, "yakuba_request_seconds_bucket{le=\"%g\"} %llu\n", (double)bounds_us[i] / 1e6,
                (unsigned long long)sum);
    }
    sum += atomic_load(&f->latency[LATENCY_BUCKETS]);
    out_fmt(o, "yakuba_request_seconds_bucket{le=\"+Inf\"} %llu\n", (unsigned long long)sum);
    out_fmt(o, "yakuba_request_seconds_count %llu\nyakuba_request_seconds_sum %.6f\n",
            (unsigned long long)sum, (double)atomic_load(&f->latency_us) / 1e6);
}

static int64_t resident_bytes(void)
{
    long size = 0, resident = 0;
    FILE *f = fopen("/proc/self/statm", "re");
    if (!f)
        return 0;
    if (fscanf(f, "%ld %ld", &size, &resident) != 2)
        resident = 0;
    fclose(f);
    return resident * sysconf(_SC_PAGESIZE);
}

static void store(struct out *o, struct db_store *store)
{
    struct db_figures d;
    db_figures(store, &d);
    counter(o, "yakuba_db_commits", "Commits on disk.", d.commits);
    counter(o, "yakuba_db_transactions", "Transactions that shared them.", d.transactions);
    counter(o, "yakuba_db_statements", "Statements run.", d.statements);
    counter(o, "yakuba_db_rows_written", "Rows written.", d.rows_written);
    counter(o, "yakuba_db_checkpoints", "Checkpoints of the log.", d.checkpoints);
    counter(o, "yakuba_db_fsyncs", "Syncs to disk.", d.fsyncs);
    gauge(o, "yakuba_db_writable", "1 while changes are taken.", db_is_writable(store));
}

struct str figures_text(struct http_server *s, struct arena *mem)
{
    struct out o;
    out_init(&o, mem, 1 << 18);
    statuses(&o, &s->figures);
    latencies(&o, &s->figures);
    counter(&o, "yakuba_sent_bytes", "Bytes of bodies sent.", atomic_load(&s->figures.bytes_out));
    counter(&o, "yakuba_refused", "Requests refused because of overload.",
            atomic_load(&s->figures.refused));
    gauge(&o, "yakuba_queue_length", "Requests that wait for a worker.",
          s->workers ? (int64_t)queue_length(&s->queue) : 0);
    gauge(&o, "yakuba_requests_live", "Requests between head and answer.",
          atomic_load(&s->figures.live));
    gauge(&o, "yakuba_resident_bytes", "Memory in use.", resident_bytes());
    if (s->config.store)
        store(&o, s->config.store);
    if (s->config.more_figures)
        s->config.more_figures(s->config.app, &o);
    out_str(&o, S("# EOF\n"));
    return out_text(&o);
}

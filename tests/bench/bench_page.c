/* SPDX-License-Identifier: Apache-2.0 */
/* The demonstration town as visitors meet it: start, memory, a page rendered by a worker, an asset
 * from memory, each beside a bare libmicrohttpd that answers the same bytes. bench_page PROGRAM
 * LOAD-PROGRAM FOLDER [SECONDS] */
#include "tests/client/town_server.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { IDLE = 900 };

static void load(const char *program, int port, struct str path, const char *seconds)
{
    char port_text[16], path_text[300];
    snprintf(port_text, sizeof port_text, "%d", port);
    snprintf(path_text, sizeof path_text, "%.*s", STR(path));
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        execl(program, program, port_text, path_text, "64", seconds, (char *)NULL);
        _exit(127);
    }
    waitpid(child, NULL, 0);
}

static enum MHD_Result bare(void *cls, struct MHD_Connection *c, const char *url,
                            const char *method, const char *version, const char *piece, size_t *n,
                            void **seen)
{
    static int mark;
    const struct str *body = cls;
    (void)url, (void)method, (void)version, (void)piece, (void)n;
    if (!*seen) {
        *seen = &mark;
        return MHD_YES;
    }
    struct MHD_Response *m = MHD_create_response_from_buffer(body->n, (void *)(uintptr_t)body->p,
                                                             MHD_RESPMEM_PERSISTENT);
    MHD_add_response_header(m, "Content-Type", "text/html; charset=utf-8");
    enum MHD_Result ok = MHD_queue_response(c, 200, m);
    MHD_destroy_response(m);
    return ok;
}

static void bench_bare(const char *program, struct str body, const char *seconds)
{
    struct MHD_Daemon *d = MHD_start_daemon(MHD_USE_EPOLL | MHD_USE_INTERNAL_POLLING_THREAD, 0,
                                            NULL, NULL, bare, &body, MHD_OPTION_END);
    if (!d)
        return;
    printf("bare libmicrohttpd, the same %zu bytes: ", body.n);
    load(program, MHD_get_daemon_info(d, MHD_DAEMON_INFO_BIND_PORT)->port, S("/"), seconds);
    MHD_stop_daemon(d);
}

/* Connections that were used once and then kept. */
static double idle_kb(const struct town_server *s, struct arena *mem, struct str path)
{
    static struct browser all[IDLE];
    struct answer y;
    double before = 0;
    int n = 0;
    for (int pass = 0; pass < 2; pass++) /* the first pass warms up what is kept per worker */
        for (int i = 0; i < IDLE; i++) {
            if (pass == 0)
                browser_init(&all[i], s->port);
            else
                n += browser_get(&all[i], mem, path, &y);
            if (pass == 0 && i < 300 && !browser_get(&all[0], mem, path, &y))
                return -1;
            arena_reset(mem);
            if (pass == 0 && i == IDLE - 1)
                before = process_resident_kb(s->pid);
        }
    double after = process_resident_kb(s->pid);
    for (int i = 0; i < IDLE; i++)
        browser_close(&all[i]);
    return n == IDLE ? (after - before) / (IDLE - 1) : -1;
}

static void bench(const struct town_server *s, struct arena *mem, const char *program,
                  const char *name, struct str path, const char *seconds)
{
    struct browser b;
    struct answer y;
    browser_init(&b, s->port);
    b.takes_gzip = true; /* as the load program asks */
    if (!browser_get(&b, mem, path, &y) || y.status != 200) {
        fprintf(stderr, "%.*s: %d\n", STR(path), y.status);
        return;
    }
    browser_close(&b);
    printf("%s: ", name);
    load(program, s->port, path, seconds);
    bench_bare(program, y.body, seconds);
}

int main(int argc, char **argv)
{
    struct arena mem;
    struct browser b;
    struct answer y;
    if (argc < 4) {
        fputs("usage: bench_page PROGRAM LOAD-PROGRAM FOLDER [SECONDS [STORE]]\n", stderr);
        return 2;
    }
    const char *seconds = argc > 4 ? argv[4] : "2";
    char settings[1100] = "";
    struct town_server s = { .program = argv[1], .folder = argv[3] };
    if (argc > 5)
        snprintf(settings, sizeof settings, "store = %s", argv[5]);
    arena_init(&mem, 64 << 20);
    if (server_start(&s, settings) != OK)
        return 1;
    double first = s.started_ms;
    if (server_stop(&s) != OK || server_start(&s, settings) != OK)
        return 1;
    usleep(1500000); /* what is done once after the start is done */
    pid_t children[16];
    int n = server_children(&s, children, 16);
    printf("start to the first answer: %.0f ms making 都市X, %.0f ms after that; resident idle "
           "%.1f MB, its vault %.1f MB\n",
           first, s.started_ms, process_resident_kb(s.pid) / 1024,
           n ? process_resident_kb(children[0]) / 1024 : 0);
    printf("an idle connection: %.1f KB\n", idle_kb(&s, &mem, S("/procedures/jido-teate")));
    bench(&s, &mem, argv[2], "page rendered by a worker", S("/procedures/jido-teate"), seconds);
    browser_init(&b, s.port);
    if (browser_get(&b, &mem, S("/"), &y)) {
        struct str style = between(y.body, S("<link rel=\"stylesheet\" href=\""), S("\""));
        bench(&s, &mem, argv[2], "asset from memory", arena_str(&mem, style), seconds);
    }
    browser_close(&b);
    int rc = server_stop(&s) == OK ? 0 : 1;
    arena_release(&mem);
    return rc;
}

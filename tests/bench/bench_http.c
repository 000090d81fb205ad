/* SPDX-License-Identifier: Apache-2.0 */
/* Pages per second of the server, queued and inline, beside a bare libmicrohttpd that answers the
 * same bytes from its own thread.  Runs tests/bench/load against each and prints its lines.
 *     bench_http LOAD-PROGRAM [CLIENTS [SECONDS]] */
#include "platform/http/http.h"
#include "platform/log/log.h"

#include <microhttpd.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROWS = 54 };

static void escape(struct out *o, struct str s)
{
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) {
        struct str entity = s.p[i] == '<'   ? S("&lt;")
                            : s.p[i] == '>' ? S("&gt;")
                            : s.p[i] == '&' ? S("&amp;")
                                            : S("");
        if (!entity.n)
            continue;
        out_put(o, s.p + from, i - from);
        out_str(o, entity);
        from = i + 1;
    }
    out_put(o, s.p + from, s.n - from);
}

/* A page of about 10 KB, every field escaped, as a compiled page would write it. */
static struct str render(struct arena *mem)
{
    struct out o;
    out_init(&o, mem, OUT_PAGE_CEILING);
    out_str(&o, S("<!DOCTYPE html><html lang=\"ja\"><title>案件一覧</title><table>\n"));
    for (int i = 0; i < ROWS; i++) {
        struct str cells[] = { S("児童手当 認定請求"), S("架空 太郎 & <花子>"), S("審査中"),
                               S("令和8年11月25日（水）9時42分"), S("子育て支援課") };
        out_str(&o, S("<tr>"));
        for (size_t c = 0; c < 5; c++) {
            out_str(&o, S("<td>"));
            escape(&o, cells[c]);
            out_str(&o, S("</td>"));
        }
        out_str(&o, S("</tr>\n"));
    }
    out_str(&o, S("</table></html>\n"));
    return out_text(&o);
}

static enum rc page(struct req *r)
{
    return reply_html(r, 200, render(r->mem));
}

static const struct route routes[] = {
    { GET, "/queued", ZONE_PUBLIC, ACCESS_ANYONE, QUEUED, page, "h" },
    { GET, "/inline", ZONE_PUBLIC, ACCESS_ANYONE, INLINE, page, "h" },
    { 0 },
};
static const struct route *const tables[] = { routes, NULL };

static void *serve(void *arg)
{
    return http_run(arg) == OK ? arg : NULL;
}

static double cpu_s(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static void load(const char *program, int port, const char *path, const char *clients,
                 const char *seconds)
{
    char port_text[16];
    snprintf(port_text, sizeof port_text, "%d", port);
    double from = cpu_s();
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        execl(program, program, port_text, path, clients, seconds, (char *)NULL);
        _exit(127);
    }
    int status;
    waitpid(child, &status, 0);
    printf("    server CPU %.2f s, exit %d\n", cpu_s() - from, WEXITSTATUS(status));
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
    struct MHD_Response *m =
        MHD_create_response_from_buffer(body->n, (void *)body->p, MHD_RESPMEM_PERSISTENT);
    MHD_add_response_header(m, "Content-Type", "text/html; charset=utf-8");
    enum MHD_Result ok = MHD_queue_response(c, 200, m);
    MHD_destroy_response(m);
    return ok;
}

static void bench_bare(const char *program, const char *clients, const char *seconds)
{
    struct arena mem;
    arena_init(&mem, 1 << 20);
    struct str body = render(&mem);
    struct MHD_Daemon *d = MHD_start_daemon(MHD_USE_EPOLL | MHD_USE_INTERNAL_POLLING_THREAD, 0,
                                            NULL, NULL, bare, &body, MHD_OPTION_END);
    if (!d)
        return;
    printf("bare libmicrohttpd, %zu bytes ready made\n    ", body.n);
    load(program, MHD_get_daemon_info(d, MHD_DAEMON_INFO_BIND_PORT)->port, "/bare", clients,
         seconds);
    MHD_stop_daemon(d);
    arena_release(&mem);
}

int main(int argc, char **argv)
{
    static const unsigned char key[32] = { 3 };
    if (argc < 2) {
        fputs("usage: bench_http LOAD-PROGRAM [CLIENTS [SECONDS]]\n", stderr);
        return 2;
    }
    const char *clients = argc > 2 ? argv[2] : "64", *seconds = argc > 3 ? argv[3] : "2";
    struct http_config config = { .listen = "127.0.0.1:0",
                                  .zone_public = true,
                                  .workers = 64,
                                  .routes = tables,
                                  .key = key,
                                  .connections = 2000 };
    struct http_server *s;
    pthread_t thread;
    log_set_level(getenv("BENCH_LOG") ? LOG_INFO : LOG_WARNING);
    if (http_start(&config, &s) != OK || pthread_create(&thread, NULL, serve, s) != 0)
        return 1;
    for (int pass = 0; pass < 3; pass++) {
        printf("rendered by a worker\n    ");
        load(argv[1], http_port(s), "/queued", clients, seconds);
        printf("rendered inline\n    ");
        load(argv[1], http_port(s), "/inline", clients, seconds);
        bench_bare(argv[1], clients, seconds);
    }
    http_stop(s);
    pthread_join(thread, NULL);
    http_release(s);
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Papers per second on one core, and how large they are.  bench_pdf [seconds] [FILE [FILE]]: the
 * last notice and the last certificate are kept there. */
#include "modules/papers/certificate_sample.h"
#include "modules/papers/notice_sample.h"
#include "tests/programs.h"

#include <stdio.h>
#include <time.h>

static double cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static enum rc make(struct arena *mem, int i, bool granted, struct str *ret_pdf)
{
    struct paper_data p = sample_notice(granted);
    struct pdf_missing missing;
    int pages;
    p.name = arena_fmt(mem, "見本　%d郎", i);
    enum rc rc = papers_notice_pdf(mem, &p, ret_pdf, &pages, &missing);
    return rc == OK ? papers_verify_identity(mem, *ret_pdf, p.subject_ref, p.request_ref) : rc;
}

/* Hash, signature, paper and the check of its refs: all but vault, disk and store. */
static enum rc make_certificate(struct arena *mem, int i, struct str *ret_pdf)
{
    static const unsigned char seed[CRYPTO_KEY] = { 1 };
    struct certificate c = sample_certificate(mem, 1000 + i);
    struct pdf_missing missing;
    int pages;
    enum rc rc = papers_certificate_pdf(mem, &c, sample_payload(mem, &c, "999997", seed), ret_pdf,
                                        &pages, &missing);
    return rc == OK ? papers_verify_identity(mem, *ret_pdf, c.subject_ref, c.request_ref) : rc;
}

static int measure_certificates(double seconds, const char *file)
{
    struct arena mem;
    struct str pdf = { NULL, 0 };
    double from, used = 0;
    size_t most = 0;
    int n = 0;
    arena_init(&mem, (size_t)16 << 20);
    if (make_certificate(&mem, 0, &pdf) != OK)
        return 1;
    from = cpu_seconds();
    for (; used < seconds; n++) {
        arena_reset(&mem);
        if (make_certificate(&mem, n, &pdf) != OK)
            return 1;
        most = pdf.n > most ? pdf.n : most;
        used = cpu_seconds() - from;
    }
    printf("pdf certificate %.0f papers/s per core (CPU time), %.2f ms each, %zu bytes at most\n",
           n / used, used / n * 1000, most);
    if (file)
        (void)program_file(file, pdf);
    arena_release(&mem);
    return most > 40 * 1024;
}

static int measure(bool granted, double seconds, const char *file)
{
    struct arena mem;
    struct str pdf = { NULL, 0 };
    double first, from, used = 0;
    size_t most = 0;
    int n = 0;
    arena_init(&mem, (size_t)16 << 20);
    from = cpu_seconds();
    if (make(&mem, 0, granted, &pdf) != OK)
        return 1;
    first = cpu_seconds() - from;
    from = cpu_seconds();
    for (; used < seconds; n++) {
        arena_reset(&mem);
        if (make(&mem, n, granted, &pdf) != OK)
            return 1;
        most = pdf.n > most ? pdf.n : most;
        used = cpu_seconds() - from;
    }
    printf("pdf %-6s %.0f papers/s per core (CPU time), %.2f ms each, first %.1f ms, %zu bytes at "
           "most, %zu KiB arena\n",
           granted ? "grant" : "reject", n / used, used / n * 1000, first * 1000, most,
           mem.used / 1024);
    if (file)
        (void)program_file(file, pdf);
    arena_release(&mem);
    return 0;
}

int main(int argc, char **argv)
{
    int64_t seconds = 2;
    const char *why;
    if (argc > 1 && !str_to_int(str_of(argv[1]), &seconds))
        return 2;
    if (pdf_fonts_ready(&why) != OK) {
        fprintf(stderr, "bench_pdf: %s\n", why);
        return 1;
    }
    return measure(false, (double)seconds, NULL) ||
           measure(true, (double)seconds, argc > 2 ? argv[2] : NULL) ||
           measure_certificates((double)seconds, argc > 3 ? argv[3] : NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The jail: real pictures and papers made here, and hostile ones.  This program is its own helper.
 */
#include "platform/jail/jail.h"
#include "platform/jail/run.h"
#include "tests/test.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <jpeglib.h>
#include <libheif/heif.h>
#include <png.h>

/* ---- pictures made here ---- */

/* Red on the left, blue on the right, a white first row: enough to see how it was turned. */
static void paint(unsigned char *row, int width, int y)
{
    for (int x = 0; x < width; x++) {
        row[3 * x] = y < 8 ? 255 : x < width / 2 ? 255 : 0;
        row[3 * x + 1] = y < 8 ? 255 : 0;
        row[3 * x + 2] = y < 8 ? 255 : x < width / 2 ? 0 : 255;
    }
}

static struct str make_jpeg(int width, int height, bool progressive)
{
    struct jpeg_error_mgr errors;
    struct jpeg_compress_struct c = { .err = jpeg_std_error(&errors) };
    unsigned char *out = NULL, *row = malloc((size_t)width * 3);
    unsigned long n = 0;
    jpeg_create_compress(&c);
    jpeg_mem_dest(&c, &out, &n);
    c.image_width = (JDIMENSION)width;
    c.image_height = (JDIMENSION)height;
    c.input_components = 3;
    c.in_color_space = JCS_RGB;
    jpeg_set_defaults(&c);
    if (progressive)
        jpeg_simple_progression(&c);
    jpeg_start_compress(&c, TRUE);
    static const char comment[] = "a private remark";
    jpeg_write_marker(&c, JPEG_COM, (const JOCTET *)comment, sizeof comment);
    for (int y = 0; y < height; y++) {
        paint(row, width, y);
        jpeg_write_scanlines(&c, &row, 1);
    }
    jpeg_finish_compress(&c);
    jpeg_destroy_compress(&c);
    free(row);
    struct str kept = arena_str(test_arena(), str_n((const char *)out, n));
    free(out);
    return kept;
}

static struct str with_exif(struct str jpeg, int orientation)
{
    static unsigned char app1[] = { 0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0,    'M', 'M',
                                    0,    42,   0, 0,  0,   8,   0,   1,   1, 0x12, 0,   3,
                                    0,    0,    0, 1,  0,   0,   0,   0,   0, 0,    0,   0 };
    app1[29] = (unsigned char)orientation;
    struct str parts[] = { str_sub(jpeg, 0, 2), str_n((const char *)app1, sizeof app1),
                           str_sub(jpeg, 2, SIZE_MAX) };
    return arena_join(test_arena(), parts, 3, S(""));
}

struct bytes {
    char *p;
    size_t n;
};

static void append(png_structp png, png_bytep data, size_t n)
{
    struct bytes *b = png_get_io_ptr(png);
    b->p = realloc(b->p, b->n + n);
    memcpy(b->p + b->n, data, n);
    b->n += n;
}

static struct str make_png(int width, int height, int interlace, int color)
{
    struct bytes b = { 0 };
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    unsigned char *rgb = calloc((size_t)width, 4), *row = calloc((size_t)width, 4);
    png_set_write_fn(png, &b, append, NULL);
    png_set_IHDR(png, info, (png_uint_32)width, (png_uint_32)height, 8, color, interlace,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    int passes = png_set_interlace_handling(png);
    for (int pass = 0; pass < passes; pass++)
        for (int y = 0; y < height; y++) {
            paint(rgb, width, y);
            for (int x = 0; x < width; x++)
                if (color == PNG_COLOR_TYPE_RGB)
                    memcpy(row + 3 * x, rgb + 3 * x, 3);
                else if (color == PNG_COLOR_TYPE_RGB_ALPHA)
                    memcpy(row + 4 * x, rgb + 3 * x, 3), row[4 * x + 3] = x < width / 2 ? 255 : 0;
                else
                    row[x] = rgb[3 * x];
            png_write_row(png, row);
        }
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    struct str kept = arena_str(test_arena(), str_n(b.p, b.n));
    free(b.p);
    free(rgb);
    free(row);
    return kept;
}

static struct heif_error keep(struct heif_context *c, const void *data, size_t n, void *to)
{
    (void)c;
    *(struct str *)to = arena_str(test_arena(), str_n(data, n));
    return (struct heif_error) { heif_error_Ok, heif_suberror_Unspecified, "" };
}

/* The empty text when no encoder is installed. */
static struct str make_heic(int width, int height)
{
    struct heif_context *context = heif_context_alloc();
    struct heif_encoder *encoder = NULL;
    struct heif_image *image = NULL;
    struct heif_writer writer = { .writer_api_version = 1, .write = keep };
    struct str made = S("");
    int stride;
    heif_image_create(width, height, heif_colorspace_RGB, heif_chroma_interleaved_RGB, &image);
    heif_image_add_plane(image, heif_channel_interleaved, width, height, 24);
    uint8_t *rows = heif_image_get_plane(image, heif_channel_interleaved, &stride);
    for (int y = 0; y < height; y++)
        paint(rows + (size_t)y * (size_t)stride, width, y);
    if (heif_context_get_encoder_for_format(context, heif_compression_HEVC, &encoder).code == 0 &&
        heif_context_encode_image(context, image, encoder, NULL, NULL).code == 0)
        heif_context_write(context, &writer, &made);
    if (encoder)
        heif_encoder_release(encoder);
    heif_image_release(image);
    heif_context_free(context);
    return made;
}

/* The encoder that makes the test's picture loses two small blocks of its own. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libx265";
}

struct colour {
    int r, g, b;
};

static struct colour colour_at(struct str jpeg, unsigned at_x, unsigned at_y)
{
    struct jpeg_error_mgr errors;
    struct jpeg_decompress_struct c = { .err = jpeg_std_error(&errors) };
    jpeg_create_decompress(&c);
    jpeg_mem_src(&c, (const unsigned char *)jpeg.p, jpeg.n);
    jpeg_read_header(&c, TRUE);
    jpeg_start_decompress(&c);
    unsigned char *row = malloc((size_t)c.output_width * 3);
    while (c.output_scanline <= at_y)
        jpeg_read_scanlines(&c, &row, 1);
    struct colour found = { row[3 * at_x], row[3 * at_x + 1], row[3 * at_x + 2] };
    free(row);
    jpeg_destroy_decompress(&c);
    return found;
}

static bool is_red(struct colour c)
{
    return c.r > 200 && c.g < 60 && c.b < 60;
}
static bool is_blue(struct colour c)
{
    return c.r < 60 && c.g < 60 && c.b > 200;
}

static bool decodes(enum jail_kind kind, struct str bytes, int width, int height,
                    struct jail_image *image)
{
    CHECK_INT(jail_sniff(bytes), kind);
    return CHECK_OK(jail_image(test_arena(), kind, bytes, image)) &&
           CHECK_INT(image->width, width) && CHECK_INT(image->height, height) &&
           CHECK(is_red(colour_at(image->jpeg, 20, (unsigned)height / 2))) &&
           CHECK(is_blue(colour_at(image->jpeg, (unsigned)width - 20, (unsigned)height / 2)));
}

TEST(pictures_of_every_kind_come_out_small_and_without_metadata)
{
    struct jail_image image;
    decodes(JAIL_JPEG, make_jpeg(640, 480, false), 640, 480, &image);
    CHECK(str_find(image.jpeg, S("private")) == SIZE_MAX);
    decodes(JAIL_JPEG, make_jpeg(640, 480, true), 640, 480, &image);
    decodes(JAIL_JPEG, make_jpeg(5000, 3000, false), 2400, 1440, &image);
    decodes(JAIL_JPEG, make_jpeg(2500, 100, false), 2400, 96, &image);
    decodes(JAIL_PNG, make_png(640, 480, 0, PNG_COLOR_TYPE_RGB), 640, 480, &image);
    decodes(JAIL_PNG, make_png(3000, 2000, PNG_INTERLACE_ADAM7, PNG_COLOR_TYPE_RGB), 2400, 1600,
            &image);
}

TEST(a_transparent_part_becomes_white_and_grey_stays)
{
    struct jail_image image;
    struct str png = make_png(200, 100, 0, PNG_COLOR_TYPE_RGB_ALPHA);
    CHECK_OK(jail_image(test_arena(), JAIL_PNG, png, &image));
    CHECK(is_red(colour_at(image.jpeg, 20, 50)));
    struct colour c = colour_at(image.jpeg, 180, 50);
    CHECK(c.r > 240 && c.g > 240 && c.b > 240);
    CHECK_OK(
        jail_image(test_arena(), JAIL_PNG, make_png(200, 100, 0, PNG_COLOR_TYPE_GRAY), &image));
    c = colour_at(image.jpeg, 180, 50);
    CHECK(c.r < 20 && c.g < 20 && c.b < 20);
}

TEST(heic_is_decoded)
{
    struct str heic = make_heic(640, 480);
    struct jail_image image;
    if (heic.n == 0)
        SKIP("libheif has no HEVC encoder here to make a picture with");
    decodes(JAIL_HEIC, heic, 640, 480, &image);
    for (size_t n = 0; n < heic.n; n += heic.n / 20)
        CHECK(jail_image(test_arena(), JAIL_HEIC, str_sub(heic, 0, n), &image) != OK);
}

TEST(a_picture_is_turned_upright)
{
    /* Where the red half of the stored picture (left) is seen afterwards. */
    static const char seen[] = " LRRLTTBB";
    for (int o = 1; o <= 8; o++) {
        struct jail_image image;
        struct str jpeg = with_exif(make_jpeg(400, 200, false), o);
        CHECK_OK(jail_image(test_arena(), JAIL_JPEG, jpeg, &image));
        CHECK_INT(image.width, o < 5 ? 400 : 200);
        CHECK_INT(image.height, o < 5 ? 200 : 400);
        unsigned w = (unsigned)image.width, h = (unsigned)image.height;
        unsigned x = seen[o] == 'L' ? 30 : seen[o] == 'R' ? w - 30 : w / 2;
        unsigned y = seen[o] == 'T' ? 30 : seen[o] == 'B' ? h - 30 : h / 2;
        CHECK(is_red(colour_at(image.jpeg, x, y)));
        CHECK(is_blue(colour_at(image.jpeg, w - 1 - x, h - 1 - y)));
        CHECK(str_find(image.jpeg, S("Exif")) == SIZE_MAX);
    }
}

/* ---- hostile pictures ---- */

static struct str png_header(uint32_t width, uint32_t height)
{
    unsigned char *p =
        (unsigned char *)(uintptr_t)arena_str(test_arena(), make_png(16, 16, 0, PNG_COLOR_TYPE_RGB))
            .p;
    size_t n = make_png(16, 16, 0, PNG_COLOR_TYPE_RGB).n;
    for (int i = 0; i < 4; i++) {
        p[16 + i] = (unsigned char)(width >> (24 - 8 * i));
        p[20 + i] = (unsigned char)(height >> (24 - 8 * i));
    }
    uint32_t crc = 0xffffffff;
    for (size_t i = 12; i < 29; i++) {
        crc ^= p[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc & 1 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
    }
    crc = ~crc;
    for (int i = 0; i < 4; i++)
        p[29 + i] = (unsigned char)(crc >> (24 - 8 * i));
    return str_n((const char *)p, n);
}

TEST(a_pixel_flood_is_refused_before_it_costs)
{
    static const struct {
        uint32_t width, height;
    } sizes[] = { { 65535, 65535 }, { 40001, 1000 }, { 6400, 6400 }, { 0x7fffffff, 0x7fffffff } };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct str png = png_header(sizes[i].width, sizes[i].height);
        struct jail_job job = { "image", "png", png, 1 << 20 };
        struct jail_result r;
        struct timespec a, b;
        clock_gettime(CLOCK_MONOTONIC, &a);
        CHECK_OK(jail_run(test_arena(), &job, &r));
        clock_gettime(CLOCK_MONOTONIC, &b);
        CHECK_INT(jail_verdict(&r), INVALID);
        double s = (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9;
        CHECK(s < 2);
#ifndef __SANITIZE_ADDRESS__
        CHECK(r.max_rss_kb < 64 << 10);
#endif
        if (i == 0)
            printf("jail: PNG of 65,535 squared refused in %.0f ms, %ld KB\n", s * 1000,
                   r.max_rss_kb);
    }
}

TEST(a_picture_at_the_limit_keeps_the_limits)
{
    struct str jpeg = make_jpeg(8000, 5000, false);
    struct jail_job job = { "image", "jpeg", jpeg, 8 << 20 };
    struct jail_result r;
    CHECK_OK(jail_run(test_arena(), &job, &r));
    CHECK_OK(jail_verdict(&r));
    printf("jail: 40 megapixels in %.2f s of CPU, %ld KB\n", r.cpu_s, r.max_rss_kb);
    struct jail_image image;
    CHECK_INT(jail_image(test_arena(), JAIL_JPEG, make_jpeg(8001, 5000, false), &image), INVALID);
}

TEST(what_is_not_what_it_says_is_refused)
{
    struct jail_image image;
    struct arena *mem = test_arena();
    int n;
    struct str text = S("これは写真ではありません"), gif = S("GIF89a/*\1\0\1\0*/=1;alert(1)");
    CHECK_INT(jail_sniff(text), JAIL_UNKNOWN);
    CHECK_INT(jail_sniff(gif), JAIL_UNKNOWN);
    CHECK_INT(jail_sniff(S("")), JAIL_UNKNOWN);
    for (int kind = JAIL_UNKNOWN; kind <= JAIL_PDF; kind++) {
        CHECK_INT(jail_image(mem, (enum jail_kind)kind, text, &image), INVALID);
        CHECK_INT(jail_image(mem, (enum jail_kind)kind, gif, &image), INVALID);
    }
    CHECK_INT(jail_pdf(mem, text, 1, &image, &n), INVALID);
    CHECK_INT(jail_image(mem, JAIL_PNG, make_jpeg(64, 64, false), &image), INVALID);
    CHECK_INT(jail_image(mem, JAIL_JPEG, S("\xff\xd8\xff\xe0garbage"), &image), INVALID);
}

TEST(what_hangs_behind_a_picture_does_not_come_through)
{
    struct jail_image image;
    struct str parts[] = { make_jpeg(64, 64, false), S("<script>alert(1)</script>PK\3\4") };
    struct str polyglot = arena_join(test_arena(), parts, 2, S(""));
    CHECK_OK(jail_image(test_arena(), JAIL_JPEG, polyglot, &image));
    CHECK(str_find(image.jpeg, S("script")) == SIZE_MAX);
}

/* Flips, cuts, doubles; never more than a helper's death may follow. */
static struct str mutated(struct str s, unsigned *seed)
{
    char *p = arena_cstr(test_arena(), s);
    int n = 1 + rand_r(seed) % 8;
    for (int i = 0; i < n; i++) {
        size_t at = (size_t)rand_r(seed) % s.n;
        switch (rand_r(seed) % 3) {
        case 0: p[at] = (char)rand_r(seed); break;
        case 1: p[at] = (char)(p[at] ^ 1 << rand_r(seed) % 8); break;
        default: p[at % 64 + 3 < s.n ? at % 64 + 3 : 0] = (char)rand_r(seed);
        }
    }
    return str_n(p, rand_r(seed) % 6 ? s.n : (size_t)rand_r(seed) % s.n);
}

TEST(mutated_pictures_never_get_out)
{
    struct str seeds[] = { make_jpeg(90, 60, false), make_jpeg(90, 60, true),
                           make_png(90, 60, 0, PNG_COLOR_TYPE_RGB),
                           make_png(90, 60, PNG_INTERLACE_ADAM7, PNG_COLOR_TYPE_RGB_ALPHA),
                           make_heic(90, 60) };
    static const char *const kinds[] = { "jpeg", "jpeg", "png", "png", "heic" };
    unsigned seed = 7;
    int n_ok = 0, n_invalid = 0, n_failed = 0;
    for (int run = 0; run < 400; run++) {
        int which = run % 5;
        if (seeds[which].n == 0)
            continue;
        struct jail_job job = { "image", kinds[which], mutated(seeds[which], &seed), 16 << 20 };
        struct jail_result r = { 0 };
        enum rc rc = jail_run(test_arena(), &job, &r);
        rc = rc == OK ? jail_verdict(&r) : rc;
        n_ok += rc == OK;
        n_invalid += rc == INVALID;
        n_failed += rc == FAILED;
        if (rc == FAILED)
            printf("jail: run %d (%s): status %x\n", run, kinds[which], (unsigned)r.status);
    }
    printf("jail: of 400 mutated pictures %d decoded, %d refused, %d failed\n", n_ok, n_invalid,
           n_failed);
    CHECK(n_invalid > 50);
    CHECK_INT(n_failed, 0);
    struct str jpeg = make_jpeg(640, 480, false);
    struct jail_image image;
    for (size_t n = 0; n < jpeg.n; n += jpeg.n / 25)
        CHECK_INT(jail_image(test_arena(), JAIL_JPEG, str_sub(jpeg, 0, n), &image), INVALID);
}

/* ---- PDF ---- */

static struct str make_pdf(int pages)
{
    struct arena *mem = test_arena();
    struct str parts[64];
    size_t offsets[64], n = 0, at = 0, n_objects = (size_t)pages * 2 + 3;
    parts[n++] = S("%PDF-1.4\n");
    struct str kids = S("");
    for (int i = 0; i < pages; i++)
        kids = arena_fmt(mem, "%.*s %d 0 R", STR(kids), 4 + 2 * i);
    struct str bodies[64] = {
        S("<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>"),
        arena_fmt(mem, "<</Type/Pages/Kids[%.*s]/Count %d>>", STR(kids), pages),
        S("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"),
    };
    for (int i = 0; i < pages; i++) {
        struct str draw = arena_fmt(mem,
                                    "1 0 0 rg 0 0 300 600 re f 0 0 1 rg 300 0 300 600 re f "
                                    "BT /F 24 Tf 50 550 Td (Page %d) Tj ET",
                                    i + 1);
        bodies[3 + 2 * i] = arena_fmt(mem,
                                      "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 600]"
                                      "/Contents %d 0 R/Resources<</Font<</F 3 0 R>>>>>>",
                                      5 + 2 * i);
        bodies[4 + 2 * i] =
            arena_fmt(mem, "<</Length %zu>>stream\n%.*s\nendstream", draw.n, STR(draw));
    }
    for (size_t i = 0; i < n_objects; i++)
        parts[n++] = arena_fmt(mem, "%zu 0 obj%.*s endobj\n", i + 1, STR(bodies[i]));
    for (size_t i = 0; i < n; i++) {
        offsets[i] = at;
        at += parts[i].n;
    }
    struct str xref = arena_fmt(mem, "xref\n0 %zu\n0000000000 65535 f \n", n_objects + 1);
    for (size_t i = 1; i < n; i++)
        xref = arena_fmt(mem, "%.*s%010zu 00000 n \n", STR(xref), offsets[i]);
    parts[n++] = arena_fmt(mem, "%.*strailer<</Size %zu/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n",
                           STR(xref), n_objects + 1, at);
    return arena_join(mem, parts, n, S(""));
}

TEST(pages_of_a_pdf_become_pictures)
{
    struct jail_image pages[2];
    int n = 0;
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    if (!CHECK_OK(jail_pdf(test_arena(), make_pdf(3), 2, pages, &n)))
        return;
    clock_gettime(CLOCK_MONOTONIC, &b);
    printf("jail: two pages of a PDF in %.0f ms\n",
           (double)(b.tv_sec - a.tv_sec) * 1e3 + (double)(b.tv_nsec - a.tv_nsec) / 1e6);
    CHECK_INT(n, 3);
    for (int i = 0; i < 2; i++) {
        CHECK_INT(pages[i].width, 2400);
        CHECK_INT(pages[i].height, 2400);
        CHECK(is_red(colour_at(pages[i].jpeg, 600, 1200)));
        CHECK(is_blue(colour_at(pages[i].jpeg, 1800, 1200)));
        CHECK(str_find(pages[i].jpeg, S("alert")) == SIZE_MAX);
    }
}

TEST(an_encrypted_pdf_is_refused)
{
    struct arena *mem = test_arena();
    struct jail_image page;
    int n;
    const char *from = arena_fmt(mem, "%.*s/plain.pdf", STR(test_folder())).p;
    const char *to = arena_fmt(mem, "%.*s/closed.pdf", STR(test_folder())).p;
    struct str plain = make_pdf(1);
    FILE *f = fopen(from, "wb");
    CHECK(f && fwrite(plain.p, 1, plain.n, f) == plain.n);
    fclose(f);
    static const char *const passwords[][2] = { { "user", "owner" }, { "", "owner" } };
    for (size_t i = 0; i < 2; i++) {
        pid_t pid = fork();
        if (pid == 0) {
            execlp("qpdf", "qpdf", "--encrypt", passwords[i][0], passwords[i][1], "256", "--", from,
                   to, (char *)NULL);
            _exit(127);
        }
        int status;
        waitpid(pid, &status, 0);
        if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
            SKIP("qpdf is not installed");
        CHECK_INT(jail_pdf(mem, test_file(mem, to), 1, &page, &n), INVALID);
    }
}

TEST(broken_papers_are_refused_and_mutated_ones_stay_inside)
{
    struct str pdf = make_pdf(1);
    struct jail_image page;
    unsigned seed = 11;
    int n, n_ok = 0, n_invalid = 0, n_failed = 0;
    CHECK_INT(jail_pdf(test_arena(), S("%PDF-1.4\n"), 1, &page, &n), INVALID);
    CHECK_INT(jail_pdf(test_arena(), str_sub(pdf, 0, 30), 1, &page, &n), INVALID);
    for (int run = 0; run < 40; run++) {
        enum rc rc = jail_pdf(test_arena(), mutated(pdf, &seed), 1, &page, &n);
        n_ok += rc == OK;
        n_invalid += rc == INVALID;
        n_failed += rc == FAILED;
    }
    printf("jail: of 40 mutated PDFs %d drawn, %d refused, %d failed\n", n_ok, n_invalid, n_failed);
    CHECK_INT(n_ok + n_invalid + n_failed, 40);
    CHECK(n_failed <= 4);
}

/* ---- the pool ---- */

static atomic_int n_through, n_busy, n_other;
static struct str shared_png;

static void *one_picture(void *arg)
{
    struct arena mem;
    struct jail_image image;
    (void)arg;
    arena_init(&mem, 16 << 20);
    enum rc rc = jail_image(&mem, JAIL_PNG, shared_png, &image);
    atomic_fetch_add(rc == OK ? &n_through : rc == BUSY ? &n_busy : &n_other, 1);
    arena_release(&mem);
    return NULL;
}

TEST(at_most_four_helpers_run_and_the_fifth_is_told_busy)
{
    pthread_t threads[12];
    shared_png = make_png(3000, 2000, 0, PNG_COLOR_TYPE_RGB);
    for (int i = 0; i < 12; i++)
        pthread_create(&threads[i], NULL, one_picture, NULL);
    for (int i = 0; i < 12; i++)
        pthread_join(threads[i], NULL);
    CHECK_INT(atomic_load(&n_other), 0);
    CHECK(atomic_load(&n_through) >= JAIL_HELPERS);
    CHECK(atomic_load(&n_busy) > 0);
    one_picture(NULL);
    CHECK(atomic_load(&n_through) > JAIL_HELPERS);
}

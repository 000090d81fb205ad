/* SPDX-License-Identifier: Apache-2.0 */
/* The helper process: this program again, from a clean image.  `yakuba-jail image jpeg|png|heic`
 * reads a picture and writes width 4 | height 4 | JPEG; `yakuba-jail info -` and `page N` become
 * one of poppler's programs behind the walls. */
#include "platform/jail/jail.h"
#include "platform/jail/picture.h"
#include "platform/jail/run.h"
#include "platform/jail/sandbox.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

const char jail_argv0[] = "yakuba-jail";

_Noreturn void jail_refuse(void)
{
    _exit(JAIL_EXIT_INVALID);
}

/* Standard input is a sealed memory file: nobody changes it while we read. */
static struct str map_input(void)
{
    struct stat st;
    if (fstat(STDIN_FILENO, &st) != 0 || st.st_size <= 0)
        jail_refuse();
    void *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, STDIN_FILENO, 0);
    if (p == MAP_FAILED)
        abort();
    return str_n(p, (size_t)st.st_size);
}

static void write_all(const void *bytes, size_t n)
{
    const char *p = bytes;
    while (n > 0) {
        ssize_t done = write(STDOUT_FILENO, p, n);
        if (done <= 0)
            _exit(1);
        p += done;
        n -= (size_t)done;
    }
}

static _Noreturn void image_main(const char *kind)
{
    bool heic = strcmp(kind, "heic") == 0;
    struct str input = map_input();
    if (heic)
        heif_warm_up();
    if (!jail_enter_image(heic))
        _exit(1);
    struct picture p = heic                       ? heif_decode(input)
                       : strcmp(kind, "png") == 0 ? png_decode(input)
                                                  : jpeg_decode(input);
    struct str jpeg = picture_jpeg(p);
    uint32_t size[2] = { (uint32_t)p.width, (uint32_t)p.height };
    write_all(size, sizeof size);
    write_all(jpeg.p, jpeg.n);
    _exit(0);
}

static _Noreturn void pdf_main(const char *program, const char *page)
{
    static char *const environment[] = { "LC_ALL=C.UTF-8", "HOME=/nonexistent", NULL };
    char *const info[] = { "pdfinfo", "-", NULL };
    char *const draw[] = { "pdftoppm",   "-q",
                           "-f",         (char *)(uintptr_t)page,
                           "-l",         (char *)(uintptr_t)page,
                           "-scale-to",  "2400",
                           "-jpeg",      "-jpegopt",
                           "quality=92", "-",
                           NULL };
    char *const text[] = { "pdftotext", "-q", "-raw", "-enc", "UTF-8", "-", "-", NULL };
    bool is_info = strcmp(program, "/usr/bin/pdfinfo") == 0;
    bool is_text = strcmp(program, "/usr/bin/pdftotext") == 0;
    if (!jail_enter_pdf(program))
        _exit(1);
    execve(program, is_info ? info : is_text ? text : draw, environment);
    _exit(1);
}

_Noreturn void jail_main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "image") == 0)
        image_main(argv[2]);
    if (argc == 3 && strcmp(argv[1], "info") == 0)
        pdf_main("/usr/bin/pdfinfo", "");
    if (argc == 3 && strcmp(argv[1], "text") == 0)
        pdf_main("/usr/bin/pdftotext", "");
    if (argc == 3 && strcmp(argv[1], "page") == 0)
        pdf_main("/usr/bin/pdftoppm", argv[2]);
    _exit(2);
}

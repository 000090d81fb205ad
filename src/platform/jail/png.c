/* SPDX-License-Identifier: Apache-2.0 */
/* libpng: every kind becomes RGB on white, row by row; an interlaced picture is kept whole. */
#include "platform/jail/picture.h"
#include "platform/jail/sandbox.h"

#include <png.h>
#include <stdlib.h>

enum { LARGEST_CHUNK = 4 << 20, MOST_CHUNKS = 1000 };

static void on_error(png_structp png, png_const_charp what)
{
    (void)png, (void)what;
    jail_refuse();
}

static void on_warning(png_structp png, png_const_charp what)
{
    (void)png, (void)what;
}

static void on_read(png_structp png, png_bytep to, size_t n)
{
    struct str *rest = png_get_io_ptr(png);
    if (n > rest->n)
        jail_refuse();
    memcpy(to, rest->p, n);
    *rest = str_sub(*rest, n, SIZE_MAX);
}

static void on_white(const unsigned char *rgba, unsigned char *rgb, size_t n)
{
    for (size_t i = 0; i < n; i++, rgba += 4, rgb += 3)
        for (int c = 0; c < 3; c++)
            rgb[c] = (unsigned char)((rgba[c] * rgba[3] + 255 * (255 - rgba[3]) + 127) / 255);
}

static void to_rgba(png_structp png)
{
    png_set_expand(png);
    png_set_scale_16(png);
    png_set_gray_to_rgb(png);
    png_set_add_alpha(png, 0xff, PNG_FILLER_AFTER);
}

static void read_rows(png_structp png, int passes, size_t width, size_t height, struct scaler *s)
{
    size_t kept = passes > 1 ? height : 1;
    if (passes > 1 && !jail_allow_picture(width * height * 4))
        abort();
    unsigned char *rgba = calloc(kept, width * 4), *rgb = malloc(width * 3);
    if (!rgba || !rgb)
        abort();
    for (int pass = 0; pass < passes; pass++)
        for (size_t y = 0; y < height; y++) {
            unsigned char *row = rgba + (passes > 1 ? y * width * 4 : 0);
            png_read_row(png, row, NULL);
            if (pass == passes - 1) {
                on_white(row, rgb, width);
                scaler_push(s, rgb);
            }
        }
    free(rgba);
    free(rgb);
}

struct picture png_decode(struct str bytes)
{
    struct scaler s;
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, on_error, on_warning);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (!info)
        abort();
    png_set_read_fn(png, &bytes, on_read);
    png_set_user_limits(png, PICTURE_SIDE, PICTURE_SIDE);
    png_set_chunk_malloc_max(png, LARGEST_CHUNK);
    png_set_chunk_cache_max(png, MOST_CHUNKS);
    png_read_info(png, info);
    size_t width = png_get_image_width(png, info), height = png_get_image_height(png, info);
    picture_check(width, height);
    to_rgba(png);
    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, info);
    if (png_get_rowbytes(png, info) != width * 4)
        jail_refuse();
    scaler_init(&s, (int)width, (int)height);
    read_rows(png, passes, width, height, &s);
    png_read_end(png, NULL);
    png_destroy_read_struct(&png, &info, NULL);
    return s.out;
}

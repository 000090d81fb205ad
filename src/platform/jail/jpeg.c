/* SPDX-License-Identifier: Apache-2.0 */
/* libjpeg-turbo: in with its own reduction by eighths, out at quality 88. */
#include "platform/jail/picture.h"
#include "platform/jail/sandbox.h"

#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

enum { MOST_SCANS = 64 };

static void on_error(j_common_ptr c)
{
    (void)c;
    jail_refuse();
}

/* Warnings are let pass: cameras write odd things. */
static void on_message(j_common_ptr c, int level)
{
    (void)c, (void)level;
}

static void say_nothing(j_common_ptr c)
{
    (void)c;
}

/* A progressive file of many tiny scans costs a decoder minutes. */
static void on_progress(j_common_ptr c)
{
    if (c->is_decompressor && ((j_decompress_ptr)c)->input_scan_number > MOST_SCANS)
        jail_refuse();
}

static void set_errors(struct jpeg_error_mgr *errors)
{
    jpeg_std_error(errors);
    errors->error_exit = on_error;
    errors->emit_message = on_message;
    errors->output_message = say_nothing;
}

/* A source that ends where the bytes end: a file cut short is refused, not filled with grey. */
static void source_start(j_decompress_ptr c)
{
    (void)c;
}
static boolean source_more(j_decompress_ptr c)
{
    (void)c;
    jail_refuse();
}
static void source_skip(j_decompress_ptr c, long n)
{
    if (n > 0 && (size_t)n > c->src->bytes_in_buffer)
        jail_refuse();
    if (n > 0) {
        c->src->next_input_byte += n;
        c->src->bytes_in_buffer -= (size_t)n;
    }
}

static int orientation_of(j_decompress_ptr c)
{
    for (jpeg_saved_marker_ptr m = c->marker_list; m; m = m->next)
        if (m->marker == JPEG_APP0 + 1 && m->data_length > 6 && memcmp(m->data, "Exif", 4) == 0)
            return exif_orientation(m->data, m->data_length);
    return 1;
}

/* The smallest eighths that still give the wanted size; the rest is averaged. */
static void choose_reduction(j_decompress_ptr c)
{
    unsigned longer = c->image_width > c->image_height ? c->image_width : c->image_height;
    c->scale_denom = 8;
    for (c->scale_num = 1; c->scale_num < 8; c->scale_num++)
        if ((uint64_t)longer * c->scale_num / 8 >= PICTURE_LONGEST)
            break;
}

/* Adobe stores CMYK inverted, and so do all who write it today. */
static void cmyk_to_rgb(const unsigned char *in, unsigned char *out, size_t n)
{
    for (size_t i = 0; i < n; i++, in += 4, out += 3)
        for (int k = 0; k < 3; k++)
            out[k] = (unsigned char)(in[k] * in[3] / 255);
}

static void start(j_decompress_ptr c)
{
    bool four = c->jpeg_color_space == JCS_CMYK || c->jpeg_color_space == JCS_YCCK;
    c->out_color_space = four ? JCS_CMYK : JCS_RGB;
    if (c->progressive_mode || c->arith_code || jpeg_has_multiple_scans(c))
        if (!jail_allow_picture((size_t)c->image_width * c->image_height * 8))
            abort();
    choose_reduction(c);
    jpeg_start_decompress(c);
}

struct picture jpeg_decode(struct str bytes)
{
    struct jpeg_error_mgr errors;
    struct jpeg_decompress_struct c = { 0 };
    struct jpeg_progress_mgr progress = { .progress_monitor = on_progress };
    struct jpeg_source_mgr source = { .next_input_byte = (const JOCTET *)bytes.p,
                                      .bytes_in_buffer = bytes.n,
                                      .init_source = source_start,
                                      .fill_input_buffer = source_more,
                                      .skip_input_data = source_skip,
                                      .resync_to_restart = jpeg_resync_to_restart,
                                      .term_source = source_start };
    set_errors(&errors);
    c.err = &errors;
    jpeg_create_decompress(&c);
    c.src = &source;
    c.progress = &progress;
    jpeg_save_markers(&c, JPEG_APP0 + 1, 0xffff);
    if (jpeg_read_header(&c, TRUE) != JPEG_HEADER_OK)
        jail_refuse();
    picture_check(c.image_width, c.image_height);
    int orientation = orientation_of(&c);
    start(&c);
    struct scaler s;
    scaler_init(&s, (int)c.output_width, (int)c.output_height);
    unsigned char *row = malloc((size_t)c.output_width * 4 + 8);
    unsigned char *rgb = malloc((size_t)c.output_width * 3 + 8);
    if (!row || !rgb)
        abort();
    while (c.output_scanline < c.output_height) {
        if (jpeg_read_scanlines(&c, &row, 1) != 1)
            jail_refuse();
        if (c.out_color_space == JCS_CMYK)
            cmyk_to_rgb(row, rgb, c.output_width);
        scaler_push(&s, c.out_color_space == JCS_CMYK ? rgb : row);
    }
    jpeg_finish_decompress(&c);
    jpeg_destroy_decompress(&c);
    free(row);
    free(rgb);
    return picture_upright(s.out, orientation);
}

struct str picture_jpeg(struct picture p)
{
    struct jpeg_error_mgr errors;
    struct jpeg_compress_struct c = { 0 };
    unsigned char *out = NULL;
    unsigned long n = 0;
    set_errors(&errors);
    c.err = &errors;
    jpeg_create_compress(&c);
    jpeg_mem_dest(&c, &out, &n);
    c.image_width = (JDIMENSION)p.width;
    c.image_height = (JDIMENSION)p.height;
    c.input_components = 3;
    c.in_color_space = JCS_RGB;
    jpeg_set_defaults(&c);
    jpeg_set_quality(&c, 88, TRUE);
    jpeg_start_compress(&c, TRUE);
    while (c.next_scanline < c.image_height) {
        JSAMPROW row = p.rgb + (size_t)c.next_scanline * (size_t)p.width * 3;
        jpeg_write_scanlines(&c, &row, 1);
    }
    jpeg_finish_compress(&c);
    jpeg_destroy_compress(&c);
    return str_n((const char *)out, n);
}

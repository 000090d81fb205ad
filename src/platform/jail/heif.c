/* SPDX-License-Identifier: Apache-2.0 */
/* libheif: the primary picture, which the library turns upright itself. */
#include "platform/jail/picture.h"
#include "platform/jail/sandbox.h"

#include <libheif/heif.h>
#include <pthread.h>
#include <stdlib.h>

static void *nothing(void *arg)
{
    return arg;
}

/* Its decoder is a plug-in in newer releases: found and loaded here. It will start a thread, and
 * the C library prepares itself at the first one with calls that are not allowed later. */
void heif_warm_up(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, nothing, NULL) != 0 || pthread_join(thread, NULL) != 0)
        abort();
    if (heif_init(NULL).code != heif_error_Ok ||
        !heif_have_decoder_for_format(heif_compression_HEVC))
        abort();
}

static void must(struct heif_error e)
{
    if (e.code != heif_error_Ok)
        jail_refuse();
}

static uint64_t side(int n)
{
    return n > 0 ? (uint64_t)n : 0;
}

struct picture heif_decode(struct str bytes)
{
    struct heif_context *context = heif_context_alloc();
    struct heif_image_handle *handle = NULL;
    struct heif_image *image = NULL;
    struct scaler s;
    if (!context)
        abort();
    heif_context_set_max_decoding_threads(context, 0);
    heif_context_set_maximum_image_size_limit(context, PICTURE_SIDE);
    must(heif_context_read_from_memory_without_copy(context, bytes.p, bytes.n, NULL));
    must(heif_context_get_primary_image_handle(context, &handle));
    uint64_t width = side(heif_image_handle_get_width(handle));
    uint64_t height = side(heif_image_handle_get_height(handle));
    picture_check(width, height);
    if (!jail_allow_picture(width * height * 8))
        abort();
    must(heif_decode_image(handle, &image, heif_colorspace_RGB, heif_chroma_interleaved_RGB, NULL));
    int w = heif_image_get_width(image, heif_channel_interleaved), stride = 0;
    int h = heif_image_get_height(image, heif_channel_interleaved);
    const uint8_t *rows = heif_image_get_plane_readonly(image, heif_channel_interleaved, &stride);
    picture_check(side(w), side(h));
    if (!rows || stride < w * 3)
        jail_refuse();
    scaler_init(&s, w, h);
    for (int y = 0; y < h; y++)
        scaler_push(&s, rows + (size_t)y * (size_t)stride);
    heif_image_release(image);
    heif_image_handle_release(handle);
    heif_context_free(context);
    return s.out;
}

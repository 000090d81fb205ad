/* SPDX-License-Identifier: Apache-2.0 */
/* Lines and bars in grey, written with libjpeg. */
#include "app/demo/picture.h"

#include "base/ids.h"
#include "platform/files/files.h"

#include <stdio.h>
#include <stdlib.h>
/* jpeglib.h needs stdio.h before it. */
#include <jpeglib.h>

enum { WIDTH = 640, HEIGHT = 400, QUALITY = 60, BAND = 60, LINE = 40 };

static unsigned char grey_at(int x, int y)
{
    bool margin = x < 40 || x >= WIDTH - 40;
    if (y < BAND)
        return 0x60;
    if (margin || y > HEIGHT - LINE)
        return 0xF4;
    if (y % LINE == 0)
        return 0xB0;
    bool bar = y % LINE > 14 && y % LINE < 28 && x > 60 && x < 160 + y * 7 % 300;
    return bar ? 0x80 : 0xFF;
}

static struct str drawn(struct arena *mem)
{
    struct jpeg_compress_struct c;
    struct jpeg_error_mgr errors;
    unsigned char *bytes = NULL, row[WIDTH], *rows[] = { row };
    unsigned long n = 0;
    c.err = jpeg_std_error(&errors);
    jpeg_create_compress(&c);
    jpeg_mem_dest(&c, &bytes, &n);
    c.image_width = WIDTH;
    c.image_height = HEIGHT;
    c.input_components = 1;
    c.in_color_space = JCS_GRAYSCALE;
    jpeg_set_defaults(&c);
    jpeg_set_quality(&c, QUALITY, TRUE);
    jpeg_start_compress(&c, TRUE);
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++)
            row[x] = grey_at(x, y);
        jpeg_write_scanlines(&c, rows, 1);
    }
    jpeg_finish_compress(&c);
    struct str jpeg = arena_str(mem, str_n((const char *)bytes, n));
    jpeg_destroy_compress(&c);
    free(bytes);
    return jpeg;
}

enum rc demo_picture(struct files *files, struct arena *mem, struct case_attachment *ret_file)
{
    struct str jpeg = drawn(mem);
    struct file_address address;
    unsigned char hash[CRYPTO_MAC];
    struct case_attachment f = { .name = S("通帳（見本）.jpg"), .kind = S("jpeg"), .size = (int64_t)jpeg.n,
                                 .pictures = S("[]") };
    crypto_random(f.key, CRYPTO_KEY);
    enum rc rc = files_put(files, f.key, jpeg, &address);
    if (rc != OK)
        return rc;
    crypto_digest(NULL, jpeg, hash);
    f.digest = ids_hex(mem, hash, CRYPTO_MAC);
    f.address = arena_str(mem, str_of(address.text));
    *ret_file = f;
    return OK;
}

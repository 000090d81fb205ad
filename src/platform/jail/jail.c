/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures through a helper.  What comes back is looked at as if it were hostile: a helper may have
 * been taken over. */
#include "platform/jail/jail.h"
#include "platform/jail/picture.h"
#include "platform/jail/run.h"

enum { LARGEST_JPEG = 16 << 20, HEAD = 8 };

static const char *const kind_names[] = {
    [JAIL_JPEG] = "jpeg", [JAIL_PNG] = "png", [JAIL_HEIC] = "heic"
};

static bool take_apart(struct str output, struct jail_image *ret)
{
    uint32_t size[2];
    if (output.n <= HEAD)
        return false;
    memcpy(size, output.p, sizeof size);
    struct str jpeg = str_sub(output, HEAD, SIZE_MAX);
    if (size[0] == 0 || size[1] == 0 || size[0] > PICTURE_LONGEST || size[1] > PICTURE_LONGEST ||
        jail_sniff(jpeg) != JAIL_JPEG)
        return false;
    *ret = (struct jail_image) { jpeg, (int)size[0], (int)size[1] };
    return true;
}

enum rc jail_image(struct arena *mem, enum jail_kind kind, struct str bytes,
                   struct jail_image *ret_image)
{
    if ((kind != JAIL_JPEG && kind != JAIL_PNG && kind != JAIL_HEIC) || jail_sniff(bytes) != kind)
        return INVALID;
    struct jail_job job = { "image", kind_names[kind], bytes, LARGEST_JPEG };
    struct jail_result result;
    struct jail_image image;
    struct arena scratch;
    arena_init(&scratch, 64 << 10);
    enum rc rc = jail_run(&scratch, &job, &result);
    if (rc == OK)
        rc = jail_verdict(&result);
    if (rc == OK && !take_apart(result.output, &image))
        rc = FAILED;
    char *kept = rc == OK ? arena_try_new(mem, char, image.jpeg.n) : NULL;
    if (kept) {
        memcpy(kept, image.jpeg.p, image.jpeg.n);
        image.jpeg.p = kept;
        *ret_image = image;
    }
    arena_release(&scratch);
    return rc == OK && !kept ? BUSY : rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Style sheets, scripts, fonts and icons: built beforehand, compiled into the program by
 * tools/embed, answered from memory with ETag, 304 and the smallest encoding the visitor takes. */
#ifndef PLATFORM_HTTP_ASSETS_H
#define PLATFORM_HTTP_ASSETS_H

#include "base/types.h"

struct asset {
    const char *name;                /* as pages say it: "style.css" */
    const char *path;                /* "/assets/style-3f2a91c0.css"; NULL ends the table */
    const char *content_type;        /* "text/css; charset=utf-8" */
    const char *etag;                /* with its quotes */
    struct blob plain, gzip, brotli; /* an encoding that is not there has n == 0 */
};

/* Written by tools/embed. */
extern const struct asset *const http_assets;

/* The address of an asset by its name in the table the server was started with; asking for one that
 * is not there gives "/assets/not-built", which is answered with 404 and so is seen. */
struct url asset_url(const char *name);

#endif

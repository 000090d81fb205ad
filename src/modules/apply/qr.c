/* SPDX-License-Identifier: Apache-2.0 */
/* Codes as SVG: an address of the town with the secret behind '#', which no server sees. */
#include "modules/apply/qr.h"

#include "modules/apply/receipts.h"

#include <qrencode.h>

enum { QUIET = 4, CEILING = 64 << 10 };

static bool is_loopback(struct str host)
{
    return str_starts(host, S("127.")) || str_starts(host, S("localhost"));
}

static void put_modules(struct out *o, const QRcode *qr)
{
    for (int y = 0; y < qr->width; y++)
        for (int x = 0; x < qr->width; x++)
            if (qr->data[y * qr->width + x] & 1)
                out_fmt(o, "M%d %dh1v1h-1z", x + QUIET, y + QUIET);
}

enum rc qr_reply(struct req *r, struct str path)
{
    struct str address = arena_fmt(r->mem, "%s://%.*s%.*s", is_loopback(r->host) ? "http" : "https", STR(r->host), STR(path));
    QRcode *qr = QRcode_encodeString8bit(address.p, 0, QR_ECLEVEL_M);
    if (!qr)
        return FAILED;
    struct out o;
    out_init(&o, r->mem, CEILING);
    out_fmt(&o, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">",
            qr->width + 2 * QUIET, qr->width + 2 * QUIET);
    out_str(&o, S("<path fill=\"#fff\" d=\"M0 0h200v200H0z\"/><path d=\""));
    put_modules(&o, qr);
    out_str(&o, S("\"/></svg>"));
    QRcode_free(qr);
    return out_failed(&o) ? FAILED : reply_bytes(r, 200, "image/svg+xml", out_text(&o));
}

enum rc receipts_qr(struct req *r)
{
    struct case_file c;
    enum rc rc = receipts_case(r, &c);
    if (rc != OK)
        return rc;
    if (!receipts_is_open(r, &c))
        return NOT_FOUND;
    struct str number = receipt_number(r->mem, c.row.id);
    struct str code = receipt_code(hall_of(r), r->mem, town_of(r), number);
    return qr_reply(r, arena_fmt(r->mem, "/r#%.*s-%.*s", STR(number), STR(code)));
}

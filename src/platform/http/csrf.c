/* SPDX-License-Identifier: Apache-2.0 */
/* A POST must come from a page of ours: the browser's own word (Origin, Sec-Fetch-Site) and a token
 * that only our page could print, bound to the session or else to the visitor cookie. */
#include "platform/http/server.h"

#include "base/ids.h"

#include <sodium.h>

enum { TOKEN = 20, VISITOR = 16 };

static void keyed_hash(const unsigned char *key, struct str label, struct str data,
                       unsigned char ret_mac[TOKEN])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, key, 32, TOKEN);
    crypto_generichash_update(&state, (const unsigned char *)label.p, label.n);
    crypto_generichash_update(&state, (const unsigned char *)data.p, data.n);
    crypto_generichash_final(&state, ret_mac, TOKEN);
}

static struct str random_name(struct arena *mem)
{
    unsigned char bytes[VISITOR];
    randombytes_buf(bytes, sizeof bytes);
    return ids_base32(mem, bytes, sizeof bytes);
}

static struct str token(const struct http_private *p, struct str visitor)
{
    unsigned char mac[TOKEN];
    const unsigned char *key = p->server->config.key;
    if (p->req.session_id)
        keyed_hash(key, S("csrf session "),
                   str_n((const char *)&p->req.session_id, sizeof p->req.session_id), mac);
    else
        keyed_hash(key, S("csrf visitor "), visitor, mac);
    return ids_base32(p->req.mem, mac, sizeof mac);
}

static bool visitor_ok(struct str visitor)
{
    unsigned char bytes[VISITOR];
    return visitor.n >= 20 && visitor.n <= 40 && ids_base32_read(visitor, bytes, sizeof bytes);
}

struct str req_csrf(struct req *r)
{
    struct http_private *p = r->http;
    if (p->csrf.n)
        return p->csrf;
    if (!r->session_id) {
        p->visitor = req_cookie(r, "visitor");
        if (!visitor_ok(p->visitor)) {
            p->visitor = random_name(r->mem);
            reply_cookie(r, "visitor", p->visitor, 0);
        }
    }
    p->csrf = token(p, p->visitor);
    return p->csrf;
}

bool csrf_origin_ok(const struct http_private *p)
{
    const struct req *r = &p->req;
    struct str site = req_header(r, "Sec-Fetch-Site"), origin = req_header(r, "Origin");
    if (site.n && !str_eq(site, S("same-origin")) && !str_eq(site, S("none")))
        return false;
    if (origin.n == 0)
        return true;
    struct str scheme = p->is_https ? S("https://") : S("http://");
    return str_starts(origin, scheme) &&
           str_eq_nocase(str_sub(origin, scheme.n, origin.n), r->host);
}

bool csrf_token_ok(struct http_private *p)
{
    struct req *r = &p->req;
    struct str sent = req_has_field(r, S("csrf")) ? req_field(r, "csrf") : req_header(r, "X-CSRF");
    struct str visitor = r->session_id ? S("") : req_cookie(r, "visitor");
    if (!r->session_id && !visitor_ok(visitor))
        return false;
    struct str wanted = token(p, visitor);
    return sent.n == wanted.n && sodium_memcmp(sent.p, wanted.p, sent.n) == 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The guard's tables: what is not public (IANA's special-purpose registries, and what clouds put at
 * public-looking addresses), and what the configuration names. */
#include "platform/http-client/guard.h"

#include <netinet/in.h>

struct range4 {
    unsigned char at[4];
    int bits;
};

static const struct range4 special4[] = {
    { { 0, 0, 0, 0 }, 8 },        /* this network */
    { { 10, 0, 0, 0 }, 8 },       /* private */
    { { 100, 64, 0, 0 }, 10 },    /* shared (CGNAT); a cloud's metadata at 100.100.100.200 */
    { { 127, 0, 0, 0 }, 8 },      /* loopback */
    { { 168, 63, 129, 16 }, 32 }, /* a cloud's host agent */
    { { 169, 254, 0, 0 }, 16 },   /* link-local; metadata */
    { { 172, 16, 0, 0 }, 12 },    /* private */
    { { 192, 0, 0, 0 }, 24 },     /* protocol assignments */
    { { 192, 0, 2, 0 }, 24 },     /* documentation */
    { { 192, 88, 99, 0 }, 24 },   /* 6to4 relays */
    { { 192, 168, 0, 0 }, 16 },   /* private */
    { { 198, 18, 0, 0 }, 15 },    /* benchmarks */
    { { 198, 51, 100, 0 }, 24 },  /* documentation */
    { { 203, 0, 113, 0 }, 24 },   /* documentation */
    { { 224, 0, 0, 0 }, 4 },      /* multicast */
    { { 240, 0, 0, 0 }, 4 },      /* reserved, broadcast */
};

struct range6 {
    unsigned char at[4];
    int bits;
};

/* Within 2000::/3; everything outside of it is refused (loopback, mapped, unique local, link-local,
 * multicast, NAT64). */
static const struct range6 special6[] = {
    { { 0x20, 0x01, 0x00, 0x00 }, 23 }, /* protocol assignments, Teredo */
    { { 0x20, 0x01, 0x0d, 0xb8 }, 32 }, /* documentation */
    { { 0x20, 0x02, 0x00, 0x00 }, 16 }, /* 6to4: an IPv4 address in disguise */
    { { 0x3f, 0xff, 0x00, 0x00 }, 20 }, /* documentation */
};

static bool same_bits(const unsigned char *a, const unsigned char *b, int bits)
{
    int whole = bits / 8, rest = bits % 8;
    if (memcmp(a, b, (size_t)whole) != 0)
        return false;
    return rest == 0 || ((a[whole] ^ b[whole]) >> (8 - rest)) == 0;
}

static bool is_public4(const unsigned char at[4])
{
    for (size_t i = 0; i < sizeof special4 / sizeof *special4; i++)
        if (same_bits(at, special4[i].at, special4[i].bits))
            return false;
    return true;
}

static bool is_public6(const unsigned char at[16])
{
    static const unsigned char global[1] = { 0x20 };
    if (!same_bits(at, global, 3))
        return false;
    for (size_t i = 0; i < sizeof special6 / sizeof *special6; i++)
        if (same_bits(at, special6[i].at, special6[i].bits))
            return false;
    return true;
}

bool guard_is_public(const struct sockaddr *address, socklen_t n)
{
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    unsigned char at[4];
    if (address->sa_family == AF_INET && n >= (socklen_t)sizeof v4) {
        memcpy(&v4, address, sizeof v4);
        memcpy(at, &v4.sin_addr, sizeof at);
        return is_public4(at);
    }
    if (address->sa_family == AF_INET6 && n >= (socklen_t)sizeof v6) {
        memcpy(&v6, address, sizeof v6);
        return is_public6(v6.sin6_addr.s6_addr);
    }
    return false;
}

/* "Example.JP." and "[::1]" as the list and the guard compare them. */
static struct str plain_host(struct arena *mem, struct str host)
{
    if (host.n > 1 && host.p[0] == '[' && host.p[host.n - 1] == ']')
        host = str_sub(host, 1, host.n - 1);
    if (host.n > 1 && host.p[host.n - 1] == '.')
        host.n--;
    char *p = arena_cstr(mem, host);
    for (size_t i = 0; i < host.n; i++)
        if (p[i] >= 'A' && p[i] <= 'Z')
            p[i] = (char)(p[i] - 'A' + 'a');
    return str_n(p, host.n);
}

static enum rc read_one(struct arena *mem, struct str part, struct guard_allowed *ret)
{
    size_t colon = part.n;
    int64_t port;
    while (colon > 0 && part.p[colon - 1] != ':')
        colon--;
    if (colon < 2 || !str_to_int(str_sub(part, colon, part.n), &port) || port < 1 || port > 65535)
        return INVALID;
    struct str host = str_sub(part, 0, colon - 1);
    bool bracketed = host.p[0] == '[';
    if ((str_find_char(host, ':') != SIZE_MAX) != bracketed || str_find_char(host, '/') != SIZE_MAX)
        return INVALID;
    *ret = (struct guard_allowed) { plain_host(mem, host), (int)port };
    return ret->host.n ? OK : INVALID;
}

enum rc guard_read(struct arena *mem, struct str text, struct guard *ret_guard)
{
    struct guard g = { 0 };
    struct str part;
    while (str_cut(&text, ',', &part)) {
        part = str_trim(part);
        if (!part.n)
            continue;
        if (g.n_allowed == MOST_ALLOWED || read_one(mem, part, &g.allowed[g.n_allowed]) != OK)
            return INVALID;
        g.n_allowed++;
    }
    *ret_guard = g;
    return OK;
}

static bool is_allowed(const struct guard *g, struct str host, int port)
{
    for (size_t i = 0; i < g->n_allowed; i++)
        if (g->allowed[i].port == port && str_eq(g->allowed[i].host, host))
            return true;
    return false;
}

static struct str part_of(struct arena *mem, CURLU *url, CURLUPart what, unsigned flags)
{
    char *text = NULL;
    if (curl_url_get(url, what, &text, flags) != CURLUE_OK || !text)
        return S("");
    struct str copy = arena_str(mem, str_of(text));
    curl_free(text);
    return copy;
}

/* A fragment is never sent, and blanks and control signs have no place in an address of ours. */
static bool is_plain(struct str url)
{
    if (url.n == 0 || url.n > 2000)
        return false;
    for (size_t i = 0; i < url.n; i++)
        if ((unsigned char)url.p[i] <= ' ' || (unsigned char)url.p[i] >= 127 || url.p[i] == '\\')
            return false;
    return true;
}

/* Also an empty name before the sign, which the parser forgets. */
static bool has_userinfo(struct arena *mem, CURLU *parsed, struct str url)
{
    size_t from = str_find(url, S("://"));
    from = from == SIZE_MAX ? 0 : from + 3;
    for (size_t i = from; i < url.n && url.p[i] != '/' && url.p[i] != '?' && url.p[i] != '#'; i++)
        if (url.p[i] == '@')
            return true;
    return part_of(mem, parsed, CURLUPART_USER, 0).n ||
           part_of(mem, parsed, CURLUPART_PASSWORD, 0).n;
}

enum http_client_refusal guard_target(const struct guard *g, struct arena *mem, struct str url,
                                      bool https_only, struct guard_target *ret_target)
{
    struct guard_target t = { .url = curl_url() };
    int64_t port = 0;
    *ret_target = t;
    if (!t.url || !is_plain(url))
        return HTTP_CLIENT_NO_URL;
    if (curl_url_set(t.url, CURLUPART_URL, arena_cstr(mem, url), CURLU_NON_SUPPORT_SCHEME) !=
        CURLUE_OK)
        return HTTP_CLIENT_NO_URL;
    struct str scheme = part_of(mem, t.url, CURLUPART_SCHEME, 0);
    bool https = str_eq(scheme, S("https"));
    if (!https && !str_eq(scheme, S("http")))
        return HTTP_CLIENT_SCHEME;
    if (has_userinfo(mem, t.url, url))
        return HTTP_CLIENT_USERINFO;
    struct str host = part_of(mem, t.url, CURLUPART_HOST, 0);
    t.host = plain_host(mem, host);
    if (str_ends(host, S(".")) && /* what is looked at and what is called are one name */
        curl_url_set(t.url, CURLUPART_HOST, arena_cstr(mem, t.host), 0) != CURLUE_OK)
        return HTTP_CLIENT_NO_URL;
    if (!t.host.n || part_of(mem, t.url, CURLUPART_ZONEID, 0).n ||
        str_find_char(t.host, '%') != SIZE_MAX ||
        !str_to_int(part_of(mem, t.url, CURLUPART_PORT, CURLU_DEFAULT_PORT), &port) || port < 1 ||
        port > 65535)
        return HTTP_CLIENT_NO_URL;
    t.port = (int)port;
    t.is_allowed = is_allowed(g, t.host, t.port);
    *ret_target = t;
    if (t.is_allowed)
        return HTTP_CLIENT_GOOD;
    if (https_only && !https)
        return HTTP_CLIENT_SCHEME;
    return t.port < 1024 && t.port != 80 && t.port != 443 ? HTTP_CLIENT_PORT : HTTP_CLIENT_GOOD;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates by OpenSSL; they are served by GnuTLS, which reads the same PEM. */
#include "platform/crypto/certificate.h"

#include "base/out.h"
#include "base/time.h"

#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

enum { LONGEST_NAME = 64, LARGEST_NAMES = 8192, HOUR_S = 3600, DAY_S = 24 * HOUR_S, SERIAL = 16 };

static bool is_address(const char *name)
{
    unsigned char bytes[16];
    return inet_pton(AF_INET, name, bytes) == 1 || inet_pton(AF_INET6, name, bytes) == 1;
}

/* What may stand in the list of names, where a comma would begin another. */
static bool is_name(struct str name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == ':'))
            return false;
    }
    return name.n > 0 && name.n <= LONGEST_NAME;
}

static bool add_extension(X509 *x, int nid, const char *value)
{
    X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
    bool ok = e && X509_add_ext(x, e, -1) == 1;
    X509_EXTENSION_free(e);
    return ok;
}

static bool set_serial(X509 *x)
{
    unsigned char bytes[SERIAL];
    if (RAND_bytes(bytes, sizeof bytes) != 1)
        return false;
    bytes[0] &= 0x7f;
    BIGNUM *number = BN_bin2bn(bytes, sizeof bytes, NULL);
    bool ok = number && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x));
    BN_free(number);
    return ok;
}

static bool fill(X509 *x, EVP_PKEY *key, const char *subject, const char *names, int days)
{
    X509_NAME *name = X509_get_subject_name(x);
    return X509_set_version(x, X509_VERSION_3) == 1 && set_serial(x) &&
           X509_gmtime_adj(X509_getm_notBefore(x), -HOUR_S) && X509_gmtime_adj(X509_getm_notAfter(x), (long)days * DAY_S) &&
           X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)subject, -1, -1, 0) == 1 &&
           X509_set_issuer_name(x, name) == 1 && X509_set_pubkey(x, key) == 1 &&
           add_extension(x, NID_basic_constraints, "critical,CA:FALSE") &&
           add_extension(x, NID_key_usage, "critical,digitalSignature") &&
           add_extension(x, NID_ext_key_usage, "serverAuth") && add_extension(x, NID_subject_alt_name, names) &&
           X509_sign(x, key, EVP_sha256()) > 0;
}

static struct str bio_text(struct arena *mem, BIO *bio)
{
    char *p;
    long n = BIO_get_mem_data(bio, &p);
    return arena_str(mem, str_n(p, n > 0 ? (size_t)n : 0));
}

static enum rc make(struct arena *mem, const char *subject, const char *names, int days, struct str *ret_certificate,
                    struct str *ret_key)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *x = X509_new();
    BIO *certificate = BIO_new(BIO_s_mem()), *private_key = BIO_new(BIO_s_secmem());
    bool ok = key && x && certificate && private_key && fill(x, key, subject, names, days) &&
              PEM_write_bio_X509(certificate, x) == 1 &&
              PEM_write_bio_PKCS8PrivateKey(private_key, key, NULL, NULL, 0, NULL, NULL) == 1;
    if (ok) {
        *ret_certificate = bio_text(mem, certificate);
        *ret_key = bio_text(mem, private_key);
    }
    BIO_free(certificate);
    BIO_free(private_key);
    X509_free(x);
    EVP_PKEY_free(key);
    return ok ? OK : FAILED;
}

enum rc certificate_make(struct arena *mem, const struct str *names, size_t n, int days, struct str *ret_certificate,
                         struct str *ret_key)
{
    struct out list;
    out_init(&list, mem, LARGEST_NAMES);
    for (size_t i = 0; i < n; i++) {
        if (!is_name(names[i]))
            return INVALID;
        out_fmt(&list, "%s%s:%.*s", i ? "," : "", is_address(arena_cstr(mem, names[i])) ? "IP" : "DNS", STR(names[i]));
    }
    if (!n || out_failed(&list))
        return INVALID;
    return make(mem, arena_cstr(mem, names[0]), arena_cstr(mem, out_text(&list)), days, ret_certificate, ret_key);
}

static X509 *read_certificate(struct str pem)
{
    BIO *bio = BIO_new_mem_buf(pem.p, (int)pem.n);
    X509 *x = bio ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
    BIO_free(bio);
    return x;
}

static bool read_time(const ASN1_TIME *t, t_time *ret_time)
{
    int days, seconds;
    ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
    bool ok = epoch && ASN1_TIME_diff(&days, &seconds, epoch, t) == 1;
    ASN1_TIME_free(epoch);
    if (ok)
        *ret_time = ((int64_t)days * DAY_S + seconds) * SECOND;
    return ok;
}

static struct str colons(struct arena *mem, const unsigned char *p, unsigned int n)
{
    struct str text = S("");
    for (unsigned int i = 0; i < n; i++)
        text = arena_fmt(mem, "%.*s%s%02X", STR(text), i ? ":" : "", p[i]);
    return text;
}

static bool look(struct arena *mem, X509 *x, struct certificate *c)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int n;
    char subject[256] = "";
    X509_NAME_get_text_by_NID(X509_get_subject_name(x), NID_commonName, subject, sizeof subject);
    c->subject = arena_str(mem, str_of(subject));
    if (X509_digest(x, EVP_sha256(), digest, &n) != 1)
        return false;
    c->fingerprint = colons(mem, digest, n);
    return read_time(X509_get0_notBefore(x), &c->from) && read_time(X509_get0_notAfter(x), &c->until);
}

enum rc certificate_look(struct arena *mem, struct str pem, struct certificate *ret_certificate)
{
    struct certificate c = { 0 };
    X509 *x = read_certificate(pem);
    bool ok = x && look(mem, x, &c);
    X509_free(x);
    if (!ok)
        return INVALID;
    *ret_certificate = c;
    return OK;
}

enum rc certificate_fits(struct str pem, struct str key)
{
    X509 *x = read_certificate(pem);
    BIO *bio = BIO_new_mem_buf(key.p, (int)key.n);
    EVP_PKEY *private_key = bio ? PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL) : NULL;
    bool ok = x && private_key && X509_check_private_key(x, private_key) == 1;
    EVP_PKEY_free(private_key);
    BIO_free(bio);
    X509_free(x);
    return ok ? OK : INVALID;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What a certificate says, as one number: a hash over its printed words without blanks, in the order
 * they are drawn, so that whoever has only the file finds the same (certificate_check.c). */
#include "base/ids.h"
#include "base/out.h"
#include "base/text.h"
#include "modules/papers/certificate_words.h"

static const struct {
    struct str kind, title;
} kinds[] = {
    { S_("juminhyo"), S_("住民票の写し") },
    { S_("risai"), S_("罹災証明書") },
};

struct str certificate_kind_title(struct str kind)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_eq(kinds[i].kind, kind))
            return kinds[i].title;
    return S("");
}

struct str certificate_hint(struct arena *mem, struct str name)
{
    static const struct str blanks[] = { S_(" "), S_("　") };
    struct out o;
    bool at_start = true;
    out_init(&o, mem, 60);
    while (name.n && o.n < 40) {
        struct str sign = text_first(name, 1);
        if (!sign.n)
            sign = text_first(name, 2); /* with its variation selector */
        if (!sign.n)
            break;
        bool blank = str_eq(sign, blanks[0]) || str_eq(sign, blanks[1]);
        name = str_sub(name, sign.n, name.n);
        if (blank)
            out_char(&o, ' ');
        else
            out_str(&o, at_start ? sign : S("＊"));
        at_start = blank;
    }
    return out_text(&o);
}

void certificate_words_add(struct crypto_hasher *h, struct str text)
{
    while (text.n) {
        struct str rest = text;
        uint32_t c;
        if (!text_next(&rest, &c))
            return;
        size_t n = text.n - rest.n;
        if (c > ' ' && c != 0xa0 && c != 0x3000)
            crypto_hasher_add(h, str_sub(text, 0, n));
        text = rest;
    }
}

static void add_cell(struct crypto_hasher *h, const struct certificate_cell *c)
{
    certificate_words_add(h, c->label);
    certificate_words_add(h, c->reading);
    certificate_words_add(h, c->value);
}

static void add_block(struct crypto_hasher *h, const struct certificate_block *b)
{
    certificate_words_add(h, b->title);
    for (size_t i = 0; i < b->n_rows; i++) {
        add_cell(h, &b->rows[i].left);
        if (b->rows[i].right.label.n)
            add_cell(h, &b->rows[i].right);
    }
}

static void add_table(struct crypto_hasher *h, const struct certificate_table *t)
{
    certificate_words_add(h, t->title);
    for (size_t i = 0; i < t->n_rows * t->n_columns; i++)
        certificate_words_add(h, t->cells[i]);
}

void certificate_words_begin(struct crypto_hasher *h, struct str serial)
{
    crypto_hasher_init(h, NULL);
    crypto_hasher_add(h, S("yakuba certificate words v1\n"));
    crypto_hasher_add(h, serial);
    crypto_hasher_add(h, S("\n"));
}

void certificate_words_end(struct crypto_hasher *h, unsigned char ret_digest[CERTIFICATE_DIGEST])
{
    unsigned char whole[CRYPTO_MAC];
    crypto_hasher_end(h, whole);
    memcpy(ret_digest, whole, CERTIFICATE_DIGEST);
}

void certificate_digest(const struct certificate *c, unsigned char ret_digest[CERTIFICATE_DIGEST])
{
    struct arena mem;
    struct crypto_hasher h;
    arena_init(&mem, 64 << 10);
    certificate_words_begin(&h, c->serial);
    certificate_words_add(&h, c->title);
    for (size_t i = 0; i < c->n_blocks; i++)
        add_block(&h, &c->blocks[i]);
    for (size_t i = 0; i < c->n_tables; i++)
        add_table(&h, &c->tables[i]);
    certificate_words_add(&h, c->statement);
    certificate_words_add(&h, date_ja(&mem, c->issued_on));
    certificate_words_add(&h, c->head_title);
    certificate_words_add(&h, c->head_name);
    certificate_words_end(&h, ret_digest);
    arena_release(&mem);
}

struct str certificate_code(struct arena *mem, const unsigned char digest[CERTIFICATE_DIGEST])
{
    struct str code = ids_base32(mem, digest, 8);
    return arena_fmt(mem, "%.4s-%.4s-%.4s", code.p, code.p + 4, code.p + 8);
}

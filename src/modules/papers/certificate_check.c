/* SPDX-License-Identifier: Apache-2.0 */
/* The printed words of a file, as poppler gives them, hashed like certificate_digest does. */
#include "modules/papers/certificate_check.h"

#include "base/ids.h"
#include "modules/papers/certificate_words.h"

/* Blanks are left out of both. */
static struct str without_start(struct str text, struct str start)
{
    text = str_trim(text);
    while (start.n) {
        text = str_trim(text);
        struct str part = start;
        if (!str_starts(text, str_sub(part, 0, 1)))
            return (struct str) { NULL, 0 };
        text = str_sub(text, 1, text.n);
        start = str_sub(start, 1, start.n);
    }
    return text;
}

static struct str without(struct str text, struct str start)
{
    struct str rest = without_start(text, start);
    return rest.p ? rest : text;
}

enum rc certificate_words_match(struct str words, struct str serial,
                                const unsigned char digest[CERTIFICATE_DIGEST])
{
    unsigned char found[CERTIFICATE_DIGEST];
    struct crypto_hasher h;
    struct str page;
    struct arena mem;
    arena_init(&mem, 64 << 10);
    struct str number = ids_receipt_print(&mem, serial);
    certificate_words_begin(&h, serial);
    while (str_cut(&words, '\f', &page)) {
        size_t end = str_find(page, S(CERTIFICATE_CHECK_WORDS));
        page = without(str_sub(page, 0, end), S(CERTIFICATE_SPECIMEN));
        page = without(without(page, S(CERTIFICATE_NUMBER_WORD)), number);
        certificate_words_add(&h, page);
    }
    certificate_words_end(&h, found);
    arena_release(&mem);
    return crypto_equal(found, digest, sizeof found) ? OK : DENIED;
}

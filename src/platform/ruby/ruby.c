/* SPDX-License-Identifier: Apache-2.0 */
/* Readings: own ones before the dictionary's, and the memory of what was parted.  Entries are never changed or
 * freed while the program runs; a full table keeps nothing more, it only costs. */
#include "platform/ruby/ruby.h"

#include "base/text.h"
#include "platform/ruby/dictionary.h"

#include <pthread.h>
#include <stdlib.h>

enum { SLOTS = 1 << 15, MOST_KEPT = SLOTS / 2, LONGEST_KEPT = 4096 };
static const size_t most_bytes = (size_t)16 << 20;

struct kept {
    uint64_t digest; /* of the sentence, the own readings, and what stood before */
    struct str text;
    size_t n;
    struct ruby_piece pieces[];
};

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;     /* of the table */
static pthread_mutex_t asking = PTHREAD_MUTEX_INITIALIZER;     /* of the dictionary */
static struct kept *slots[SLOTS];
static size_t n_kept, n_bytes;
static int state; /* under `asking`; 0 not opened, 1 there, -1 none */

/* Words that the dictionary reads in another way than a town hall does. */
static const struct ruby_reading house[] = {
    { S_("町民"), S_("ちょうみん") },   { S_("町税"), S_("ちょうぜい") },       { S_("町制"), S_("ちょうせい") },
    { S_("市町村"), S_("しちょうそん") }, { S_("補正"), S_("ほせい") },         { S_("差戻し"), S_("さしもどし") },
    { S_("取下げ"), S_("とりさげ") },   { S_("罹災"), S_("りさい") },           { S_("昨日"), S_("きのう") },
    { S_("明日"), S_("あした") },       { S_("今日"), S_("きょう") },           { S_("何を"), S_("なにを") },
    { S_("何が"), S_("なにが") },       { S_("日々"), S_("ひび") },             { S_("お子さん"), S_("おこさん") },
    { S_("の方"), S_("のかた") },       { S_("る方"), S_("るかた") },           { S_("た方"), S_("たかた") },
    { S_("い方"), S_("いかた") },       { S_("な方"), S_("なかた") },           { S_("その他"), S_("そのほか") },
    { S_("他の"), S_("ほかの") },       { S_("家の"), S_("いえの") },           { S_("開い"), S_("ひらい") },
    { S_("開く"), S_("ひらく") },       { S_("開け"), S_("ひらけ") },           { S_("止め"), S_("とめ") },
    { S_("入れ"), S_("いれ") },         { S_("直し"), S_("なおし") },           { S_("直す"), S_("なおす") },
    { S_("の方法"), S_("のほうほう") }, { S_("る方法"), S_("るほうほう") },     { S_("下の"), S_("したの") },
    { S_("い方法"), S_("いほうほう") }, { S_("た方法"), S_("たほうほう") },     { S_("な方法"), S_("なほうほう") },
    { S_("上の"), S_("うえの") },       { S_("下に"), S_("したに") },           { S_("同じ"), S_("おなじ") },
};

bool ruby_open(void)
{
    pthread_mutex_lock(&asking);
    if (!state)
        state = dictionary_open() ? 1 : -1;
    bool there = state > 0;
    pthread_mutex_unlock(&asking);
    return there;
}

void ruby_close(void)
{
    dictionary_close();
    state = 0;
    for (size_t i = 0; i < SLOTS; i++) {
        free(slots[i]);
        slots[i] = NULL;
    }
    n_kept = n_bytes = 0;
}

static uint64_t digest(uint64_t h, struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 1099511628211u;
    return h;
}

struct ruby_readings ruby_readings_read(struct arena *mem, struct str lines)
{
    size_t most = 1;
    for (size_t i = 0; i < lines.n; i++)
        most += lines.p[i] == '\n';
    struct ruby_reading *p = arena_new(mem, struct ruby_reading, most);
    struct ruby_readings all = { .p = p, .digest = digest(14695981039346656037u, lines) };
    for (struct str line; str_cut(&lines, '\n', &line);) {
        size_t at = str_find_char(line, '=');
        struct str written = str_trim(str_sub(line, 0, at));
        if (at != SIZE_MAX && written.n && str_trim(str_sub(line, at + 1, line.n)).n)
            p[all.n++] = (struct ruby_reading){ arena_str(mem, written),
                                                text_hiragana(mem, str_trim(str_sub(line, at + 1, line.n))) };
    }
    return all;
}

/* ---- parting ---- */

static const struct ruby_reading *longest(const struct ruby_reading *p, size_t n, struct str rest)
{
    const struct ruby_reading *best = NULL;
    for (size_t i = 0; i < n; i++)
        if (str_starts(rest, p[i].written) && (!best || p[i].written.n > best->written.n))
            best = &p[i];
    return best;
}

static const struct ruby_reading *own_at(const struct ruby_readings *own, struct str rest)
{
    const struct ruby_reading *found = own ? longest(own->p, own->n, rest) : NULL;
    return found ? found : longest(house, sizeof house / sizeof *house, rest);
}

static void add_own(struct pieces *to, struct str word, struct str reading)
{
    const struct ruby_piece *parts;
    size_t n = ruby_align(to->mem, word, reading, &parts);
    for (size_t i = 0, at = 0; i < n; at += parts[i++].text.n)
        pieces_add(to, str_sub(word, at, at + parts[i].text.n), parts[i].reading);
}

/* Numbers before the sentence are shown to the dictionary as a 5, and taken off again. */
static void read_between(struct pieces *to, struct str s, bool after_number)
{
    if (!after_number) {
        dictionary_read(s, to);
        return;
    }
    struct pieces with = { .mem = to->mem };
    struct str sentence = arena_fmt(to->mem, "5%.*s", STR(s));
    dictionary_read(sentence, &with);
    for (size_t i = 0, at = 0; i < with.n; i++) {
        size_t n = with.p[i].text.n - (i == 0); /* the first holds the 5 */
        pieces_add(to, str_sub(s, at, at + n), with.p[i].reading);
        at += n;
    }
}

static void part(struct pieces *to, struct str s, const struct ruby_readings *own, bool after_number)
{
    size_t from = 0, at = 0;
    struct str rest = s;
    for (uint32_t c; rest.n;) {
        const struct ruby_reading *found = own_at(own, rest);
        if (!found) {
            text_next(&rest, &c);
            at = s.n - rest.n;
            continue;
        }
        read_between(to, str_sub(s, from, at), after_number && from == 0 && at > 0);
        add_own(to, str_sub(s, at, at + found->written.n), found->reading);
        from = at = at + found->written.n;
        rest = str_sub(s, at, s.n);
    }
    read_between(to, str_sub(s, from, s.n), after_number && from == 0);
}

/* ---- keeping ---- */

static struct kept *find(uint64_t d, struct str s, size_t *ret_at)
{
    size_t at = (size_t)(d & (SLOTS - 1));
    for (; slots[at]; at = (at + 1) & (SLOTS - 1))
        if (slots[at]->digest == d && str_eq(slots[at]->text, s))
            return slots[at];
    *ret_at = at;
    return NULL;
}

/* One block: the pieces, the sentence they point into, the readings. */
static struct kept *keep(uint64_t d, struct str s, const struct pieces *from)
{
    size_t bytes = s.n;
    for (size_t i = 0; i < from->n; i++)
        bytes += from->p[i].reading.n;
    size_t size = sizeof(struct kept) + from->n * sizeof(struct ruby_piece) + bytes + 1;
    struct kept *k = n_kept < MOST_KEPT && n_bytes + size <= most_bytes && s.n <= LONGEST_KEPT ? malloc(size) : NULL;
    if (!k)
        return NULL;
    char *at = (char *)(k->pieces + from->n);
    memcpy(at, s.p, s.n);
    *k = (struct kept){ .digest = d, .text = str_n(at, s.n), .n = from->n };
    const char *text = at;
    at += s.n;
    for (size_t i = 0; i < from->n; i++) {
        k->pieces[i].text = str_n(text, from->p[i].text.n);
        text += from->p[i].text.n;
        k->pieces[i].reading = str_n(at, from->p[i].reading.n);
        if (from->p[i].reading.n)
            memcpy(at, from->p[i].reading.p, from->p[i].reading.n);
        at += from->p[i].reading.n;
    }
    n_kept++;
    n_bytes += size;
    return k;
}

static struct kept *put_in(uint64_t d, struct str s, const struct pieces *from)
{
    size_t at;
    pthread_rwlock_wrlock(&lock);
    struct kept *k = find(d, s, &at);
    if (!k)
        k = slots[at] = keep(d, s, from);
    pthread_rwlock_unlock(&lock);
    return k;
}

size_t ruby_pieces(struct arena *mem, struct str s, const struct ruby_readings *own, bool after_number,
                   const struct ruby_piece **ret_pieces)
{
    uint64_t d = digest((own ? own->digest : 0) + (after_number ? 1 : 0) + 14695981039346656037u, s);
    size_t at;
    pthread_rwlock_rdlock(&lock);
    struct kept *k = find(d, s, &at);
    pthread_rwlock_unlock(&lock);
    if (!k) {
        struct pieces pieces = { .mem = mem };
        bool there = ruby_open();
        pthread_mutex_lock(&asking);
        if (there)
            part(&pieces, s, own, after_number);
        else
            pieces_add(&pieces, s, S(""));
        pthread_mutex_unlock(&asking);
        k = put_in(d, s, &pieces);
        if (!k) {
            *ret_pieces = pieces.p;
            return pieces.n;
        }
    }
    *ret_pieces = k->pieces;
    return k->n;
}

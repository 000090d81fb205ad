/* SPDX-License-Identifier: Apache-2.0 */
/* Page buffers: workers take, the loop gives back (in batches, through one shared list, or the
 * loop's own cache would fill while workers starve: spine.md 6.16).  Larger ones are not kept. */
#include "platform/http/server.h"

#include <stdalign.h>
#include <stdlib.h>

enum { SIZES = 3, BATCH = 32 };
static const size_t room[SIZES] = { 16 << 10, 64 << 10, 256 << 10 };
static const size_t most_kept[SIZES] = { 1024, 64, 16 };

struct buffer {
    struct buffer *next;
    int size; /* index; SIZES = not kept */
    alignas(max_align_t) char bytes[];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct buffer *kept[SIZES]; /* under lock */
static size_t n_kept[SIZES];       /* under lock */
static _Thread_local struct buffer *given;
static _Thread_local int n_given;

char *buffer_take(size_t n)
{
    int size = 0;
    while (size < SIZES && room[size] < n)
        size++;
    struct buffer *b = NULL;
    if (size < SIZES) {
        pthread_mutex_lock(&lock);
        b = kept[size];
        if (b) {
            kept[size] = b->next;
            n_kept[size]--;
        }
        pthread_mutex_unlock(&lock);
    }
    if (!b)
        b = malloc(sizeof *b + (size < SIZES ? room[size] : n));
    if (!b)
        return NULL;
    b->size = size;
    return b->bytes;
}

void buffer_give(void *bytes)
{
    struct buffer *b = (struct buffer *)((char *)bytes - offsetof(struct buffer, bytes));
    if (b->size == SIZES) {
        free(b);
        return;
    }
    b->next = given;
    given = b;
    if (++n_given == BATCH)
        buffer_flush();
}

void buffer_flush(void)
{
    struct buffer *spare = NULL;
    if (!given)
        return;
    pthread_mutex_lock(&lock);
    while (given) {
        struct buffer *b = given;
        given = b->next;
        struct buffer **list = &kept[b->size];
        if (n_kept[b->size] < most_kept[b->size])
            n_kept[b->size]++;
        else
            list = &spare;
        b->next = *list;
        *list = b;
    }
    pthread_mutex_unlock(&lock);
    n_given = 0;
    while (spare) {
        struct buffer *b = spare;
        spare = b->next;
        free(b);
    }
}

void buffers_free(void)
{
    buffer_flush();
    pthread_mutex_lock(&lock);
    for (int size = 0; size < SIZES; size++) {
        while (kept[size]) {
            struct buffer *b = kept[size];
            kept[size] = b->next;
            free(b);
        }
        n_kept[size] = 0;
    }
    pthread_mutex_unlock(&lock);
}

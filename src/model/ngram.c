/* Counts n-grams in a hash table and predicts from them. */
#include "model/ngram.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

/* A symbol that followed a context, and how often. */
struct follower {
    int symbol, count;
};

/* A context of order - 1 symbols: the sum of its followers' counts, and how many of them have the count 1, 2
 * and more. */
struct context {
    uint64_t hash; /* of its symbols and order; 0: the slot is empty */
    int order;
    int total, with[3];
    int used;
    size_t room;
    struct follower *followers;
};

struct ngram {
    int outputs;
    struct context *contexts; /* open addressing */
    size_t capacity, count;
    real discounts[NGRAM_ORDER + 1][3]; /* of followers with the count 1, 2, and more */
};

struct ngram *ngram_new(int outputs, struct err *why)
{
    struct ngram *ngram = calloc(1, sizeof *ngram);

    if (ngram) {
        ngram->outputs = outputs;
        ngram->capacity = 1 << 14;
        ngram->contexts = calloc(ngram->capacity, sizeof *ngram->contexts);
    }
    if (!ngram || !ngram->contexts) {
        ngram_free(ngram);
        err_set(why, "out of memory");
        return NULL;
    }
    return ngram;
}

void ngram_free(struct ngram *ngram)
{
    if (!ngram)
        return;
    for (size_t i = 0; ngram->contexts && i < ngram->capacity; i++)
        free(ngram->contexts[i].followers);
    free(ngram->contexts);
    free(ngram);
}

/* Hashes the contexts of all orders before symbol `at`: hashes[k] covers the k - 1 symbols before it. The end
 * symbol pads the context before the start of the name. */
static void hash_contexts(const int *symbols, int at, uint64_t hashes[NGRAM_ORDER + 1])
{
    uint64_t hash = 0x9e3779b97f4a7c15u;

    for (int k = 1; k <= NGRAM_ORDER; k++) {
        hashes[k] = hash | 1;
        hash = (hash ^ (uint64_t)(at >= k ? symbols[at - k] : 0)) * 0xff51afd7ed558ccdu;
        hash ^= hash >> 32;
    }
}

static struct context *slot_of(struct context *contexts, size_t capacity, uint64_t hash)
{
    size_t at = (size_t)(hash >> 8) & (capacity - 1);

    while (contexts[at].hash && contexts[at].hash != hash)
        at = (at + 1) & (capacity - 1);
    return &contexts[at];
}

static int grow(struct ngram *ngram)
{
    size_t capacity = 2 * ngram->capacity;
    struct context *contexts = calloc(capacity, sizeof *contexts);

    if (!contexts)
        return -1;
    for (size_t i = 0; i < ngram->capacity; i++)
        if (ngram->contexts[i].hash)
            *slot_of(contexts, capacity, ngram->contexts[i].hash) = ngram->contexts[i];
    free(ngram->contexts);
    ngram->contexts = contexts;
    ngram->capacity = capacity;
    return 0;
}

static struct follower *find(const struct context *context, int symbol)
{
    for (int i = 0; i < context->used; i++)
        if (context->followers[i].symbol == symbol)
            return &context->followers[i];
    return NULL;
}

/* How often the symbol followed; 0 when it never did. */
static int count_of(const struct context *context, int symbol)
{
    const struct follower *follower = find(context, symbol);

    return follower ? follower->count : 0;
}

/* Which of the three discounts a count has. */
static int class_of(int count)
{
    return count < 3 ? count - 1 : 2;
}

/* Adds one to a count. Returns 1 when it was 0 before, 0 when not, -1 when there is no memory for more
 * contexts. */
static int count_one(struct ngram *ngram, int order, uint64_t hash, int symbol)
{
    struct context *context;
    struct follower *follower;

    if (2 * ngram->count >= ngram->capacity && grow(ngram) != 0)
        return -1;
    context = slot_of(ngram->contexts, ngram->capacity, hash);
    if (!context->hash) {
        context->hash = hash;
        context->order = order;
        ngram->count++;
    }
    context->total++;
    follower = find(context, symbol);
    if (follower) {
        context->with[class_of(follower->count)]--;
        context->with[class_of(++follower->count)]++;
        return 0;
    }
    context->followers =
        array_grow(context->followers, (size_t)context->used, 1, &context->room, sizeof *follower);
    context->followers[context->used++] = (struct follower){symbol, 1};
    context->with[0]++;
    return 1;
}

int ngram_add(struct ngram *ngram, const int *symbols, int length, struct err *why)
{
    for (int at = 0; at <= length; at++) {
        int next = at < length ? symbols[at] : 0, is_new = 1;
        uint64_t hashes[NGRAM_ORDER + 1];

        hash_contexts(symbols, at, hashes);
        /* A new n-gram adds a predecessor to the n-gram that is one symbol shorter. */
        for (int k = NGRAM_ORDER; k >= 1 && is_new == 1; k--)
            is_new = count_one(ngram, k, hashes[k], next);
        if (is_new < 0)
            return err_set(why, "out of memory for the n-grams of the names");
    }
    return 0;
}

/* Used where there are too few counts for Chen and Goodman's estimates, or these are out of range. */
static const double usual[3] = {0.6, 0.9, 1.2};

void ngram_finish(struct ngram *ngram)
{
    double n[NGRAM_ORDER + 1][5] = {{0}}; /* n-grams of each order with the count 1 to 4 */

    for (size_t i = 0; i < ngram->capacity; i++) {
        const struct context *context = &ngram->contexts[i];

        for (int j = 0; j < context->used; j++)
            if (context->followers[j].count <= 4)
                n[context->order][context->followers[j].count]++;
    }
    for (int k = 1; k <= NGRAM_ORDER; k++)
        for (int c = 0; c < 3; c++) {
            double y = n[k][1] / (n[k][1] + 2 * n[k][2]);
            double discount = c + 1 - (c + 2) * y * n[k][c + 2] / n[k][c + 1];

            ngram->discounts[k][c] =
                (real)(n[k][c + 1] > 0 && discount > 0 && discount < c + 1 ? discount : usual[c]);
        }
}

void ngram_predict(const struct ngram *ngram, const int *symbols, int at, int next, real *p)
{
    const struct context *contexts[NGRAM_ORDER + 1];
    int left_out[NGRAM_ORDER + 1]; /* the count of `next` before one is subtracted; 0 if none is */
    uint64_t hashes[NGRAM_ORDER + 1];

    hash_contexts(symbols, at, hashes);
    memset(left_out, 0, sizeof left_out);
    for (int k = NGRAM_ORDER; k >= 1; k--) {
        contexts[k] = slot_of(ngram->contexts, ngram->capacity, hashes[k]);
        /* The reverse of ngram_add: an n-gram that disappears at one order is no longer a predecessor at the
         * next. */
        if (k == NGRAM_ORDER || left_out[k + 1] == 1)
            left_out[k] = count_of(contexts[k], next);
    }
    for (int j = 0; j < ngram->outputs; j++)
        p[j] = (real)1 / (real)ngram->outputs;
    for (int k = 1; k <= NGRAM_ORDER; k++) {
        const struct context *context = contexts[k];
        const real *discounts = ngram->discounts[k];
        int total = context->total - (left_out[k] > 0), with[3];
        real lower;

        if (total <= 0)
            return; /* no longer context was seen either */
        memcpy(with, context->with, sizeof with);
        if (left_out[k] > 0)
            with[class_of(left_out[k])]--;
        if (left_out[k] > 1)
            with[class_of(left_out[k] - 1)]++;
        lower = (discounts[0] * (real)with[0] + discounts[1] * (real)with[1] + discounts[2] * (real)with[2]) /
                (real)total;
        for (int j = 0; j < ngram->outputs; j++)
            p[j] *= lower;
        for (int i = 0; i < context->used; i++) {
            const struct follower *f = &context->followers[i];
            int count = f->count - (left_out[k] > 0 && f->symbol == next);

            if (count > 0)
                p[f->symbol] += ((real)count - discounts[class_of(count)]) / (real)total;
        }
    }
}

/* Collects names, encodes them and packs them into batches. */
#include "model/dataset.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/hash.h"
#include "base/memory.h"
#include "text/utf8.h"

static const char *label(struct name_list *list, const char *text)
{
    for (int i = 0; i < list->label_count; i++)
        if (strcmp(list->labels[i], text) == 0)
            return list->labels[i];
    list->labels =
        array_grow(list->labels, (size_t)list->label_count, 1, &list->label_room, sizeof *list->labels);
    return list->labels[list->label_count++] = memory_copy(text);
}

void name_list_add(struct name_list *list, const char *name, const char *style, const char *kind)
{
    list->items = array_grow(list->items, (size_t)list->count, 1, &list->room, sizeof *list->items);
    list->items[list->count++] = (struct raw_name){memory_copy(name), style ? label(list, style) : NULL,
                                                   kind ? label(list, kind) : NULL};
}

static int compare_names(const void *a, const void *b, void *items)
{
    int x = *(const int *)a, y = *(const int *)b;
    int order = strcmp(((struct raw_name *)items)[x].name, ((struct raw_name *)items)[y].name);

    return order ? order : x - y;
}

int name_list_distinct(struct name_list *list)
{
    int *order = malloc(((size_t)list->count + 1) * sizeof *order);
    int kept = 0, before = list->count;

    if (!order)
        return -1;
    for (int i = 0; i < list->count; i++)
        order[i] = i;
    qsort_r(order, (size_t)list->count, sizeof *order, compare_names, list->items);
    for (int i = list->count - 1; i > 0; i--)
        if (strcmp(list->items[order[i]].name, list->items[order[i - 1]].name) == 0) {
            free(list->items[order[i]].name);
            list->items[order[i]].name = NULL; /* not compared again: i descends */
        }
    for (int i = 0; i < list->count; i++)
        if (list->items[i].name)
            list->items[kept++] = list->items[i];
    list->count = kept;
    free(order);
    return before - kept;
}

uint64_t name_list_fingerprint(const struct name_list *list)
{
    uint64_t hash = hash_start;

    for (int i = 0; i < list->count; i++) {
        const struct raw_name *item = &list->items[i];

        hash = hash_text(hash, item->name);
        hash = hash_text(hash, item->style ? item->style : "");
        hash = hash_text(hash, item->kind ? item->kind : "");
    }
    return hash;
}

void name_list_free(struct name_list *list)
{
    for (int i = 0; i < list->count; i++)
        free(list->items[i].name);
    for (int i = 0; i < list->label_count; i++)
        free(list->labels[i]);
    free(list->items);
    free(list->labels);
    memset(list, 0, sizeof *list);
}

enum { CODE_POINTS = 0x110000 };

int name_list_vocab(const struct name_list *list, int least, struct vocab *vocab, struct err *why)
{
    int *names_with = calloc(CODE_POINTS, sizeof *names_with), *last = calloc(CODE_POINTS, sizeof *last);
    uint32_t *characters = malloc(CODE_POINTS * sizeof *characters);
    int count = 0, result = -1;

    memset(vocab, 0, sizeof *vocab);
    if (!names_with || !last || !characters) {
        err_set(why, "out of memory");
        goto out;
    }
    for (int i = 0; i < list->count; i++) {
        const char *at = list->items[i].name;
        uint32_t code;

        while ((code = utf8_next(&at)))
            if (last[code] != i + 1) {
                last[code] = i + 1;
                names_with[code]++;
            }
    }
    for (uint32_t code = 0; code < CODE_POINTS; code++)
        if (names_with[code] >= least)
            characters[count++] = code;
    if (count == 0)
        err_set(why, "no character is in at least %d names, so there is nothing to learn", least);
    if (count == 0 || vocab_set_characters(vocab, characters, count, why) != 0)
        goto out;
    for (int i = 0; i < list->count; i++) {
        const struct raw_name *item = &list->items[i];

        if ((item->style && vocab_add_style(vocab, item->style, why) != 0) ||
            (item->kind && vocab_add_kind(vocab, item->kind, why) != 0))
            goto out;
    }
    if (vocab_make_weights(vocab, why) != 0)
        goto out;
    for (int i = 0; i < list->count; i++) {
        const struct raw_name *item = &list->items[i];

        ++*vocab_weight(vocab, item->style ? vocab_style(vocab, item->style) : VOCAB_BOUNDARY,
                        item->kind ? vocab_kind(vocab, item->kind) : VOCAB_BOUNDARY);
    }
    result = 0;
out:
    if (result != 0)
        vocab_free(vocab);
    free(characters);
    free(last);
    free(names_with);
    return result;
}

int dataset_new(struct dataset *data, const struct name_list *list, const struct vocab *vocab,
                struct err *why)
{
    size_t n = (size_t)list->count + 1, used = 0, capacity = 0;

    memset(data, 0, sizeof *data);
    for (int i = 0; i < list->count; i++)
        capacity += (size_t)utf8_length(list->items[i].name);
    data->symbols = malloc((capacity + 1) * sizeof *data->symbols);
    data->start = malloc(4 * n * sizeof *data->start);
    if (!data->symbols || !data->start) {
        dataset_free(data);
        return err_set(why, "out of memory for %d names", list->count);
    }
    data->length = data->start + n;
    data->style = data->length + n;
    data->kind = data->style + n;
    for (int i = 0; i < list->count; i++) {
        const struct raw_name *item = &list->items[i];
        int length = vocab_encode(vocab, item->name, data->symbols + used, MODEL_NAME_MAX), at = data->count;

        if (length <= 0) {
            data->skipped++;
            continue;
        }
        data->start[at] = (int)used;
        data->length[at] = length;
        data->style[at] = item->style ? vocab_style(vocab, item->style) : VOCAB_BOUNDARY;
        data->kind[at] = item->kind ? vocab_kind(vocab, item->kind) : VOCAB_BOUNDARY;
        if (data->style[at] < 0)
            data->style[at] = VOCAB_BOUNDARY;
        if (data->kind[at] < 0)
            data->kind[at] = VOCAB_BOUNDARY;
        used += (size_t)length;
        data->symbol_count = (long)used;
        data->characters += length + 1;
        data->count++;
    }
    return 0;
}

void dataset_free(struct dataset *data)
{
    free(data->symbols);
    free(data->start);
    memset(data, 0, sizeof *data);
}

int batch_new(struct batch *batch, int names, int soft_symbols, int outputs, struct err *why)
{
    size_t symbols = (size_t)names * (MODEL_NAME_MAX + 1), steps = MODEL_NAME_MAX + 1;

    memset(batch, 0, sizeof *batch);
    batch->memory = malloc((2 * symbols + 2 * steps + (size_t)names) * sizeof *batch->memory);
    if (soft_symbols > 0)
        batch->soft_targets = malloc((size_t)soft_symbols * (size_t)outputs * sizeof *batch->soft_targets);
    if (!batch->memory || (soft_symbols > 0 && !batch->soft_targets)) {
        batch_free(batch);
        return err_set(why, "out of memory");
    }
    batch->symbols_max = (int)symbols;
    batch->packed.input = batch->memory;
    batch->packed.target = batch->memory + symbols;
    batch->packed.offset = batch->memory + 2 * symbols;
    batch->packed.count = batch->memory + 2 * symbols + steps;
    batch->packed.kind = batch->memory + 2 * symbols + 2 * steps;
    return 0;
}

void batch_free(struct batch *batch)
{
    free(batch->memory);
    free(batch->soft_targets);
    memset(batch, 0, sizeof *batch);
}

/* In training, a name starts with its style with probability 1/2, and with its kind likewise, so that the
 * model learns names with both, with one and with neither. */
static int first_style(const struct dataset *data, int name, const struct augmentation *augmentation)
{
    if (!augmentation)
        return data->first_style;
    return rng_below(augmentation->rng, 2) > 0 ? data->style[name] : VOCAB_BOUNDARY;
}

static int first_kind(const struct dataset *data, int name, const struct augmentation *augmentation)
{
    if (!augmentation)
        return data->first_kind;
    return rng_below(augmentation->rng, 2) > 0 ? data->kind[name] : VOCAB_BOUNDARY;
}

/* The input at step t of a name: the symbol before symbol t. */
static int input_symbol(const struct dataset *data, int name, int t, const struct augmentation *augmentation)
{
    if (t == 0)
        return first_style(data, name, augmentation);
    if (augmentation && augmentation->noise > 0 && (double)rng_float(augmentation->rng) < augmentation->noise)
        return data->symbols[rng_below(augmentation->rng, (uint64_t)data->symbol_count)];
    return data->symbols[data->start[name] + t - 1];
}

/* The soft targets of symbol t of a name. The teacher does not model styles and kinds, so its predictions
 * would blur them: only names that start without a label use it. */
static void set_soft_targets(const struct dataset *data, int name, int t, int is_labelled, int target,
                             const struct augmentation *augmentation, real *soft_targets)
{
    real share = (real)(augmentation->teacher && !is_labelled ? augmentation->share : 0);

    if (share > 0)
        ngram_predict(augmentation->teacher, data->symbols + data->start[name], t, target, soft_targets);
    for (int j = 0; j < augmentation->outputs; j++)
        soft_targets[j] = share > 0 ? share * soft_targets[j] : 0;
    soft_targets[target] += 1 - share;
}

void batch_pack(struct batch *batch, const struct dataset *data, const int *names, int count, int stride,
                const struct augmentation *augmentation)
{
    struct packed *packed = &batch->packed;
    int *input = batch->memory, *target = input + batch->symbols_max, *offset = target + batch->symbols_max;
    int *active = offset + MODEL_NAME_MAX + 1, *kind = active + MODEL_NAME_MAX + 1;
    int n = (count + stride - 1) / stride, used = 0, steps = n ? data->length[names[0]] + 1 : 0;

    packed->soft_targets = augmentation ? batch->soft_targets : NULL;
    for (int r = 0; r < n; r++)
        kind[r] = first_kind(data, names[r * stride], augmentation);
    for (int t = 0; t < steps; t++) {
        int rows = 0;

        offset[t] = used;
        for (; rows < n && data->length[names[rows * stride]] >= t; rows++, used++) {
            int name = names[rows * stride];

            input[used] = input_symbol(data, name, t, augmentation);
            target[used] = t == data->length[name] ? VOCAB_BOUNDARY : data->symbols[data->start[name] + t];
            if (augmentation && batch->soft_targets)
                set_soft_targets(data, name, t, input[rows] != VOCAB_BOUNDARY || kind[rows] != VOCAB_BOUNDARY,
                                 target[used], augmentation,
                                 batch->soft_targets + (size_t)used * (size_t)augmentation->outputs);
        }
        active[t] = rows;
    }
    packed->names = n;
    packed->steps = steps;
    packed->symbols = used;
}

static int longer_first(const void *a, const void *b, void *lengths)
{
    int x = *(const int *)a, y = *(const int *)b;
    int order = ((const int *)lengths)[y] - ((const int *)lengths)[x];

    return order ? order : (x > y) - (x < y);
}

void dataset_longest_first(const struct dataset *data, int *names, int count)
{
    qsort_r(names, (size_t)count, sizeof *names, longer_first, data->length);
}

/* Shuffled names are sorted by length within pools of this many batches. */
enum { SORT_POOL = 16 };

int dataset_order(const struct dataset *data, int *names, int count, int batch, struct rng *rng)
{
    int whole = count / batch;
    int *order, *copy, failed;

    rng_shuffle(rng, names, count);
    for (int at = 0; at < count; at += SORT_POOL * batch) {
        int size = count - at < SORT_POOL * batch ? count - at : SORT_POOL * batch;

        dataset_longest_first(data, names + at, size);
    }
    order = malloc((size_t)(whole + 1) * sizeof *order);
    copy = malloc((size_t)count * sizeof *copy);
    failed = !order || !copy;
    if (!failed) {
        memcpy(copy, names, (size_t)count * sizeof *copy);
        for (int i = 0; i < whole; i++)
            order[i] = i;
        rng_shuffle(rng, order, whole);
        for (int i = 0; i < whole; i++)
            memcpy(names + i * batch, copy + order[i] * batch, (size_t)batch * sizeof *names);
    }
    free(order);
    free(copy);
    return failed ? -1 : 0;
}

/* Names as input of the network: collected, encoded as symbols, and packed into batches. */
#ifndef STAGENAME_MODEL_DATASET_H
#define STAGENAME_MODEL_DATASET_H

#include "base/rng.h"
#include "model/lstm.h"
#include "model/ngram.h"
#include "model/vocab.h"

/* The names collected before the alphabet is known. Zero it before use. */
struct name_list {
    struct raw_name {
        char *name;
        const char *style, *kind; /* point into `labels`; NULL for none */
    } * items;
    int count;
    char **labels; /* each distinct style or kind once */
    int label_count;
    size_t room, label_room;
};

/* style and kind may be NULL. */
void name_list_add(struct name_list *list, const char *name, const char *style, const char *kind);
/* Removes duplicates, keeping the first of equal names. Returns the number removed, or -1 when out of
 * memory. */
int name_list_distinct(struct name_list *list);
/* A 64-bit hash of the names, styles and kinds in their order. */
uint64_t name_list_fingerprint(const struct name_list *list);
void name_list_free(struct name_list *list);

/* Builds the vocabulary of a list: its styles and kinds, and the characters that occur in at least `least`
 * names, so that rare characters take no symbol. Returns 0, or -1 with *why set. */
int name_list_vocab(const struct name_list *list, int least, struct vocab *vocab, struct err *why);

/* Encoded names. Name i has length[i] characters from symbols + start[i]; the end symbol is not stored. */
struct dataset {
    int count;
    int *symbols, *start, *length;
    long symbol_count;           /* of all names */
    int *style, *kind;           /* symbols, or VOCAB_BOUNDARY for none */
    int first_style, first_kind; /* first input of every name without augmentation; 0, the boundary: none */
    long characters;             /* of all names, end symbols counted */
    int skipped;                 /* names with a character outside the alphabet, or too long */
};

int dataset_new(struct dataset *data, const struct name_list *list, const struct vocab *vocab,
                struct err *why);
void dataset_free(struct dataset *data);

/* The names of one batch in one or more shards; see lstm.h for the packing. */
struct batch {
    struct packed packed;
    int *memory;
    real *soft_targets; /* [soft_symbols, outputs], or NULL: the names alone are the targets */
    int symbols_max;
};

/* How inputs and targets are varied in training; NULL where names are only evaluated. */
struct augmentation {
    double noise;                /* share of input characters replaced by a random character of the data */
    const struct ngram *teacher; /* its predictions are mixed into the targets; or NULL */
    double share;                /* of the teacher in the soft targets, when the batch has room for them */
    int outputs;                 /* width of a row of soft targets */
    struct rng *rng;
};

/* Allocates for `names` names, and for `soft_symbols` rows of `outputs` soft targets. */
int batch_new(struct batch *batch, int names, int soft_symbols, int outputs, struct err *why);
void batch_free(struct batch *batch);

/* Packs names[0], names[stride], names[2·stride], … (indices into data, sorted by descending length). With
 * augmentation, each name starts with or without its style, and with or without its kind, at random; without
 * it, with data->first_style and data->first_kind. */
void batch_pack(struct batch *batch, const struct dataset *data, const int *names, int count, int stride,
                const struct augmentation *augmentation);

/* Sorts indices into data by descending length, as packing requires. */
void dataset_longest_first(const struct dataset *data, int *names, int count);

/* Orders names for an epoch: shuffled, then cut into batches of similar length so that few rows are idle;
 * batches in random order, each sorted by descending length. All batches but one are full. Returns 0, or -1
 * when out of memory. */
int dataset_order(const struct dataset *data, int *names, int count, int batch, struct rng *rng);

#endif

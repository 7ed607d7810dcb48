/* Names as the network sees them: collected, made into symbols, split, and packed into batches. */
#ifndef STAGENAME_MODEL_DATASET_H
#define STAGENAME_MODEL_DATASET_H

#include "base/rng.h"
#include "model/lstm.h"
#include "model/ngram.h"
#include "model/vocab.h"

/* What is collected before the alphabet is known. Zero it before use. */
struct name_list {
    struct raw_name {
        char *name;
        const char *style, *kind; /* borrowed from the list's own store; NULL for none */
    } * items;
    int count, capacity;
    char **labels; /* each distinct style or kind once */
    int label_count;
};

/* style and kind may be NULL. Returns 0, or -1 with *why set. */
int name_list_add(struct name_list *list, const char *name, const char *style, const char *kind,
                  struct err *why);
/* Drops all but the first of equal names. Returns how many went, or -1 when out of memory. */
int name_list_distinct(struct name_list *list);
/* Tells lists apart: two that differ in a name, its style, its kind or their order have, but for a chance of
 * one in 2^64, not the same. */
uint64_t name_list_fingerprint(const struct name_list *list);
void name_list_free(struct name_list *list);

/* The alphabet of a list: the characters that at least `least` names have, so that a character seen once or
 * twice does not cost a symbol; and its styles and kinds. Returns 0, or -1 with *why set. */
int name_list_vocab(const struct name_list *list, int least, struct vocab *vocab, struct err *why);

/* Encoded names. Name i has length[i] characters from symbols + start[i]; the end symbol is not stored. */
struct dataset {
    int count;
    int *symbols, *start, *length;
    long symbol_count;           /* of all names */
    int *style, *kind;           /* symbols, or VOCAB_BOUNDARY for none */
    int first_style, first_kind; /* what names start with when it is not drawn; 0, the boundary: none */
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
    real *wanted; /* [wanted_symbols, outputs], or NULL where the names alone are learnt from */
    int symbols_max;
};

/* What is done to names while they are learnt from; NULL where names are only measured. */
struct lesson {
    double noise;                /* share of input characters that are replaced by any other of the data */
    const struct ngram *teacher; /* what foretells beside the name itself, or NULL */
    double share;                /* of the teacher in what is wanted, when the batch has room for that */
    int outputs;                 /* symbols that are foretold */
    struct rng *rng;
};

/* Room for `names` names, and for `wanted_symbols` rows of `outputs` wanted probabilities. */
int batch_new(struct batch *batch, int names, int wanted_symbols, int outputs, struct err *why);
void batch_free(struct batch *batch);

/* Packs names[0], names[stride], names[2·stride], … (indices into data, sorted by falling length). In a lesson,
 * each name starts with its style or without, and with its kind or without, by chance; without one, with
 * data->first_style and data->first_kind. */
void batch_pack(struct batch *batch, const struct dataset *data, const int *names, int count, int stride,
                const struct lesson *lesson);

/* Sorts indices into data by falling length, as packing wants them. */
void dataset_longest_first(const struct dataset *data, int *names, int count);

/* Orders names for an epoch: shuffled, then cut into batches of similar length so that steps stay full,
 * batches in random order, each sorted by falling length. All batches are whole but one. Returns 0, or -1
 * when out of memory. */
int dataset_order(const struct dataset *data, int *names, int count, int batch, struct rng *rng);

#endif

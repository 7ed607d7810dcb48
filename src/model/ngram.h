/* An n-gram model of names with Kneser-Ney smoothing. It is a teacher for the network: its predictions carry
 * more information about the alternatives than a single name does. Independent of the network.
 *
 * Interpolated, with three discounts per order (Kneser and Ney 1995; Chen and Goodman 1999): the highest
 * order counts n-grams, each lower one the distinct symbols that precede its n-grams. */
#ifndef STAGENAME_MODEL_NGRAM_H
#define STAGENAME_MODEL_NGRAM_H

#include "base/err.h"
#include "model/real.h"

enum { NGRAM_ORDER = 6 };

struct ngram;

/* outputs: the number of symbols; symbol 0 ends a name. NULL with *why set. */
struct ngram *ngram_new(int outputs, struct err *why);
void ngram_free(struct ngram *ngram);

/* Counts a name: `length` symbols and the end. Returns 0, or -1 with *why set. */
int ngram_add(struct ngram *ngram, const int *symbols, int length, struct err *why);

/* After the last name: estimates the discounts. */
void ngram_finish(struct ngram *ngram);

/* The probabilities p [outputs] of the symbol after the first `at` symbols of a name. The name must have been
 * counted: this occurrence of the symbol that follows, `next`, is subtracted from the counts, so that the
 * prediction comes from the other names (leave-one-out). */
void ngram_predict(const struct ngram *ngram, const int *symbols, int at, int next, real *p);

#endif

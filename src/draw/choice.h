/* Chooses n of many names at random in one pass: each name gets a random number, and the n names with the
 * smallest numbers are chosen, in that order. Every sequence of n names is equally likely. */
#ifndef STAGENAME_DRAW_CHOICE_H
#define STAGENAME_DRAW_CHOICE_H

#include <stdint.h>

#include "base/rng.h"
#include "store/name_fetch.h"

struct choice {
    struct rng rng; /* generates the random numbers of the names */
    int n;          /* at most DRAW_MAX */
    int found;
    int64_t ids[DRAW_MAX];
    int64_t numbers[DRAW_MAX];
};

/* Copies rng; to advance its own generator, the caller copies choice->rng back. */
void choice_begin(struct choice *choice, int n, const struct rng *rng);

/* Offers the next name. arg: a struct choice with n > 0. */
void choice_offer(void *arg, int64_t id);

#endif

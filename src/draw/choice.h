/* Chooses n of many names at random in one pass: each name gets a random number, and the n smallest numbers
 * win, in their order. Every sequence of n names is equally likely. */
#ifndef STAGENAME_DRAW_CHOICE_H
#define STAGENAME_DRAW_CHOICE_H

#include <stdint.h>

#include "base/rng.h"
#include "store/name_fetch.h"

struct choice {
    struct rng rng; /* the numbers of the names come from it */
    int n;          /* at most DRAW_MAX */
    int found;
    int64_t ids[DRAW_MAX];
    int64_t numbers[DRAW_MAX];
};

/* rng is copied: the caller's changes when it takes the copy over. */
void choice_begin(struct choice *choice, int n, const struct rng *rng);

/* Offers the next name. arg: a struct choice with n > 0. */
void choice_offer(void *arg, int64_t id);

#endif

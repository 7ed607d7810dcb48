/* Random numbers with explicit state: the same seed gives the same numbers on every machine.
 *
 * xoshiro256** 1.0 by Blackman and Vigna (public domain, https://prng.di.unimi.it/), seeded by splitmix64.
 * Not for secrets. */
#ifndef STAGENAME_BASE_RNG_H
#define STAGENAME_BASE_RNG_H

#include <stdint.h>

struct rng {
    uint64_t s[4];
};

/* Starts a sequence. Different streams of one seed are independent of each other. */
void rng_seed(struct rng *rng, uint64_t seed, uint64_t stream);

uint64_t rng_u64(struct rng *rng);

/* Uniform in [0, 1), 24 bits. */
float rng_float(struct rng *rng);

/* Uniform in [0, n), n > 0, without modulo bias (Lemire, "Fast Random Integer Generation in an Interval",
 * 2019). */
uint64_t rng_below(struct rng *rng, uint64_t n);

/* Standard normal deviate (Box and Muller, 1958). */
float rng_normal(struct rng *rng);

/* Uniformly shuffles n ints in place (Fisher and Yates). */
void rng_shuffle(struct rng *rng, int *items, int n);

/* A random seed from the operating system. */
uint64_t rng_entropy(void);

#endif

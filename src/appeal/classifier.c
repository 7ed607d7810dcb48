/* Features are the n-grams of 1 to 5 characters within words, each hashed to a weight; weight 0 is the bias.
 */
#include "appeal/classifier.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/rng.h"

enum { NGRAM_MAX = 5, FEATURES_MAX = 1 + NGRAM_MAX * CLASSIFIER_TEXT, EPOCHS = 6 };

void classifier_text(struct folder *folder, const char *name, char text[CLASSIFIER_TEXT])
{
    char folded[4 * NAME_BYTES];
    size_t used = 1;

    text[0] = ' ';
    folder_fold(folder, name, folded, sizeof folded);
    for (const char *at = folded; *at && used + 2 < CLASSIFIER_TEXT; at++) {
        if (*at >= 'a' && *at <= 'z')
            text[used++] = *at;
        else if (*at == ' ' && text[used - 1] != ' ')
            text[used++] = ' ';
    }
    if (text[used - 1] != ' ')
        text[used++] = ' ';
    text[used] = '\0';
}

/* Returns how many features the text has. */
static int features_of(const char *text, uint32_t features[FEATURES_MAX])
{
    int count = 0;

    features[count++] = 0;
    for (const char *at = text; *at; at++) {
        uint64_t hash = hash_start;

        for (int n = 0; n < NGRAM_MAX && at[n]; n++) {
            hash = hash_bytes(hash, at + n, 1);
            if (n > 0 || *at != ' ')
                features[count++] = 1 + (uint32_t)((hash ^ hash >> 29) % (CLASSIFIER_WEIGHTS - 1));
            if (n > 0 && at[n] == ' ')
                break; /* n-grams end with their word */
        }
    }
    return count;
}

static float sum_of(const float *weights, const uint32_t *features, int count)
{
    float sum = 0;

    for (int i = 0; i < count; i++)
        sum += weights[features[i]];
    return sum;
}

float classifier_score(const float *weights, const char *text)
{
    uint32_t features[FEATURES_MAX];
    int count = features_of(text, features);

    return sum_of(weights, features, count);
}

int classifier_fit(float *weights, char (*chosen)[CLASSIFIER_TEXT], int chosen_count,
                   char (*generated)[CLASSIFIER_TEXT], int generated_count, unsigned long long seed)
{
    const float rate = 0.08F, decay = 2e-5F;
    int count = chosen_count + generated_count;
    int *order = malloc(((size_t)count + 1) * sizeof *order);
    float *squares = calloc(CLASSIFIER_WEIGHTS, sizeof *squares); /* AdaGrad (Duchi 2011) */
    struct rng rng;

    memset(weights, 0, CLASSIFIER_WEIGHTS * sizeof *weights);
    if (!order || !squares) {
        free(order);
        free(squares);
        return -1;
    }
    for (int i = 0; i < count; i++)
        order[i] = i;
    rng_seed(&rng, seed, 0);
    for (int step = 0; step < EPOCHS * count; step++) {
        uint32_t features[FEATURES_MAX];
        int name, is_chosen, n;
        float error;

        if (step % count == 0)
            rng_shuffle(&rng, order, count);
        name = order[step % count];
        is_chosen = name < chosen_count;
        n = features_of(is_chosen ? chosen[name] : generated[name - chosen_count], features);
        error = 1 / (1 + expf(-sum_of(weights, features, n))) - (float)is_chosen;
        for (int i = 0; i < n; i++) {
            float *weight = &weights[features[i]], gradient = error + decay * *weight;

            squares[features[i]] += gradient * gradient;
            *weight -= rate * gradient / sqrtf(squares[features[i]] + 1);
        }
    }
    free(order);
    free(squares);
    return 0;
}

/* A linear classifier that separates names that people chose from names that a model generates: logistic
 * regression on hashed character n-grams. Does not use the lexicon. */
#ifndef STAGENAME_APPEAL_CLASSIFIER_H
#define STAGENAME_APPEAL_CLASSIFIER_H

#include "text/fold.h"

enum { CLASSIFIER_WEIGHTS = 1 << 16 };

/* A name as the classifier reads it: folded words of a-z with a space around each. */
enum { CLASSIFIER_TEXT = 512 };
void classifier_text(struct folder *folder, const char *name, char text[CLASSIFIER_TEXT]);

/* Fits weights [CLASSIFIER_WEIGHTS] to texts of both classes, by stochastic gradient descent in an order that
 * depends on the seed. Returns 0, or -1 when out of memory. */
int classifier_fit(float *weights, char (*chosen)[CLASSIFIER_TEXT], int chosen_count,
                   char (*generated)[CLASSIFIER_TEXT], int generated_count, unsigned long long seed);

/* ln(p / (1 - p)) for p the probability that a name with this text was chosen. */
float classifier_score(const float *weights, const char *text);

#endif

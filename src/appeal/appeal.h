/* Appeal: how much a name looks as if a person had chosen it for an artist, from 0 to 1. Its logit is a
 * weighted sum of the score of a classifier that is trained with each model (classifier.h) and of features
 * that readers like or dislike (features.h). The weights come from a regression on readers' marks;
 * doc/appeal.md has the method. */
#ifndef STAGENAME_APPEAL_APPEAL_H
#define STAGENAME_APPEAL_APPEAL_H

#include "appeal/classifier.h"
#include "appeal/features.h"
#include "base/team.h"
#include "model/dataset.h"

/* The model's classifier for the functions below; NULL when it has none, or one of another size. */
const float *appeal_classifier(const struct model *model);

/* The appeal of one name. kind: the kind it was generated as (dj, person, group or ""); a band with a
 * person's name gets a lower appeal. classifier: weights [CLASSIFIER_WEIGHTS] of the model that generated it,
 * or NULL. */
float appeal_of(const struct lexicon *lexicon, const float *classifier, struct folder *folder,
                const char *name, const char *kind);

/* Fits the classifier of a model: names of its list against as many generated names. Replaces
 * model->classifier. Returns 0, or -1 with *why set. */
int appeal_fit(struct model *model, const struct name_list *list, struct team *team, unsigned long long seed,
               struct err *why);

/* A generated name before the selection. */
struct candidate {
    const char *name; /* borrowed, like the two below */
    const char *style, *kind;
    float bits, appeal;
};

/* Computes the appeal of many candidates. Returns 0, or -1 with *why set. */
int appeal_of_all(const struct lexicon *lexicon, const float *classifier, struct candidate *candidates,
                  int count, struct team *team, struct err *why);

#endif

/* Adam with decoupled weight decay (Kingma and Ba 2015; Loshchilov and Hutter 2019). Each process of a
 * training updates its slice of the parameters (slice.h). */
#ifndef STAGENAME_MODEL_ADAM_H
#define STAGENAME_MODEL_ADAM_H

#include "base/team.h"
#include "model/model.h"

struct adam {
    struct parameters mean, square; /* running moments of the gradient: of this rank's slice */
    long steps;
    double *norms; /* of the gradient's chunks, squared; owned */
};

int adam_new(struct adam *adam, const struct model *model, struct err *why);
void adam_free(struct adam *adam);

struct adam_rule {
    double rate, decay; /* decay: weight decay, applied to every parameter */
    double clip;        /* maximum norm of the gradient; a larger gradient is scaled down to it */
    double share;       /* weight of the new parameters in their running mean */
};

/* One update of the model's parameters, and of this rank's slice of their running mean. gradient: of this
 * rank's slice. Returns the norm of the whole gradient; when that is not finite, nothing is changed. */
double adam_step(struct adam *adam, struct model *model, const real *gradient, struct parameters *mean,
                 const struct adam_rule *rule, struct team *team);

#endif

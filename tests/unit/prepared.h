/* A training before its first step, for tests of single steps. */
#ifndef STAGENAME_TESTS_PREPARED_H
#define STAGENAME_TESTS_PREPARED_H

#include <stdlib.h>

#include "run.h"

#include "model/training.h"

/* Makes the initial state of a training; the caller frees it with training_free. */
static inline struct training *prepared(const struct name_list *list, const struct train_how *how)
{
    struct training *t = calloc(1, sizeof *t);
    struct err why;

    t->how = how;
    t->list = list;
    t->settings = how->settings;
    ck_assert_msg(training_prepare(t, &why) == 0, "%s", why.text);
    return t;
}

#endif

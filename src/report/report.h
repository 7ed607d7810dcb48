/* A report about a model and its names: one HTML file with embedded plots. */
#ifndef STAGENAME_REPORT_REPORT_H
#define STAGENAME_REPORT_REPORT_H

#include <stdio.h>

#include "base/team.h"
#include "model/model.h"
#include "store/corpus_reader.h"
#include "store/judge_file.h"
#include "store/name_reader.h"

struct report_how {
    struct team *team;
    void (*tick)(void *arg, int done, int of); /* called between parts; may be NULL */
    void *tick_arg;
};

/* Writes the page about a database and, unless it is NULL, a model. Returns 0, or -1 with *why set: no
 * corpus, no gnuplot. The caller checks the stream for write errors. */
int report_write(FILE *out, struct store *store, const struct model *model, const struct report_how *how,
                 struct err *why);

#endif

/* Shared by the two parts of a report: report.c has the figures and the sample sheets, plots.c the plots. */
#ifndef STAGENAME_REPORT_PAGE_H
#define STAGENAME_REPORT_PAGE_H

#include "judge/quality.h"
#include "report/report.h"

enum { REPORT_TEMPERATURES = 11 }; /* 0.5, 0.6, … 1.5 */

struct report {
    FILE *out;
    struct store *store;
    const struct model *model; /* or NULL */
    struct sampler *sampler;   /* of the model */
    const struct report_how *how;
    struct folder *folder;
    struct judge *judge;
    struct quality_counter *counter; /* of the section that is being counted */
    struct quality quality;          /* of the database's names */
    struct corpus_state corpus;
    double bits; /* sum over the names of that section */
    int sheet;   /* names on the sheet that is being written */
    int parts;   /* done so far */
    struct err *why;
};

void report_part_done(struct report *r);

/* Counts an invented name into r->counter and r->bits. Returns 0, or -1 with *r->why set. */
int report_count_invented(void *arg, const char *name, const char *style, double bits);

/* All plots, one section each; those about the model when there is one. Returns 0, or -1 with *r->why set. */
int report_put_plots(struct report *r);

#endif

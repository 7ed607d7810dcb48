/* A list of findings, as text and as JSON. */
#ifndef STAGENAME_DOCTOR_FINDINGS_H
#define STAGENAME_DOCTOR_FINDINGS_H

#include <jansson.h>
#include <stddef.h>
#include <stdio.h>

/* One finding. All texts are owned by the list. */
struct finding {
    const char *check; /* the name of the check, borrowed */
    int is_problem;    /* 0: a note, which is nothing wrong */
    char *where;       /* a path */
    char *what;        /* a sentence without its full stop */
    char *advice;      /* what to do, such as a command; "" for a note that needs nothing */
};

/* All zero is an empty list. */
struct findings {
    struct finding *items;
    size_t count, room;
    const char *check; /* of the findings that are added now */
};

void findings_free(struct findings *findings);

/* Add a finding; the texts are copied. format: what it is. */
void findings_problem(struct findings *findings, const char *where, const char *advice, const char *format,
                      ...) __attribute__((format(printf, 4, 5)));
void findings_note(struct findings *findings, const char *where, const char *advice, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The number of problems. */
size_t findings_problems(const struct findings *findings);

/* Prints each finding in two lines: where and what, and what to do. */
void findings_print(const struct findings *findings, FILE *out);

/* {"database": …, "well": true, "findings": [{"check", "problem", "where", "what", "advice"}]}. NULL when out
 * of memory. The caller releases it. */
json_t *findings_json(const struct findings *findings, const char *database);

#endif

/* What drawn names are filtered by, and the words that the database and the interface have for it. */
#ifndef STAGENAME_STORE_NAME_FILTER_H
#define STAGENAME_STORE_NAME_FILTER_H

#include <stddef.h>
#include <stdint.h>

#include "judge/judge.h"

enum { VERDICT_ANY = -1 }; /* beside those of enum verdict */

/* Whom a name is for. */
enum artist_kind {
    KIND_NONE, /* in a filter: any */
    KIND_DJ,
    KIND_PERSON,
    KIND_GROUP
};

/* How unlikely a name is under the model, beside the others of about its length. */
enum weird { WEIRD_ANY, WEIRD_LOW, WEIRD_MID, WEIRD_HIGH };

enum { NAME_LONGEST = 1000 }; /* characters; a greater length counts as this one */

struct name_filter {
    int verdict; /* an enum verdict, or VERDICT_ANY */
    enum artist_kind kind;
    enum weird weird;
    const char *style;                    /* NULL: any */
    const char *starts, *ends, *contains; /* folded; NULL: any */
    int words;                            /* 0: any number */
    int min, max;                         /* length in characters */
    /* Numbers of names that are not drawn, ascending. The statements know nothing of them: src/draw does. */
    const int64_t *excluded;
    int excluded_count;
};

/* The value for a text, or VERDICT_ANY, KIND_NONE and WEIRD_ANY for another text. */
int verdict_of_text(const char *text);
enum artist_kind kind_of_text(const char *text);
enum weird weird_of_text(const char *text);

/* The text, or NULL for VERDICT_ANY, KIND_NONE and WEIRD_ANY. */
const char *verdict_filter_text(int verdict);
const char *kind_text(enum artist_kind kind);
const char *weird_text(enum weird weird);

#endif

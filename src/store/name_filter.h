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

enum { SYLLABLES_MAX = 8 }; /* that a filter can ask for */

/* What is computed from the text of a name alone. */
struct name_values {
    int syllables; /* 0: unknown */
    int easy;      /* to say */
    int alliteration;
    uint64_t themes; /* as theme_bits of text/themes.h */
};

enum { NAME_LONGEST = 1000 }; /* characters; a greater length counts as this one */

struct name_filter {
    int verdict; /* an enum verdict, or VERDICT_ANY */
    enum artist_kind kind;
    enum weird weird;
    const char *style;                    /* NULL: any */
    const char *starts, *ends, *contains; /* folded; NULL: any */
    const char *without;    /* letters a to z that no name has, ascending, each once; NULL: any */
    int words;              /* 0: any number */
    int min, max;           /* length in characters */
    int syllables;          /* to SYLLABLES_MAX; 0: any number */
    int easy, alliteration; /* 1: only such names; 0: any */
    uint64_t theme;         /* the bit of one theme; 0: any */
    /* Numbers of names that are not drawn, ascending. The statements know nothing of them: src/draw does. */
    const int64_t *excluded;
    int excluded_count;
};

/* Whether names must be looked at to count those that pass: the table of counts has no such column. */
int name_filter_needs_names(const struct name_filter *filter);

/* The value for a text, or VERDICT_ANY, KIND_NONE and WEIRD_ANY for another text. */
int verdict_of_text(const char *text);
enum artist_kind kind_of_text(const char *text);
enum weird weird_of_text(const char *text);

/* The text, or NULL for VERDICT_ANY, KIND_NONE and WEIRD_ANY. */
const char *verdict_filter_text(int verdict);
const char *kind_text(enum artist_kind kind);
const char *weird_text(enum weird weird);

#endif

/* The filter for drawn names, and the words for its values in the database and the HTTP interface. */
#ifndef STAGENAME_STORE_NAME_FILTER_H
#define STAGENAME_STORE_NAME_FILTER_H

#include <stddef.h>
#include <stdint.h>

#include "judge/judge.h"

enum { VERDICT_ANY = -1 }; /* in addition to enum verdict */

/* The kind of artist that a name is for. */
enum artist_kind {
    KIND_NONE, /* in a filter: any */
    KIND_DJ,
    KIND_PERSON,
    KIND_GROUP
};

/* How improbable a name is under the model, compared with others of similar length. */
enum weird { WEIRD_ANY, WEIRD_LOW, WEIRD_MID, WEIRD_HIGH };

enum { SYLLABLES_MAX = 8 }; /* highest value in a filter */

/* Values computed only from the text of a name. */
struct name_values {
    int syllables; /* 0: unknown */
    int easy;      /* to say */
    int alliteration;
    uint64_t themes; /* see theme_bits in text/themes.h */
};

enum { NAME_LONGEST = 1000 }; /* characters; longer names count as this long */

struct name_filter {
    int verdict; /* an enum verdict, or VERDICT_ANY */
    enum artist_kind kind;
    enum weird weird;
    const char *style;                    /* NULL: any */
    const char *starts, *ends, *contains; /* folded; NULL: any */
    const char *without;    /* letters a to z that no name has, ascending, each once; NULL: any */
    int words;              /* 0: any number */
    int min, max;           /* length in characters */
    int syllables;          /* up to SYLLABLES_MAX; 0: any number */
    int easy, alliteration; /* 1: only such names; 0: any */
    uint64_t theme;         /* the bit of one theme; 0: any */
    const char *tag;        /* of a curator; NULL: any */
    int featured;           /* 1: only names that curators recommend; 0: any */
    /* Numbers of names not to draw, ascending. The SQL statements ignore them; src/draw applies them. */
    const int64_t *excluded;
    int excluded_count;
};

/* Whether only names with a tag pass: these are few, and the table of counts and the roster do not know
 * them. */
int name_filter_is_tagged(const struct name_filter *filter);

/* Whether counting must read the names, because the table of counts lacks a column of the filter. */
int name_filter_needs_names(const struct name_filter *filter);

/* The value for a text; VERDICT_ANY, KIND_NONE or WEIRD_ANY for an unknown text. */
int verdict_of_text(const char *text);
enum artist_kind kind_of_text(const char *text);
enum weird weird_of_text(const char *text);

/* The text for a value; NULL for VERDICT_ANY, KIND_NONE or WEIRD_ANY. */
const char *verdict_filter_text(int verdict);
const char *kind_text(enum artist_kind kind);
const char *weird_text(enum weird weird);

#endif

/* A name's profile: its length, spelling, words and sound as a vector of bytes. Names with a small distance
 * between their profiles have a similar form, whatever their letters: "DJ Krush" and "DJ Tolva". Uses no
 * other names and no database.
 *
 * A profile is stored with its name: a new meaning of the bytes needs a new version of the schema. */
#ifndef STAGENAME_APPEAL_PROFILE_H
#define STAGENAME_APPEAL_PROFILE_H

#include <stdint.h>

#include "appeal/lexicon.h"

enum { PROFILE_BYTES = 32 };

struct profile {
    uint8_t values[PROFILE_BYTES];
};

/* The input of profile_make. */
struct profiled {
    const char *name;         /* clean UTF-8 */
    const char *folded;       /* the result of folder_fold for it */
    const char *style, *kind; /* or NULL */
};

/* Computes the profile of a name. Thread-safe. */
void profile_make(const struct lexicon *lexicon, const struct profiled *of, struct profile *profile);

/* Whether all bytes are 0, as in no name's profile. */
int profile_is_empty(const struct profile *profile);

/* The sum of the differences of all bytes: 0 for equal profiles, about 60 for names that a reader finds
 * similar, about 300 for two random ones. */
int profile_distance(const struct profile *a, const struct profile *b);

#endif

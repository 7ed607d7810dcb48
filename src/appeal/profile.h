/* A name's profile: how long it is, how it is written, what its words are and how it sounds, as a vector of
 * bytes. Names with a small distance between their profiles are of the same manner, whatever their letters:
 * "DJ Krush" and "DJ Tolva". Knows no other names and no database.
 *
 * A profile is stored with its name: a change of what the bytes mean needs a new version of the schema. */
#ifndef STAGENAME_APPEAL_PROFILE_H
#define STAGENAME_APPEAL_PROFILE_H

#include <stdint.h>

#include "appeal/lexicon.h"

enum { PROFILE_BYTES = 32 };

struct profile {
    uint8_t values[PROFILE_BYTES];
};

/* What a profile is made of. */
struct profiled {
    const char *name;         /* clean UTF-8 */
    const char *folded;       /* the result of folder_fold for it */
    const char *style, *kind; /* or NULL */
};

/* Fills the profile of a name. Safe from several threads. */
void profile_make(const struct lexicon *lexicon, const struct profiled *of, struct profile *profile);

/* Whether the bytes are all 0, as those of no name are. */
int profile_is_empty(const struct profile *profile);

/* The sum of the differences of all bytes: 0 for equal profiles, about 60 for names that a reader finds
 * similar, about 300 for two random ones. */
int profile_distance(const struct profile *a, const struct profile *b);

#endif

/* Reads the corpus: the existing artists that names are compared with. */
#ifndef STAGENAME_STORE_CORPUS_READER_H
#define STAGENAME_STORE_CORPUS_READER_H

#include "store/db.h"
#include "text/key.h"

struct corpus_state {
    int has_artists;
    char as_of[16]; /* YYYY-MM-DD; "" when the corpus is empty */
    int64_t stamp;  /* unique to this corpus, across all databases */
};
int store_corpus_state(struct store *store, struct corpus_state *state, struct err *why);

/* The same for judging names: an empty corpus is an error too, because every name would be free. */
int store_corpus_needed(struct store *store, struct corpus_state *state, struct err *why);

/* A corpus with fewer artists is small: it lacks most artists of the world (MusicBrainz has 2.5 million), so
 * "free" means little. Every verdict from a small corpus says so; nothing else depends on it. */
enum { CORPUS_SMALL = 100000 };

/* The number of artists, or -1 with *why set. */
long store_count_artists(struct store *store, struct err *why);

/* Calls back for each distinct artist to train on, which excludes artists that are in the corpus only for
 * verdicts. The texts live until the callback returns; a non-zero return value ends the walk. Returns 0, that
 * value, or -1 with *why set. */
int store_corpus_names(struct store *store,
                       int (*each)(void *arg, const char *name, const char *style, const char *kind),
                       void *arg, struct err *why);

/* Calls back for the names of about n artists, spread evenly over the corpus, with the same exclusion.
 * Returns the same as store_corpus_names. */
int store_corpus_sample(struct store *store, long n, int (*each)(void *arg, const char *name), void *arg,
                        struct err *why);

/* Whether an artist has one of these keys: 1 or 0, or -1 with *why set. */
int store_is_taken(struct store *store, const struct name_keys *keys, struct err *why);

/* An artist in a verdict. All texts except name may be NULL. */
struct found_artist {
    const char *name, *country, *mbid;
    const char *alias;      /* the other name that the key belongs to */
    const char *alias_type; /* NULL for an ordinary alias */
};

/* Calls back once with the artist of a match found by the judge; the texts live until the callback returns.
 * Returns 0, or -1 with *why set. */
int store_artist_find(struct store *store, uint32_t artist, const char *key, uint32_t native,
                      void (*found)(void *arg, const struct found_artist *artist), void *arg,
                      struct err *why);

#endif

/* The corpus: artists that exist, which names are compared with. */
#ifndef STAGENAME_STORE_CORPUS_READER_H
#define STAGENAME_STORE_CORPUS_READER_H

#include "store/db.h"
#include "text/key.h"

struct corpus_state {
    int has_artists;
    char as_of[16]; /* YYYY-MM-DD; "" when the corpus is empty */
    int64_t stamp;  /* distinguishes this corpus from every other one of any database */
};
int store_corpus_state(struct store *store, struct corpus_state *state, struct err *why);

/* The same for a caller that judges: an empty corpus, by which every name would be free, is an error too. */
int store_corpus_needed(struct store *store, struct corpus_state *state, struct err *why);

/* A corpus of fewer artists is small: most artists of the world are missing from it, so that "free" means
 * little. MusicBrainz has 2.5 million. Every verdict by a small corpus says so; nothing else depends on it.
 */
enum { CORPUS_SMALL = 100000 };

/* How many artists there are, or -1 with *why set. */
long store_count_artists(struct store *store, struct err *why);

/* Calls back for each distinct artist to train on: those in the corpus for the verdict only are left out.
 * The texts live until the callback returns; a callback that returns non-zero ends the walk with that
 * value. Returns 0, that value, or -1 with *why set. */
int store_corpus_names(struct store *store,
                       int (*each)(void *arg, const char *name, const char *style, const char *kind),
                       void *arg, struct err *why);

/* Calls back for about n artists' names, evenly through the corpus, with the same exception. Returns as
 * store_corpus_names does. */
int store_corpus_sample(struct store *store, long n, int (*each)(void *arg, const char *name), void *arg,
                        struct err *why);

/* Whether an artist has one of these keys: 1 or 0, or -1 with *why set. */
int store_is_taken(struct store *store, const struct name_keys *keys, struct err *why);

/* An artist as a verdict shows it. All texts but name may be NULL. */
struct found_artist {
    const char *name, *country, *mbid;
    const char *alias;      /* the other name that the key belongs to */
    const char *alias_type; /* unless it is an ordinary alias */
};

/* Calls back once with the artist that a hit of the judge is about; the texts live until the callback
 * returns. Returns 0, or -1 with *why set. */
int store_artist_find(struct store *store, uint32_t artist, const char *key, uint32_t native,
                      void (*found)(void *arg, const struct found_artist *artist), void *arg,
                      struct err *why);

#endif

/* An artist that exists, as a source describes it. */
#ifndef STAGENAME_CORPUS_ARTIST_H
#define STAGENAME_CORPUS_ARTIST_H

/* What an alias is, by MusicBrainz' types. The first is the strongest: of equal keys it counts. */
enum alias_type {
    ALIAS_NAME,  /* another name of the artist, or of no known type */
    ALIAS_LEGAL, /* the name in the passport */
    ALIAS_HINT,  /* a search hint: a misspelling or an abbreviation that people search by */
};

struct alias {
    const char *name; /* clean UTF-8 */
    enum alias_type type;
};

struct artist {
    const char *name;            /* clean UTF-8 */
    const char *mbid;            /* MusicBrainz id, or "" */
    const char *kind;            /* "dj", "person", "group", or NULL */
    const char *country;         /* ISO 3166-1 alpha-2, or NULL */
    const char *style;           /* or NULL */
    const struct alias *aliases; /* what else the artist is known as; NULL for none */
    int alias_count;
    int verdict_only; /* the name counts as taken, but no model learns from it */
};

#endif

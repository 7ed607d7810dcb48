/* An existing artist, as a source describes it. */
#ifndef STAGENAME_CORPUS_ARTIST_H
#define STAGENAME_CORPUS_ARTIST_H

/* Types of aliases in MusicBrainz, strongest first: among aliases with the same key, the strongest is
 * used. */
enum alias_type {
    ALIAS_NAME,  /* another name, or an alias of unknown type */
    ALIAS_LEGAL, /* legal name */
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
    const struct alias *aliases; /* [alias_count], or NULL */
    int alias_count;
    int verdict_only; /* the name counts as taken, but is not used for training */
};

#endif

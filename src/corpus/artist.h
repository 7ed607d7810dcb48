/* An artist that exists, as a source tells of it. */
#ifndef STAGENAME_CORPUS_ARTIST_H
#define STAGENAME_CORPUS_ARTIST_H

struct artist {
    const char *name;           /* clean UTF-8 */
    const char *mbid;           /* MusicBrainz id, or "" */
    const char *kind;           /* "dj", "person", "group", or NULL */
    const char *country;        /* ISO 3166-1 alpha-2, or NULL */
    const char *style;          /* or NULL */
    const char *const *aliases; /* what else the artist is known as, clean UTF-8; NULL for none */
    int alias_count;
};

#endif

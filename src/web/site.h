/* The state of a worker between requests, with its versions: the database, the judge, the date of the corpus,
 * the counts of /api/about. Knows no HTTP.
 *
 * Opened in the parent, where it reads the index of artists, which the workers then share until one of them
 * must read a newer one; each worker begins with its copy of the struct and opens a database connection of
 * its own. */
#ifndef STAGENAME_WEB_SITE_H
#define STAGENAME_WEB_SITE_H

#include "base/rng.h"
#include "draw/drawing.h"
#include "store/corpus_reader.h"
#include "store/name_fetch.h"
#include "web/ahead.h"
#include "web/inventor.h"
#include "web/metrics.h"
#include "web/site_address.h"

/* An answer about the database as of a version of it. */
struct site_text {
    struct answer text;
    int64_t version; /* -1: none */
};

struct site {
    const char *path;            /* of the database; borrowed */
    char address[ADDRESS_BYTES]; /* "https://names.example", "" when none is configured */
    long workers;                /* how many there are, for the metrics */
    struct metrics *metrics;
    struct roster *roster;     /* NULL when there is no memory for it: filters are slow then */
    struct inventor *inventor; /* NULL without a model; borrowed */
    struct folder *folder;
    struct judge *judge; /* NULL before the first, or when the last could not be read */
    int64_t judged;      /* the stamp of the corpus that judge knows */
    long artists;        /* in the corpus of the stamp counted */
    int64_t counted;

    /* from here on private to the worker */
    struct store *store;        /* NULL while the database is unavailable */
    struct drawing *drawing;    /* of the store; NULL with it */
    struct corpus_state corpus; /* as site_refresh_judge or site_artists saw it last */
    int64_t version;            /* store_data_version; -1 when unknown */
    struct rng rng;
    struct drawn_names name; /* room for one that is asked for by its number */
    struct site_text about, choices;
    struct ahead ahead;
    int is_unavailable; /* logged that the database is unavailable */
};

/* In the parent: whether the database can be used at all, and its index of artists. No connection stays open.
 * Zero site before. Returns 0, or -1 with *why set; close it either way. */
int site_open(struct site *site, const char *path, struct err *why);

/* In the parent, before workers are replaced: reads the index again. On failure the older one stays. Returns
 * 0, or -1 with *why set. */
int site_reload(struct site *site, struct err *why);

void site_close(struct site *site);

/* In a worker, after the fork. */
void site_begin(struct site *site);

/* Before a request that needs data: opens the database again if its file was replaced, and reads its version.
 * Returns 0, or -1 with *why set. */
int site_refresh(struct site *site, struct err *why);

/* After site_refresh, before judging, in a transaction of the caller's: corpus is that of the transaction,
 * and the index and the number of artists are its own. Returns 0, or -1 with *why set. */
int site_refresh_judge(struct site *site, struct err *why);

/* After site_refresh: how many artists the corpus has of which a stored verdict is as of that date; 0 when
 * there is another corpus by now. Counted once a corpus. Returns -1 with *why set on an error. */
long site_artists(struct site *site, const char *as_of, struct err *why);

/* After site_refresh: the answers of /api/about and /api/styles (counts.h), or NULL with *why set. Live until
 * the next call. */
const struct answer *site_about(struct site *site, struct err *why);
const struct answer *site_choices(struct site *site, struct err *why);

/* A seed that nobody chose: 16 hexadecimal digits. */
enum { SITE_SEED = 17 };
void site_draw_seed(struct site *site, char seed[SITE_SEED]);

/* While there is nothing else to do: gets ready for what may be asked, for some milliseconds. Returns whether
 * there is more to do. */
int site_idle(struct site *site);

/* The database could not be read: it is opened anew for the next request. */
void site_close_store(struct site *site);

#endif

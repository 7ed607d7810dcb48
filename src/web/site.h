/* The state that a worker keeps between requests, with its versions: the database, the judge, the date of the
 * corpus, the counts of /api/about. Knows no HTTP.
 *
 * The parent opens it and reads the index of artists. The workers share that index until they must read a
 * newer one. Each worker starts with a copy of the struct and opens its own database connection. */
#ifndef STAGENAME_WEB_SITE_H
#define STAGENAME_WEB_SITE_H

#include "base/rng.h"
#include "draw/drawing.h"
#include "store/corpus_reader.h"
#include "store/generation.h"
#include "store/name_fetch.h"
#include "web/ahead.h"
#include "web/inventor.h"
#include "web/metrics.h"
#include "web/site_address.h"

enum { SITE_GENERATION = GENERATION_ID + 24 };

/* A cached answer, valid for one version of the database. */
struct site_text {
    struct answer text;
    int64_t version; /* -1: none */
};

struct site {
    const char *path;            /* of the database; borrowed */
    char address[ADDRESS_BYTES]; /* "https://names.example", "" when none is configured */
    long workers;                /* number of workers, for the metrics */
    struct metrics *metrics;
    struct roster *roster;     /* NULL when out of memory; filters are slow without it */
    struct inventor *inventor; /* NULL without a model; borrowed */
    struct folder *folder;
    struct judge *judge; /* NULL before the first is read, or when the latest could not be read */
    int64_t judged;      /* the stamp of the corpus that judge was read from */
    long artists;        /* in the corpus of the stamp counted */
    int64_t counted;

    /* the members below are private to the worker */
    struct store *store;              /* NULL while the database is unavailable */
    struct drawing *drawing;          /* of the store; NULL with it */
    struct corpus_state corpus;       /* as site_refresh_judge or site_artists saw it last */
    int64_t version;                  /* store_data_version; -1 when unknown */
    char generation[SITE_GENERATION]; /* ID.DECISION of a published copy, as of that version; "" for others */
    struct rng rng;
    struct drawn_names name; /* buffer for a name requested by its number */
    struct site_text about, choices;
    struct ahead ahead;
    int is_unavailable; /* the failure of the database has been logged */
};

/* In the parent: checks that the database can be used, and reads its index of artists. No connection stays
 * open. Zero site first. Returns 0, or -1 with *why set; close it either way. */
int site_open(struct site *site, const char *path, struct err *why);

/* In the parent, before workers are replaced: reads the index again. On failure the old index stays in use.
 * Returns 0, or -1 with *why set. */
int site_reload(struct site *site, struct err *why);

void site_close(struct site *site);

/* In a worker, after the fork. */
void site_begin(struct site *site);

/* Before a request that needs data: opens the database again if its file was replaced, and reads its version.
 * Returns 0, or -1 with *why set. */
int site_refresh(struct site *site, struct err *why);

/* After site_refresh, before judging, in the caller's transaction: makes corpus, the index and the number of
 * artists match the transaction's snapshot. Returns 0, or -1 with *why set. */
int site_refresh_judge(struct site *site, struct err *why);

/* After site_refresh: the number of artists in the corpus of date as_of, for a stored verdict; 0 when the
 * corpus has changed since. Counts once per corpus. Returns -1 with *why set on an error. */
long site_artists(struct site *site, const char *as_of, struct err *why);

/* After site_refresh: the answers of /api/about and /api/styles (counts.h), or NULL with *why set. Valid
 * until the next call. */
const struct answer *site_about(struct site *site, struct err *why);
const struct answer *site_choices(struct site *site, struct err *why);

/* Makes a random seed: 16 hexadecimal digits. */
enum { SITE_SEED = 17 };
void site_draw_seed(struct site *site, char seed[SITE_SEED]);

/* Prepares data for later requests, for a few milliseconds, while the worker is idle. Returns whether there
 * is more to do. */
int site_idle(struct site *site);

/* Closes the database after a failure; the next request opens it again. */
void site_close_store(struct site *site);

#endif

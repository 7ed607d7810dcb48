/* The door to the database: the only part that knows SQL. Statements live in sql/ and are prepared once;
 * every value is bound. Knows no HTTP.
 *
 * One process writes at a time: a writer holds a lock file beside the database (DB.lock) while it is open.
 * Readers never wait for it. */
#ifndef STAGENAME_STORE_STORE_H
#define STAGENAME_STORE_STORE_H

#include <stdint.h>

#include "base/err.h"
#include "corpus/artist.h"
#include "judge/judge.h"
#include "text/utf8.h"

struct store;

enum store_mode {
    STORE_READ, /* must exist; nothing can be changed through it. Its folder need not be writable: then it is
                     read as a file that does not change */
    STORE_CHANGE, /* must exist; refused while another process writes */
    STORE_WRITE,  /* the same, but made if it is not there */
};

/* Returns NULL with *why set: not there, not a database, another program's, or of another schema. */
struct store *store_open(const char *path, enum store_mode mode, struct err *why);
void store_close(struct store *store);

/* All that is written between begin and commit happens or none of it. Return 0, or -1 with *why set. */
int store_begin(struct store *store, struct err *why);
int store_commit(struct store *store, struct err *why);
void store_rollback(struct store *store);

/* What is read between begin and end is one state of the database, whatever others write. Return 0, or -1
 * with *why set. */
int store_read_begin(struct store *store, struct err *why);
int store_read_end(struct store *store, struct err *why);

/* ---- the corpus ---- */

int store_corpus_clear(struct store *store, struct err *why);

/* Begins a source dated as_of (YYYY-MM-DD). Returns its number, or -1 with *why set. */
int64_t store_source_add(struct store *store, const char *path, const char *format, const char *as_of,
                         struct err *why);

/* What reading a source came to, by which it ends. */
struct source_counts {
    const char *format, *as_of;
    long rows, kept;
};
int store_source_end(struct store *store, int64_t source, const struct source_counts *counts,
                     struct err *why);

/* Enters an artist with its keys and those of its aliases. They are found from the end of the source on, or
 * the commit: entered in their order, keys take a fraction of the time. */
int store_artist_add(struct store *store, const struct artist *artist, const struct name_keys *keys,
                     int64_t source, struct err *why);

struct corpus_state {
    int has_artists;
    char as_of[16]; /* YYYY-MM-DD; "" when the corpus is empty */
    int64_t stamp;  /* tells this corpus from every other of any database */
};
int store_corpus_state(struct store *store, struct corpus_state *state, struct err *why);

/* The same for who judges: an empty corpus, of which every name would be free, is an error too. */
int store_corpus_needed(struct store *store, struct corpus_state *state, struct err *why);

/* A corpus of fewer artists is small: most of the world's are missing from it, so that "free" means little.
 * MusicBrainz has 2.5 million. Every verdict by a small corpus says so; nothing else depends on it. */
enum { CORPUS_SMALL = 100000 };

/* How many artists there are, or -1 with *why set. */
long store_count_artists(struct store *store, struct err *why);

/* Calls back for each distinct artist, except for those that are there for the verdict only: to train on. The texts
 * live until the callback returns; a callback that returns non-zero ends the walk with that value. Returns 0, that
 * value, or -1 with *why set. */
int store_corpus_names(struct store *store,
                       int (*each)(void *arg, const char *name, const char *style, const char *kind),
                       void *arg, struct err *why);

/* Calls back for about n artists' names, evenly through the corpus, with the same exception. Returns as store_corpus_names does. */
int store_corpus_sample(struct store *store, long n, int (*each)(void *arg, const char *name), void *arg,
                        struct err *why);

/* The judge of the present corpus: from the file that store_judge_write left beside the database, and without
 * it made anew, which takes seconds for millions of artists. Returns NULL with *why set. Caller frees. */
struct judge *store_judge(struct store *store, struct err *why);

/* At the end of a transaction that changed the corpus, before its commit: makes the judge and writes its file
 * (DB.judge-…), so that readers have it as soon as they see the new corpus. The file's name tells the corpus,
 * so readers of the older one keep theirs. Returns 0, or -1 with *why set. */
int store_judge_write(struct store *store, struct err *why);

/* After the commit, or what came instead of it: deletes such files that are of no present corpus. store_open
 * does so too when it opens for writing, after a process that was killed. */
void store_judge_tidy(struct store *store);

/* Whether an artist has one of these keys: 1 or 0, or -1 with *why set. */
int store_is_taken(struct store *store, const struct name_keys *keys, struct err *why);

/* ---- verdicts, as the interface shows them ---- */

/* JSON array of the artists of a verdict: name, distance, reason, country, mbid, alias when it is an artist's
 * other name that is near, and alias_type when that is a "legal name" or a "search hint". Caller frees; NULL with
 * *why set. */
char *store_nearest_json(struct store *store, const struct judge *judge, const struct judge_hit *hits,
                         int count, struct err *why);

/* ---- names ---- */

int64_t store_batch_add(struct store *store, const char *file, const char *note, const char *as_of,
                        struct err *why);

struct new_name {
    const char *name, *key, *folded;
    const char *style, *kind; /* or NULL */
    double bits, appeal;      /* NaN when unknown */
    enum verdict verdict;
    const char *nearest_json;
    int64_t batch;
};
/* Returns 1 when entered, 0 when the key was there already, -1 with *why set. */
int store_name_add(struct store *store, const struct new_name *name, struct err *why);

/* After names were added, before the commit: divides the visible names of each length anew into thirds by
 * their weirdness. Returns 0, or -1 with *why set. */
int store_weird_renew(struct store *store, struct err *why);

/* Calls back for about n visible names, evenly through all: style "" and bits 0 when unknown. Returns as
 * store_corpus_names does. */
int store_name_sample(struct store *store, long n,
                      int (*each)(void *arg, const char *name, const char *style, double bits), void *arg,
                      struct err *why);

/* Calls back for the n names that follow number `after`. Returns as store_corpus_names does. */
int store_names_after(struct store *store, int64_t after, int n,
                      int (*each)(void *arg, int64_t id, const char *name, const char *verdict,
                                  const char *nearest_json),
                      void *arg, struct err *why);
int store_name_set_verdict(struct store *store, int64_t id, enum verdict verdict, const char *nearest_json,
                           struct err *why);
/* All names were judged by the corpus of that date, which changed so many verdicts. */
int store_judged(struct store *store, const char *as_of, long names, long changed, struct err *why);

struct batch_row {
    int64_t id;
    const char *imported_at, *file, *note;
    long names, free_names, close, taken, hidden;
};
int store_batches(struct store *store, void (*each)(void *arg, const struct batch_row *row), void *arg,
                  struct err *why);

/* Takes a batch back. Returns how many names went, or -1 with *why set (no such batch). */
long store_batch_rollback(struct store *store, int64_t batch, struct err *why);

#endif

/* What the files of the store share. Nobody else includes this, nor sqlite3.h. */
#ifndef STAGENAME_STORE_INTERNAL_H
#define STAGENAME_STORE_INTERNAL_H

#include <sqlite3.h>
#include <sys/stat.h>

#include "base/seen.h"
#include "store/draw.h"
#include "store/roster.h"

/* A statement is prepared at its first use and kept; the index is that of the table in store.c. */
enum statement {
    S_SOURCE_ADD,
    S_SOURCE_COUNTS,
    S_ARTIST_ADD,
    S_ARTIST_ADD_IF_NEW,
    S_ARTIST_INDEX_SPARED,
    S_ARTIST_MERGE,
    S_ARTIST_KEY_ADD,
    S_ARTIST_GET,
    S_ARTIST_NUMBERS,
    S_ARTIST_NAMES,
    S_CORPUS_STATE,
    S_COUNT_ARTISTS,
    S_CORPUS_KEYS,
    S_CORPUS_HAS_KEY,
    S_CORPUS_NAMES,
    S_CORPUS_SAMPLE,
    S_BATCH_ADD,
    S_NAME_ADD,
    S_NAME_SAMPLE,
    S_NAME_GET,
    S_BATCHES,
    S_BATCH_NAMES_DELETE,
    S_BATCH_DELETE,
    S_NAMES_AFTER,
    S_NAME_VERDICT,
    S_BATCHES_JUDGED,
    S_JUDGING_ADD,
    S_READ_BEGIN,
    S_READ_END,
    S_RANDOM_NAMES,
    S_NAME_OF_ROW,
    S_COUNT_NAMES,
    S_COUNT_MATCHING_NAMES,
    S_LAST_NAME,
    S_DATA_VERSION,
    S_ROSTER_ROWS,
    S_BATCH_RANGES,
    S_HIDDEN_NAMES,
    S_WEIRD_LIMITS,
    S_WEIRD_RENEW,
    S_STYLE_OF_NAMES,
    S_STYLES_OF_NAMES,
    S_ABOUT,
    S_CHOICES,
    STATEMENTS
};

/* What a filter asks, as bytes: equal for equal filters only. */
struct filter_key {
    char bytes[512];
    size_t length; /* 0 when it does not fit */
};

enum { POOL_MEMO = 32 };

/* Pool sizes counted since the database last changed: counting reads every row. */
struct pool_memo {
    struct filter_key filter;
    long pool;
};

/* The names of a draw. Their texts follow one another; slices hold lengths only until drawn_finish. */
struct drawn {
    struct drawn_name names[DRAW_MAX];
    int count;
    struct json_text texts;
};

struct keys;

/* The index of artists by name, while artists are entered: see artists.c. */
enum artist_index { INDEX_UNKNOWN, INDEX_THERE, INDEX_SPARED };
enum { RECENT_ARTISTS = 4096 };

struct store {
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENTS];
    char *path;
    struct keys *keys; /* of artists, that wait to be entered */
    enum artist_index index;
    struct seen seen;                /* artists that were entered while the index is spared */
    uint64_t recent[RECENT_ARTISTS]; /* hashes of artists that were just entered, each at its place; or 0 */
    int lock;                        /* descriptor of the writer's lock file, or -1 */
    struct stat file;                /* as it was when opened */
    int is_fixed;                    /* opened as a file that does not change (location.h) */
    struct rng *rng;                 /* of the draw that is under way: what random() gives */
    int64_t data_version;
    long last_name;
    int64_t judging; /* the last that changed verdicts: numbers of the table judging */
    char names_as_of[16];
    char nearest_style[64]; /* of the last style that was asked for and is not there */
    struct drawn drawn;     /* by the last draw */
    struct pool_memo memo[POOL_MEMO];
    int memo_count, memo_next;
    struct roster *roster; /* NULL: rows are always read */
    struct living living;  /* as of living_version */
    int64_t living_version;
};

/* The statement, reset and without bindings; NULL with *why set. */
sqlite3_stmt *store_statement(struct store *store, enum statement which, struct err *why);

/* The path of a file beside the database: with the suffix behind its name, and where a link to it points to. Caller
 * frees; NULL with *why set. */
char *store_beside(const struct store *store, const char *suffix, struct err *why);

/* Ends a walk over rows: resets the statement. Returns `stopped` when that is not 0, 0 when code says that all
 * rows came, or -1 with *why set. */
int store_walked(struct store *store, sqlite3_stmt *stmt, int stopped, int code, const char *what,
                 struct err *why);

/* As sqlite3_step, but SQLITE_NOMEM also when a text of the row cannot be had: column_text would give NULL for it. */
int store_step(sqlite3_stmt *stmt);

/* Column of the current row as text, NULL for NULL; lives until the next step. */
static inline const char *column_text(sqlite3_stmt *stmt, int column)
{
    return (const char *)sqlite3_column_text(stmt, column);
}

/* Binds by name (":style"). NULL text binds NULL. */
void bind_text(sqlite3_stmt *stmt, const char *parameter, const char *value);
void bind_int(sqlite3_stmt *stmt, const char *parameter, int64_t value);

/* Keys of artists wait until they can be entered in their order. keys_add returns 0, or -1 with *why set; so does
 * keys_enter, after which none wait. alias: NULL for the artist's own name. Of equal keys of an artist the strongest
 * counts: its own name, then aliases by their type. */
struct keys *keys_new(struct err *why);
void keys_free(struct keys *keys);
int keys_add(struct store *store, const struct name_keys *keys, const struct alias *alias, int64_t artist,
             struct err *why);
int keys_add_alias(struct store *store, const struct alias *alias, int64_t artist, struct err *why);
int keys_enter(struct store *store, struct err *why);
void keys_forget(struct keys *keys);

/* Makes the index of artists by name if it is spared: before a commit. Returns 0, or -1 with *why set. */
int artists_index(struct store *store, struct err *why);
void artists_forget(struct store *store); /* after a rollback */

/* Statements that are run as they stand. Returns 0, or -1 with *why set. */
enum script { SCRIPT_ARTIST_INDEX, SCRIPT_ARTIST_INDEX_DROP };
int store_script(struct store *store, enum script which, struct err *why);

/* SQLite's sentence. Always returns -1. */
int store_error(struct store *store, const char *what, struct err *why);

/* Makes random() in statements the random numbers of the draw, so that a seed gives the same names.
 * Returns SQLite's code. */
int draw_begin(struct store *store);

/* Forgets what was counted when another connection has changed the database. Returns 0, or -1 with *why set. */
int draw_notice_changes(struct store *store, struct err *why);

/* Appends the row of a statement that was made with name_row.sql. Returns 0, or -1 when out of memory. */
int drawn_add(struct drawn *drawn, sqlite3_stmt *stmt);

/* Points the names' slices to their texts: after the last drawn_add. */
void drawn_finish(struct drawn *drawn);

/* Counts the eligible names and chooses n of them (0: counts only) at random by the roster: what `ORDER BY random()` would choose with
 * the same random numbers. Returns 1, 0 when the roster cannot tell (not yet filled, or too small), or -1 with *why
 * set. */
int scan_roster(struct store *store, const struct draw_filter *filter, int n, struct rng *rng,
                int64_t *chosen, int *found, long *pool, struct err *why);

/* Runs a statement that returns no row. Returns 0, or -1 with *why set. */
int store_run(struct store *store, sqlite3_stmt *stmt, const char *what, struct err *why);

/* Runs a statement that returns one number. Returns it, or -1 with *why set. */
int64_t store_number(struct store *store, sqlite3_stmt *stmt, const char *what, struct err *why);

#endif

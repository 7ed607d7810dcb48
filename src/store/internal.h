/* What the files of the store share. Nobody else includes this, nor sqlite3.h. */
#ifndef STAGENAME_STORE_INTERNAL_H
#define STAGENAME_STORE_INTERNAL_H

#include <sqlite3.h>
#include <sys/stat.h>

#include "base/seen.h"
#include "store/draw.h"
#include "store/roster.h"
#include "store/sql.h"

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
    sqlite3_stmt *statements[SQL_STATEMENTS]; /* prepared at their first use and kept */
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
sqlite3_stmt *store_statement(struct store *store, enum sql_statement which, struct err *why);

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

/* Runs statements without parameters. Returns 0, or -1 with *why set. */
int store_script(struct store *store, enum sql_statement which, const char *what, struct err *why);

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

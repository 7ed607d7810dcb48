/* Helpers for tests of the database: corpora, imports and draws, each in a transaction. */
#ifndef STAGENAME_TESTS_UNIT_STORES_H
#define STAGENAME_TESTS_UNIT_STORES_H

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run.h"

#include "draw/drawing.h"
#include "judging/import.h"
#include "judging/rejudge.h"
#include "store/corpus_take.h"
#include "store/corpus_writer.h"
#include "store/refreshes.h"

static struct err why;

/* A folder with a database and a list for the running test. */
static char folder[32], db[64], tsv[64];

static inline void make_folder(void)
{
    strcpy(folder, "/tmp/stagename-store-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(db, sizeof db, "%s/db", folder);
    snprintf(tsv, sizeof tsv, "%s/tsv", folder);
}

static inline void remove_folder(void)
{
    char command[96];

    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    ck_assert_int_eq(system(command), 0);
}

/* Adds artists to a source that has begun. */
static inline void add_artists(struct corpus_writer *writer, const struct artist *artists, int count)
{
    struct folder *names = folder_new(&why);

    for (int i = 0; i < count; i++) {
        struct name_keys keys;

        key_make(names, artists[i].name, &keys);
        ck_assert_int_eq(corpus_writer_add(writer, &artists[i], &keys, &why), 0);
    }
    folder_free(names);
}

/* Enters artists as one source, in a transaction. */
static inline void add_source(struct store *store, const struct artist *artists, int count, const char *as_of)
{
    const struct source_counts read = {"text", as_of, count, count};
    struct corpus_writer *writer;

    ck_assert_int_eq(store_begin(store, &why), 0);
    writer = corpus_writer_begin(store, &why);
    ck_assert_msg(writer != NULL, "%s", why.text);
    ck_assert_int_eq(corpus_writer_begin_source(writer, "test", "text", as_of, &why), 0);
    add_artists(writer, artists, count);
    ck_assert_int_eq(corpus_writer_end_source(writer, &read, &why), 0);
    ck_assert_int_eq(corpus_writer_finish(writer, &why), 0);
    ck_assert_msg(store_commit(store, &why) == 0, "%s", why.text);
    corpus_writer_free(writer);
}

/* Replaces the corpus by artists of one source. */
static inline void replace_corpus(struct store *store, const struct artist *artists, int count,
                                  const char *as_of)
{
    struct corpus_difference difference;
    struct store *aside;
    char path[80];

    snprintf(path, sizeof path, "%s/aside", folder);
    aside = store_open(path, STORE_WRITE, &why);
    ck_assert_msg(aside != NULL, "%s", why.text);
    add_source(aside, artists, count, as_of);
    store_close(aside);
    ck_assert_int_eq(store_attach(store, path, &why), 0);
    ck_assert_int_eq(store_begin(store, &why), 0);
    ck_assert_msg(store_corpus_take(store, &difference, &why) == 0, "%s", why.text);
    ck_assert_int_eq(store_commit(store, &why), 0);
    store_detach(store);
    unlink(path);
}

/* Enters artists as one source; replace: instead of the corpus. */
static inline void enter_source(struct store *store, int replace, const struct artist *artists, int count,
                                const char *as_of)
{
    if (replace)
        replace_corpus(store, artists, count, as_of);
    else
        add_source(store, artists, count, as_of);
}

/* Imports a file in a transaction. Returns the result of import_file. */
static inline int import_in_transaction(struct store *store, const char *path, struct import_counts *counts)
{
    struct blocklist *list = blocklist_open(source_file("data/blocklist.txt"), &why);
    struct lexicon *lexicon = lexicon_open(source_file("data/words.tsv"), &why);
    const struct import_options options = {.blocklist = list, .lexicon = lexicon, .threads = 1};
    int result;

    ck_assert_msg(list != NULL && lexicon != NULL, "%s", why.text);
    ck_assert_int_eq(store_begin(store, &why), 0);
    result = import_file(store, path, &options, counts, &why);
    if (result == 0)
        ck_assert_int_eq(store_commit(store, &why), 0);
    else
        store_rollback(store);
    lexicon_free(lexicon);
    blocklist_free(list);
    return result;
}

/* Judges all names again in a transaction. */
static inline void rejudge_in_transaction(struct store *store, struct rejudge_counts *counts)
{
    const struct rejudge_options how = {.threads = 2};

    ck_assert_int_eq(store_begin(store, &why), 0);
    ck_assert_msg(rejudge_all(store, NULL, &how, counts, &why) == 0, "%s", why.text);
    ck_assert_int_eq(store_commit(store, &why), 0);
}

/* Runs SQL on a separate connection, as a curator does. Returns the first number of the first row, -1 without
 * a row. */
static inline int64_t ask(const char *sql)
{
    sqlite3_stmt *stmt;
    sqlite3 *shell;
    int64_t number = -1;

    ck_assert_int_eq(sqlite3_open(db, &shell), SQLITE_OK);
    ck_assert_msg(sqlite3_prepare_v2(shell, sql, -1, &stmt, NULL) == SQLITE_OK, "%s", sqlite3_errmsg(shell));
    if (sqlite3_step(stmt) == SQLITE_ROW)
        number = sqlite3_column_int64(stmt, 0);
    ck_assert_msg(sqlite3_finalize(stmt) == SQLITE_OK, "%s", sqlite3_errmsg(shell));
    sqlite3_close(shell);
    return number;
}

/* Writes on a separate connection as the program does, which the triggers of sql/guards.sql allow. */
static inline void write_as_program(const char *sql)
{
    char script[512], *message = NULL;
    sqlite3 *shell;

    snprintf(script, sizeof script, "BEGIN; INSERT INTO writing VALUES (1); %s; DELETE FROM writing; COMMIT",
             sql);
    ck_assert_int_eq(sqlite3_open(db, &shell), SQLITE_OK);
    ck_assert_msg(sqlite3_exec(shell, script, NULL, NULL, &message) == SQLITE_OK, "%s", message);
    sqlite3_close(shell);
}

/* A slice in a transaction. Returns as drawing_fill_roster does. */
static inline int fill_slice(struct store *store, struct drawing *drawing)
{
    int more;

    ck_assert_int_eq(store_read_begin(store, &why), 0);
    more = drawing_fill_roster(drawing, &why);
    ck_assert_msg(more >= 0, "%s", why.text);
    ck_assert_int_eq(store_read_end(store, &why), 0);
    return more;
}

/* Makes a drawing with a roster of all names of the store. */
static inline struct drawing *with_filled_roster(struct store *store, struct roster **roster)
{
    struct drawing *drawing;

    *roster = roster_new(&why);
    ck_assert_msg(*roster != NULL, "%s", why.text);
    drawing = drawing_new(store, *roster, &why);
    ck_assert_msg(drawing != NULL, "%s", why.text);
    ck_assert(drawing_roster_is_behind(drawing));
    while (fill_slice(store, drawing) == 1)
        ;
    ck_assert(!drawing_roster_is_behind(drawing));
    return drawing;
}

/* Draws in a transaction. Returns the result of drawing_draw. */
static inline int draw_in_transaction(struct store *store, struct drawing *drawing,
                                      const struct name_filter *filter, int n, struct rng *rng,
                                      struct draw *draw)
{
    int result = store_read_begin(store, &why) == 0 ? drawing_draw(drawing, filter, n, rng, draw, &why) : -1;

    return store_read_end(store, &why) == 0 ? result : -1;
}

#endif

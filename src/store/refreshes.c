/* Runs the statements of refreshes.sql. */
#include "store/refreshes.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/batches.h"
#include "store/corpus_take.h"
#include "store/location.h"
#include "store/name_writer.h"

int store_attach(struct store *store, const char *path, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_ATTACH, why);
    char *name = stmt ? location_name(path) : NULL;
    int result;

    if (!name)
        return stmt ? err_set(why, "out of memory") : -1;
    db_bind_text(stmt, ":path", name);
    result = db_run(store, stmt, "read another database", why);
    free(name);
    return result;
}

void store_detach(struct store *store)
{
    struct err why; /* ignored: closing the store detaches it, too */

    db_script(store, SQL_DETACH, "close the other database", &why);
}

static int64_t number(struct store *store, enum sql_statement which, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, which, why);

    return stmt ? db_number(store, stmt, "read the database", why) : -1;
}

long store_artists_lost(struct store *store, struct err *why)
{
    return (long)number(store, SQL_ARTISTS_LOST, why);
}

/* ---- batches ---- */

int store_batches_retire(struct store *store, long keep, struct retired *retired, struct err *why)
{
    *retired = (struct retired){0};
    for (;;) {
        sqlite3_stmt *stmt = db_statement(store, SQL_BATCH_TO_RETIRE, why);
        int64_t batch;
        long names;

        if (!stmt)
            return -1;
        db_bind_int(stmt, ":keep", keep);
        batch = db_number(store, stmt, "find old batches", why);
        if (batch <= 0)
            return batch < 0 ? -1 : retired->batches ? store_weird_follow(store, retired->names, why) : 0;
        names = store_batch_retire(store, batch, why);
        if (names < 0)
            return -1;
        retired->batches++;
        retired->names += names;
    }
}

int store_removed_names_clear(struct store *store, struct err *why)
{
    return db_script(store, SQL_REMOVED_NAMES_CLEAR, "forget removed names", why);
}

/* Restores the batches that were retired since the state of the attached database. */
static int restore_retired(struct store *store, struct err *why)
{
    struct restored restored;
    int64_t batch;

    while ((batch = number(store, SQL_BATCH_TO_RESTORE, why)) > 0) {
        sqlite3_stmt *stmt = db_statement(store, SQL_REMOVED_NAMES_TAKE, why);

        if (!stmt)
            return -1;
        db_bind_int(stmt, ":batch", batch);
        if (db_run(store, stmt, "restore a batch", why) != 0 ||
            store_batch_restore(store, batch, &restored, why) != 0)
            return -1;
    }
    return batch < 0 ? -1 : 0;
}

/* ---- the record ---- */

int64_t store_refresh_next(struct store *store, struct err *why)
{
    return number(store, SQL_REFRESH_NEXT, why);
}

int store_refresh_add(struct store *store, const struct refresh *refresh, const char *summary,
                      struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_REFRESH_ADD, why);

    if (!stmt)
        return -1;
    db_bind_text(stmt, ":lists", refresh->lists);
    db_bind_int(stmt, ":corpus", refresh->corpus);
    db_bind_text(stmt, ":model", *refresh->model ? refresh->model : NULL);
    db_bind_int(stmt, ":batch", refresh->batch);
    db_bind_text(stmt, ":summary", summary);
    return db_run(store, stmt, "record the refresh", why);
}

static int read_refresh(void *arg, sqlite3_stmt *stmt)
{
    struct refresh *refresh = arg;

    refresh->id = sqlite3_column_int64(stmt, 0);
    snprintf(refresh->at, sizeof refresh->at, "%s", db_text(stmt, 1));
    snprintf(refresh->lists, sizeof refresh->lists, "%s", db_text(stmt, 2));
    refresh->corpus = sqlite3_column_int64(stmt, 3);
    snprintf(refresh->model, sizeof refresh->model, "%s", db_text(stmt, 4));
    refresh->batch = sqlite3_column_int64(stmt, 5);
    return 0;
}

static int find_refresh(struct store *store, enum sql_statement which, struct refresh *refresh,
                        struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, which, why);

    *refresh = (struct refresh){0};
    if (!stmt || db_walk(store, stmt, read_refresh, refresh, "read the refreshes", why) != 0)
        return -1;
    return refresh->id > 0;
}

int store_refresh_in_force(struct store *store, struct refresh *refresh, struct err *why)
{
    return find_refresh(store, SQL_REFRESH_IN_FORCE, refresh, why);
}

int store_refresh_last(struct store *store, struct refresh *refresh, struct err *why)
{
    return find_refresh(store, SQL_REFRESH_LAST, refresh, why);
}

static int mark_undone(struct store *store, const struct refresh *refresh, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_REFRESH_ROLLED_BACK, why);

    if (!stmt)
        return -1;
    db_bind_int(stmt, ":refresh", refresh->id);
    return db_run(store, stmt, "record the rollback", why);
}

int store_refresh_undo(struct store *store, const struct refresh *refresh, struct err *why)
{
    int is_served = refresh->batch ? store_batch_is_served(store, refresh->batch, why) : 0;

    if (is_served < 0 || (is_served && store_batch_roll_back(store, refresh->batch, why) < 0))
        return -1;
    if (store_corpus_restore(store, why) != 0 || restore_retired(store, why) != 0)
        return -1;
    return mark_undone(store, refresh, why);
}

/* ---- the remembered call ---- */

struct word_reader {
    int (*each)(void *arg, const char *word);
    void *arg;
};

static int read_word(void *arg, sqlite3_stmt *stmt)
{
    const struct word_reader *reader = arg;

    return reader->each(reader->arg, db_text(stmt, 0));
}

int store_refresh_words(struct store *store, int (*each)(void *arg, const char *word), void *arg,
                        struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_REFRESH_WORDS, why);
    struct word_reader reader = {each, arg};

    return stmt ? db_walk(store, stmt, read_word, &reader, "read the remembered options", why) : -1;
}

int store_refresh_remember(struct store *store, char *const *words, struct err *why)
{
    if (db_script(store, SQL_REFRESH_WORDS_CLEAR, "remember the options", why) != 0)
        return -1;
    for (; *words; words++) {
        sqlite3_stmt *stmt = db_statement(store, SQL_REFRESH_WORD_ADD, why);

        if (!stmt)
            return -1;
        db_bind_text(stmt, ":word", *words);
        if (db_run(store, stmt, "remember the options", why) != 0)
            return -1;
    }
    return 0;
}

/* Writes news for published copies, and takes them into a copy. */
#include "store/news.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/db.h"
#include "store/location.h"
#include "store/refreshes.h"

/* Returns 1 or 0, or -1 with *why set. */
static int knows(struct store *store, const char *id, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_GENERATION_IS_KNOWN, why);

    if (!stmt)
        return -1;
    db_bind_text(stmt, ":id", id);
    return (int)db_number(store, stmt, "read the generations", why);
}

/* Whether this database has the last decision of a copy with this state. Returns 0, or -1 with *why set. */
static int check_decision(struct store *store, const struct generation_state *copy, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_DECISION_TEXT, why);
    int is_same;

    if (!stmt)
        return -1;
    db_bind_int(stmt, ":id", copy->decision);
    if (db_step(stmt) != SQLITE_ROW)
        return db_error(store, "read the decisions", why);
    is_same = strcmp(db_text(stmt, 0), copy->decision_text) == 0;
    sqlite3_reset(stmt);
    if (is_same)
        return 0;
    return err_set(why, "decision %lld of the published copy is not that of %s: publish this database",
                   (long long)copy->decision, store_path(store));
}

/* Whether a copy with this state was made from this database, and the database has its last decision.
 * Returns 0, or -1 with *why set. */
static int check_origin(struct store *store, const struct generation_state *copy, struct err *why)
{
    int known = knows(store, copy->id, why);

    if (known == 0)
        err_set(why, "generation %s was not made from %s: publish this database", copy->id,
                store_path(store));
    return known == 1 ? check_decision(store, copy, why) : -1;
}

/* Runs a statement on a connection that is no store, with the parameters that it has. Returns 0, or -1 with
 * *why set. */
static int run_on(sqlite3 *db, enum sql_statement which, const struct generation_state *copy,
                  const char *database, const char *path, struct err *why)
{
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(db, sql_text[which], -1, &stmt, NULL);

    if (code == SQLITE_OK) {
        db_bind_text(stmt, ":path", database);
        db_bind_text(stmt, ":id", copy->id);
        db_bind_int(stmt, ":decision", copy->decision);
        db_bind_int(stmt, ":undo", copy->undo);
        db_bind_int(stmt, ":review", copy->review);
        db_bind_int(stmt, ":tagging", copy->tagging);
        code = sqlite3_step(stmt);
    }
    sqlite3_finalize(stmt);
    return code == SQLITE_DONE ? 0 : err_set(why, "cannot write %s: %s", path, sqlite3_errmsg(db));
}

/* In one transaction, so that all tables have one state. */
static int fill_news(sqlite3 *db, const struct generation_state *copy, const char *database, const char *path,
                     struct err *why)
{
    static const enum sql_statement tables[] = {SQL_NEWS_BASE, SQL_NEWS_DECISIONS, SQL_NEWS_UNDOS,
                                                SQL_NEWS_REVIEWS, SQL_NEWS_TAGGINGS};

    if (run_on(db, SQL_NEWS_ATTACH, copy, database, path, why) != 0)
        return -1;
    if (sqlite3_exec(db, "BEGIN", NULL, NULL, NULL) != SQLITE_OK)
        return err_set(why, "cannot write %s: %s", path, sqlite3_errmsg(db));
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (run_on(db, tables[i], copy, database, path, why) != 0)
            return -1;
    if (sqlite3_exec(db, sql_text[SQL_NEWS_RULES], NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
        return err_set(why, "cannot write %s: %s", path, sqlite3_errmsg(db));
    return 0;
}

/* Returns NULL with *why set. */
static sqlite3 *make_news(const char *path, struct err *why)
{
    char *name = location_name(path);
    sqlite3 *db = NULL;
    int code = name ? sqlite3_open_v2(name, &db,
                                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL)
                    : SQLITE_NOMEM;

    free(name);
    if (code == SQLITE_OK)
        return db;
    err_set(why, "cannot write %s: %s", path, sqlite3_errstr(code));
    sqlite3_close(db);
    return NULL;
}

static int write_news(const char *database, const struct generation_state *copy, const char *path,
                      struct err *why)
{
    sqlite3 *db = make_news(path, why);
    char *name = location_name(database);
    int result = -1;

    if (db)
        result = name ? fill_news(db, copy, name, path, why) : err_set(why, "out of memory");
    sqlite3_close(db);
    free(name);
    return result;
}

int news_write(const char *database, const struct generation_state *copy, const char *path, struct err *why)
{
    struct store *store = store_open(database, STORE_READ, why);
    int result = store && check_origin(store, copy, why) == 0 ? write_news(database, copy, path, why) : -1;

    store_close(store);
    return result;
}

/* Another publisher can have changed the copy since its state was asked for. Returns 0, or -1 with *why set.
 */
static int check_base(struct store *store, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_NEWS_FITS, why);
    int64_t fits = stmt ? db_number(store, stmt, "read the decisions", why) : -1;

    if (fits == 0)
        err_set(why, "another publication changed %s at the same time: run it again", store_path(store));
    return fits == 1 ? 0 : -1;
}

/* In a transaction. */
static int take_rows(struct store *store, struct err *why)
{
    int result;

    sqlite3_db_config(db_connection(store), SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    result = db_script(store, SQL_NEWS_TAKE, "take the decisions", why);
    sqlite3_db_config(db_connection(store), SQLITE_DBCONFIG_ENABLE_TRIGGER, 1, NULL);
    return result == 0 ? db_script(store, SQL_NEWS_TAKE_DECISIONS, "take the decisions", why) : -1;
}

static long take(struct store *store, struct err *why)
{
    sqlite3_stmt *count;
    long taken = -1;

    if (store_begin(store, why) != 0)
        return -1;
    if (check_base(store, why) == 0 && take_rows(store, why) == 0 &&
        (count = db_statement(store, SQL_NEWS_COUNT, why)))
        taken = (long)db_number(store, count, "count the decisions", why);
    if (taken < 0) {
        store_rollback(store);
        return -1;
    }
    return store_commit(store, why) == 0 ? taken : -1;
}

long news_take(const char *database, const char *path, struct err *why)
{
    struct store *store = store_open(database, STORE_FOLLOW, why);
    long taken = -1;

    if (store && store_attach(store, path, why) == 0) {
        taken = take(store, why);
        store_detach(store);
    }
    store_close(store);
    return taken;
}

/* Whether the second state has all rows of the first, and more. */
static int is_ahead(const struct generation_state *one, const struct generation_state *other)
{
    return other->decision >= one->decision && other->undo >= one->undo && other->review >= one->review &&
           other->tagging >= one->tagging &&
           other->decision + other->undo + other->review + other->tagging >
               one->decision + one->undo + one->review + one->tagging;
}

/* Whether one copy lacks what curators did until another copy of the same database was made or changed last.
 * Returns 1 with its state, 0, or -1 with *why set. */
static int lacks(const char *copy, const char *other, struct generation_state *state, struct err *why)
{
    struct store *store = store_open(copy, STORE_LOOK, why);
    struct store *others = store ? store_open(other, STORE_READ, why) : NULL;
    struct generation_state theirs;
    int result = -1;

    if (others && generation_state(store, state, why) == 0 && generation_state(others, &theirs, why) == 0)
        result = (knows(others, state->id, why) == 1 || knows(store, theirs.id, why) == 1) &&
                 is_ahead(state, &theirs) && check_decision(others, state, why) == 0;
    store_close(others);
    store_close(store);
    return result;
}

int news_follow(const char *copy, const char *other, const char *file, struct err *why)
{
    struct generation_state state;
    int result = lacks(copy, other, &state, why);

    if (result != 1)
        return result;
    unlink(file); /* of a process that was killed */
    if (write_news(other, &state, file, why) != 0 || news_take(copy, file, why) < 0)
        result = -1;
    unlink(file);
    return result == 1 ? 0 : -1;
}

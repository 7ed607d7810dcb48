/* Makes generations, and carries the decisions of curators from a database to its published copies. */
#include "store/generation.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/rng.h"
#include "judge/index.h"
#include "store/db.h"
#include "store/judge_file.h"
#include "store/location.h"
#include "store/refreshes.h"
#include "store/sums.h"

static const char form[] = "ddddddddTddddddZ-xxxxxxxx";

int generation_is_id(const char *text)
{
    if (strlen(text) != strlen(form))
        return 0;
    for (size_t i = 0; i < strlen(form); i++)
        if (form[i] == 'd'   ? !strchr("0123456789", text[i])
            : form[i] == 'x' ? !strchr("0123456789abcdef", text[i])
                             : text[i] != form[i])
            return 0;
    return 1;
}

static void choose_id(char id[GENERATION_ID])
{
    const time_t now = time(NULL);
    struct tm parts;
    size_t length = strftime(id, GENERATION_ID, "%Y%m%dT%H%M%SZ", gmtime_r(&now, &parts));

    snprintf(id + length, GENERATION_ID - length, "-%08" PRIx32, (uint32_t)rng_entropy());
}

void generation_format(char format[GENERATION_FORMAT])
{
    char index[INDEX_VERSION];

    index_version(index);
    snprintf(format, GENERATION_FORMAT, "schema %d and index %s", STORE_SCHEMA, index);
}

int generation_has_file(const char *name)
{
    return strcmp(name, backup_names[BACKUP_DATABASE]) == 0 ||
           strcmp(name, backup_names[BACKUP_MODEL]) == 0 ||
           store_judge_is_file(name, backup_names[BACKUP_DATABASE]);
}

/* ---- making one ---- */

/* Chooses an id behind the last one: the order of generations on a host is that of their ids. */
static int choose_next_id(struct store *store, char id[GENERATION_ID], struct err *why)
{
    enum { MOST_TRIES = 30, RETRY_MS = 100 };
    const size_t time_length = strcspn(form, "-");
    struct generation_state state;

    if (generation_state(store, &state, why) != 0)
        return -1;
    choose_id(id);
    for (int i = 0; i < MOST_TRIES && strncmp(id, state.id, time_length) == 0; i++) {
        nanosleep(&(struct timespec){.tv_nsec = RETRY_MS * 1000000L}, NULL);
        choose_id(id);
    }
    if (strncmp(id, state.id, time_length) > 0)
        return 0;
    return err_set(why, "the clock is not later than the last generation %s: set it", state.id);
}

static int record(const char *database, char id[GENERATION_ID], struct err *why)
{
    struct store *store = store_open(database, STORE_CHANGE, why);
    sqlite3_stmt *stmt;
    int result = -1;

    if (store && choose_next_id(store, id, why) == 0 && store_begin(store, why) == 0) {
        stmt = db_statement(store, SQL_GENERATION_ADD, why);
        if (stmt)
            db_bind_text(stmt, ":id", id);
        result =
            stmt && db_run(store, stmt, "record the generation", why) == 0 ? store_commit(store, why) : -1;
    }
    store_close(store);
    return result;
}

static int add_index(const char *copy, const char *database, struct err *why)
{
    struct store *store = store_open(copy, STORE_READ, why);
    int result = store ? store_judge_copy(store, database, why) : -1;

    store_close(store);
    return result;
}

/* Writes B2SUMS. The name of the index contains the stamp of the corpus. */
static int add_sums(const char *folder, const char *copy, struct generation *made, struct err *why)
{
    const char *names[] = {backup_names[BACKUP_DATABASE], NULL, backup_names[BACKUP_MODEL], NULL};
    struct store *store = store_open(copy, STORE_READ, why);
    char *index = store ? store_judge_name(store, why) : NULL;
    int result = -1;

    names[1] = index;
    if (index)
        result = sums_write(folder, names, &made->bytes, why);
    free(index);
    store_close(store);
    return result;
}

int generation_make(const struct generation_plan *plan, struct generation *made, struct err *why)
{
    char *copy = sums_path(plan->folder, backup_names[BACKUP_DATABASE]);
    char *model = sums_path(plan->folder, backup_names[BACKUP_MODEL]);
    int result = -1;

    *made = (struct generation){.id = ""};
    if (record(plan->database, made->id, why) == 0 &&
        backup_copy_database(plan->database, copy, plan->is_stopped, &made->figures, why) == 0 &&
        add_index(copy, plan->database, why) == 0 &&
        (made->has_model = backup_copy_model(plan->database, plan->model, model, plan->is_stopped, why)) >= 0)
        result = add_sums(plan->folder, copy, made, why);
    free(model);
    free(copy);
    return result;
}

static int add_size(void *arg, const char *name)
{
    struct generation *made = arg;

    if (!generation_has_file(name))
        return -1;
    made->has_model |= strcmp(name, backup_names[BACKUP_MODEL]) == 0;
    return 0;
}

int generation_read(const char *folder, struct generation *made, struct err *why)
{
    char *copy = sums_path(folder, backup_names[BACKUP_DATABASE]);
    struct store *store = NULL;
    struct generation_state state;
    int result = -1;

    *made = (struct generation){.id = ""};
    if (sums_verify(folder, "a generation", add_size, made, &made->bytes, why) == 0)
        store = store_open(copy, STORE_READ, why);
    if (store && figures_read(store, &made->figures, why) == 0)
        result = generation_state(store, &state, why);
    if (result == 0)
        strcpy(made->id, state.id);
    store_close(store);
    free(copy);
    return result;
}

/* ---- the state ---- */

static int take_state(void *arg, sqlite3_stmt *stmt)
{
    struct generation_state *state = arg;

    snprintf(state->id, sizeof state->id, "%s", db_text(stmt, 0));
    state->decision = sqlite3_column_int64(stmt, 1);
    state->undo = sqlite3_column_int64(stmt, 2);
    state->review = sqlite3_column_int64(stmt, 3);
    state->tagging = sqlite3_column_int64(stmt, 4);
    snprintf(state->decision_text, sizeof state->decision_text, "%s", db_text(stmt, 5));
    return 0;
}

int generation_state(struct store *store, struct generation_state *state, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_GENERATION_STATE, why);

    return stmt ? db_walk(store, stmt, take_state, state, "read the generation", why) : -1;
}

/* A published copy lies in the folder of its generation, and the last generation that it knows is itself. */
int generation_served(struct store *store, char id[GENERATION_ID], struct err *why)
{
    char *real = location_real(store_path(store)), *slash, *folder = NULL;
    struct generation_state state;

    *id = '\0';
    if (!real)
        return err_set(why, "out of memory");
    if ((slash = strrchr(real, '/'))) {
        *slash = '\0';
        folder = strrchr(real, '/');
    }
    if (folder && generation_is_id(folder + 1)) {
        if (generation_state(store, &state, why) != 0) {
            free(real);
            return -1;
        }
        if (strcmp(state.id, folder + 1) == 0)
            strcpy(id, state.id);
    }
    free(real);
    return 0;
}

/* ---- news ---- */

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

/* Runs a statement on a connection that is no store, with the parameters that it has. Returns 0, or -1 with *why
 * set. */
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

int generation_write_news(const char *database, const struct generation_state *copy, const char *path,
                          struct err *why)
{
    struct store *store = store_open(database, STORE_READ, why);
    int result = store && check_origin(store, copy, why) == 0 ? write_news(database, copy, path, why) : -1;

    store_close(store);
    return result;
}

/* Another publisher can have changed the copy since its state was asked for. Returns 0, or -1 with *why set. */
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

long generation_take_news(const char *database, const char *path, struct err *why)
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

int generation_follow(const char *copy, const char *other, const char *file, struct err *why)
{
    struct generation_state state;
    int result = lacks(copy, other, &state, why);

    if (result != 1)
        return result;
    unlink(file); /* of a process that was killed */
    if (write_news(other, &state, file, why) != 0 || generation_take_news(copy, file, why) < 0)
        result = -1;
    unlink(file);
    return result == 1 ? 0 : -1;
}

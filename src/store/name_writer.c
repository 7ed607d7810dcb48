/* Writes batches of names and their verdicts. */
#include "store/name_writer.h"

#include <sqlite3.h>

#include "store/name_query.h"
#include "text/utf8.h"

int64_t store_batch_add(struct store *store, const char *file, const char *note, const char *as_of,
                        struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_BATCH_ADD, why);

    if (!stmt)
        return -1;
    db_bind_text(stmt, ":file", file);
    db_bind_text(stmt, ":note", note);
    db_bind_text(stmt, ":as_of", as_of);
    return db_number(store, stmt, "add a batch", why);
}

static void bind_values(sqlite3_stmt *stmt, const struct name_values *values, const char *sound)
{
    if (values->syllables > 0)
        db_bind_int(stmt, ":syllables", values->syllables);
    else
        db_bind_text(stmt, ":syllables", NULL);
    db_bind_int(stmt, ":easy", values->easy);
    db_bind_int(stmt, ":alliteration", values->alliteration);
    db_bind_int(stmt, ":themes", (int64_t)values->themes);
    db_bind_text(stmt, ":sound", *sound ? sound : NULL);
}

int store_name_add(struct store *store, const struct new_name *name, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_NAME_ADD, why);

    if (!stmt)
        return -1;
    db_bind_text(stmt, ":name", name->name);
    db_bind_text(stmt, ":key", name->key);
    db_bind_text(stmt, ":folded", name->folded);
    db_bind_int(stmt, ":length", utf8_length(name->name));
    db_bind_text(stmt, ":style", name->style);
    db_bind_text(stmt, ":kind", kind_text(name->kind));
    db_bind_number(stmt, ":bits", name->bits);
    db_bind_number(stmt, ":appeal", name->appeal);
    db_bind_text(stmt, ":verdict", verdict_text(name->verdict));
    db_bind_text(stmt, ":nearest", name->nearest_json);
    db_bind_int(stmt, ":batch", name->batch);
    bind_values(stmt, &name->values, name->sound);
    db_bind_blob(stmt, ":profile", name->profile.values, PROFILE_BYTES);
    if (db_run(store, stmt, "add a name", why) != 0)
        return -1;
    return db_changed_rows(store) > 0;
}

int store_weird_renew(struct store *store, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_WEIRD_RENEW, why);

    return stmt ? db_run(store, stmt, "count the names", why) : -1;
}

/* A callback with its argument. */
struct judged_name_reader {
    int (*each)(void *arg, const struct old_name *name);
    void *arg;
};

static int read_name(void *arg, sqlite3_stmt *stmt)
{
    const struct judged_name_reader *reader = arg;

    return reader->each(reader->arg,
                        &(const struct old_name){.id = sqlite3_column_int64(stmt, 0),
                                                 .name = db_text(stmt, 1),
                                                 .verdict = (enum verdict)verdict_of_text(db_text(stmt, 2)),
                                                 .nearest_json = db_text(stmt, 3),
                                                 .values = name_query_values(stmt, 4),
                                                 .sound = db_text(stmt, 8)});
}

int store_names_after(struct store *store, int64_t after, int n,
                      int (*each)(void *arg, const struct old_name *name), void *arg, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_NAMES_AFTER, why);
    struct judged_name_reader reader = {each, arg};

    if (!stmt)
        return -1;
    db_bind_int(stmt, ":after", after);
    db_bind_int(stmt, ":n", n);
    return db_walk(store, stmt, read_name, &reader, "read the names", why);
}

int store_name_set_verdict(struct store *store, int64_t id, enum verdict verdict, const char *nearest_json,
                           struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_NAME_VERDICT, why);

    if (!stmt)
        return -1;
    db_bind_int(stmt, ":id", id);
    db_bind_text(stmt, ":verdict", verdict_text(verdict));
    db_bind_text(stmt, ":nearest", nearest_json);
    return db_run(store, stmt, "judge a name again", why);
}

int store_name_set_values(struct store *store, int64_t id, const struct name_values *values,
                          const char *sound, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_NAME_VALUES, why);

    if (!stmt)
        return -1;
    db_bind_int(stmt, ":id", id);
    bind_values(stmt, values, sound);
    return db_run(store, stmt, "renew the values of a name", why);
}

int store_judged(struct store *store, const char *as_of, long names, long changed, long renewed,
                 struct err *why)
{
    sqlite3_stmt *batches = db_statement(store, SQL_BATCHES_JUDGED, why);
    sqlite3_stmt *note = batches ? db_statement(store, SQL_JUDGING_ADD, why) : NULL;

    if (!note)
        return -1;
    db_bind_text(batches, ":as_of", as_of);
    if (db_run(store, batches, "date the batches", why) != 0)
        return -1;
    if (changed == 0 && renewed == 0)
        return 0;
    db_bind_text(note, ":as_of", as_of);
    db_bind_int(note, ":names", names);
    db_bind_int(note, ":changed", changed);
    return db_run(store, note, "note the judging", why);
}

struct batch_reader {
    void (*each)(void *arg, const struct batch_row *row);
    void *arg;
};

static int read_batch(void *arg, sqlite3_stmt *stmt)
{
    const struct batch_reader *reader = arg;
    const struct batch_row row = {
        .id = sqlite3_column_int64(stmt, 0),
        .imported_at = db_text(stmt, 1),
        .file = db_text(stmt, 2),
        .note = db_text(stmt, 3),
        .names = (long)sqlite3_column_int64(stmt, 4),
        .free_names = (long)sqlite3_column_int64(stmt, 5),
        .close = (long)sqlite3_column_int64(stmt, 6),
        .taken = (long)sqlite3_column_int64(stmt, 7),
        .hidden = (long)sqlite3_column_int64(stmt, 8),
    };

    reader->each(reader->arg, &row);
    return 0;
}

int store_batches(struct store *store, void (*each)(void *arg, const struct batch_row *row), void *arg,
                  struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_BATCHES, why);
    struct batch_reader reader = {each, arg};

    return stmt ? db_walk(store, stmt, read_batch, &reader, "list batches", why) : -1;
}

/* Runs a statement on a batch. Returns the number of changed rows, or -1 with *why set. */
static int64_t change_batch(struct store *store, enum sql_statement which, int64_t batch, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, which, why);

    if (!stmt)
        return -1;
    db_bind_int(stmt, ":batch", batch);
    return db_run(store, stmt, "take back a batch", why) == 0 ? db_changed_rows(store) : -1;
}

long store_batch_rollback(struct store *store, int64_t batch, struct err *why)
{
    int64_t names = change_batch(store, SQL_BATCH_NAMES_DELETE, batch, why);
    int64_t batches = names < 0 ? -1 : change_batch(store, SQL_BATCH_DELETE, batch, why);

    if (batches < 0)
        return -1;
    if (batches == 0)
        return err_set(why, "%s has no batch %lld; 'stagename batches' lists them", store_path(store),
                       (long long)batch);
    return store_weird_renew(store, why) == 0 ? (long)names : -1;
}

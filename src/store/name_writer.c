/* Writes names and their verdicts. */
#include "store/name_writer.h"

#include <sqlite3.h>

#include "store/name_query.h"
#include "text/utf8.h"

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

int store_name_is_of_batch(struct store *store, const char *key, int64_t batch, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_NAME_IS_OF_BATCH, why);

    if (!stmt)
        return -1;
    db_bind_text(stmt, ":key", key);
    db_bind_int(stmt, ":batch", batch);
    return (int)db_number(store, stmt, "read a name", why);
}

int store_weird_follow(struct store *store, int64_t names, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_WEIRD_FOLLOW, why);

    if (!stmt)
        return -1;
    db_bind_int(stmt, ":names", names);
    return db_run(store, stmt, "count the names", why);
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
                                                 .sound = db_text(stmt, 8),
                                                 .hidden = sqlite3_column_int(stmt, 9)});
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

int store_name_again(struct store *store, int64_t id, int (*each)(void *arg, const struct old_name *name),
                     void *arg, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_NAME_AGAIN, why);
    struct judged_name_reader reader = {each, arg};

    if (!stmt)
        return -1;
    db_bind_int(stmt, ":id", id);
    return db_walk(store, stmt, read_name, &reader, "read the names", why);
}

/* A callback with its argument. */
struct name_text_reader {
    int (*each)(void *arg, const struct name_text *name);
    void *arg;
};

static int read_name_text(void *arg, sqlite3_stmt *stmt)
{
    const struct name_text_reader *reader = arg;

    return reader->each(reader->arg, &(const struct name_text){
                                         sqlite3_column_int64(stmt, 0), db_text(stmt, 1), db_text(stmt, 2),
                                         (enum verdict)verdict_of_text(db_text(stmt, 3))});
}

int store_name_texts_after(struct store *store, int64_t after, int n,
                           int (*each)(void *arg, const struct name_text *name), void *arg, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_NAME_TEXTS_AFTER, why);
    struct name_text_reader reader = {each, arg};

    if (!stmt)
        return -1;
    db_bind_int(stmt, ":after", after);
    db_bind_int(stmt, ":n", n);
    return db_walk(store, stmt, read_name_text, &reader, "read the names", why);
}

long store_count_names(struct store *store, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_COUNT_ALL_NAMES, why);

    return stmt ? (long)db_number(store, stmt, "count the names", why) : -1;
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

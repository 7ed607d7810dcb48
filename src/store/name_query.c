/* Binds filters and converts rows to values. */
#include "store/name_query.h"

#include <sqlite3.h>
#include <stdio.h>

void name_query_bind(sqlite3_stmt *stmt, const struct name_filter *filter)
{
    db_bind_text(stmt, ":verdict", verdict_filter_text(filter->verdict));
    db_bind_text(stmt, ":style", filter->style);
    db_bind_text(stmt, ":kind", kind_text(filter->kind));
    db_bind_text(stmt, ":weird", weird_text(filter->weird));
    db_bind_text(stmt, ":starts", filter->starts);
    db_bind_text(stmt, ":ends", filter->ends);
    db_bind_text(stmt, ":contains", filter->contains);
    db_bind_int(stmt, ":words", filter->words);
    db_bind_int(stmt, ":min", filter->min);
    db_bind_int(stmt, ":max", filter->max);
    db_bind_text(stmt, ":without", filter->without);
    db_bind_int(stmt, ":syllables", filter->syllables);
    db_bind_int(stmt, ":easy", filter->easy);
    db_bind_int(stmt, ":alliteration", filter->alliteration);
    db_bind_int(stmt, ":theme", (int64_t)filter->theme);
    db_bind_text(stmt, ":tag", filter->tag);
    db_bind_int(stmt, ":featured", filter->featured);
}

struct name_values name_query_values(sqlite3_stmt *stmt, int column)
{
    return (struct name_values){.syllables = sqlite3_column_int(stmt, column),
                                .easy = sqlite3_column_int(stmt, column + 1),
                                .alliteration = sqlite3_column_int(stmt, column + 2),
                                .themes = (uint64_t)sqlite3_column_int64(stmt, column + 3)};
}

int store_names_state(struct store *store, struct names_state *state, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_LAST_NAME, why);
    const char *as_of;

    if (!stmt)
        return -1;
    if (db_step(stmt) != SQLITE_ROW) {
        db_error(store, "read the names", why);
        sqlite3_reset(stmt);
        return -1;
    }
    as_of = db_text(stmt, 1);
    state->last = (long)sqlite3_column_int64(stmt, 0);
    state->judging = sqlite3_column_int64(stmt, 2);
    snprintf(state->as_of, sizeof state->as_of, "%s", as_of ? as_of : "");
    sqlite3_reset(stmt);
    return 0;
}

long store_count_eligible(struct store *store, const struct name_filter *filter, struct err *why)
{
    enum sql_statement which = name_filter_is_tagged(filter)     ? SQL_COUNT_TAGGED_NAMES
                               : name_filter_needs_names(filter) ? SQL_COUNT_MATCHING_NAMES
                                                                 : SQL_COUNT_NAMES;
    sqlite3_stmt *stmt = db_statement(store, which, why);

    if (!stmt)
        return -1;
    name_query_bind(stmt, filter);
    return (long)db_number(store, stmt, "count the names", why);
}

/* The callbacks of the functions below, each with its argument. */
struct id_reader {
    void (*each)(void *arg, int64_t id);
    void *arg;
};
struct profile_reader {
    void (*each)(void *arg, int64_t id, const struct profile *profile);
    void *arg;
};
struct hidden_reader {
    int (*each)(void *arg, int64_t id);
    void *arg;
};
struct range_reader {
    int (*each)(void *arg, int64_t first, int64_t last);
    void *arg;
};
struct limit_reader {
    int (*each)(void *arg, int64_t up_to, int low, int high);
    void *arg;
};
struct traits_reader {
    int (*each)(void *arg, const struct name_traits *traits);
    void *arg;
};

static int read_id(void *arg, sqlite3_stmt *stmt)
{
    const struct id_reader *reader = arg;

    reader->each(reader->arg, sqlite3_column_int64(stmt, 0));
    return 0;
}

int store_each_eligible(struct store *store, const struct name_filter *filter,
                        void (*each)(void *arg, int64_t id), void *arg, struct err *why)
{
    sqlite3_stmt *stmt =
        db_statement(store, name_filter_is_tagged(filter) ? SQL_TAGGED_NAMES : SQL_ELIGIBLE_NAMES, why);
    struct id_reader reader = {each, arg};

    if (!stmt)
        return -1;
    name_query_bind(stmt, filter);
    return db_walk(store, stmt, read_id, &reader, "draw names", why);
}

/* A struct profile contains only bytes, so it can be read in place from SQLite. */
static const struct profile *profile_at(sqlite3_stmt *stmt, int column)
{
    const void *bytes = sqlite3_column_blob(stmt, column);

    return sqlite3_column_bytes(stmt, column) == PROFILE_BYTES ? bytes : NULL;
}

static int read_profile(void *arg, sqlite3_stmt *stmt)
{
    const struct profile_reader *reader = arg;

    reader->each(reader->arg, sqlite3_column_int64(stmt, 0), profile_at(stmt, 1));
    return 0;
}

int store_each_profile(struct store *store, const struct name_filter *filter,
                       void (*each)(void *arg, int64_t id, const struct profile *profile), void *arg,
                       struct err *why)
{
    sqlite3_stmt *stmt =
        db_statement(store, name_filter_is_tagged(filter) ? SQL_TAGGED_PROFILES : SQL_ELIGIBLE_PROFILES, why);
    struct profile_reader reader = {each, arg};

    if (!stmt)
        return -1;
    name_query_bind(stmt, filter);
    return db_walk(store, stmt, read_profile, &reader, "find similar names", why);
}

int store_profile(struct store *store, int64_t id, struct profile *profile, char *folded, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_PROFILE_OF_NAME, why);
    const struct profile *found;
    int code;

    if (!stmt)
        return -1;
    db_bind_int(stmt, ":row", id);
    code = db_step(stmt);
    found = code == SQLITE_ROW ? profile_at(stmt, 0) : NULL;
    if (found) {
        *profile = *found;
        snprintf(folded, NAME_BYTES, "%s", db_text(stmt, 1));
    }
    sqlite3_reset(stmt);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return db_error(store, "read a name", why);
    return found != NULL;
}

static int read_traits(void *arg, sqlite3_stmt *stmt)
{
    const struct traits_reader *reader = arg;
    const struct name_traits traits = {.id = sqlite3_column_int64(stmt, 0),
                                       .folded = db_text(stmt, 1),
                                       .length = sqlite3_column_int(stmt, 2),
                                       .words = sqlite3_column_int(stmt, 3),
                                       .style = db_text(stmt, 4),
                                       .kind = kind_of_text(db_text(stmt, 5)),
                                       .verdict = (enum verdict)verdict_of_text(db_text(stmt, 6)),
                                       .millibits = sqlite3_column_int(stmt, 7),
                                       .values = name_query_values(stmt, 8),
                                       .profile = profile_at(stmt, 12)};

    return reader->each(reader->arg, &traits);
}

int store_each_traits(struct store *store, long after, long last,
                      int (*each)(void *arg, const struct name_traits *traits), void *arg, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_ROSTER_ROWS, why);
    struct traits_reader reader = {each, arg};

    if (!stmt)
        return -1;
    db_bind_int(stmt, ":row", after);
    db_bind_int(stmt, ":last", last);
    return db_walk(store, stmt, read_traits, &reader, "read the names", why);
}

static int read_range(void *arg, sqlite3_stmt *stmt)
{
    const struct range_reader *reader = arg;

    return reader->each(reader->arg, sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1));
}

int store_each_batch_range(struct store *store, int (*each)(void *arg, int64_t first, int64_t last),
                           void *arg, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_BATCH_RANGES, why);
    struct range_reader reader = {each, arg};

    return stmt ? db_walk(store, stmt, read_range, &reader, "read the names", why) : -1;
}

static int read_hidden(void *arg, sqlite3_stmt *stmt)
{
    const struct hidden_reader *reader = arg;

    return reader->each(reader->arg, sqlite3_column_int64(stmt, 0));
}

int store_each_hidden(struct store *store, int (*each)(void *arg, int64_t id), void *arg, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_HIDDEN_NAMES, why);
    struct hidden_reader reader = {each, arg};

    return stmt ? db_walk(store, stmt, read_hidden, &reader, "read the names", why) : -1;
}

static int read_limit(void *arg, sqlite3_stmt *stmt)
{
    const struct limit_reader *reader = arg;

    return reader->each(reader->arg, sqlite3_column_int64(stmt, 0), sqlite3_column_int(stmt, 1),
                        sqlite3_column_int(stmt, 2));
}

int store_each_weird_limit(struct store *store, int (*each)(void *arg, int64_t up_to, int low, int high),
                           void *arg, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_WEIRD_LIMITS, why);
    struct limit_reader reader = {each, arg};

    return stmt ? db_walk(store, stmt, read_limit, &reader, "read the names", why) : -1;
}

/* Counts of names by the values of their traits; themes are stored by whole sets of them. */
#include "store/trait_counts.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "store/name_filter.h"
#include "text/themes.h"

enum { THEMES_MAX = 64 };

/* The trait of a filter, and its name in the table trait_count. */
static const struct {
    const char *trait, *column;
} computed[] = {
    {"syllables", "syllables"}, {"easy", "easy"}, {"alliteration", "alliteration"}, {"theme", "themes"}};

struct counting {
    int is_theme;
    long names[THEMES_MAX]; /* by value, or by theme */
};

_Static_assert((int)SYLLABLES_MAX < (int)THEMES_MAX, "all values have a count");

static const char *column_of(const char *trait)
{
    for (size_t i = 0; i < sizeof computed / sizeof *computed; i++)
        if (strcmp(computed[i].trait, trait) == 0)
            return computed[i].column;
    return NULL;
}

static int add_row(void *arg, sqlite3_stmt *stmt)
{
    struct counting *counting = arg;
    int64_t value = sqlite3_column_int64(stmt, 0);
    long names = (long)sqlite3_column_int64(stmt, 1);

    if (counting->is_theme) {
        for (int t = 0; t < theme_count(); t++)
            counting->names[t] += value >> t & 1 ? names : 0;
    } else if (value > 0 && value <= SYLLABLES_MAX) {
        counting->names[value] += names;
    }
    return 0;
}

/* column: of the table trait_count. Returns 0, or -1 with *why set. */
static int each_computed_count(struct store *store, const char *column,
                               void (*each)(void *arg, const struct trait_count *count), void *arg,
                               struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_COMPUTED_COUNTS, why);
    struct counting counting = {.is_theme = strcmp(column, "themes") == 0};

    if (!stmt)
        return -1;
    db_bind_text(stmt, ":trait", column);
    if (db_walk(store, stmt, add_row, &counting, "count the names", why) != 0)
        return -1;
    for (int value = 0; value < THEMES_MAX; value++) {
        char number[16];

        snprintf(number, sizeof number, "%d", value);
        if (counting.names[value] > 0)
            each(arg, &(const struct trait_count){counting.is_theme ? theme_name(value) : number,
                                                  !counting.is_theme, counting.names[value]});
    }
    return 0;
}

static enum sql_statement statement_of(const char *trait)
{
    return strcmp(trait, "tag") == 0        ? SQL_TAG_COUNTS
           : strcmp(trait, "featured") == 0 ? SQL_FEATURED_COUNTS
                                            : SQL_TRAIT_COUNTS;
}

struct trait_reader {
    void (*each)(void *arg, const struct trait_count *count);
    void *arg;
};

static int read_trait_count(void *arg, sqlite3_stmt *stmt)
{
    const struct trait_reader *reader = arg;
    int is_number = sqlite3_column_type(stmt, 0) == SQLITE_INTEGER; /* before it is turned into a text */
    const struct trait_count count = {db_text(stmt, 0), is_number, (long)sqlite3_column_int64(stmt, 1)};

    reader->each(reader->arg, &count);
    return 0;
}

int store_each_trait_count(struct store *store, const char *trait,
                           void (*each)(void *arg, const struct trait_count *count), void *arg,
                           struct err *why)
{
    const char *column = column_of(trait);
    sqlite3_stmt *stmt;
    struct trait_reader reader = {each, arg};

    if (column)
        return each_computed_count(store, column, each, arg, why);
    stmt = db_statement(store, statement_of(trait), why);
    if (!stmt)
        return -1;
    db_bind_text(stmt, ":trait", trait); /* if it has this parameter */
    return db_walk(store, stmt, read_trait_count, &reader, "count the names", why);
}

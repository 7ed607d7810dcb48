/* Sums the rows of trait_count; a row for themes counts one whole set of themes. */
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

int trait_is_computed(const char *trait)
{
    return column_of(trait) != NULL;
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

int store_each_computed_count(struct store *store, const char *trait,
                              void (*each)(void *arg, const struct trait_count *count), void *arg,
                              struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_COMPUTED_COUNTS, why);
    const char *column = column_of(trait);
    struct counting counting = {.is_theme = strcmp(trait, "theme") == 0};

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

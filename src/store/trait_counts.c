/* Adds the rows of trait_count up: themes come by whole sets of them. */
#include "store/trait_counts.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "store/name_filter.h"
#include "text/themes.h"

enum { THEMES_MAX = 64 };

struct trait_counts {
    long syllables[SYLLABLES_MAX + 1]; /* by their number, from 1 on */
    long easy, alliteration;
    long themes[THEMES_MAX];
};

static int add_row(void *arg, sqlite3_stmt *stmt)
{
    struct trait_counts *counts = arg;
    const char *trait = db_text(stmt, 0);
    int64_t value = sqlite3_column_int64(stmt, 1);
    long names = (long)sqlite3_column_int64(stmt, 2);

    if (strcmp(trait, "syllables") == 0 && value <= SYLLABLES_MAX)
        counts->syllables[value] += names;
    else if (strcmp(trait, "easy") == 0)
        counts->easy += names;
    else if (strcmp(trait, "alliteration") == 0)
        counts->alliteration += names;
    else if (strcmp(trait, "themes") == 0)
        for (int t = 0; t < theme_count(); t++)
            counts->themes[t] += value >> t & 1 ? names : 0;
    return 0;
}

/* Appends {"NAME":VALUE,"names":COUNT} unless the count is 0. Returns 0, or -1 when out of memory. */
static int append_choice(struct json_text *out, const char *name, const char *value, long count)
{
    const char *joint = out->data[out->length - 1] == '[' ? "" : ",";
    char text[128];
    int length = snprintf(text, sizeof text, "%s{\"%s\":%s,\"names\":%ld}", joint, name, value, count);

    return count == 0 ? 0 : json_text_append(out, text, (size_t)length);
}

static int append(struct json_text *out, const char *text)
{
    return json_text_append(out, text, strlen(text));
}

static int append_counts(struct json_text *out, const struct trait_counts *counts)
{
    int result = append(out, "\"syllables\":[");
    char value[64];

    for (int n = 1; n <= SYLLABLES_MAX && result == 0; n++) {
        snprintf(value, sizeof value, "%d", n);
        result = append_choice(out, "syllables", value, counts->syllables[n]);
    }
    if (result != 0 || append(out, "],\"easy\":[") != 0 ||
        append_choice(out, "easy", "1", counts->easy) != 0 || append(out, "],\"alliteration\":[") != 0 ||
        append_choice(out, "alliteration", "1", counts->alliteration) != 0 ||
        append(out, "],\"themes\":[") != 0)
        return -1;
    for (int t = 0; t < theme_count() && result == 0; t++) {
        snprintf(value, sizeof value, "\"%s\"", theme_name(t));
        result = append_choice(out, "theme", value, counts->themes[t]);
    }
    return result != 0 ? -1 : append(out, "]");
}

int store_trait_choices(struct store *store, struct json_text *out, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_TRAIT_COUNTS, why);
    struct trait_counts counts = {.easy = 0};

    if (!stmt || db_walk(store, stmt, add_row, &counts, "count the names", why) != 0)
        return -1;
    return append_counts(out, &counts) == 0 ? 0 : err_set(why, "out of memory");
}

/* Drawing: row numbers first, `ORDER BY random()` over the few that remain, the whole table only for rare
 * filters.
 *
 * Both ways give every set of n eligible names the same chance: row numbers are drawn uniformly and without
 * replacement and rows that are not eligible are passed over, so what is left is a uniform sample of the
 * eligible rows in random order. Giving up on a sample that came out too small does not change that, as no
 * eligible row is more likely than another to be in a small sample. */
#include "store/internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ROWS = 16,        /* :row0 … :row15 of names_of_rows.sql */
    ROUNDS_SPARE = 8, /* rounds beyond the least possible before the whole table is read */
    DRAWN_MAX = (DRAW_MAX / ROWS + 1 + ROUNDS_SPARE) * ROWS,
};

int json_text_append(struct json_text *out, const char *text, size_t length)
{
    if (out->length + length + 1 > out->capacity) {
        size_t capacity = (out->length + length + 1) * 2;
        char *data = realloc(out->data, capacity);

        if (!data)
            return -1;
        out->data = data;
        out->capacity = capacity;
    }
    memcpy(out->data + out->length, text, length);
    out->length += length;
    out->data[out->length] = '\0';
    return 0;
}

static void bind_filter(sqlite3_stmt *stmt, const struct draw_filter *filter)
{
    bind_text(stmt, ":verdict", filter->verdict);
    bind_text(stmt, ":style", filter->style);
    bind_text(stmt, ":starts", filter->starts);
    bind_int(stmt, ":min", filter->min);
    bind_int(stmt, ":max", filter->max);
}

int64_t store_data_version(struct store *store, struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, S_DATA_VERSION, why);

    return stmt ? store_number(store, stmt, "read the names", why) : -1;
}

/* Forgets what was counted when another connection has changed the database. */
static int notice_changes(struct store *store, struct err *why)
{
    int64_t version = store_data_version(store, why);
    sqlite3_stmt *stmt;
    const char *as_of;

    if (version < 0)
        return -1;
    if (version == store->data_version)
        return 0;
    stmt = store_statement(store, S_LAST_NAME, why);
    if (!stmt)
        return -1;
    if (sqlite3_step(stmt) != SQLITE_ROW) {
        sqlite3_reset(stmt);
        return store_error(store, "read the names", why);
    }
    as_of = (const char *)sqlite3_column_text(stmt, 1);
    store->last_name = (long)sqlite3_column_int64(stmt, 0);
    snprintf(store->names_as_of, sizeof store->names_as_of, "%s", as_of ? as_of : "");
    sqlite3_reset(stmt);
    store->memo_count = store->memo_next = 0;
    store->data_version = version;
    return 0;
}

static long count_pool(struct store *store, const struct draw_filter *filter, struct err *why)
{
    char text[sizeof store->memo[0].filter];
    sqlite3_stmt *stmt;
    long pool;
    int fits =
        snprintf(text, sizeof text, "%s\n%s\n%s\n%d\n%d", filter->verdict, filter->style ? filter->style : "",
                 filter->starts ? filter->starts : "", filter->min, filter->max) < (int)sizeof text;

    for (int i = 0; fits && i < store->memo_count; i++)
        if (strcmp(store->memo[i].filter, text) == 0)
            return store->memo[i].pool;
    stmt = store_statement(store, S_COUNT_NAMES, why);
    if (!stmt)
        return -1;
    bind_filter(stmt, filter);
    pool = (long)store_number(store, stmt, "count the names", why);
    if (pool >= 0 && fits) {
        struct pool_memo *memo = &store->memo[store->memo_next];

        store->memo_next = (store->memo_next + 1) % POOL_MEMO;
        if (store->memo_count < POOL_MEMO)
            store->memo_count++;
        strcpy(memo->filter, text);
        memo->pool = pool;
    }
    return pool;
}

/* Appends the rows that a drawing statement gives, up to n in all. Returns 0, or -1 with *why set. */
static int take_rows(struct store *store, sqlite3_stmt *stmt, int n, struct json_text *out, int *found,
                     struct err *why)
{
    int code = SQLITE_DONE;

    while (*found < n && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
        if ((*found > 0 && json_text_append(out, ",", 1) != 0) ||
            json_text_append(out, (const char *)sqlite3_column_text(stmt, 0),
                             (size_t)sqlite3_column_bytes(stmt, 0)) != 0) {
            sqlite3_reset(stmt);
            return err_set(why, "out of memory");
        }
        ++*found;
    }
    if (code != SQLITE_DONE && code != SQLITE_ROW)
        store_error(store, "draw names", why);
    sqlite3_reset(stmt);
    return code == SQLITE_DONE || code == SQLITE_ROW ? 0 : -1;
}

/* A row number that was not drawn before in this answer. */
static int64_t fresh_row(struct store *store, struct rng *rng, int64_t *drawn, int *count)
{
    for (;;) {
        int64_t row = 1 + (int64_t)rng_below(rng, (uint64_t)store->last_name);
        int i = 0;

        while (i < *count && drawn[i] != row)
            i++;
        if (i == *count) {
            drawn[(*count)++] = row;
            return row;
        }
    }
}

static int draw_rows(struct store *store, const struct draw_filter *filter, int n, struct rng *rng,
                     struct json_text *out, int *found, struct err *why)
{
    int64_t drawn[DRAWN_MAX];
    int count = 0, rounds = n / ROWS + 1 + ROUNDS_SPARE;

    while (*found < n && rounds-- > 0) {
        sqlite3_stmt *stmt = store_statement(store, S_NAMES_OF_ROWS, why);

        if (!stmt)
            return -1;
        bind_filter(stmt, filter);
        for (int i = 0; i < ROWS; i++) {
            char parameter[16];

            snprintf(parameter, sizeof parameter, ":row%d", i);
            bind_int(stmt, parameter, fresh_row(store, rng, drawn, &count));
        }
        if (take_rows(store, stmt, n, out, found, why) != 0)
            return -1;
    }
    return 0;
}

static int draw_all(struct store *store, const struct draw_filter *filter, int n, struct json_text *out,
                    int *found, struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, S_RANDOM_NAMES, why);

    if (!stmt)
        return -1;
    bind_filter(stmt, filter);
    bind_int(stmt, ":n", n);
    return take_rows(store, stmt, n, out, found, why);
}

/* Row numbers are worth drawing when at least one in eight is expected to be eligible: then the rounds nearly
 * always suffice. Small tables are read whole. */
static int rows_are_worth_it(const struct store *store, int n, long pool)
{
    return store->last_name >= 2 * DRAWN_MAX && pool >= 4 * n && pool * 8 >= store->last_name;
}

int store_draw(struct store *store, const struct draw_filter *filter, int n, struct rng *rng,
               struct json_text *out, struct draw *draw, struct err *why)
{
    size_t start = out->length;
    int result = 0;

    *draw = (struct draw){0, 0, store->names_as_of};
    if (store_read_begin(store, why) != 0)
        return -1;
    if (notice_changes(store, why) != 0 || (draw->pool = count_pool(store, filter, why)) < 0)
        result = -1;
    if (result == 0 && rows_are_worth_it(store, n, draw->pool))
        result = draw_rows(store, filter, n, rng, out, &draw->found, why);
    if (result == 0 && draw->found < n && draw->found < draw->pool) {
        out->length = start;
        draw->found = 0;
        result = draw_all(store, filter, n, out, &draw->found, why);
    }
    if (store_read_end(store, why) != 0)
        result = -1;
    return result;
}

int store_about(struct store *store, struct json_text *out, struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, S_ABOUT, why);
    int found = 0;

    return stmt ? take_rows(store, stmt, 1, out, &found, why) : -1;
}

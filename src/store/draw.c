/* Drawing: row numbers first, each looked up and passed over when it is not eligible; `ORDER BY random()` over the
 * whole table only for rare filters.
 *
 * Both ways give every sequence of n eligible names the same chance: row numbers are drawn uniformly, and what is
 * left when those are passed over that are not eligible or came before is a uniform sample of the eligible rows in
 * random order. Giving up on a sample that came out too small does not change that, as no eligible row is more
 * likely than another to be in a small sample. */
#include "store/internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    RARE = 64, /* one in so many eligible: drawing row numbers still costs less than reading the table */
    SPARE = 4, /* so many times the tries that are expected at most, before the table is read after all */
    SMALL_TABLE = 400 /* rows; read whole */
};

/* random() of the request's numbers while it draws, SQLite's own at other times. */
static void random_of_request(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct store *store = sqlite3_user_data(context);
    int64_t number;

    (void)count;
    (void)values;
    if (store->rng)
        number = (int64_t)rng_u64(store->rng);
    else
        sqlite3_randomness(sizeof number, &number);
    sqlite3_result_int64(context, number);
}

int draw_begin(struct store *store)
{
    return sqlite3_create_function(store->db, "random", 0, SQLITE_UTF8, store, random_of_request, NULL, NULL);
}

static void bind_filter(sqlite3_stmt *stmt, const struct draw_filter *filter)
{
    bind_text(stmt, ":verdict", filter->verdict);
    bind_text(stmt, ":style", filter->style);
    bind_text(stmt, ":kind", filter->kind);
    bind_text(stmt, ":weird", filter->weird);
    bind_text(stmt, ":starts", filter->starts);
    bind_text(stmt, ":ends", filter->ends);
    bind_text(stmt, ":contains", filter->contains);
    bind_int(stmt, ":words", filter->words);
    bind_int(stmt, ":min", filter->min);
    bind_int(stmt, ":max", filter->max);
}

int64_t store_data_version(struct store *store, struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, S_DATA_VERSION, why);

    return stmt ? store_number(store, stmt, "read the names", why) : -1;
}

/* Forgets what was counted when another connection has changed the database. */
int draw_notice_changes(struct store *store, struct err *why)
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
    if (store_step(stmt) != SQLITE_ROW) {
        store_error(store, "read the names", why);
        sqlite3_reset(stmt);
        return -1;
    }
    as_of = (const char *)sqlite3_column_text(stmt, 1);
    store->last_name = (long)sqlite3_column_int64(stmt, 0);
    store->judging = sqlite3_column_int64(stmt, 2);
    snprintf(store->names_as_of, sizeof store->names_as_of, "%s", as_of ? as_of : "");
    sqlite3_reset(stmt);
    store->memo_count = store->memo_next = 0;
    store->data_version = version;
    return 0;
}

static int looks_at_text(const struct draw_filter *filter)
{
    return filter->starts || filter->ends || filter->contains;
}

/* Texts with their lengths, so that no two filters look alike. Returns 0, or -1 when it does not fit. */
static int describe(const struct draw_filter *filter, char *text, size_t size)
{
    const char *const texts[] = {filter->verdict, filter->style, filter->kind,    filter->weird,
                                 filter->starts,  filter->ends,  filter->contains};
    size_t put = (size_t)snprintf(text, size, "%d,%d,%d", filter->words, filter->min, filter->max);

    for (size_t i = 0; i < sizeof texts / sizeof *texts && put < size; i++)
        put += (size_t)snprintf(text + put, size - put, ",%d:%s", texts[i] ? (int)strlen(texts[i]) : -1,
                                texts[i] ? texts[i] : "");
    return put < size ? 0 : -1;
}

/* What was counted since the database last changed, or -1. */
static long known_pool(const struct store *store, const struct draw_filter *filter)
{
    char text[sizeof store->memo[0].filter];

    if (describe(filter, text, sizeof text) != 0)
        return -1;
    for (int i = 0; i < store->memo_count; i++)
        if (strcmp(store->memo[i].filter, text) == 0)
            return store->memo[i].pool;
    return -1;
}

static void remember_pool(struct store *store, const struct draw_filter *filter, long pool)
{
    struct pool_memo *memo = &store->memo[store->memo_next];

    if (describe(filter, memo->filter, sizeof memo->filter) != 0)
        memo->filter[0] = '\0';
    memo->pool = pool;
    store->memo_next = (store->memo_next + 1) % POOL_MEMO;
    if (store->memo_count < POOL_MEMO)
        store->memo_count++;
}

/* Returns the number, or -1 with *why set. */
static long count_pool(struct store *store, const struct draw_filter *filter, struct err *why)
{
    long pool = known_pool(store, filter);
    sqlite3_stmt *stmt;

    if (pool >= 0)
        return pool;
    stmt = store_statement(store, looks_at_text(filter) ? S_COUNT_MATCHING_NAMES : S_COUNT_NAMES, why);
    if (!stmt)
        return -1;
    bind_filter(stmt, filter);
    pool = (long)store_number(store, stmt, "count the names", why);
    if (pool >= 0)
        remember_pool(store, filter, pool);
    return pool;
}

long store_visible(struct store *store, struct err *why)
{
    const struct draw_filter all = {.verdict = "any", .min = 1, .max = DRAW_LONGEST};

    return draw_notice_changes(store, why) == 0 ? count_pool(store, &all, why) : -1;
}

static const char *const formats[] = {
    [DRAW_JSON] = "json", [DRAW_CSV] = "csv", [DRAW_EXCEL] = "csv", [DRAW_TEXT] = "txt"};

/* Appends the rows that a drawing statement gives, up to n in all. Returns 0, or -1 with *why set. */
static int take_rows(struct store *store, sqlite3_stmt *stmt, int n, enum draw_format format,
                     struct json_text *out, int *found, struct err *why)
{
    int code = SQLITE_DONE;

    while (*found < n && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
        if (row_append(out, stmt, format, *found == 0) != 0) {
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

static int is_among(const int64_t *rows, int count, int64_t row)
{
    while (count > 0 && rows[count - 1] != row)
        count--;
    return count > 0;
}

static int draw_rows(struct store *store, const struct draw_filter *filter, int n, enum draw_format format,
                     struct json_text *out, struct draw *draw, struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, S_NAME_OF_ROW, why);
    int64_t drawn[DRAW_MAX];
    long tries = (long)n * RARE * SPARE;
    int row_index;

    if (!stmt)
        return -1;
    bind_filter(stmt, filter);
    bind_text(stmt, ":format", formats[format]);
    row_index = sqlite3_bind_parameter_index(stmt, ":row");
    while (draw->found < n && tries-- > 0) {
        int64_t row = 1 + (int64_t)rng_below(store->rng, (uint64_t)store->last_name);
        int before = draw->found;

        if (is_among(drawn, draw->found, row))
            continue;
        drawn[draw->found] = row;
        sqlite3_bind_int64(stmt, row_index, row);
        if (take_rows(store, stmt, n, format, out, &draw->found, why) != 0)
            return -1;
        draw->redrawn += draw->found == before;
    }
    return 0;
}

static int draw_all(struct store *store, const struct draw_filter *filter, int n, enum draw_format format,
                    struct json_text *out, int *found, struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, S_RANDOM_NAMES, why);

    if (!stmt)
        return -1;
    bind_filter(stmt, filter);
    bind_text(stmt, ":format", formats[format]);
    bind_int(stmt, ":n", n);
    return take_rows(store, stmt, n, format, out, found, why);
}

static int rows_are_worth_it(const struct store *store, int n, long pool)
{
    return store->last_name >= SMALL_TABLE && pool >= 4 * n && pool >= store->last_name / RARE;
}

static int draw_chosen(struct store *store, const struct draw_filter *filter, const int64_t *rows, int n,
                       enum draw_format format, struct json_text *out, struct draw *draw, struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, S_NAME_OF_ROW, why);

    if (!stmt)
        return -1;
    bind_filter(stmt, filter);
    bind_text(stmt, ":format", formats[format]);
    for (int i = 0; i < n; i++) {
        bind_int(stmt, ":row", rows[i]);
        if (take_rows(store, stmt, n, format, out, &draw->found, why) != 0)
            return -1;
    }
    return 0;
}

/* Rows that the roster chose with random numbers from one state of the generator to another. */
struct chosen {
    int64_t rows[DRAW_MAX];
    int count; /* -1: none were chosen yet */
    struct rng from, to;
};

static int reads_text(const char *text)
{
    return text && text[0] && text[1];
}

/* How many are eligible, by the roster when a text has to be looked at. Where the roster must read texts it chooses rows
 * at once. Returns the number, or -1 with *why set. */
static long quick_pool(struct store *store, const struct draw_filter *filter, int n, struct chosen *chosen,
                       struct err *why)
{
    int at_once = reads_text(filter->starts) || reads_text(filter->ends) || reads_text(filter->contains);
    long pool = known_pool(store, filter);
    int found, scanned = 0;

    if (pool < 0 && looks_at_text(filter))
        scanned = scan_roster(store, filter, at_once ? n : 0, &chosen->to, chosen->rows, &found, &pool, why);
    if (scanned < 0)
        return -1;
    if (scanned == 0)
        return count_pool(store, filter, why);
    remember_pool(store, filter, pool);
    if (at_once)
        chosen->count = found;
    return pool;
}

/* The draw as random_names.sql has it, by the roster if that is filled and otherwise by SQL: with the same random
 * numbers both give the same names. */
static int draw_from_all(struct store *store, const struct draw_filter *filter, int n,
                         enum draw_format format, struct chosen *chosen, struct json_text *out,
                         struct draw *draw, struct err *why)
{
    size_t start = out->length;
    int scanned = 1;
    long pool;

    if (chosen->count < 0 || memcmp(&chosen->from, store->rng, sizeof chosen->from) != 0) {
        chosen->to = *store->rng;
        scanned = scan_roster(store, filter, n, &chosen->to, chosen->rows, &chosen->count, &pool, why);
    }
    if (scanned < 0 || (scanned == 1 &&
                        draw_chosen(store, filter, chosen->rows, chosen->count, format, out, draw, why) != 0))
        return -1;
    if (scanned == 1 && draw->found == chosen->count) {
        *store->rng = chosen->to;
        return 0;
    }
    out->length = start; /* no roster, or somebody deleted names by hand */
    draw->found = 0;
    return draw_all(store, filter, n, format, out, &draw->found, why);
}

static int draw_in_transaction(struct store *store, const struct draw_filter *filter, int n,
                               enum draw_format format, struct json_text *out, struct draw *draw,
                               struct err *why)
{
    struct chosen chosen = {.count = -1, .from = *store->rng, .to = *store->rng};
    size_t start = out->length;

    if (draw_notice_changes(store, why) != 0 || (draw->pool = quick_pool(store, filter, n, &chosen, why)) < 0)
        return -1;
    if (rows_are_worth_it(store, n, draw->pool) && draw_rows(store, filter, n, format, out, draw, why) != 0)
        return -1;
    if (draw->found >= n || draw->found >= draw->pool)
        return 0;
    out->length = start;
    draw->found = 0;
    return draw_from_all(store, filter, n, format, &chosen, out, draw, why);
}

int store_draw(struct store *store, const struct draw_filter *filter, int n, enum draw_format format,
               struct rng *rng, struct json_text *out, struct draw *draw, struct err *why)
{
    int alone = sqlite3_get_autocommit(store->db), result;

    *draw = (struct draw){.as_of = store->names_as_of};
    if (alone && store_read_begin(store, why) != 0)
        return -1;
    store->rng = rng;
    result = draw_in_transaction(store, filter, n, format, out, draw, why);
    store->rng = NULL;
    if (alone && store_read_end(store, why) != 0)
        result = -1;
    return result;
}

/* The one text that a statement gives. */
static int append_text(struct store *store, enum statement which, struct json_text *out, struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, which, why);
    int result = 0;

    if (!stmt)
        return -1;
    bind_int(stmt, ":small", CORPUS_SMALL); /* where the statement asks for it */
    if (store_step(stmt) != SQLITE_ROW)
        result = store_error(store, "count the names", why);
    else if (json_text_append(out, column_text(stmt, 0), (size_t)sqlite3_column_bytes(stmt, 0)) != 0)
        result = err_set(why, "out of memory");
    sqlite3_reset(stmt);
    return result;
}

int store_about(struct store *store, struct json_text *out, struct err *why)
{
    return append_text(store, S_ABOUT, out, why);
}

int store_choices(struct store *store, struct json_text *out, struct err *why)
{
    return append_text(store, S_CHOICES, out, why);
}

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
    sqlite3_stmt *stmt = store_statement(store, SQL_DATA_VERSION, why);

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
    stmt = store_statement(store, SQL_LAST_NAME, why);
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

/* Appends a length and a text, no text as a length of its own. Returns 0, or -1 when it does not fit. */
static int put_text(struct filter_key *key, const char *text)
{
    uint16_t length = text ? (uint16_t)strnlen(text, sizeof key->bytes) : UINT16_MAX;
    size_t bytes = text ? length : 0;

    if (key->length + sizeof length + bytes > sizeof key->bytes)
        return -1;
    memcpy(key->bytes + key->length, &length, sizeof length);
    key->length += sizeof length;
    if (bytes > 0)
        memcpy(key->bytes + key->length, text, bytes);
    key->length += bytes;
    return 0;
}

static void make_key(const struct draw_filter *filter, struct filter_key *key)
{
    const int numbers[] = {filter->words, filter->min, filter->max};
    const char *const texts[] = {filter->verdict, filter->style, filter->kind,    filter->weird,
                                 filter->starts,  filter->ends,  filter->contains};

    memcpy(key->bytes, numbers, sizeof numbers);
    key->length = sizeof numbers;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (put_text(key, texts[i]) != 0) {
            key->length = 0;
            return;
        }
}

/* What was counted since the database last changed, or -1. */
static long known_pool(const struct store *store, const struct filter_key *key)
{
    for (int i = 0; i < store->memo_count && key->length > 0; i++)
        if (store->memo[i].filter.length == key->length &&
            memcmp(store->memo[i].filter.bytes, key->bytes, key->length) == 0)
            return store->memo[i].pool;
    return -1;
}

static void remember_pool(struct store *store, const struct filter_key *key, long pool)
{
    store->memo[store->memo_next] = (struct pool_memo){*key, pool};
    store->memo_next = (store->memo_next + 1) % POOL_MEMO;
    if (store->memo_count < POOL_MEMO)
        store->memo_count++;
}

/* Returns the number, or -1 with *why set. */
static long count_pool(struct store *store, const struct draw_filter *filter, const struct filter_key *key,
                       struct err *why)
{
    sqlite3_stmt *stmt =
        store_statement(store, looks_at_text(filter) ? SQL_COUNT_MATCHING_NAMES : SQL_COUNT_NAMES, why);
    long pool;

    if (!stmt)
        return -1;
    bind_filter(stmt, filter);
    pool = (long)store_number(store, stmt, "count the names", why);
    if (pool >= 0)
        remember_pool(store, key, pool);
    return pool;
}

long store_visible(struct store *store, struct err *why)
{
    const struct draw_filter all = {.verdict = "any", .min = 1, .max = DRAW_LONGEST};
    struct filter_key key;
    long pool;

    if (draw_notice_changes(store, why) != 0)
        return -1;
    make_key(&all, &key);
    pool = known_pool(store, &key);
    return pool >= 0 ? pool : count_pool(store, &all, &key, why);
}

/* A draw that is under way. */
struct drawing {
    struct store *store;
    const struct draw_filter *filter;
    int n;
    struct drawn *drawn; /* the store's */
    long pool, redrawn;
    /* Rows that the roster chose with random numbers from one state of the generator to another. */
    int64_t chosen[DRAW_MAX];
    int chosen_count; /* -1: none were chosen yet */
    struct rng from, to;
};

static void forget_drawn(struct drawn *drawn)
{
    drawn->count = 0;
    drawn->texts.length = 0;
}

/* The statement with the filter bound, or NULL with *why set. */
static sqlite3_stmt *filtered(const struct drawing *drawing, enum sql_statement which, struct err *why)
{
    sqlite3_stmt *stmt = store_statement(drawing->store, which, why);

    if (stmt)
        bind_filter(stmt, drawing->filter);
    return stmt;
}

/* Keeps up to `most` rows that a statement gives. Returns 0, or -1 with *why set. */
static int take_rows(const struct drawing *drawing, sqlite3_stmt *stmt, int most, struct err *why)
{
    int code = SQLITE_DONE, result = 0;

    while (most-- > 0 && (code = sqlite3_step(stmt)) == SQLITE_ROW && result == 0)
        if (drawn_add(drawing->drawn, stmt) != 0)
            result = err_set(why, "out of memory");
    if (code != SQLITE_DONE && code != SQLITE_ROW)
        result = store_error(drawing->store, "draw names", why);
    sqlite3_reset(stmt);
    return result;
}

static int is_among(const struct drawn *drawn, int64_t row)
{
    int i = 0;

    while (i < drawn->count && drawn->names[i].id != row)
        i++;
    return i < drawn->count;
}

/* Draws row numbers and keeps those that are eligible, until there are n or too many were tried. */
static int draw_rows(struct drawing *drawing, struct err *why)
{
    sqlite3_stmt *stmt = filtered(drawing, SQL_NAME_OF_ROW, why);
    struct store *store = drawing->store;
    struct drawn *drawn = drawing->drawn;
    long tries = (long)drawing->n * RARE * SPARE;
    int row_index;

    if (!stmt)
        return -1;
    row_index = sqlite3_bind_parameter_index(stmt, ":row");
    while (drawn->count < drawing->n && tries-- > 0) {
        int64_t row = 1 + (int64_t)rng_below(store->rng, (uint64_t)store->last_name);
        int before = drawn->count;

        if (is_among(drawn, row))
            continue;
        sqlite3_bind_int64(stmt, row_index, row);
        if (take_rows(drawing, stmt, 1, why) != 0)
            return -1;
        drawing->redrawn += drawn->count == before;
    }
    return 0;
}

static int draw_all(struct drawing *drawing, struct err *why)
{
    sqlite3_stmt *stmt = filtered(drawing, SQL_RANDOM_NAMES, why);

    if (!stmt)
        return -1;
    bind_int(stmt, ":n", drawing->n);
    return take_rows(drawing, stmt, drawing->n, why);
}

static int draw_chosen(struct drawing *drawing, struct err *why)
{
    sqlite3_stmt *stmt = filtered(drawing, SQL_NAME_OF_ROW, why);

    if (!stmt)
        return -1;
    for (int i = 0; i < drawing->chosen_count; i++) {
        bind_int(stmt, ":row", drawing->chosen[i]);
        if (take_rows(drawing, stmt, 1, why) != 0)
            return -1;
    }
    return 0;
}

static int rows_are_worth_it(const struct drawing *drawing)
{
    long last = drawing->store->last_name;

    return last >= SMALL_TABLE && drawing->pool >= 4 * drawing->n && drawing->pool >= last / RARE;
}

static int reads_text(const char *text)
{
    return text && text[0] && text[1];
}

/* Counts the eligible names, by the roster when a text has to be looked at. Where the roster must read texts it chooses
 * rows at once. Returns 0, or -1 with *why set. */
static int count_eligible(struct drawing *drawing, struct err *why)
{
    const struct draw_filter *filter = drawing->filter;
    int at_once = reads_text(filter->starts) || reads_text(filter->ends) || reads_text(filter->contains);
    int found, scanned = 0;
    struct filter_key key;

    make_key(filter, &key);
    drawing->pool = known_pool(drawing->store, &key);
    if (drawing->pool >= 0)
        return 0;
    if (looks_at_text(filter))
        scanned = scan_roster(drawing->store, filter, at_once ? drawing->n : 0, &drawing->to, drawing->chosen,
                              &found, &drawing->pool, why);
    if (scanned < 0)
        return -1;
    if (scanned == 0) {
        drawing->pool = count_pool(drawing->store, filter, &key, why);
        return drawing->pool < 0 ? -1 : 0;
    }
    remember_pool(drawing->store, &key, drawing->pool);
    if (at_once)
        drawing->chosen_count = found;
    return 0;
}

/* The draw as random_names.sql has it, by the roster if that is filled and otherwise by SQL: with the same random
 * numbers both give the same names. */
static int draw_from_all(struct drawing *drawing, struct err *why)
{
    struct rng *rng = drawing->store->rng;
    int scanned = 1;
    long pool;

    if (drawing->chosen_count < 0 || memcmp(&drawing->from, rng, sizeof *rng) != 0) {
        drawing->to = *rng;
        scanned = scan_roster(drawing->store, drawing->filter, drawing->n, &drawing->to, drawing->chosen,
                              &drawing->chosen_count, &pool, why);
    }
    if (scanned < 0 || (scanned == 1 && draw_chosen(drawing, why) != 0))
        return -1;
    if (scanned == 1 && drawing->drawn->count == drawing->chosen_count) {
        *rng = drawing->to;
        return 0;
    }
    forget_drawn(drawing->drawn); /* no roster, or somebody deleted names by hand */
    return draw_all(drawing, why);
}

static int draw_in_transaction(struct drawing *drawing, struct err *why)
{
    struct drawn *drawn = drawing->drawn;

    if (draw_notice_changes(drawing->store, why) != 0 || count_eligible(drawing, why) != 0)
        return -1;
    if (rows_are_worth_it(drawing) && draw_rows(drawing, why) != 0)
        return -1;
    if (drawn->count >= drawing->n || drawn->count >= drawing->pool)
        return 0;
    forget_drawn(drawn);
    return draw_from_all(drawing, why);
}

int store_draw(struct store *store, const struct draw_filter *filter, int n, struct rng *rng,
               struct draw *draw, struct err *why)
{
    struct drawing drawing = {.store = store,
                              .filter = filter,
                              .n = n,
                              .drawn = &store->drawn,
                              .chosen_count = -1,
                              .from = *rng,
                              .to = *rng};
    int alone = sqlite3_get_autocommit(store->db), result;

    if (alone && store_read_begin(store, why) != 0)
        return -1;
    forget_drawn(&store->drawn);
    store->rng = rng;
    result = draw_in_transaction(&drawing, why);
    store->rng = NULL;
    if (alone && store_read_end(store, why) != 0)
        result = -1;
    drawn_finish(&store->drawn);
    *draw = (struct draw){store->drawn.names, store->drawn.count, drawing.pool, drawing.redrawn,
                          store->names_as_of};
    return result;
}

/* The one text that a statement gives. */
static int append_text(struct store *store, enum sql_statement which, struct json_text *out, struct err *why)
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
    return append_text(store, SQL_ABOUT, out, why);
}

int store_choices(struct store *store, struct json_text *out, struct err *why)
{
    return append_text(store, SQL_CHOICES, out, why);
}

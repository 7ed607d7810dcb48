/* Filling the roster from the database, and drawing by it. */
#include "store/internal.h"

#include <stdlib.h>
#include <string.h>

enum {
    SLICE = 4096, /* rows that are read into the roster at a time: some milliseconds */
    CATCH_UP = 8  /* slices that a request reads which needs the roster */
};

void store_use_roster(struct store *store, struct roster *roster)
{
    store->roster = roster;
}

/* Whose names the roster should hold, as of the last look at the database. */
static struct roster_of names_of(const struct store *store)
{
    return (struct roster_of){store->file.st_dev, store->file.st_ino, store->judging};
}

static long known_rows(const struct store *store)
{
    const struct roster_of of = names_of(store);

    return roster_rows(store->roster, &of);
}

/* ---- filling ---- */

/* Returns 1 when all rows came, 0 when the roster is full, or -1 with *why set. */
static int add_rows(struct store *store, long row, long last, struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, SQL_ROSTER_ROWS, why);
    int code, result = 1;

    if (!stmt)
        return -1;
    bind_int(stmt, ":row", row);
    bind_int(stmt, ":last", last);
    while ((code = store_step(stmt)) == SQLITE_ROW && result == 1) {
        struct roster_row name = {.id = sqlite3_column_int64(stmt, 0),
                                  .folded = column_text(stmt, 1),
                                  .length = sqlite3_column_int(stmt, 2),
                                  .words = sqlite3_column_int(stmt, 3),
                                  .style = column_text(stmt, 4),
                                  .kind = column_text(stmt, 5),
                                  .verdict = column_text(stmt, 6),
                                  .millibits = sqlite3_column_int(stmt, 7)};

        if (roster_add(store->roster, &name) != 0)
            result = 0;
    }
    if (code != SQLITE_DONE && code != SQLITE_ROW)
        result = store_error(store, "read the names", why);
    sqlite3_reset(stmt);
    return result;
}

static int fill(struct store *store, struct err *why)
{
    struct roster_of of;
    long rows, last;
    int added;

    if (draw_notice_changes(store, why) != 0)
        return -1;
    of = names_of(store);
    if (known_rows(store) >= store->last_name || store->last_name > ROSTER_ROWS ||
        !roster_acquire(store->roster, &of))
        return 0;
    rows = known_rows(store);
    last = rows + SLICE < store->last_name ? rows + SLICE : store->last_name;
    added = add_rows(store, rows, last, why);
    if (added == 1)
        roster_publish(store->roster, last);
    roster_release(store->roster);
    return added == 1 ? last < store->last_name : added;
}

int store_fill_roster(struct store *store, struct err *why)
{
    int result;

    /* asked after every request: no look at the database unless the last draw saw more names */
    if (!store->roster || (store->last_name > 0 && known_rows(store) >= store->last_name))
        return 0;
    if (store_read_begin(store, why) != 0)
        return -1;
    result = fill(store, why);
    return store_read_end(store, why) == 0 ? result : -1;
}

/* ---- what is there and visible, and how weird it is beside the others ---- */

/* Makes room for one more element. Returns the array, or NULL with *why set and the old one as it was. */
static void *grown(void *array, size_t count, size_t size, struct err *why)
{
    void *larger = count & (count - 1) ? array : realloc(array, (count ? 2 * count : 1) * size);

    if (!larger)
        err_set(why, "out of memory");
    return larger;
}

static int add_range(struct living *living, sqlite3_stmt *stmt, struct err *why)
{
    int64_t first = sqlite3_column_int64(stmt, 0), last = sqlite3_column_int64(stmt, 1);
    int64_t *before = living->range_count ? living->ranges[living->range_count - 1] : NULL;
    void *ranges;

    if (before && first <= before[1]) { /* no import leaves batches that overlap, but a person may */
        before[1] = last > before[1] ? last : before[1];
        return 0;
    }
    ranges = grown(living->ranges, living->range_count, sizeof *living->ranges, why);
    if (!ranges)
        return -1;
    living->ranges = ranges;
    living->ranges[living->range_count][0] = first;
    living->ranges[living->range_count++][1] = last;
    return 0;
}

static int add_hidden(struct living *living, sqlite3_stmt *stmt, struct err *why)
{
    int64_t *hidden = grown(living->hidden, living->hidden_count, sizeof *hidden, why);

    if (!hidden)
        return -1;
    living->hidden = hidden;
    living->hidden[living->hidden_count++] = sqlite3_column_int64(stmt, 0);
    return 0;
}

static int add_limit(struct living *living, sqlite3_stmt *stmt, struct err *why)
{
    struct weird_limit *limits = grown(living->limits, living->limit_count, sizeof *limits, why);

    if (!limits)
        return -1;
    living->limits = limits;
    living->limits[living->limit_count++] = (struct weird_limit){
        sqlite3_column_int64(stmt, 0), sqlite3_column_int(stmt, 1), sqlite3_column_int(stmt, 2)};
    return 0;
}

static int read_living(struct store *store, enum sql_statement which,
                       int (*add)(struct living *living, sqlite3_stmt *stmt, struct err *why),
                       struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, which, why);
    int code = SQLITE_DONE, stopped = 0;

    if (!stmt)
        return -1;
    while (!stopped && (code = sqlite3_step(stmt)) == SQLITE_ROW)
        stopped = add(&store->living, stmt, why);
    return store_walked(store, stmt, stopped, code, "read the names", why);
}

static int refresh_living(struct store *store, struct err *why)
{
    if (store->living_version == store->data_version)
        return 0;
    store->living_version = -1;
    living_free(&store->living);
    if (read_living(store, SQL_BATCH_RANGES, add_range, why) != 0 ||
        read_living(store, SQL_HIDDEN_NAMES, add_hidden, why) != 0 ||
        read_living(store, SQL_WEIRD_LIMITS, add_limit, why) != 0)
        return -1;
    store->living_version = store->data_version;
    return 0;
}

/* ---- drawing ---- */

/* The n rows with the smallest random numbers so far, in their order. */
struct choice {
    struct rng *rng;
    int n, found;
    int64_t *rows;
    int64_t numbers[DRAW_MAX];
};

static void choose(void *arg, int64_t row)
{
    struct choice *choice = arg;
    int64_t number;
    int at;

    number = (int64_t)rng_u64(choice->rng);
    if (choice->found == choice->n && number >= choice->numbers[choice->n - 1])
        return;
    if (choice->found < choice->n)
        choice->found++;
    for (at = choice->found - 1; at > 0 && choice->numbers[at - 1] > number; at--) {
        choice->numbers[at] = choice->numbers[at - 1];
        choice->rows[at] = choice->rows[at - 1];
    }
    choice->numbers[at] = number;
    choice->rows[at] = row;
}

int scan_roster(struct store *store, const struct draw_filter *filter, int n, struct rng *rng,
                int64_t *chosen, int *found, long *pool, struct err *why)
{
    const struct roster_filter wanted = {.verdict = filter->verdict,
                                         .style = filter->style,
                                         .kind = filter->kind,
                                         .weird = filter->weird,
                                         .starts = filter->starts,
                                         .ends = filter->ends,
                                         .contains = filter->contains,
                                         .words = filter->words,
                                         .min = filter->min,
                                         .max = filter->max};
    struct choice choice = {.rng = rng, .n = n, .rows = chosen};
    int more = store->roster != NULL;
    struct roster_of of;
    long count;

    for (int slices = 0; more == 1 && slices < CATCH_UP; slices++)
        more = fill(store, why);
    if (more < 0)
        return -1;
    if (!store->roster || known_rows(store) < store->last_name)
        return 0;
    if (refresh_living(store, why) != 0)
        return -1;
    of = names_of(store);
    count = roster_scan(store->roster, &of, store->last_name, &store->living, &wanted, n > 0 ? choose : NULL,
                        &choice);
    if (count < 0)
        return 0;
    *found = choice.found;
    *pool = count;
    return 1;
}

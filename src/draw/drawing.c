/* Each strategy of drawing finds numbers of names; one function fetches a name by its number:
 *
 *   by number   draws row numbers and skips those that are not eligible: cheap while many rows are
 *   by roster   assigns a random number to every eligible name of the roster and takes the n smallest
 *   by table    the same by reading the table: if there is no roster or it cannot answer, as for tags
 *
 * With all of them, every sequence of n eligible names is equally likely. Row numbers are drawn uniformly;
 * without those that are not eligible or were drawn before, they are a uniform sample of the eligible rows in
 * random order. Discarding a sample that is too small keeps the result uniform, because no eligible row is
 * more likely than another to be in a small sample. With the same random numbers, roster and table give the
 * same names. */
#include "draw/drawing.h"

#include <stdlib.h>

#include "draw/choice.h"
#include "draw/visible_names.h"
#include "draw/pool_counts.h"
#include "store/name_query.h"

enum {
    RARE = 64, /* with one eligible row in 64, drawing numbers is still cheaper than reading the table */
    SPARE = 4, /* multiple of the expected tries, after which the table is read */
    SMALL_TABLE = 400, /* rows; smaller tables are read completely */
    SLICE = 4096,      /* rows read into the roster at a time: a few milliseconds */
    CATCH_UP = 8       /* maximum slices that a draw reads into the roster */
};

struct drawing {
    struct store *store;
    struct roster *roster;    /* or NULL */
    int64_t version;          /* of the data, when last checked; -1 before the first check */
    struct names_state names; /* as of version */
    struct pool_counts pools;
    struct visible_names visible; /* as of visible_version */
    int64_t visible_version;
    struct drawn_names drawn;

    /* of the current draw */
    const struct name_filter *filter;
    int n;
    struct rng *rng;
    long pool, redrawn;
    struct name_fetch fetch;
    struct choice choice;
    int is_chosen; /* choice was made with the next numbers of rng */
    int past;      /* number of excluded names below the last name offered to choice */
    struct liking liking;
};

/* The filter when none is given. */
static const struct name_filter all_names = {.verdict = VERDICT_ANY, .min = 1, .max = DRAW_LONGEST};

struct drawing *drawing_new(struct store *store, struct roster *roster, struct err *why)
{
    struct drawing *d = calloc(1, sizeof *d);

    if (!d) {
        err_set(why, "out of memory");
        return NULL;
    }
    d->store = store;
    d->roster = roster;
    d->version = d->visible_version = -1;
    return d;
}

void drawing_free(struct drawing *d)
{
    if (!d)
        return;
    visible_names_free(&d->visible);
    buffer_free(&d->drawn.texts);
    free(d);
}

/* Discards data that another connection may have changed. Returns 0, or -1 with *why set. */
static int notice_changes(struct drawing *d, struct err *why)
{
    int64_t version = store_data_version(d->store, why);

    if (version < 0)
        return -1;
    if (version == d->version)
        return 0;
    if (store_names_state(d->store, &d->names, why) != 0)
        return -1;
    pool_counts_clear(&d->pools);
    d->version = version;
    return 0;
}

static int refresh_visible(struct drawing *d, struct err *why)
{
    if (d->visible_version == d->version)
        return 0;
    d->visible_version = -1;
    if (visible_names_read(&d->visible, d->store, why) != 0)
        return -1;
    d->visible_version = d->version;
    return 0;
}

/* ---- the roster ---- */

/* The names that the roster should have, as of the last check of the database. */
static struct roster_of names_of(const struct drawing *d)
{
    const struct stat *file = store_file(d->store);

    return (struct roster_of){file->st_dev, file->st_ino, d->names.judging};
}

static long known_rows(const struct drawing *d)
{
    const struct roster_of of = names_of(d);

    return roster_rows(d->roster, &of);
}

int drawing_roster_is_behind(const struct drawing *d)
{
    return d->roster && (d->names.last == 0 || known_rows(d) < d->names.last);
}

/* Returns 1 when the roster is full. */
static int add_traits(void *arg, const struct name_traits *traits)
{
    return roster_add(arg, traits) == 0 ? 0 : 1;
}

int drawing_fill_roster(struct drawing *d, struct err *why)
{
    struct roster_of of;
    long rows, last;
    int stopped;

    if (notice_changes(d, why) != 0)
        return -1;
    of = names_of(d);
    if (known_rows(d) >= d->names.last || d->names.last > ROSTER_ROWS || !roster_acquire(d->roster, &of))
        return 0;
    rows = known_rows(d);
    last = rows + SLICE < d->names.last ? rows + SLICE : d->names.last;
    stopped = store_each_traits(d->store, rows, last, add_traits, d->roster, why);
    if (stopped == 0)
        roster_publish(d->roster, last);
    roster_release(d->roster);
    return stopped < 0 ? -1 : stopped == 0 && last < d->names.last;
}

/* Adds the missing names to the roster, if there are few. Returns whether it has all names, or -1 with *why
 * set. */
static int catch_up(struct drawing *d, struct err *why)
{
    int more = d->roster != NULL;

    for (int slices = 0; more == 1 && slices < CATCH_UP; slices++)
        more = drawing_fill_roster(d, why);
    return more < 0 ? -1 : d->roster && known_rows(d) >= d->names.last;
}

static void begin_choice(struct drawing *d)
{
    choice_begin(&d->choice, d->n, d->rng);
    d->past = 0;
}

/* Offers a name to the choice unless it is excluded. Names arrive in ascending order. */
static void offer(void *arg, int64_t id)
{
    struct drawing *d = arg;
    const struct name_filter *filter = d->filter;

    while (d->past < filter->excluded_count && filter->excluded[d->past] < id)
        d->past++;
    if (d->past == filter->excluded_count || filter->excluded[d->past] != id)
        choice_offer(&d->choice, id);
}

/* Counts the names that pass the filter, including excluded ones, by the roster; if `chooses` is set, also
 * chooses among them. Returns 1, 0 when the roster cannot answer, or -1 with *why set. */
static int scan_roster(struct drawing *d, int chooses, long *pool, struct err *why)
{
    int is_ready = name_filter_is_tagged(d->filter) ? 0 : catch_up(d, why);
    struct roster_of of;

    if (is_ready != 1 || refresh_visible(d, why) != 0)
        return is_ready == 0 ? 0 : -1;
    of = names_of(d);
    begin_choice(d);
    *pool = roster_scan(d->roster, &of, d->names.last, &d->visible, d->filter, chooses ? offer : NULL, d);
    d->is_chosen = chooses && *pool >= 0;
    return *pool >= 0;
}

/* ---- counting ---- */

/* Whether the roster must read names to match a text; single letters are indexed. */
static int reads_text(const char *text)
{
    return text && text[0] && text[1];
}

/* Counts by SQL. Returns the number, or -1 with *why set. */
static long count_by_table(struct drawing *d, const struct name_filter *filter, const struct filter_key *key,
                           struct err *why)
{
    long pool = store_count_eligible(d->store, filter, why);

    if (pool >= 0)
        pool_counts_add(&d->pools, key, pool);
    return pool;
}

/* Counts the names that pass the filter, including excluded ones; uses the roster if counting must read
 * names. If the roster must read texts, it also chooses in the same pass. Returns 0, or -1 with *why set. */
static int count_eligible(struct drawing *d, struct err *why)
{
    const struct name_filter *filter = d->filter;
    int at_once = reads_text(filter->starts) || reads_text(filter->ends) || reads_text(filter->contains);
    int scanned = 0;
    struct filter_key key;

    filter_key_make(&key, filter);
    d->pool = pool_counts_find(&d->pools, &key);
    if (d->pool >= 0)
        return 0;
    if (name_filter_needs_names(filter))
        scanned = scan_roster(d, at_once, &d->pool, why);
    if (scanned == 1)
        pool_counts_add(&d->pools, &key, d->pool);
    else if (scanned == 0)
        d->pool = count_by_table(d, filter, &key, why);
    return scanned < 0 || d->pool < 0 ? -1 : 0;
}

/* Subtracts the excluded names that pass the filter from the pool, except those already drawn. (Cached counts
 * include excluded names.) Returns 0, or -1 with *why set. */
static int leave_out_excluded(struct drawing *d, struct err *why)
{
    for (int i = 0; i < d->filter->excluded_count; i++) {
        int64_t id = d->filter->excluded[i];
        int passes = drawn_has(&d->drawn, id) ? 0 : name_passes(&d->fetch, id, why);

        if (passes < 0)
            return -1;
        d->pool -= passes;
    }
    return 0;
}

long drawing_visible(struct drawing *d, struct err *why)
{
    struct filter_key key;
    long pool;

    if (notice_changes(d, why) != 0)
        return -1;
    filter_key_make(&key, &all_names);
    pool = pool_counts_find(&d->pools, &key);
    return pool >= 0 ? pool : count_by_table(d, &all_names, &key, why);
}

/* ---- strategies ---- */

static int is_excluded(const struct name_filter *filter, int64_t id)
{
    int i = 0;

    while (i < filter->excluded_count && filter->excluded[i] < id)
        i++;
    return i < filter->excluded_count && filter->excluded[i] == id;
}

static int most_numbers_pass(const struct drawing *d)
{
    return d->names.last >= SMALL_TABLE && d->pool >= 4 * d->n && d->pool >= d->names.last / RARE;
}

/* Draws by number, until there are n names or too many numbers were tried. Returns 0, or -1 with *why set. */
static int draw_by_number(struct drawing *d, struct err *why)
{
    d->is_chosen = 0;
    for (long tries = (long)d->n * RARE * SPARE; d->drawn.count < d->n && tries > 0; tries--) {
        int64_t id = 1 + (int64_t)rng_below(d->rng, (uint64_t)d->names.last);
        int fetched;

        if (drawn_has(&d->drawn, id) || is_excluded(d->filter, id))
            continue;
        fetched = name_fetch(&d->fetch, id, why);
        if (fetched < 0)
            return -1;
        d->redrawn += !fetched;
    }
    return 0;
}

/* Fetches the chosen names. Returns whether all of them exist, or -1 with *why set. */
static int fetch_chosen(struct drawing *d, struct err *why)
{
    for (int i = 0; i < d->choice.found; i++)
        if (name_fetch(&d->fetch, d->choice.ids[i], why) < 0)
            return -1;
    return d->drawn.count == d->choice.found;
}

static int draw_by_table(struct drawing *d, struct err *why)
{
    begin_choice(d);
    return store_each_eligible(d->store, d->filter, offer, d, why) == 0 ? fetch_chosen(d, why) : -1;
}

/* Draws by roster, or else by table. Returns 0, or -1 with *why set. */
static int draw_from_all(struct drawing *d, struct err *why)
{
    long pool;
    int result = d->is_chosen ? 1 : scan_roster(d, 1, &pool, why);

    if (result == 1)
        result = fetch_chosen(d, why);
    if (result == 0) { /* the roster cannot answer, or a curator deleted names manually */
        drawn_clear(&d->drawn);
        result = draw_by_table(d, why);
    }
    if (result < 0)
        return -1;
    *d->rng = d->choice.rng;
    return 0;
}

/* Returns 0, or -1 with *why set. */
static int draw_names(struct drawing *d, struct err *why)
{
    if (notice_changes(d, why) != 0 || count_eligible(d, why) != 0 ||
        name_fetch_begin(&d->fetch, d->store, d->filter, &d->drawn, why) != 0 ||
        leave_out_excluded(d, why) != 0)
        return -1;
    if (most_numbers_pass(d) && draw_by_number(d, why) != 0)
        return -1;
    if (d->drawn.count >= d->n || d->drawn.count >= d->pool)
        return 0;
    drawn_clear(&d->drawn);
    return draw_from_all(d, why);
}

static void begin_draw(struct drawing *d, const struct name_filter *filter, int n, struct rng *rng)
{
    d->filter = filter;
    d->n = n;
    d->rng = rng;
    d->pool = d->redrawn = 0;
    d->is_chosen = 0;
    drawn_clear(&d->drawn);
}

static void end_draw(struct drawing *d, struct draw *draw)
{
    drawn_finish(&d->drawn);
    *draw = (struct draw){d->drawn.names, d->drawn.count, d->pool, d->redrawn, d->names.as_of};
}

int drawing_draw(struct drawing *d, const struct name_filter *filter, int n, struct rng *rng,
                 struct draw *draw, struct err *why)
{
    int result;

    begin_draw(d, filter, n, rng);
    result = draw_names(d, why);
    end_draw(d, draw);
    return result;
}

/* ---- similar names ---- */

static void offer_row(void *arg, int64_t id)
{
    struct drawing *d = arg;

    if (similar_wants(&d->liking.similar) && !is_excluded(d->filter, id))
        similar_offer(&d->liking.similar, id, roster_profile(d->roster, id));
}

static void offer_profile(void *arg, int64_t id, const struct profile *profile)
{
    struct drawing *d = arg;

    if (similar_wants(&d->liking.similar) && profile && !is_excluded(d->filter, id))
        similar_offer(&d->liking.similar, id, profile);
}

/* Searches the roster, or the table if the roster cannot answer. Returns 0, or -1 with *why set. */
static int find_similar(struct drawing *d, struct err *why)
{
    struct liking *liking = &d->liking;
    int is_ready = name_filter_is_tagged(d->filter) ? 0 : catch_up(d, why);

    if (is_ready < 0 || (is_ready && refresh_visible(d, why) != 0))
        return -1;
    similar_begin(&liking->similar, &liking->taste, d->n, d->pool, d->rng);
    if (is_ready) {
        const struct roster_of of = names_of(d);

        if (roster_scan(d->roster, &of, d->names.last, &d->visible, d->filter, offer_row, d) >= 0)
            return 0;
        similar_begin(&liking->similar, &liking->taste, d->n, d->pool, d->rng);
    }
    return store_each_profile(d->store, d->filter, offer_profile, d, why);
}

/* Returns 0, or -1 with *why set. */
static int draw_similar(struct drawing *d, struct err *why)
{
    int given;

    if (count_eligible(d, why) != 0 || name_fetch_begin(&d->fetch, d->store, d->filter, &d->drawn, why) != 0)
        return -1;
    given = liking_count(&d->liking, &d->fetch, why);
    if (given < 0 || leave_out_excluded(d, why) != 0)
        return -1;
    drawn_clear(&d->drawn);
    d->pool -= given;
    if (find_similar(d, why) != 0)
        return -1;
    *d->rng = d->liking.similar.rng;
    return liking_fetch(&d->liking, &d->fetch, d->n, why);
}

int drawing_draw_similar(struct drawing *d, const struct name_filter *filter, const struct likes *likes,
                         int n, struct rng *rng, struct draw *draw, struct err *why)
{
    int result;

    begin_draw(d, filter, n, rng);
    result = notice_changes(d, why) == 0 ? liking_read(&d->liking, d->store, likes, why) : -1;
    if (result == 0)
        result = draw_similar(d, why);
    end_draw(d, draw);
    return result;
}

int drawing_fetch(struct drawing *d, const int64_t *ids, int count, struct draw *draw, struct err *why)
{
    int result = 0;

    begin_draw(d, &all_names, count, NULL);
    if (notice_changes(d, why) != 0 || name_fetch_begin(&d->fetch, d->store, &all_names, &d->drawn, why) != 0)
        result = -1;
    for (int i = 0; i < count && result >= 0; i++)
        result = name_fetch(&d->fetch, ids[i], why);
    end_draw(d, draw);
    return result < 0 ? -1 : 0;
}

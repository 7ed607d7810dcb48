/* Opens, refreshes and closes the state of a worker. */
#include "web/site.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "store/judge_file.h"
#include "web/counts.h"

static int open_store(struct site *site, struct err *why)
{
    ahead_drop(&site->ahead);
    site->version = site->about.version = site->choices.version = -1;
    site->store = store_open(site->path, STORE_READ, why);
    if (!site->store)
        return -1;
    site->drawing = drawing_new(site->store, site->roster, why);
    if (site->drawing)
        return 0;
    site_close_store(site);
    return -1;
}

static int read_judge(struct site *site, struct err *why)
{
    struct judge *judge = store_judge(site->store, why);

    if (!judge)
        return -1;
    judge_free(site->judge);
    site->judge = judge;
    site->judged = site->corpus.stamp;
    return 0;
}

/* Counts only once per corpus, because counting reads all artists. */
static int count_artists(struct site *site, struct err *why)
{
    long artists;

    if (site->corpus.stamp == site->counted)
        return 0;
    artists = store_count_artists(site->store, why);
    if (artists < 0)
        return -1;
    site->artists = artists;
    site->counted = site->corpus.stamp;
    return 0;
}

long site_artists(struct site *site, const char *as_of, struct err *why)
{
    int result;

    if (store_read_begin(site->store, why) != 0)
        return -1;
    result = store_corpus_state(site->store, &site->corpus, why) == 0 ? count_artists(site, why) : -1;
    if (store_read_end(site->store, result == 0 ? why : &(struct err){""}) != 0 || result != 0)
        return -1;
    return strcmp(site->corpus.as_of, as_of) == 0 ? site->artists : 0;
}

int site_open(struct site *site, const char *path, struct err *why)
{
    site->path = path;
    site->metrics = metrics_new(why);
    if (!site->metrics)
        return -1;
    site->roster = roster_new(why);
    if (!site->roster)
        log_event("%s; filters will be slow", why->text);
    site->folder = folder_new(why);
    return site->folder ? site_reload(site, why) : -1;
}

/* Reads the index even if the corpus seems unchanged: SIGHUP always forces a fresh read. */
int site_reload(struct site *site, struct err *why)
{
    int result = -1;

    if (site->roster)
        roster_forget(site->roster);
    if (open_store(site, why) == 0 && store_read_begin(site->store, why) == 0 &&
        store_corpus_state(site->store, &site->corpus, why) == 0 && count_artists(site, why) == 0)
        result = read_judge(site, why);
    site_close_store(site);
    return result;
}

void site_close(struct site *site)
{
    site_close_store(site);
    judge_free(site->judge);
    folder_free(site->folder);
    ahead_free(&site->ahead);
    roster_free(site->roster);
    buffer_free(&site->name.texts);
    answer_free(&site->about.text);
    answer_free(&site->choices.text);
    *site = (struct site){0};
}

void site_begin(struct site *site)
{
    struct err why;

    rng_seed(&site->rng, rng_entropy(), (uint64_t)getpid());
    open_store(site, &why); /* the first request that needs the database reports a failure */
}

/* The generation and the last decision of a curator, by which answers of several hosts can be compared. */
static int read_generation(struct site *site, struct err *why)
{
    struct generation_state state;
    char id[GENERATION_ID];

    site->generation[0] = '\0';
    if (generation_served(site->store, id, why) != 0)
        return -1;
    if (!*id)
        return 0;
    if (generation_state(site->store, &state, why) != 0)
        return -1;
    snprintf(site->generation, sizeof site->generation, "%s.%lld", id, (long long)state.decision);
    return 0;
}

int site_refresh(struct site *site, struct err *why)
{
    int64_t version;

    if (site->store && !store_is_current(site->store))
        site_close_store(site);
    if (!site->store && open_store(site, why) != 0)
        return -1;
    version = store_data_version(site->store, why);
    if (version < 0 || (version != site->version && read_generation(site, why) != 0))
        return -1;
    site->version = version;
    return 0;
}

int site_refresh_judge(struct site *site, struct err *why)
{
    if (store_corpus_state(site->store, &site->corpus, why) != 0)
        return -1;
    if (site->judge && site->corpus.stamp == site->judged)
        return count_artists(site, why);
    return read_judge(site, why) == 0 ? count_artists(site, why) : -1;
}

/* Returns a cached answer, which is made again after a change of the database. */
static const struct answer *cached(struct site *site, struct site_text *memo,
                                   int (*make)(struct store *store, struct answer *out, struct err *why),
                                   struct err *why)
{
    int result;

    if (memo->version == site->version)
        return &memo->text;
    answer_begin(&memo->text);
    memo->version = -1;
    if (store_read_begin(site->store, why) != 0)
        return NULL;
    result = make(site->store, &memo->text, why);
    if (store_read_end(site->store, result == 0 ? why : &(struct err){""}) != 0 || result != 0)
        return NULL;
    memo->version = site->version;
    return &memo->text;
}

const struct answer *site_about(struct site *site, struct err *why)
{
    return cached(site, &site->about, counts_about, why);
}

const struct answer *site_choices(struct site *site, struct err *why)
{
    return cached(site, &site->choices, counts_choices, why);
}

void site_draw_seed(struct site *site, char seed[SITE_SEED])
{
    snprintf(seed, SITE_SEED, "%016llx", (unsigned long long)rng_u64(&site->rng));
}

/* Returns 1 when there is more to do, 0 when not, or -1 with *why set. */
static int fill_roster(struct site *site, struct err *why)
{
    int result;

    if (store_read_begin(site->store, why) != 0)
        return -1;
    result = drawing_fill_roster(site->drawing, why);
    return store_read_end(site->store, why) == 0 ? result : -1;
}

int site_idle(struct site *site)
{
    struct err why;

    return site->store && drawing_roster_is_behind(site->drawing) && fill_roster(site, &why) == 1;
}

void site_close_store(struct site *site)
{
    drawing_free(site->drawing);
    store_close(site->store);
    site->drawing = NULL;
    site->store = NULL;
}

#include "web/site.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int same_corpus(const struct corpus_state *a, const struct corpus_state *b)
{
    return a->stamp == b->stamp && a->artists == b->artists && strcmp(a->as_of, b->as_of) == 0;
}

static int open_store(struct site *site, struct err *why)
{
    site->version = site->about_version = -1;
    site->store = store_open(site->path, STORE_READ, why);
    if (!site->store) {
        site->opened_before = 1;
        return -1;
    }
    if (site->opened_before) /* two files can be at the same stamp with different artists */
        site->judged.stamp = -1;
    site->opened_before = 1;
    return 0;
}

static int read_judge(struct site *site, struct err *why)
{
    struct judge *judge = store_judge(site->store, why);

    if (!judge)
        return -1;
    judge_free(site->judge);
    site->judge = judge;
    site->judged = site->corpus;
    return 0;
}

int site_open(struct site *site, const char *path, struct err *why)
{
    site->path = path;
    site->folder = folder_new(why);
    return site->folder ? site_reload(site, why) : -1;
}

/* The index is read again even when the corpus looks the same: SIGHUP is also the way out of doubt. */
int site_reload(struct site *site, struct err *why)
{
    int result = -1;

    if (open_store(site, why) == 0 && store_corpus_state(site->store, &site->corpus, why) == 0)
        result = read_judge(site, why);
    site_lost(site);
    return result;
}

void site_close(struct site *site)
{
    site_lost(site);
    judge_free(site->judge);
    folder_free(site->folder);
    free(site->names.data);
    free(site->about.data);
    *site = (struct site){0};
}

void site_begin(struct site *site)
{
    struct err why;

    rng_seed(&site->rng, rng_entropy(), (uint64_t)getpid());
    site->opened_before = 0;
    open_store(site, &why); /* a failure is told by the first request that needs the database */
}

int site_refresh(struct site *site, struct err *why)
{
    int64_t version;

    if (site->store && !store_is_current(site->store))
        site_lost(site);
    if (!site->store && open_store(site, why) != 0)
        return -1;
    version = store_data_version(site->store, why);
    if (version < 0)
        return -1;
    if (version == site->version)
        return 0;
    if (store_corpus_state(site->store, &site->corpus, why) != 0)
        return -1;
    site->version = version;
    return 0;
}

int site_refresh_judge(struct site *site, struct err *why)
{
    if (site->judge && same_corpus(&site->corpus, &site->judged))
        return 0;
    return read_judge(site, why);
}

const char *site_about(struct site *site, struct err *why)
{
    if (site->about_version == site->version)
        return site->about.data;
    site->about.length = 0;
    site->about_version = -1;
    if (store_about(site->store, &site->about, why) != 0)
        return NULL;
    site->about_version = site->version;
    return site->about.data;
}

void site_lost(struct site *site)
{
    store_close(site->store);
    site->store = NULL;
}

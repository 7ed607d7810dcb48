/* Samples names and drops those with blocked words. */
#include "web/inventor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "model/modelfile.h"

struct inventor {
    struct model *model;
    struct sampler *sampler;
    struct team *team; /* of one: the worker itself */
    struct blocklist *blocklist;
    struct lexicon *lexicon;
};

struct inventor *inventor_new(const char *model, struct blocklist *blocklist, struct lexicon *lexicon,
                              struct err *why)
{
    struct inventor *inventor = calloc(1, sizeof *inventor);

    if (!inventor) {
        err_set(why, "out of memory");
        blocklist_free(blocklist);
        lexicon_free(lexicon);
        return NULL;
    }
    inventor->blocklist = blocklist;
    inventor->lexicon = lexicon;
    inventor->model = model_load(model, why);
    if (inventor->model)
        inventor->sampler = sampler_new(inventor->model, precision_for_inference(), why);
    if (inventor->sampler)
        inventor->team = team_new(1, why);
    if (inventor->team)
        return inventor;
    inventor_free(inventor);
    return NULL;
}

void inventor_free(struct inventor *inventor)
{
    if (!inventor)
        return;
    team_free(inventor->team);
    sampler_free(inventor->sampler);
    model_free(inventor->model);
    blocklist_free(inventor->blocklist);
    lexicon_free(inventor->lexicon);
    free(inventor);
}

float inventor_appeal(const struct inventor *inventor, struct folder *folder, const struct sampled_name *name)
{
    return appeal_of(inventor->lexicon, appeal_classifier(inventor->model), folder, name->name, name->kind);
}

const struct vocab *inventor_vocab(const struct inventor *inventor)
{
    return &inventor->model->vocab;
}

int inventor_is_blocked(const struct inventor *inventor, struct folder *folder, const char *prefix)
{
    char longer[NAME_BYTES + 1];

    if (!blocklist_find(inventor->blocklist, folder, prefix))
        return 0;
    snprintf(longer, sizeof longer, "%sq", prefix); /* "ass" may become "assembly" */
    return blocklist_find(inventor->blocklist, folder, longer) != NULL;
}

struct sifting {
    const struct inventor *inventor;
    struct folder *folder;
    sample_sink *sink;
    void *arg;
    int sampled, is_over;
    double until; /* as is_used_up takes it */
};

/* Whether this thread has used up its processor time. A limit of wall time would leave a busy machine with no
 * name at all. */
static int is_used_up(void *until)
{
    return clock_thread_seconds() > *(const double *)until;
}

static int sift(void *arg, const struct sampled_name *name, struct err *why)
{
    struct sifting *s = arg;
    struct sampled_name cleaned = *name;
    char clean[NAME_BYTES];

    if (++s->sampled > INVENTOR_NAMES || is_used_up(&s->until)) {
        s->is_over = 1;
        return -1;
    }
    if (utf8_clean(name->name, strlen(name->name), clean) != CLEAN_OK ||
        blocklist_find(s->inventor->blocklist, s->folder, clean))
        return 0;
    cleaned.name = clean;
    return s->sink(s->arg, &cleaned, why);
}

int inventor_sample(const struct inventor *inventor, struct folder *folder,
                    const struct sample_options *options, long count, sample_sink *sink, void *arg,
                    struct err *why)
{
    struct sifting sifting = {inventor, folder, sink, arg, 0, 0, clock_thread_seconds() + INVENTOR_SECONDS};
    struct sample_options limited = *options;
    int result;

    limited.is_over = is_used_up; /* names that sampling discards do not reach the sink */
    limited.is_over_arg = &sifting.until;
    result = sample_names(inventor->sampler, &limited, count, inventor->team, sift, &sifting, why);
    return sifting.is_over ? 0 : result;
}

int inventor_coin(const struct inventor *inventor, struct folder *folder, const struct phrase *phrases,
                  int phrase_count, enum where where, const struct sample_options *options,
                  struct coinages *made, struct err *why)
{
    const struct coiner coiner = {inventor->model, inventor->sampler, inventor->lexicon, inventor->blocklist,
                                  folder,          inventor->team};
    double until = clock_thread_seconds() + INVENTOR_COIN_SECONDS;
    struct sample_options limited = *options;

    limited.is_over = is_used_up;
    limited.is_over_arg = &until;
    return coin(&coiner, phrases, phrase_count, where, &limited, made, why);
}

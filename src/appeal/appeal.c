/* Weighs features, and fits the classifier. */
#include "appeal/appeal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/sample.h"

enum { FIT_NAMES_MAX = 15000, JOB_NAMES = 2048 };

/* Weights of the logit, fitted to readers' marks (doc/appeal.md). Some were raised by hand: those of features
 * that too few marked names have, or that readers forgive in a single name, such as misprints of known words,
 * mixed scripts, capitals, function words, plain persons. */
static const float bias = -0.8F, classifier_weight = 0.15F, classifier_limit = 4;
static const float weights[FEATURES] = {
    [FEATURE_ONE_WORD] = 0.1F,        [FEATURE_THREE_WORDS] = -0.9F,     [FEATURE_MORE_WORDS] = -1.3F,
    [FEATURE_LENGTH] = -0.35F,        [FEATURE_COMMON] = 0.49F,          [FEATURE_KNOWN] = 0.46F,
    [FEATURE_RARE] = 0.22F,           [FEATURE_PERSON] = 0.34F,          [FEATURE_BEST_WORD] = 0.42F,
    [FEATURE_WORST_WORD] = -0.6F,     [FEATURE_UNMARKED] = -0.25F,       [FEATURE_PERSON_MEETS] = 0.52F,
    [FEATURE_ADJECTIVE_NOUN] = 0.64F, [FEATURE_NOUN_NOUN] = 0.25F,       [FEATURE_PLURAL_LAST] = 0.24F,
    [FEATURE_ADJECTIVE_LAST] = -0.2F, [FEATURE_LONE_INFLECTED] = -0.3F,  [FEATURE_PERSON_MARK] = 0.2F,
    [FEATURE_LONE_MARK] = 0.1F,       [FEATURE_PERSON_NOUN] = -0.1F,     [FEATURE_PERSON_LAST] = -0.2F,
    [FEATURE_MARK_LAST] = 0.12F,      [FEATURE_TWO_WORDS_MEET] = 0.1F,   [FEATURE_COINAGE] = -0.8F,
    [FEATURE_COINAGES] = -1.6F,       [FEATURE_LONE_COINAGE] = -0.4F,    [FEATURE_SPELLING] = 0.05F,
    [FEATURE_WORST_TRIGRAM] = -0.2F,  [FEATURE_NEAR_COMMON] = -1,        [FEATURE_NEAR_OTHER] = -0.8F,
    [FEATURE_LONE_COMMON] = -1,       [FEATURE_LONE_PERSON] = -1.2F,     [FEATURE_PLAIN_PERSON] = -1.6F,
    [FEATURE_COINED_PERSON] = -0.1F,  [FEATURE_FUNCTION_LAST] = -1.5F,   [FEATURE_FUNCTION_FIRST] = -0.9F,
    [FEATURE_REPEATED] = -0.8F,       [FEATURE_ARTICLE_COINAGE] = -0.6F, [FEATURE_ARTICLE] = 0.3F,
    [FEATURE_CAPITALS] = -2,          [FEATURE_UPPER] = -0.2F,           [FEATURE_DIGITS] = -0.3F,
    [FEATURE_MARKS] = -0.4F,          [FEATURE_CONSONANTS] = -0.4F,      [FEATURE_TITLE] = 0.05F,
    [FEATURE_ALLITERATION] = 0.05F,   [FEATURE_MIXED_SCRIPT] = -4,       [FEATURE_OTHER_SCRIPT] = -0.8F,
};

const float *appeal_classifier(const struct model *model)
{
    return model->classifier_count == CLASSIFIER_WEIGHTS ? model->classifier : NULL;
}

/* The weight of a personal name by kind: bands and DJs seldom have a person's name. */
static float person_cost(const char *kind, const float features[FEATURES])
{
    int has_person = features[FEATURE_PERSON_MEETS] > 0 || features[FEATURE_PLAIN_PERSON] > 0 ||
                     features[FEATURE_COINED_PERSON] > 0;

    if (!has_person)
        return 0;
    return strcmp(kind, "group") == 0 ? 0.4F : strcmp(kind, "dj") == 0 ? 0.2F : 0;
}

float appeal_of(const struct lexicon *lexicon, const float *classifier, struct folder *folder,
                const char *name, const char *kind)
{
    float features[FEATURES], logit = bias;
    char text[CLASSIFIER_TEXT];

    features_of(lexicon, folder, name, features);
    for (int i = 0; i < FEATURES; i++)
        logit += weights[i] * features[i];
    logit -= person_cost(kind, features);
    if (classifier) {
        classifier_text(folder, name, text);
        logit += classifier_weight *
                 fminf(fmaxf(classifier_score(classifier, text), -classifier_limit), classifier_limit);
    }
    return 1 / (1 + expf(-logit));
}

/* ---- many names ---- */

struct scoring {
    const struct lexicon *lexicon;
    const float *classifier;
    struct candidate *candidates;
    int count, failed;
};

static void score_job(void *arg, int job)
{
    struct scoring *s = arg;
    struct err why;
    struct folder *folder = folder_new(&why);
    int first = job * JOB_NAMES, end = first + JOB_NAMES < s->count ? first + JOB_NAMES : s->count;

    if (!folder)
        __atomic_store_n(&s->failed, 1, __ATOMIC_RELAXED);
    for (int i = first; folder && i < end; i++)
        s->candidates[i].appeal =
            appeal_of(s->lexicon, s->classifier, folder, s->candidates[i].name, s->candidates[i].kind);
    folder_free(folder);
}

int appeal_of_all(const struct lexicon *lexicon, const float *classifier, struct candidate *candidates,
                  int count, struct team *team, struct err *why)
{
    struct scoring s = {lexicon, classifier, candidates, count, 0};

    team_run(team, (count + JOB_NAMES - 1) / JOB_NAMES, score_job, &s);
    return s.failed ? err_set(why, "out of memory") : 0;
}

/* ---- the classifier ---- */

struct fitting {
    struct folder *folder;
    char (*texts)[CLASSIFIER_TEXT];
    int count;
};

static int take_text(void *arg, const struct sampled_name *name, struct err *why)
{
    struct fitting *f = arg;

    (void)why;
    classifier_text(f->folder, name->name, f->texts[f->count++]);
    return 1;
}

/* Writes the texts of a random sample of the list's names. */
static int chosen_texts(struct folder *folder, const struct name_list *list, int count,
                        unsigned long long seed, char (*texts)[CLASSIFIER_TEXT])
{
    int *order = malloc(((size_t)list->count + 1) * sizeof *order);
    struct rng rng;

    if (!order)
        return -1;
    for (int i = 0; i < list->count; i++)
        order[i] = i;
    rng_seed(&rng, seed, 1);
    rng_shuffle(&rng, order, list->count);
    for (int i = 0; i < count; i++)
        classifier_text(folder, list->items[order[i]].name, texts[i]);
    free(order);
    return 0;
}

int appeal_fit(struct model *model, const struct name_list *list, struct team *team, unsigned long long seed,
               struct err *why)
{
    int count = list->count < FIT_NAMES_MAX ? list->count : FIT_NAMES_MAX;
    char(*chosen)[CLASSIFIER_TEXT] = malloc((size_t)count * sizeof *chosen);
    struct fitting f = {folder_new(why), malloc((size_t)count * sizeof *f.texts), 0};
    float *fitted = malloc(CLASSIFIER_WEIGHTS * sizeof *fitted);
    struct sample_options options = sample_plainly(seed);
    struct sampler *sampler = NULL;
    int result = -1;

    options.max_length = MODEL_NAME_MAX;
    if (!chosen || !f.folder || !f.texts || !fitted || chosen_texts(f.folder, list, count, seed, chosen) != 0)
        err_set(why, "out of memory");
    else if ((sampler = sampler_new(model, precision_for_inference(), why)) &&
             sample_names(sampler, &options, count, team, take_text, &f, why) == 0)
        result = classifier_fit(fitted, chosen, count, f.texts, f.count, seed) == 0
                     ? 0
                     : err_set(why, "out of memory");
    if (result == 0) {
        free(model->classifier);
        model->classifier = fitted;
        model->classifier_count = CLASSIFIER_WEIGHTS;
        fitted = NULL;
    }
    sampler_free(sampler);
    folder_free(f.folder);
    free(f.texts);
    free(chosen);
    free(fitted);
    return result;
}

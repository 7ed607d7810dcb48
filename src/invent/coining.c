/* Completes the planned texts with the model, and scores the names. */
#include "invent/coining.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

#include "invent/plans.h"
#include "text/key.h"

enum { CHUNK = 64 /* texts between two checks of the time */ };

/* Random part of the score, so that not every request gets the same favourites. */
static const float variety = 0.15F;

struct coining {
    struct plans plans;
    const struct sample_options *options;
    struct coinages *made;
    int first; /* first plan of the current chunk */
};

/* Writes the folded words of a name other than the phrase. */
static void other_words(const struct coining *c, const struct plan *plan, const char *name,
                        char other[OTHER_BYTES])
{
    const char *at;
    char folded[NAME_BYTES];

    if (plan->where == WHERE_BLEND) {
        snprintf(other, OTHER_BYTES, "%s", *plan->other ? plan->other : name);
        return;
    }
    folder_fold(c->plans.coiner->folder, name, folded, sizeof folded);
    at = strstr(folded, plan->phrase->folded);
    if (!at)
        at = folded + strlen(folded);
    snprintf(other, OTHER_BYTES, "%.*s%s%s%s", (int)(at - folded), folded,
             *at ? at + strlen(plan->phrase->folded) : "", c->plans.phrase_count > 1 ? " " : "",
             c->plans.phrase_count > 1 ? plan->phrase->folded : "");
}

static int is_unchanged(const struct coining *c, const struct phrase *phrase, const char *name)
{
    struct name_keys name_key, phrase_key;

    key_make(c->plans.coiner->folder, name, &name_key);
    key_make(c->plans.coiner->folder, phrase->text, &phrase_key);
    return strcmp(name_key.read, phrase_key.read) == 0 || strcmp(name_key.plain, phrase_key.plain) == 0;
}

/* How unusual the spelling of a folded word is, by bits per letter trigram above those of ordinary words; 0
 * for other scripts. */
static float oddity(const struct lexicon *lexicon, const char *word)
{
    double worst, spelling;

    if (word[strspn(word, "abcdefghijklmnopqrstuvwxyz")] || !*word)
        return 0;
    spelling = lexicon_spelling(lexicon, word, (int)strlen(word), &worst);
    return (float)(0.1 * (spelling - 3) + 0.03 * (worst - 7));
}

static float score_of(const struct coining *c, const struct coinage *coinage, const struct plan *plan)
{
    const struct lexicon *lexicon = c->plans.coiner->lexicon;
    char folded[NAME_BYTES];

    if (plan->where != WHERE_BLEND && !plan->is_glued)
        return coinage->appeal + plan->worth + value_of_words(lexicon, coinage->other) - 0.1F * coinage->bits;
    folder_fold(c->plans.coiner->folder, coinage->name, folded, sizeof folded);
    if (plan->is_glued)
        return 0.35F + value_of_words(lexicon, coinage->other) - 0.1F * coinage->bits;
    return 0.25F * plan->worth - 0.12F * coinage->bits - oddity(lexicon, folded) -
           (*plan->other && lexicon_neighbours(lexicon, folded, (int)strlen(folded)) ? 0.2F : 0);
}

/* Whether a continuation made a new word or name from the phrase, not just an ending. */
static int is_good(const struct coinage *coinage, const struct plan *plan)
{
    const char *other = coinage->other + strspn(coinage->other, " ");
    size_t length = strcspn(other, " ");

    return plan->where != WHERE_START || plan->text[strlen(plan->text) - 1] == ' ' || length >= 3;
}

static int is_given(const struct phrase *phrase, const char *word)
{
    for (int w = 0; w < phrase->count; w++)
        if (strcmp(phrase->words[w], word) == 0)
            return 1;
    return 0;
}

/* Capitalises words of four or more letters, because a model trained on dictionaries writes some in lower
 * case; words of the phrase are unchanged. */
static void capitalise_words(const struct phrase *phrase, const char *name, char out[NAME_BYTES])
{
    enum { LEAST = 4 };

    for (const char *at = name; *at;) {
        const char *end = at + strcspn(at, " "), *next = at;
        char word[NAME_BYTES];

        snprintf(word, sizeof word, "%.*s", (int)(end - at), at);
        if (at > name && utf8_length(word) >= LEAST && !is_given(phrase, word)) {
            out += utf8_put((uint32_t)u_totitle((UChar32)utf8_next(&next)), out);
            at = next;
        }
        memcpy(out, at, (size_t)(end - at));
        out += end - at;
        at = end;
        if (*at)
            *out++ = *at++;
    }
    *out = '\0';
}

static int take_name(void *arg, const struct sampled_name *name, struct err *why)
{
    struct coining *c = arg;
    const struct coiner *coiner = c->plans.coiner;
    const struct plan *plan = &c->plans.items[c->first + name->text];
    struct coinage *coinage = &c->made->items[c->made->count];
    char capitals[NAME_BYTES];

    (void)why;
    capitalise_words(plan->phrase, name->name, capitals);
    if (c->made->count == COINAGES_MAX || utf8_clean(capitals, strlen(capitals), coinage->name) != CLEAN_OK ||
        is_unchanged(c, plan->phrase, coinage->name) || !is_of_one_script(coinage->name) ||
        blocklist_find(coiner->blocklist, coiner->folder, coinage->name))
        return 1;
    coinage->style = name->style;
    coinage->kind = name->kind;
    coinage->where = plan->where;
    coinage->bits = (float)name->bits;
    coinage->appeal = appeal_of(coiner->lexicon, appeal_classifier(coiner->model), coiner->folder,
                                coinage->name, name->kind);
    coinage->is_used = 0;
    other_words(c, plan, coinage->name, coinage->other);
    coinage->score = score_of(c, coinage, plan) + variety * rng_float(&c->plans.rng);
    c->made->count += is_good(coinage, plan);
    return 1;
}

/* Completes the plans with the model, in chunks: always the first, further ones while there is time. */
static int run_plans(struct coining *c, struct err *why)
{
    struct sample_text texts[CHUNK];
    struct sample_options o = *c->options;

    for (c->first = 0; c->first < c->plans.count; c->first += CHUNK) {
        int count = c->plans.count - c->first < CHUNK ? c->plans.count - c->first : CHUNK;

        if (c->first > 0 && o.is_over && o.is_over(o.is_over_arg))
            return 0;
        for (int i = 0; i < count; i++) {
            const struct plan *plan = &c->plans.items[c->first + i];

            texts[i] = (struct sample_text){plan->text, plan->style, plan->kind, plan->is_whole};
        }
        o.texts = texts;
        o.text_count = count;
        o.seed++; /* other random numbers for each chunk */
        if (sample_names(c->plans.coiner->sampler, &o, count, c->plans.coiner->team, take_name, c, why) != 0)
            return -1;
    }
    return 0;
}

int coin(const struct coiner *coiner, const struct phrase *phrases, int phrase_count, enum where where,
         const struct sample_options *options, struct coinages *made, struct err *why)
{
    struct coining *c = calloc(1, sizeof *c);
    int result = 0;

    if (!c)
        return err_set(why, "out of memory");
    c->plans.coiner = c->plans.first_words.coiner = coiner;
    c->plans.phrases = c->plans.first_words.phrase = phrases;
    c->plans.phrase_count = phrase_count;
    c->options = options;
    c->made = made;
    made->count = made->used_count = 0;
    made->where = where;
    rng_seed(&c->plans.rng, options->seed, 1);
    if (where != WHERE_START)
        result = first_words_sample(&c->plans.first_words, options, why);
    if (result == 0) {
        plans_make(&c->plans, where, options->max_length);
        result = run_plans(c, why);
    }
    free(c);
    return result;
}

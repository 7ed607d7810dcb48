/* Reads the words that names must contain, or draws words of a theme. */
#include "web/phrases.h"

#include <stdlib.h>

#include "base/rng.h"
#include "text/themes.h"

static int refuse(const struct call *call, const char *parameter, const char *sentence)
{
    answer_problem(call->answer, 400, parameter, sentence);
    return -1;
}

static int read_with(const struct call *call, const char *text, struct phrases *phrases)
{
    struct err reason, why;
    struct site *site = call->site;

    if (phrase_read(text, inventor_vocab(site->inventor), site->folder, &phrases->items[0], &reason) != 0) {
        err_set(&why, "with %s", reason.text);
        return refuse(call, "with", why.text);
    }
    if (inventor_is_blocked(site->inventor, site->folder, phrases->items[0].text))
        return refuse(call, "with", "with contains a blocked word");
    phrases->count = 1;
    return 0;
}

/* Draws words of a theme, except those with characters that the model does not know. */
static int read_theme(const struct call *call, const char *name, unsigned long long seed,
                      struct phrases *phrases)
{
    enum { WORDS_MAX = 256 };
    int theme = theme_find(name), count, order[WORDS_MAX];
    struct site *site = call->site;
    struct rng rng;
    struct err why;

    if (theme < 0) {
        err_set(&why, "there is no theme '%s'; /api/styles lists the themes", name);
        return refuse(call, "theme", why.text);
    }
    count = theme_word_count(theme);
    count = count < WORDS_MAX ? count : WORDS_MAX;
    for (int i = 0; i < count; i++)
        order[i] = i;
    rng_seed(&rng, seed, 2);
    rng_shuffle(&rng, order, count);
    for (int i = 0; i < count && phrases->count < PHRASES_MAX; i++) {
        struct phrase *phrase = &phrases->items[phrases->count];

        if (phrase_read(theme_word(theme, order[i]), inventor_vocab(site->inventor), site->folder, phrase,
                        &why) == 0 &&
            !inventor_is_blocked(site->inventor, site->folder, phrase->text))
            phrases->count++;
    }
    return phrases->count > 0
               ? 0
               : refuse(call, "theme", "theme has no word with the characters that the model knows");
}

int phrases_read(const struct call *call, const struct phrase_parameters *parameters, unsigned long long seed,
                 struct phrases *phrases)
{
    int has_prefix = *parameters->prefix->text != '\0';

    phrases->count = 0;
    phrases->where = parameters->where->given ? (enum where)where_find(parameters->where->text) : WHERE_ANY;
    if (parameters->with->given && has_prefix)
        return refuse(call, "with", "with and prefix cannot be combined: leave out one of them");
    if (parameters->with->given && parameters->theme->given)
        return refuse(call, "theme", "theme and with cannot be combined: leave out one of them");
    if (parameters->theme->given && has_prefix)
        return refuse(call, "theme", "theme and prefix cannot be combined: leave out one of them");
    if (parameters->where->given && !parameters->with->given && !parameters->theme->given)
        return refuse(call, "where", "where needs with or theme, and neither was given");
    if (parameters->with->given)
        return read_with(call, parameters->with->text, phrases);
    return parameters->theme->given ? read_theme(call, parameters->theme->text, seed, phrases) : 0;
}

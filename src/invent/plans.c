/* Plans the texts: words at the start, at the end, inside, and blends. */
#include "invent/plans.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

#include "invent/blend.h"
#include "text/themes.h"

enum {
    BLENDS_OF_PAIR = 24,   /* of two given words, in each order */
    BLENDS_OF_PARTNER = 2, /* of a given word and another, in each order */
    PARTNERS = 300,
    PARTNER_MARK = 4, /* minimum mark of a word to blend with */
    /* One phrase in three has only an article before it; two in three if it has several words. */
    ARTICLES = 3,
};

/* Bonus for a blend of only the given words. */
static const float blend_of_phrase = 3;
/* Minimum fractions of a given word and of another word in their blend, and the minimum worth. */
static const float least_of_given = 0.8F, least_of_other = 0.6F, least_worth = 1.75F;

/* Bonus for a name with "of the" or "and the", because the appeal of all long names is low. */
static const float linked = 0.25F;

/* Penalty for putting two more words around two or three. */
static const float of_many_words = 0.2F;

/* The number of texts planned for each placement, by requested placement. */
static const unsigned char shares[WHERES][WHERES] = {
    [WHERE_ANY] = {[WHERE_START] = 48, [WHERE_END] = 40, [WHERE_INSIDE] = 32, [WHERE_BLEND] = 32},
    [WHERE_START] = {[WHERE_START] = 128},
    [WHERE_END] = {[WHERE_END] = 128},
    [WHERE_INSIDE] = {[WHERE_INSIDE] = 80, [WHERE_START] = 24, [WHERE_END] = 24},
    [WHERE_BLEND] = {[WHERE_BLEND] = 96},
};

static const char *given(const char *label)
{
    return label && *label ? label : NULL;
}

static const struct phrase *any_phrase(struct plans *p)
{
    return &p->phrases[rng_below(&p->rng, (uint64_t)p->phrase_count)];
}

static struct plan *add_plan(struct plans *p, const struct phrase *phrase, enum where where,
                             const struct first_word *first)
{
    struct plan *plan;

    if (p->count == PLANS_MAX)
        return NULL;
    plan = &p->items[p->count++];
    memset(plan, 0, sizeof *plan);
    plan->phrase = phrase;
    plan->where = where;
    plan->style = first ? given(first->style) : NULL;
    plan->kind = first ? given(first->kind) : NULL;
    return plan;
}

float value_of_words(const struct lexicon *lexicon, const char *words)
{
    float sum = 0;
    int count = 0;

    for (const char *at = words; *at;) {
        int length = (int)strcspn(at, " "), mark = lexicon_mark(lexicon, at, length);
        int classes = lexicon_classes(lexicon, at, length);

        if (length > 3 || (length > 0 && mark > 0)) {
            sum += mark > 0                 ? 0.1F * (float)(mark - 3)
                   : classes & WORD_ENGLISH ? -0.2F
                   : classes == 0           ? -0.15F
                                            : 0;
            count++;
        }
        at += length + (at[length] == ' ');
    }
    return count > 0 ? sum / (float)count : 0;
}

/* ---- words at the start ---- */

static void plan_starts(struct plans *p, int count)
{
    for (int i = 0; i < count; i++) {
        const struct phrase *phrase = &p->phrases[i % p->phrase_count];
        struct plan *plan = add_plan(p, phrase, WHERE_START, NULL);
        size_t length = strlen(phrase->text);
        /* Letters are not appended to two words or to a number. */
        int is_joined = phrase->count == 1 && i / p->phrase_count % 2 &&
                        !isdigit((unsigned char)phrase->text[length - 1]);

        if (plan)
            snprintf(plan->text, sizeof plan->text, "%.*s%s", PHRASE_BYTES, phrase->text,
                     is_joined ? "" : " ");
    }
}

/* ---- words after a first word ---- */

static int classes_of(const struct plans *p, const char *folded)
{
    return lexicon_classes(p->coiner->lexicon, folded, (int)strcspn(folded, " "));
}

static int is_person(int classes)
{
    return (classes & WORD_PERSON) && !(classes & (WORD_COMMON | WORD_PLURAL));
}

/* Returns the words that join a first word and the phrase; sets *suits to how well their parts of speech
 * match. "Eddie Moon" names a person, "Eddie and the Neon Tiger" a band, "Eddie Neon Tiger" neither. */
static const char *link_of(const struct plans *p, const struct phrase *phrase, const struct first_word *first,
                           float *suits)
{
    int classes = classes_of(p, first->folded), of_phrase = classes_of(p, phrase->folded);
    int is_thing = (of_phrase & WORD_ENGLISH) && !is_person(of_phrase), several = phrase->count > 1;

    *suits = 0;
    if (is_person(classes)) {
        *suits = several && !is_thing ? -0.3F : several ? -0.05F : 0.05F;
        return several && is_thing ? " and the" : "";
    }
    if (classes & WORD_ADJECTIVE) {
        *suits = 0.2F;
        return "";
    }
    if (!is_thing) {
        *suits = classes & WORD_ENGLISH ? -0.15F : 0;
        return "";
    }
    if (classes & WORD_PLURAL) {
        *suits = 0.1F;
        return " of the";
    }
    if (classes & WORD_NOUN)
        return several || first->text[0] % 4 == 0 ? " of the" : "";
    *suits = -0.2F;
    return "";
}

struct ranked {
    float score, suits;
    const char *link;
    const struct first_word *first;
};

static int by_score(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;

    return (x->score < y->score) - (x->score > y->score);
}

/* Ranks the first words by how well they suit the first phrase. */
static void rank_first_words(struct plans *p, struct ranked *ranked)
{
    const struct coiner *coiner = p->coiner;
    const struct phrase *phrase = p->phrases;
    char name[NAME_BYTES];

    for (int i = 0; i < p->first_words.count; i++) {
        const struct first_word *first = &p->first_words.items[i];

        ranked[i].first = first;
        ranked[i].link = link_of(p, phrase, first, &ranked[i].suits);
        snprintf(name, sizeof name, "%s %.*s", first->text, PHRASE_BYTES, phrase->text);
        ranked[i].score =
            ranked[i].suits +
            appeal_of(coiner->lexicon, appeal_classifier(coiner->model), coiner->folder, name, first->kind) +
            value_of_words(coiner->lexicon, first->folded) - 0.08F * first->bits + 0.1F * rng_float(&p->rng);
    }
    qsort(ranked, (size_t)p->first_words.count, sizeof *ranked, by_score);
}

/* Whether a first word can form one word with the word after it. */
static int is_glue(const struct first_word *first)
{
    enum { LEAST = 3, MOST = 6 };
    int length = utf8_length(first->text);

    return length >= LEAST && length <= MOST && !strpbrk(first->text, "'.-&0123456789");
}

static void write_lower(const char *text, char *out)
{
    for (uint32_t code; (code = utf8_next(&text));)
        out += utf8_put((uint32_t)u_tolower((UChar32)code), out);
    *out = '\0';
}

/* Joins a first word and a word into one word: Supermoon. */
static void plan_glued(struct plans *p, const struct phrase *phrase, const struct first_word *first)
{
    struct plan *plan = add_plan(p, phrase, WHERE_END, first);

    if (!plan)
        return;
    plan->is_whole = plan->is_glued = 1;
    snprintf(plan->text, sizeof plan->text, "%s", first->text);
    write_lower(phrase->text, plan->text + strlen(plan->text));
}

/* Plans the best first words, each before a phrase. */
static void plan_ends(struct plans *p, const struct ranked *ranked, int count)
{
    int glued = 0;

    for (int i = 0; i < p->first_words.count && count > 0; i++, count--) {
        const struct first_word *first = ranked[i].first;
        const struct phrase *phrase = any_phrase(p);
        struct plan *plan = add_plan(p, phrase, WHERE_END, first);

        if (!plan)
            return;
        plan->is_whole = 1;
        plan->worth = ranked[i].suits + (*ranked[i].link ? linked : 0);
        snprintf(plan->text, sizeof plan->text, "%s%s %.*s", first->text, ranked[i].link, PHRASE_BYTES,
                 phrase->text);
        if (phrase->count == 1 && is_glue(first) && glued < count) {
            plan_glued(p, phrase, first);
            glued += 3; /* a quarter */
        }
    }
}

/* Plans the best first words, or an article, before a phrase that the model continues. */
static void plan_insides(struct plans *p, const struct ranked *ranked, int count)
{
    for (int i = 0; i < p->first_words.count && count > 0; i++) {
        const struct phrase *phrase = any_phrase(p);
        int has_article =
            (i % ARTICLES == 0 || (phrase->count > 1 && i % ARTICLES == 1)) && is_latin_text(phrase->text);
        struct plan *plan;

        if (*ranked[i].link && !has_article)
            continue;
        plan = add_plan(p, phrase, WHERE_INSIDE, has_article ? NULL : ranked[i].first);
        if (!plan)
            return;
        plan->worth = has_article ? 0 : ranked[i].suits - (phrase->count > 1 ? of_many_words : 0);
        snprintf(plan->text, sizeof plan->text, "%s %.*s ", has_article ? "The" : ranked[i].first->text,
                 PHRASE_BYTES, phrase->text);
        count--;
    }
}

/* ---- blends ---- */

static int is_known_word(const struct plans *p, const char *text)
{
    char folded[NAME_BYTES];

    folder_fold(p->coiner->folder, text, folded, sizeof folded);
    return lexicon_classes(p->coiner->lexicon, folded, (int)strlen(folded)) != 0;
}

/* Whether a blend contains a rude word, unless the blend contains the whole of an input word that contains
 * it. Rejects "heartass" from heart and glass. */
static int is_rude(const char *blend, const char *first, const char *second)
{
    static const char *const parts[] = {"ass",  "cum",  "tit",  "nig",  "fag",  "piss", "cock", "poo",
                                        "anus", "slut", "rape", "nazi", "shit", "fuck", "cunt", "dick"};

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strstr(blend, parts[i]) && !(strstr(first, parts[i]) && strstr(blend, first)) &&
            !(strstr(second, parts[i]) && strstr(blend, second)))
            return 1;
    return 0;
}

/* Plans the best blends of two words. other: the word that is not given, or NULL when both are given. */
static void plan_blends_of(struct plans *p, const struct phrase *phrase, const char *first,
                           const char *second, const char *other, int most)
{
    struct blend blends[BLENDS_OF_PAIR];
    char one[NAME_BYTES], two[NAME_BYTES];
    float least_of_first = other == first ? least_of_other : least_of_given;
    float least_of_second = other == second ? least_of_other : least_of_given;
    int count;

    write_lower(first, one);
    write_lower(second, two);
    count = blend_words(one, two, blends, BLENDS_OF_PAIR);
    for (int i = 0; i < count && most > 0; i++) {
        const struct blend *blend = &blends[i];
        const char *rest = blend->text;
        uint32_t code = utf8_next(&rest);
        struct plan *plan;

        if (is_known_word(p, blend->text) || is_rude(blend->text, one, two) ||
            (other && (blend->shared == 0 || blend->worth < least_worth || blend->of_first < least_of_first ||
                       blend->of_second < least_of_second)) ||
            !(plan = add_plan(p, phrase, WHERE_BLEND, NULL)))
            continue;
        snprintf(plan->text + utf8_put((uint32_t)u_totitle((UChar32)code), plan->text), BLEND_BYTES, "%.*s",
                 BLEND_BYTES - 1, rest);
        snprintf(plan->other, sizeof plan->other, "%s", other ? other : "");
        plan->is_whole = 1;
        plan->worth = blend->worth + (other ? 0 : blend_of_phrase);
        most--;
    }
}

/* Picks a word to blend with: from a theme, or a first word that readers like. NULL when it finds none. */
static const char *partner(struct plans *p, int is_latin)
{
    enum { TRIES = 16, LEAST = 4, MOST = 8 };

    if (is_latin && rng_below(&p->rng, 2)) {
        int theme = (int)rng_below(&p->rng, (uint64_t)theme_count());
        const char *word = theme_word(theme, (int)rng_below(&p->rng, (uint64_t)theme_word_count(theme)));

        return strlen(word) >= LEAST && strlen(word) <= MOST ? word : NULL;
    }
    for (int tries = 0; tries < TRIES && p->first_words.count > 0; tries++) {
        const struct first_word *first =
            &p->first_words.items[rng_below(&p->rng, (uint64_t)p->first_words.count)];
        int letters = utf8_length(first->text);

        if (letters >= LEAST && letters <= MOST &&
            (!is_latin ||
             lexicon_mark(p->coiner->lexicon, first->folded, (int)strlen(first->folded)) >= PARTNER_MARK))
            return is_latin ? first->folded : first->text;
    }
    return NULL;
}

static int by_worth(const void *a, const void *b)
{
    const struct plan *x = a, *y = b;

    return (x->worth < y->worth) - (x->worth > y->worth);
}

/* Plans the best blends, both of the words of a phrase and of one of them with another word. */
static void plan_blends(struct plans *p, int count)
{
    int first = p->count;

    for (int w = 0; count > 0 && w < p->phrase_count; w++)
        for (int i = 0; i < p->phrases[w].count; i++)
            for (int j = 0; j < p->phrases[w].count; j++)
                if (i != j)
                    plan_blends_of(p, &p->phrases[w], p->phrases[w].words[i], p->phrases[w].words[j], NULL,
                                   BLENDS_OF_PAIR);
    for (int tries = 0; count > 0 && tries < PARTNERS; tries++) {
        const struct phrase *phrase = any_phrase(p);
        const char *word = phrase->words[rng_below(&p->rng, (uint64_t)phrase->count)];
        const char *other = partner(p, is_latin_text(phrase->text));

        if (!other)
            continue;
        plan_blends_of(p, phrase, word, other, other, BLENDS_OF_PARTNER);
        plan_blends_of(p, phrase, other, word, other, BLENDS_OF_PARTNER);
    }
    qsort(p->items + first, (size_t)(p->count - first), sizeof *p->items, by_worth);
    p->count = p->count - first > count ? first + count : p->count;
}

/* ---- all of them ---- */

/* Drops texts that are too long for a name or contain characters that the model does not know, and shuffles
 * the others, so that each chunk contains all kinds. */
static void tidy(struct plans *p, int max_length)
{
    int symbols[MODEL_NAME_MAX], kept = 0;

    for (int i = 0; i < p->count; i++)
        if (vocab_encode(&p->coiner->model->vocab, p->items[i].text, symbols, max_length - 2) >= 0)
            p->items[kept++] = p->items[i];
    p->count = kept;
    for (int i = kept - 1; i > 0; i--) {
        struct plan swapped = p->items[i];
        int with = (int)rng_below(&p->rng, (uint64_t)i + 1);

        p->items[i] = p->items[with];
        p->items[with] = swapped;
    }
}

void plans_make(struct plans *plans, enum where where, int max_length)
{
    const unsigned char *share = shares[where];
    struct ranked ranked[FIRST_WORDS_MAX] = {0};

    plans->count = 0;
    plan_blends(plans, share[WHERE_BLEND]);
    rank_first_words(plans, ranked);
    plan_starts(plans, share[WHERE_START]);
    plan_ends(plans, ranked, share[WHERE_END]);
    plan_insides(plans, ranked, share[WHERE_INSIDE]);
    tidy(plans, max_length);
}

/* Makes names from given words with a model: before other words, after them, between them, or blended.
 *
 * A model that writes from left to right cannot be given the end of a name. So first words are generated
 * first: the model samples first words of names without constraints. Then each first word is joined with the
 * given words, and the model computes the probability of the whole, or continues it. All candidates are
 * ranked by appeal and probability. */
#ifndef STAGENAME_INVENT_COINING_H
#define STAGENAME_INVENT_COINING_H

#include "appeal/appeal.h"
#include "invent/phrase.h"
#include "model/sample.h"
#include "text/blocklist.h"

/* The resources for making names; all borrowed. */
struct coiner {
    const struct model *model;
    const struct sampler *sampler;
    const struct lexicon *lexicon;
    const struct blocklist *blocklist;
    struct folder *folder;
    struct team *team;
};

enum { OTHER_BYTES = 2 * NAME_BYTES };

struct coinage {
    char name[NAME_BYTES];
    /* Folded words other than the given ones, separated by spaces; the name itself for a blend of only the
     * given words. */
    char other[OTHER_BYTES];
    const char *style, *kind; /* labels of the model's vocabulary */
    enum where where;         /* where the given words are */
    float bits, appeal, score;
    int is_used;
};

/* Candidates of one request. */
enum { COINAGES_MAX = 320 };
struct coinages {
    struct coinage items[COINAGES_MAX];
    int count;
    int used[COINAGES_MAX], used_count; /* indices of the taken ones */
    enum where where;                   /* as requested */
};

/* Makes candidates from the phrases; each name contains one of them. options: temperature, style, kind, seed
 * and is_over. Omits blocked names, and names that consist only of the given words. Returns 0, even if there
 * are few or no candidates, or -1 with *why set. */
int coin(const struct coiner *coiner, const struct phrase *phrases, int phrase_count, enum where where,
         const struct sample_options *options, struct coinages *made, struct err *why);

/* The best remaining candidate that shares no other word with the taken ones; NULL when there is none. It is
 * not returned again. */
struct coinage *coinages_next(struct coinages *made);

/* Marks a candidate as taken: candidates that share other words with it are no longer returned. */
void coinages_take(struct coinages *made, const struct coinage *coinage);

#endif

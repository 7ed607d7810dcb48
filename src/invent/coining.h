/* Makes names of given words with a model: in front of others, behind them, between them, or blended.
 *
 * A model that writes from left to right cannot be told how a name shall end. So the left part comes first:
 * first words of names, which the model writes freely. Then each left part is joined with the words, and the
 * model says how probable the whole is, or continues it. Everything that was made is ranked by appeal and
 * probability. */
#ifndef STAGENAME_INVENT_COINING_H
#define STAGENAME_INVENT_COINING_H

#include "appeal/appeal.h"
#include "invent/phrase.h"
#include "model/sample.h"
#include "text/blocklist.h"

/* What names are made with; all borrowed. */
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
    char other[OTHER_BYTES];  /* folded words beside the given ones, with spaces between them; for a blend of
                             * the given words alone the name */
    const char *style, *kind; /* labels of the model's vocabulary */
    enum where where;         /* how it was made */
    float bits, appeal, score;
    int is_used;
};

/* Candidates of one request. */
enum { COINAGES_MAX = 320 };
struct coinages {
    struct coinage items[COINAGES_MAX];
    int count;
    int used[COINAGES_MAX], used_count; /* indexes of those that were taken */
    enum where where;                   /* as asked for */
};

/* Makes candidates of the phrases, of which each name has one. options: temperature, style, kind, seed and
 * is_over. Names of the blocklist, and those that are the words alone, are left out. Returns 0, also when
 * there are few or none, or -1 with *why set. */
int coin(const struct coiner *coiner, const struct phrase *phrases, int phrase_count, enum where where,
         const struct sample_options *options, struct coinages *made, struct err *why);

/* The best candidate that shares no other word with those that were taken; NULL when none is left. It is not
 * returned again. */
struct coinage *coinages_next(struct coinages *made);

/* Takes a candidate: those with the same other words are not returned any more. */
void coinages_take(struct coinages *made, const struct coinage *coinage);

#endif

/* The card of a name on its page: verdict, nearest artists and poster, complete without JavaScript. The
 * module name.js replaces it by the card of the start page. */
#ifndef STAGENAME_WEB_CARD_H
#define STAGENAME_WEB_CARD_H

#include <jansson.h>

#include "web/answer.h"

struct compared;

/* A name; texts belong to the caller. */
struct card {
    int64_t id; /* 0: not stored */
    const char *name, *verdict;
    const json_t *nearest;
    const struct compared *with;
};

void card_put(struct answer *answer, const struct card *card);

/* Appends the modules, and for them facts: the name as the API describes it. To be called once, at the end
 * of the page. */
void card_put_modules(struct answer *answer, const struct card *card, const json_t *facts);

#endif

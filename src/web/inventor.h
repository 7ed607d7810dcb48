/* Generates names while a visitor waits. Holds a model with packed weights and the blocklist, which the
 * parent reads and its workers share. Knows no HTTP and no database. */
#ifndef STAGENAME_WEB_INVENTOR_H
#define STAGENAME_WEB_INVENTOR_H

#include "appeal/appeal.h"
#include "invent/coining.h"
#include "model/sample.h"
#include "text/blocklist.h"

struct inventor;

/* Takes over blocklist and lexicon, also on failure. Returns NULL with *why set. */
struct inventor *inventor_new(const char *model, struct blocklist *blocklist, struct lexicon *lexicon,
                              struct err *why);
void inventor_free(struct inventor *inventor);

const struct vocab *inventor_vocab(const struct inventor *inventor);

/* Computes the appeal of a name (appeal/appeal.h). */
float inventor_appeal(const struct inventor *inventor, struct folder *folder,
                      const struct sampled_name *name);

/* Whether every continuation of the prefix contains a blocked word. */
int inventor_is_blocked(const struct inventor *inventor, struct folder *folder, const char *prefix);

/* Like sample_names, on this thread; drops names that are not clean or contain a blocked word. Stops after
 * INVENTOR_NAMES samples or INVENTOR_SECONDS of processor time. */
enum { INVENTOR_NAMES = 1280 };
#define INVENTOR_SECONDS 0.2
int inventor_sample(const struct inventor *inventor, struct folder *folder,
                    const struct sample_options *options, long count, sample_sink *sink, void *arg,
                    struct err *why);

/* Like coin, on this thread. Stops after INVENTOR_COIN_SECONDS of processor time with the candidates found by
 * then. */
#define INVENTOR_COIN_SECONDS 0.1
int inventor_coin(const struct inventor *inventor, struct folder *folder, const struct phrase *phrases,
                  int phrase_count, enum where where, const struct sample_options *options,
                  struct coinages *made, struct err *why);

#endif

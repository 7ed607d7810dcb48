/* What invents names while a visitor waits: a model made ready, and the words that no name may hold. Read in the parent
 * and shared by its workers. Knows no HTTP and no database. */
#ifndef STAGENAME_WEB_INVENTOR_H
#define STAGENAME_WEB_INVENTOR_H

#include "appeal/appeal.h"
#include "model/sample.h"
#include "text/blocklist.h"

struct inventor;

/* blocklist and lexicon become the inventor's, whatever is returned. Returns NULL with *why set. */
struct inventor *inventor_new(const char *model, struct blocklist *blocklist, struct lexicon *lexicon,
                              struct err *why);
void inventor_free(struct inventor *inventor);

const struct vocab *inventor_vocab(const struct inventor *inventor);

/* The appeal of a name (appeal/appeal.h). */
float inventor_appeal(const struct inventor *inventor, struct folder *folder,
                      const struct sampled_name *name);

/* Whether no name that begins so can be given: a word of the blocklist is in it, however it is continued. */
int inventor_is_blocked(const struct inventor *inventor, struct folder *folder, const char *prefix);

/* As sample_names, on this thread; what holds a word of the blocklist, or is no name, does not reach the sink. Ends when
 * INVENTOR_NAMES were sampled or INVENTOR_SECONDS have passed, with what there is by then. */
enum { INVENTOR_NAMES = 1280 };
#define INVENTOR_SECONDS 0.2
int inventor_sample(const struct inventor *inventor, struct folder *folder,
                    const struct sample_options *options, long count, sample_sink *sink, void *arg,
                    struct err *why);

#endif

/* Rules of curators: what no name may be like (sql/decisions.sql). Triggers apply them; the program computes
 * what SQL cannot, and applies the blocklist to stored names. Every change takes place in a transaction of
 * the caller. */
#ifndef STAGENAME_STORE_RULES_H
#define STAGENAME_STORE_RULES_H

#include "store/db.h"
#include "text/fold.h"

/* A rule that waited for the program. */
struct begun_rule {
    int64_t id;
    const char *kind, *text;
    long hidden;         /* names */
    const char *problem; /* why it was ended, or NULL */
};

/* Applies the rules that wait, and calls back for each; texts live until the callback returns. A rule that
 * cannot be applied is ended. Returns 0, or -1 with *why set. */
int store_rules_begin(struct store *store, struct folder *folder,
                      void (*each)(void *arg, const struct begun_rule *rule), void *arg, struct err *why);

/* Whether a rule waits for store_rules_begin: 1 or 0, or -1 with *why set. */
int store_rules_wait(struct store *store, struct err *why);

/* Hides a name with a word of the blocklist, unless a curator decided on it; word NULL: shows it again if it
 * is hidden because of the blocklist. Returns whether this changed anything, or -1 with *why set. */
int store_name_block(struct store *store, int64_t id, const char *word, struct err *why);

#endif

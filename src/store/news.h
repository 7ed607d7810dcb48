/* News for a published copy: what curators did since it was made. It travels as a file from the database to
 * its copies, without the names and the corpus. */
#ifndef STAGENAME_STORE_NEWS_H
#define STAGENAME_STORE_NEWS_H

#include "base/err.h"
#include "store/generation.h"

/* Writes what curators did since a copy had this state to a new file: decisions, rules, reviews and tags.
 * Returns 0, or -1 with *why set, also when the copy is not one of this database. */
int news_write(const char *database, const struct generation_state *copy, const char *path, struct err *why);

/* Takes such a file into a published copy, in one transaction. The caller has the lock of the database that
 * the copy is served as. Returns the number of decisions and taggings, or -1 with *why set and nothing
 * changed. */
long news_take(const char *database, const char *path, struct err *why);

/* Gives a copy what curators did since, if another copy of the same database has it; file: a temporary one.
 * Does nothing with copies of different databases. Locks as above. Returns 0, or -1 with *why set. */
int news_follow(const char *copy, const char *other, const char *file, struct err *why);

#endif

/* The values that visible names can be filtered by, each with how many names have it. */
#ifndef STAGENAME_STORE_TRAIT_COUNTS_H
#define STAGENAME_STORE_TRAIT_COUNTS_H

#include "store/db.h"

/* A value of a trait, and how many visible names have it. */
struct trait_count {
    const char *text; /* of the value; lives until the callback returns */
    int is_number;    /* the text is that of a whole number */
    long names;
};

/* Calls back with each value that a visible name has, ascending. trait: style, kind, verdict, weird, words,
 * syllables, easy, alliteration, theme, tag (without featured) or featured. Returns 0, or -1 with *why
 * set. */
int store_each_trait_count(struct store *store, const char *trait,
                           void (*each)(void *arg, const struct trait_count *count), void *arg,
                           struct err *why);

#endif

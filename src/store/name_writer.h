/* Invented names: adding them and judging them again. Every change takes place in a transaction of the
 * caller. */
#ifndef STAGENAME_STORE_NAME_WRITER_H
#define STAGENAME_STORE_NAME_WRITER_H

#include "appeal/profile.h"
#include "store/db.h"
#include "store/name_filter.h"

struct new_name {
    const char *name, *key, *folded;
    const char *style; /* or NULL */
    enum artist_kind kind;
    double bits, appeal; /* NaN when unknown */
    enum verdict verdict;
    const char *nearest_json;
    struct profile profile;
    int64_t batch;
    struct name_values values;
    const char *sound; /* see text/sound.h; "": unknown */
};
/* Returns 1 when the name was added, 0 when its key already exists, -1 with *why set. */
int store_name_add(struct store *store, const struct new_name *name, struct err *why);

/* Whether a name of this batch has the key: 1, 0, or -1 with *why set. */
int store_name_is_of_batch(struct store *store, const char *key, int64_t batch, struct err *why);

/* Call it after names were added or removed, with their number, before the commit: recomputes the thirds of
 * weirdness of the visible names of each length when more than one name in thirty has changed. Returns 0, or
 * -1 with *why set. */
int store_weird_follow(struct store *store, int64_t names, struct err *why);

/* A name to judge again. Texts live until the callback returns. */
struct old_name {
    int64_t id;
    const char *name, *nearest_json;
    enum verdict verdict;
    struct name_values values;
    const char *sound;
    int hidden;
};

/* Calls back for the n names after number `after`, until a callback returns non-zero. Returns that value, 0,
 * or -1 with *why set. */
int store_names_after(struct store *store, int64_t after, int n,
                      int (*each)(void *arg, const struct old_name *name), void *arg, struct err *why);

/* Calls back for the name with this number, if there is one. Returns as store_names_after. */
int store_name_again(struct store *store, int64_t id, int (*each)(void *arg, const struct old_name *name),
                     void *arg, struct err *why);

/* The same as store_names_after, with less of each name. Texts live until the callback returns. */
struct name_text {
    int64_t id;
    const char *name, *folded;
    enum verdict verdict;
};
int store_name_texts_after(struct store *store, int64_t after, int n,
                           int (*each)(void *arg, const struct name_text *name), void *arg, struct err *why);

/* The number of names, or -1 with *why set. */
long store_count_names(struct store *store, struct err *why);

int store_name_set_verdict(struct store *store, int64_t id, enum verdict verdict, const char *nearest_json,
                           struct err *why);
int store_name_set_values(struct store *store, int64_t id, const struct name_values *values,
                          const char *sound, struct err *why);

/* Records that the corpus of that date has judged all names, how many verdicts changed, and for how many
 * names the values were recomputed. */
int store_judged(struct store *store, const char *as_of, long names, long changed, long renewed,
                 struct err *why);

#endif

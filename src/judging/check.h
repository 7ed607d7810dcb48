/* Verdicts as JSON, for `check`, /api/check, import and /api/invent. Does not use SQL. */
#ifndef STAGENAME_JUDGING_CHECK_H
#define STAGENAME_JUDGING_CHECK_H

#include "judge/judge.h"
#include "store/corpus_reader.h"

/* The verdict on a name that the curators of the database hide (store/withdrawn.h), whether it would
 * otherwise be free, close or taken; its nearest artists are listed in any case. The reason of a curator is
 * not public. */
#define VERDICT_WITHDRAWN "withdrawn"

/* The corpus that a verdict is based on. */
struct compared {
    const char *as_of; /* YYYY-MM-DD */
    long artists;      /* 0 when the number is no longer known */
};

/* The artists of a verdict as a JSON array: name, distance, reason, country, mbid, alias when an alias of the
 * artist is the near name, and alias_type when that is a "legal name" or a "search hint". Caller frees; NULL
 * with *why set. */
char *check_nearest_json(struct store *store, const struct judge *judge, const struct judge_hit *hits,
                         int count, struct err *why);

/* The verdict on one idea as a JSON object: name, key, verdict, nearest, as_of, artists, corpus_is_small.
 * name must be clean. Caller frees; NULL with *why set. */
char *check_json(struct store *store, const struct judge *judge, struct folder *folder,
                 const struct compared *with, const char *name, struct err *why);

#endif

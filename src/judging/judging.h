/* Judges blocks of names on several threads. Uses neither files nor SQL. */
#ifndef STAGENAME_JUDGING_JUDGING_H
#define STAGENAME_JUDGING_JUDGING_H

#include "judge/judge.h"
#include "store/name_filter.h"
#include "text/blocklist.h"
#include "text/sound.h"

enum { JUDGING_BLOCK = 2048 };

struct judged {
    char name[NAME_BYTES]; /* clean; set by the caller; judging sets the other members */
    char folded[NAME_BYTES];
    struct idea idea;
    struct name_values values;
    char sound[SOUND_BYTES]; /* the first respelling of the key (text/sound.h); "": none */
    const char *blocked;     /* the word of the blocklist in the name, or NULL */
    enum verdict verdict;
    struct judge_hit nearest[JUDGE_NEAREST];
    int count;
};

struct judging;

/* judge and blocklist (NULL: none) are borrowed. Results are the same for any number of threads. Returns
 * NULL with *why set. */
struct judging *judging_new(const struct judge *judge, const struct blocklist *blocklist, int threads,
                            struct err *why);
void judging_free(struct judging *judging);

/* Judges names[0] … names[count - 1]; count is at most JUDGING_BLOCK. */
void judging_run(struct judging *judging, struct judged *names, int count);

/* Judges any number of names on the calling thread. Up to JUDGING_CALLERS threads may call it at the same
 * time, but not during judging_run. */
enum { JUDGING_CALLERS = 16 };
void judging_here(struct judging *judging, struct judged *names, int count);

#endif

/* Decides whether a name is taken; used by import, check and the site. Works on the index only, without SQL.
 *
 *   taken  the name and an artist share a key, and their native parts are equal (text/native.h)
 *   close  the name and an artist have keys within judge_limit edits (spelling), sound alike (sound), have
 *          the same words (words), or look alike (look)
 *   free   none of these; this is a statement about the corpus only
 *
 * The rules do not depend on the size of the corpus. */
#ifndef STAGENAME_JUDGE_JUDGE_H
#define STAGENAME_JUDGE_JUDGE_H

#include <stdint.h>

#include "base/err.h"
#include "judge/index_builder.h"
#include "text/key.h"
#include "text/likeness.h"

enum verdict { VERDICT_FREE, VERDICT_CLOSE, VERDICT_TAKEN };
enum judge_reason { REASON_SAME, REASON_LOOK, REASON_WORDS, REASON_SPELLING, REASON_SOUND };
enum { JUDGE_NEAREST = 3 };

struct judge_hit {
    uint32_t artist; /* the number given to index_builder_add */
    uint32_t key;    /* of that artist, see judge_key */
    uint32_t native; /* of the artist's name with that key (text/native.h) */
    int distance;    /* edits between the keys; 0 for equal keys */
    enum judge_reason reason;
    int rank; /* the sort key of hits, lower is nearer (doc/verdict.md) */
};

struct judge;

/* A judge with this index, of which it takes ownership. Returns NULL with *why set and the index freed. */
struct judge *judge_of(struct index *index, struct err *why);

/* A judge with an index file (index_map). Returns 1, 0 when there is no usable file, or -1 with *why set. */
int judge_open(const char *path, int64_t corpus, struct judge **judge, struct err *why);

/* Makes the judge faster for ideas of which nearly none has a hit; the results are the same. Call it once,
 * before other threads use the judge. Returns 0, or -1 with *why set. */
int judge_expect_misses(struct judge *judge, struct err *why);

void judge_free(struct judge *judge);

/* A proposed name in the forms that are compared. */
struct idea {
    struct name_keys keys;
    struct likeness likeness;
};

/* name: clean UTF-8; folded: the result of folder_fold for it, or NULL to have it computed. */
void idea_make(struct folder *folder, const char *name, const char *folded, struct idea *idea);

/* Returns the verdict on an idea, and sets its nearest artists, nearest first and each once, and *count to
 * their number: 0 when the idea is free. Thread-safe. */
enum verdict judge_name(const struct judge *judge, const struct idea *idea,
                        struct judge_hit nearest[JUDGE_NEAREST], int *count);

/* A key by its number in a hit. */
const char *judge_key(const struct judge *judge, uint32_t key);

/* Whether a key of the index is within `edits` (1 or 2) of this one, regardless of its length.
 * leave_out_itself: ignores the key itself. */
int judge_has_neighbour(const struct judge *judge, const char *key, int edits, int leave_out_itself);

/* The maximum number of edits between close keys of these lengths (in letters); doc/verdict.md has the
 * figures. Below 5 letters, nearly every real name has a neighbour at one edit, so one edit is not
 * significant; from 10 letters on, fewer than half have one at two edits. */
int judge_limit(int length_a, int length_b);

/* The minimum length of keys that are compared by sound, in letters and digits. */
enum { JUDGE_SOUND_LETTERS = 4 };

/* "free", "close", "taken": the values in the database and the API. */
const char *verdict_text(enum verdict verdict);

/* "same", "look", "words", "spelling", "sound". */
const char *judge_reason_text(enum judge_reason reason);

#endif

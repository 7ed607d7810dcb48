/* Decides whether a name is taken: asked by import, check and the site alike. Knows keys, sounds and artists'
 * numbers; no SQL.
 *
 * taken  a key of the name equals a key of an artist, and their native parts are the same (text/native.h)
 * close  a key lies within judge_limit edits of an artist's (spelling), or the two are said alike (sound), or have
 *        the same words (words), or a reader takes one for the other (look)
 * free   none of these, in this index: a statement about a corpus, never about the world
 *
 * What is found does not depend on how large the corpus is. */
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
    int distance;    /* edits between the keys; 0 is the same key */
    enum judge_reason reason;
    int farness; /* what the nearest are ordered by: see farness_of in judge.c */
};

struct judge;

/* The judge of an index that was just made; takes the index over. Returns NULL with *why set, the index freed. */
struct judge *judge_of(struct index *index, struct err *why);

/* The judge of an index file (index_map). Returns 1, 0 when there is no such file that can be used, -1 with *why
 * set. */
int judge_open(const char *path, int64_t corpus, struct judge **judge, struct err *why);

void judge_free(struct judge *judge);

/* An idea for a name, as it is compared. */
struct idea {
    struct name_keys keys;
    struct likeness likeness;
};

/* name: clean UTF-8; folded: what folder_fold makes of it, or NULL when it is not there yet. */
void idea_make(struct folder *folder, const char *name, const char *folded, struct idea *idea);

/* The verdict on an idea and its nearest artists, nearest first, each artist once; *count of them, none when
 * free. Any number of threads may ask at once. */
enum verdict judge_ask(const struct judge *judge, const struct idea *idea,
                       struct judge_hit nearest[JUDGE_NEAREST], int *count);

/* A key by its number in a hit. */
const char *judge_key(const struct judge *judge, uint32_t key);

/* Whether a key of the index lies at most so many edits (1 or 2) from this one, however short it is;
 * leave_out_itself: another one than this. */
int judge_has_neighbour(const struct judge *judge, const char *key, int edits, int leave_out_itself);

/* Edits within which two keys of these lengths (in letters) are close: doc/verdict.md has the figures. Below 5
 * letters nearly every real name has a neighbour one edit away, so there one says nothing; from 10 on, fewer than
 * half have one two edits away. */
int judge_limit(int length_a, int length_b);

/* Letters and digits that both keys must have for their sound to say something. */
enum { JUDGE_SOUND_LETTERS = 4 };

/* "free", "close", "taken": what the database and the interface call it. */
const char *verdict_text(enum verdict verdict);

/* "same", "look", "words", "spelling", "sound". */
const char *judge_reason_text(enum judge_reason reason);

#endif

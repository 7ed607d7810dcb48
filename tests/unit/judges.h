/* Judges of a few artists, for tests. */
#ifndef STAGENAME_TESTS_JUDGES_H
#define STAGENAME_TESTS_JUDGES_H

#include <stdlib.h>
#include <string.h>

#include "run.h"

#include "judge/judge.h"

struct test_artist {
    char key[KEY_BYTES], look[LOOK_BYTES];
    uint32_t artist;
    char words[WORDS_BYTES];
    uint32_t mark;
};

static inline int compare_test_artists(const void *a, const void *b)
{
    const struct test_artist *x = a, *y = b;
    int order = strcmp(x->key, y->key);

    return order ? order : (x->artist > y->artist) - (x->artist < y->artist);
}

static inline void test_index(struct test_artist *artists, int count, int64_t corpus, struct index *index)
{
    struct err why;
    struct index_builder *builder = index_builder_new(&why);

    if (count)
        qsort(artists, (size_t)count, sizeof *artists, compare_test_artists);
    for (int i = 0; i < count; i++) {
        struct index_name name = {index_hash(artists[i].look), index_hash(artists[i].words), artists[i].mark};

        ck_assert_int_eq(index_builder_add(builder, artists[i].key, artists[i].artist, &name, &why), 0);
    }
    ck_assert_int_eq(index_builder_finish(builder, corpus, index, &why), 0);
    index_builder_free(builder);
}

/* Sorts the artists. */
static inline struct judge *test_judge(struct test_artist *artists, int count)
{
    struct index index;
    struct err why;

    test_index(artists, count, 1, &index);
    return judge_of(&index, &why);
}

#endif

/* Finds the names that the changed keys can affect. A hit of a name depends on one key only: on its text, and
 * on the names of the artists that have it. So the hits of a name with keys that no artist gained or lost are
 * the same in both corpora, and a name without a hit among the other keys keeps its verdict and nearest
 * artists. One thread reads names, others judge them by these keys, which are few. */
#include "judging/affected.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/buffer.h"
#include "base/conveyor.h"
#include "store/judge_file.h"
#include "store/name_writer.h"
#include "text/folder_pool.h"

enum { BLOCK_NAMES = 4096 };

/* A name; its texts are offsets into those of the block. */
struct text {
    int64_t id;
    size_t name, folded;
    enum verdict verdict;
    int is_affected;
};

struct block {
    struct text names[BLOCK_NAMES];
    int count;
    struct buffer texts;
};

struct search {
    struct store *store;
    const struct judge *changed;
    struct folder_pool folders;
    struct affected *affected;
    int64_t last; /* the name that was read last */
    void (*tick)(void *arg, long names);
    void *tick_arg;
};

static void discard_block(void *piece)
{
    struct block *block = piece;

    buffer_free(&block->texts);
    free(block);
}

static int read_text(void *arg, const struct name_text *name)
{
    struct block *block = arg;

    block->names[block->count++] =
        (struct text){name->id, buffer_put(&block->texts, name->name, strlen(name->name)),
                      buffer_put(&block->texts, name->folded, strlen(name->folded)), name->verdict, 0};
    return 0;
}

static int fetch_block(void *arg, void **piece, struct err *why)
{
    struct search *s = arg;
    struct block *block = calloc(1, sizeof *block);
    int result;

    if (!block)
        return err_set(why, "out of memory");
    result = store_name_texts_after(s->store, s->last, BLOCK_NAMES, read_text, block, why);
    if (result == 0 && block->count > 0) {
        s->last = block->names[block->count - 1].id;
        *piece = block;
        return 1;
    }
    discard_block(block);
    return result;
}

static void judge_block(void *arg, void *piece)
{
    struct search *s = arg;
    struct block *block = piece;
    struct folder *folder = folder_pool_borrow(&s->folders);

    for (int i = 0; i < block->count; i++) {
        struct text *text = &block->names[i];
        struct judge_hit nearest[JUDGE_NEAREST];
        struct idea idea;
        int count;

        idea_make(folder, block->texts.bytes + text->name, block->texts.bytes + text->folded, &idea);
        judge_name(s->changed, &idea, nearest, &count);
        text->is_affected = count > 0;
    }
    folder_pool_return(&s->folders, folder);
}

static int take_block(void *arg, void *piece, struct err *why)
{
    struct search *s = arg;
    struct affected *affected = s->affected;
    const struct block *block = piece;

    (void)why;
    for (int i = 0; i < block->count; i++) {
        if (!block->names[i].is_affected) {
            affected->verdicts[block->names[i].verdict]++;
            continue;
        }
        affected->ids = array_grow(affected->ids, affected->count, 1, &affected->room, sizeof *affected->ids);
        affected->ids[affected->count++] = block->names[i].id;
    }
    affected->names += block->count;
    if (s->tick)
        s->tick(s->tick_arg, affected->names);
    return 0;
}

int affected_find(struct store *store, int threads, void (*tick)(void *arg, long names), void *tick_arg,
                  struct affected *affected, struct err *why)
{
    struct search s = {.store = store, .affected = affected, .tick = tick, .tick_arg = tick_arg};
    const struct conveyor conveyor = {fetch_block, judge_block, take_block, discard_block, &s};
    int helpers = threads < FOLDER_POOL_MAX ? threads : FOLDER_POOL_MAX, result = -1;
    struct judge *changed = store_judge_changed(store, why);

    *affected = (struct affected){0};
    s.changed = changed;
    if (changed && folder_pool_open(&s.folders, helpers, why) == 0) {
        result = conveyor_run(&conveyor, helpers, why);
        folder_pool_close(&s.folders);
    }
    judge_free(changed);
    return result;
}

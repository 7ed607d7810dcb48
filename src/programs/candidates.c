/* Drops unwanted names, keeps the best of each chunk, and writes them. */
#include "programs/candidates.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/key.h"

static int is_bucket_of_part(const struct part *part, int bucket)
{
    return bucket % part->count == part->index;
}

int candidates_continue(const void *arg, uint32_t first, uint32_t second)
{
    const struct part *part = arg;
    int bucket = bucket_of_beginning(first, second);

    return bucket < 0 || is_bucket_of_part(part, bucket);
}

/* The bucket of a name with that key, or -1 when it is in no part or in another one. */
static int bucket_in_part(const struct part *part, const char *name, const char *key)
{
    int bucket = bucket_of_key(key, part->by_whole), expected;
    uint32_t first = utf8_next(&name);

    expected = part->by_whole ? -1 : bucket_of_beginning(first, *name ? utf8_next(&name) : 0);
    if ((expected >= 0 && bucket != expected) || !is_bucket_of_part(part, bucket))
        return -1;
    return bucket;
}

/* Whether a name may be written: 1 with *bucket set, 0, or -1 with *why set. */
static int is_wanted(struct candidates *all, const char *name, int *bucket, struct err *why)
{
    struct name_keys keys;
    int is_new, taken;

    key_make(all->folder, name, &keys);
    *bucket = all->part.count > 0 ? bucket_in_part(&all->part, name, keys.read) : 0;
    if (*bucket < 0)
        return 0;
    if (blocklist_find(all->blocklist, all->folder, name)) {
        all->blocked++;
        return 0;
    }
    is_new = hash_set_add(&all->seen, keys.read);
    if (is_new < 0)
        return err_set(why, "out of memory");
    if (!is_new) {
        all->repeated++;
        return 0;
    }
    taken = all->corpus ? store_is_taken(all->corpus, &keys, why) : 0;
    all->taken += taken > 0;
    return taken < 0 ? -1 : !taken;
}

void candidates_header(struct candidates *all)
{
    fputs("name\tbits_per_char\tstyle\tkind\tappeal\n", all->out.stream);
}

static int write_kept(struct candidates *all, const struct chunk *chunk, const unsigned char *kept,
                      struct err *why)
{
    for (int i = 0; i < chunk->count; i++) {
        const struct candidate *c = &chunk->candidates[i];

        if (!kept[i])
            continue;
        if (all->written++ == 0 && all->part.count == 0) /* without a name nothing is printed */
            candidates_header(all);
        fprintf(all->out.stream, "%s\t%.3f\t%s\t%s\t%.3f\n", c->name, (double)c->bits, c->style, c->kind,
                (double)c->appeal);
        if (ferror(all->out.stream))
            return err_file(why, "write", all->out.path ? all->out.path : "standard output");
    }
    return 0;
}

static void drop_candidates(struct chunk *chunk)
{
    for (int i = 0; i < chunk->count; i++)
        free((char *)(uintptr_t)chunk->candidates[i].name);
    chunk->count = 0;
}

/* How many of a chunk are kept. In a run in parts many small chunks are rounded, up or down. */
static int kept_of(const struct candidates *all, int count)
{
    return (count + (all->part.count > 0 ? all->best / 2 : 0)) / all->best;
}

/* Marks the best of the candidates in kept[chunk->count], and writes them. */
static int write_best(struct candidates *all, struct chunk *chunk, unsigned char *kept, struct err *why)
{
    int result =
        appeal_of_all(all->lexicon, all->classifier, chunk->candidates, chunk->count, all->team, why);

    if (result == 0 && all->best > 1)
        result = selection_mark(chunk->candidates, chunk->count, kept_of(all, chunk->count), kept, why);
    else if (result == 0)
        memset(kept, 1, (size_t)chunk->count);
    return result == 0 ? write_kept(all, chunk, kept, why) : -1;
}

/* Writes the best of the candidates of a chunk, and clears it. */
static int finish_chunk(struct candidates *all, struct chunk *chunk, struct err *why)
{
    unsigned char *kept = malloc((size_t)chunk->count + 1);
    int result = kept ? write_best(all, chunk, kept, why) : err_set(why, "out of memory");

    drop_candidates(chunk);
    free(kept);
    return result;
}

int candidates_finish(struct candidates *all, struct err *why)
{
    int result = 0;

    for (int i = 0; result == 0 && i < BUCKETS; i++)
        if (all->chunks[i].count > 0)
            result = finish_chunk(all, &all->chunks[i], why);
    return result;
}

/* Adds a candidate to a chunk. Returns 0, or -1 with *why set. */
static int add_candidate(struct candidates *all, struct chunk *chunk, const struct candidate *candidate,
                         struct err *why)
{
    if (!chunk->candidates)
        chunk->candidates = calloc((size_t)all->chunk_size, sizeof *chunk->candidates);
    if (!chunk->candidates)
        return err_set(why, "out of memory");
    chunk->candidates[chunk->count] = *candidate;
    chunk->candidates[chunk->count].name = strdup(candidate->name);
    if (!chunk->candidates[chunk->count].name)
        return err_set(why, "out of memory");
    chunk->count++;
    return chunk->count == all->chunk_size ? finish_chunk(all, chunk, why) : 0;
}

int candidates_take(void *arg, const struct sampled_name *name, struct err *why)
{
    struct candidates *all = arg;
    char clean[NAME_BYTES];
    struct candidate candidate = {clean, name->style, name->kind, (float)name->bits, 0};
    int bucket, wanted;

    if (utf8_clean(name->name, strlen(name->name), clean) != CLEAN_OK)
        return 0;
    wanted = is_wanted(all, clean, &bucket, why);
    if (wanted <= 0)
        return wanted;
    if (add_candidate(all, &all->chunks[bucket], &candidate, why) != 0)
        return -1;
    progress_show(&all->progress, (double)++all->candidates_so_far, NULL);
    return 1;
}

void candidates_release(struct candidates *all)
{
    fileout_abandon(&all->out);
    fileout_abandon(&all->record);
    hash_set_free(&all->seen);
    store_close(all->corpus);
    blocklist_free(all->blocklist);
    lexicon_free(all->lexicon);
    folder_free(all->folder);
    for (int i = 0; i < BUCKETS; i++) {
        drop_candidates(&all->chunks[i]);
        free(all->chunks[i].candidates);
    }
}

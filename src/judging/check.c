/* Writes verdicts and their nearest artists as JSON. */
#include "judging/check.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/jsons.h"
#include "store/withdrawn.h"

static json_t *text_or_null(const char *text)
{
    return text ? json_string(text) : json_null();
}

/* A hit, and its JSON, which write_hit sets. */
struct hit_writer {
    const struct judge_hit *hit;
    json_t *object;
};

static void write_hit(void *arg, const struct found_artist *artist)
{
    struct hit_writer *writer = arg;
    const struct judge_hit *hit = writer->hit;

    writer->object = json_pack("{s:o, s:i, s:s, s:o, s:o}", "name", text_or_null(artist->name), "distance",
                               hit->distance, "reason", judge_reason_text(hit->reason), "country",
                               text_or_null(artist->country), "mbid", text_or_null(artist->mbid));
    if (artist->alias)
        jsons_put(&writer->object, "alias", json_string(artist->alias));
    if (artist->alias_type)
        jsons_put(&writer->object, "alias_type", json_string(artist->alias_type));
}

/* The artist of a hit as JSON, or NULL with *why set. */
static json_t *hit_json(struct store *store, const struct judge *judge, const struct judge_hit *hit,
                        struct err *why)
{
    struct hit_writer writer = {hit, NULL};

    if (store_artist_find(store, hit->artist, judge_key(judge, hit->key), hit->native, write_hit, &writer,
                          why) != 0)
        return NULL;
    if (!writer.object)
        err_set(why, "out of memory");
    return writer.object;
}

char *check_nearest_json(struct store *store, const struct judge *judge, const struct judge_hit *hits,
                         int count, struct err *why)
{
    json_t *array = json_array();
    char *text = NULL;

    for (int i = 0; i < count; i++) {
        json_t *object = hit_json(store, judge, &hits[i], why);

        if (!object)
            goto out;
        jsons_append(&array, object);
    }
    text = array ? json_dumps(array, JSON_COMPACT) : NULL;
    if (!text)
        err_set(why, "out of memory");
out:
    json_decref(array);
    return text;
}

char *check_json(struct store *store, const struct judge *judge, struct folder *folder,
                 const struct compared *with, const char *name, struct err *why)
{
    struct judge_hit hits[JUDGE_NEAREST];
    char folded[NAME_BYTES];
    struct idea idea;
    enum verdict verdict;
    char *nearest, *text;
    json_t *answer;
    int count, withdrawn;

    folder_fold(folder, name, folded, sizeof folded);
    idea_make(folder, name, folded, &idea);
    withdrawn = store_is_withdrawn(store, folded, idea.keys.read, why);
    if (withdrawn < 0)
        return NULL;
    verdict = judge_name(judge, &idea, hits, &count);
    nearest = check_nearest_json(store, judge, hits, count, why);
    if (!nearest)
        return NULL;
    answer = json_pack("{s:s, s:s, s:s, s:o, s:s, s:I, s:b}", "name", name, "key", idea.keys.read, "verdict",
                       withdrawn ? VERDICT_WITHDRAWN : verdict_text(verdict), "nearest",
                       json_loads(nearest, 0, NULL), "as_of", with->as_of, "artists",
                       (json_int_t)with->artists, "corpus_is_small", with->artists < CORPUS_SMALL);
    text = answer ? json_dumps(answer, JSON_COMPACT) : NULL;
    if (!text)
        err_set(why, "out of memory");
    json_decref(answer);
    free(nearest);
    return text;
}

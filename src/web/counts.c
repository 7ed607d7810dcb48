/* Writes counts of names as JSON. */
#include "web/counts.h"

#include "store/corpus_reader.h"
#include "store/generation.h"
#include "store/name_reader.h"
#include "store/trait_counts.h"

/* The lists of /api/styles, in order of output; trait is also the key of the value. */
static const struct {
    const char *list, *trait;
} lists[] = {{"styles", "style"},     {"kinds", "kind"},
             {"verdicts", "verdict"}, {"weird", "weird"},
             {"words", "words"},      {"syllables", "syllables"},
             {"easy", "easy"},        {"alliteration", "alliteration"},
             {"themes", "theme"},     {"tags", "tag"},
             {"featured", "featured"}};
enum { LISTS = sizeof lists / sizeof *lists };

static void add_key(struct answer *out, const char *key)
{
    answer_add_json_text(out, key);
    answer_add_text(out, ":");
}

static void add_member(struct answer *out, const char *key, const char *text)
{
    answer_add_text(out, ",");
    add_key(out, key);
    answer_add_json_text(out, text);
}

struct list {
    struct answer *out;
    const char *trait; /* NULL: an object with a member for each value */
    int count;
};

static void add_count(void *arg, const struct trait_count *count)
{
    struct list *list = arg;
    struct answer *out = list->out;

    answer_add_text(out, list->count++ ? "," : "");
    if (list->trait) {
        answer_add_text(out, "{");
        add_key(out, list->trait);
        if (count->is_number)
            answer_add_text(out, count->text);
        else
            answer_add_json_text(out, count->text);
        answer_add_text(out, ",\"names\":");
    } else {
        add_key(out, count->text);
    }
    answer_add_number(out, count->names);
    answer_add_text(out, list->trait ? "}" : "");
}

/* Returns 0, or -1 with *why set. */
static int add_list(struct store *store, const char *trait, struct answer *out, struct err *why)
{
    struct list list = {out, trait, 0};

    answer_add_text(out, "[");
    if (store_each_trait_count(store, trait, add_count, &list, why) != 0)
        return -1;
    answer_add_text(out, "]");
    return 0;
}

/* Returns 0, or -1 with *why set. */
static int add_verdicts(struct store *store, struct answer *out, struct err *why)
{
    struct list list = {out, NULL, 0};

    answer_add_text(out, "{");
    if (store_each_trait_count(store, "verdict", add_count, &list, why) != 0)
        return -1;
    answer_add_text(out, "}");
    return 0;
}

/* State while the object of /api/about is written. */
struct about_output {
    struct store *store;
    struct answer *out;
    char generation[GENERATION_ID]; /* "" for a database that was not published */
    int result;
    struct err *why;
};

static void add_about(void *arg, const struct about *about)
{
    struct about_output *output = arg;
    struct answer *out = output->out;

    answer_add_text(out, "{\"as_of\":");
    answer_add_json_text(out, about->as_of);
    answer_add_text(out, ",\"artists\":");
    answer_add_number(out, about->artists);
    answer_add_text(out, ",\"corpus_is_small\":");
    answer_add_text(out, about->artists < CORPUS_SMALL ? "true" : "false");
    answer_add_text(out, ",\"names\":");
    answer_add_number(out, about->names);
    answer_add_text(out, ",\"verdicts\":");
    output->result = add_verdicts(output->store, out, output->why);
    answer_add_text(out, ",\"styles\":");
    if (output->result == 0)
        output->result = add_list(output->store, "style", out, output->why);
    add_member(out, "generation", *output->generation ? output->generation : NULL);
    add_member(out, "imported_at", about->imported_at);
    add_member(out, "note", about->note);
    answer_add_text(out, "}");
}

int counts_about(struct store *store, struct answer *out, struct err *why)
{
    struct about_output output = {.store = store, .out = out, .why = why};

    if (generation_served(store, output.generation, why) != 0)
        return -1;
    return store_about(store, add_about, &output, why) == 0 ? output.result : -1;
}

static void add_length(struct answer *out, const char *key, long length)
{
    add_key(out, key);
    if (length > 0)
        answer_add_number(out, length);
    else
        answer_add_text(out, "null");
}

int counts_choices(struct store *store, struct answer *out, struct err *why)
{
    long min, max;

    answer_add_text(out, "{");
    for (int i = 0; i < LISTS; i++) {
        add_key(out, lists[i].list);
        if (add_list(store, lists[i].trait, out, why) != 0)
            return -1;
        answer_add_text(out, ",");
    }
    if (store_name_lengths(store, &min, &max, why) != 0)
        return -1;
    add_key(out, "lengths");
    answer_add_text(out, "{");
    add_length(out, "min", min);
    answer_add_text(out, ",");
    add_length(out, "max", max);
    answer_add_text(out, "}}");
    return 0;
}

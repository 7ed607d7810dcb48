/* For torch.sh: a deterministic training, which PyTorch repeats from the same weights.
 *
 *   losses NAMES MODEL
 *
 * Writes the initial weights to MODEL, and prints the input for PyTorch: one line per setting ("set NAME
 * VALUE"), per name that is learnt or held out ("learn NAME", "hold NAME"), and per step ("bits LEARNT
 * HELD"): bits per character of the learnt names before the step, and of the held-out names after it. Each
 * step uses all names. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "corpus/corpus.h"
#include "model/modelfile.h"
#include "model/training.h"

enum { STEPS = 10 };

static int add(void *arg, const struct artist *artist, struct err *why)
{
    (void)why;
    name_list_add(arg, artist->name, NULL, NULL);
    return 0;
}

static struct train_settings plain_settings(int names)
{
    struct train_settings s = train_settings_open();

    s.layers = 2;
    s.hidden = 16;
    s.embed = 8;
    s.epochs = STEPS;
    s.batch = names;
    s.dropout = s.dropout_recurrent = s.dropout_embed = s.noise = s.teacher = s.first_share = 0;
    s.first = 0;
    s.rate = 0.03;
    s.decay = 0.2;
    s.average = 4;
    s.tied = 0;
    s.schedule = SCHEDULE_COSINE;
    s.heldout = 0.1;
    s.min_count = 1;
    s.precision = PRECISION_FLOAT32;
    return s;
}

/* Writes the initial weights and prints the names of a training with these settings. */
static int print_start(const struct name_list *list, const struct train_how *how, const char *path,
                       struct err *why)
{
    struct training *t = calloc(1, sizeof *t);
    int result;

    if (!t)
        return err_set(why, "out of memory");
    t->how = how;
    t->list = list;
    t->settings = how->settings;
    result = training_prepare(t, why) == 0 && t->data.count == list->count
                 ? model_save(t->state.model, path, why)
                 : -1;
    for (int i = 0; result == 0 && i < list->count; i++)
        printf("%s %s\n", i < t->state.name_count ? "learn" : "hold", list->items[t->state.names[i]].name);
    training_free(t);
    return result;
}

int main(int argc, char **argv)
{
    static const struct corpus_rules all = {0};
    struct name_list list = {0};
    struct corpus_counts counts;
    struct train_how how = {.threads = 2};
    struct train_result result = {0};
    struct model *made = NULL;
    struct err why = {""};

    if (argc != 3)
        return 2;
    if (corpus_read(argv[1], CORPUS_TEXT, &all, add, &list, &counts, &why) == 0) {
        how.settings = plain_settings(list.count);
        if (print_start(&list, &how, argv[2], &why) == 0)
            made = train_model(&list, &how, &result, &why);
    }
    if (made) {
        printf("set rate %g\nset decay %g\nset average %d\n", how.settings.rate, how.settings.decay,
               how.settings.average);
        for (int i = 0; i < result.epochs; i++)
            printf("bits %.9g %.9g\n", result.curve[i][0], result.curve[i][1]);
    } else {
        fprintf(stderr, "losses: %s\n", why.text);
    }
    free(result.curve);
    model_free(made);
    name_list_free(&list);
    return made ? 0 : 1;
}

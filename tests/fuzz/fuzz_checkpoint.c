/* Training checkpoints, by the same list of names each time: what can be resumed is stopped at once. */
#include "fuzz.h"

#include <stdlib.h>

#include "model/training.h"

static struct name_list list;

/* Makes the seed with FUZZ_SEED=FILE: a checkpoint of that list, after one epoch. */
static int stop_after_an_epoch(void *arg, const struct train_progress *state)
{
    (void)arg;
    return state->model != NULL;
}

static void write_seed(const char *path)
{
    struct train_how how = fuzz_training();
    struct train_result result;
    struct err why;

    how.checkpoint = path;
    how.progress = stop_after_an_epoch;
    model_free(train_model(&list, &how, &result, &why));
    free(result.curve);
}

static void begin(void)
{
    const char *seed = getenv("FUZZ_SEED");

    if (list.count > 0)
        return;
    fuzz_names(&list);
    name_list_distinct(&list);
    if (seed)
        write_seed(seed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct train_how how = {.settings = train_settings_open(), .threads = 1, .resume = 1};
    struct training *training = calloc(1, sizeof *training);
    struct err why = {""};

    begin();
    how.checkpoint = fuzz_file(0, data, size);
    FUZZ_CHECK(training != NULL);
    training->how = &how;
    training->list = &list;
    training->settings = how.settings;
    if (training_prepare(training, &why) != 0)
        FUZZ_CHECK(*why.text && fuzz_is_utf8(why.text));
    training_free(training);
    return 0;
}

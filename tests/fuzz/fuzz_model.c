/* Model files: what loads is described, saved and loaded again, and invents names. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "model/modelfile.h"
#include "model/sample.h"
#include "report/info.h"
#include "text/utf8.h"

/* More takes too long for a fuzzer. */
enum { PARAMETERS_MAX = 20000, ROUNDS_MAX = 5 };

static void describe(const char *path, const struct model *model, const struct model_file *file)
{
    struct err why;
    json_t *info = info_json(path, model, file, &why);

    FUZZ_CHECK(info != NULL);
    FUZZ_CHECK(info_print(fuzz_null(), info, 1, &why) == 0);
    json_decref(info);
}

static void save_and_load(const struct model *model)
{
    static const char *path;
    struct model *again;
    struct err why;

    if (!path)
        path = fuzz_path("again.safetensors");
    FUZZ_CHECK(model_save(model, path, &why) == 0);
    again = model_load(path, &why);
    FUZZ_CHECK(again != NULL && again->parameters.count == model->parameters.count);
    FUZZ_CHECK(memcmp(again->parameters.all, model->parameters.all,
                      model->parameters.count * sizeof *model->parameters.all) == 0);
    model_free(again);
}

static int take_name(void *arg, const struct sampled_name *name, struct err *why)
{
    (void)arg;
    (void)why;
    FUZZ_CHECK(fuzz_is_utf8(name->name));
    return 1;
}

static int is_enough(void *arg)
{
    return ++*(int *)arg > ROUNDS_MAX;
}

static void sample(const struct model *model)
{
    struct sample_options options = sample_plainly(1);
    int rounds = 0;
    struct err why = {""};
    struct sampler *sampler = sampler_new(model, PRECISION_FLOAT32, &why);

    options.is_over = is_enough;
    options.is_over_arg = &rounds;
    if (sampler && sample_names(sampler, &options, 2, NULL, take_name, NULL, &why) != 0)
        FUZZ_CHECK(*why.text && fuzz_is_utf8(why.text));
    sampler_free(sampler);
}

/* Makes the seed with FUZZ_SEED=FILE: a small model, with a classifier of a few weights. */
static void write_seed(const char *path)
{
    struct err why;
    struct model *model = model_load(fuzz_model_file(), &why);

    FUZZ_CHECK(model != NULL && !model->classifier);
    model->classifier_count = 3;
    model->classifier = calloc(3, sizeof *model->classifier);
    FUZZ_CHECK(model->classifier != NULL && model_save(model, path, &why) == 0);
    model_free(model);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *seed;
    const char *path = fuzz_file(0, data, size);
    struct model_file file;
    struct err why = {""};
    struct model *model = model_load_file(path, &file, &why);

    if (!seed && (seed = getenv("FUZZ_SEED")))
        write_seed(seed);
    if (!model) {
        FUZZ_CHECK(*why.text && fuzz_is_utf8(why.text));
        return 0;
    }
    describe(path, model, &file);
    save_and_load(model);
    if (model->parameters.count <= PARAMETERS_MAX)
        sample(model);
    model_free(model);
    return 0;
}

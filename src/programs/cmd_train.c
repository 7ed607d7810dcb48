/* stagename train and evaluate: learning from names, and measuring what was learnt. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fileout.h"
#include "base/progress.h"
#include "base/team.h"
#include "corpus/corpus.h"
#include "model/evaluate.h"
#include "model/modelfile.h"
#include "model/train.h"
#include "programs/command.h"
#include "store/store.h"

struct showing {
    struct progress progress;
    int quiet;
    json_t *curve; /* held-out bits per character after each epoch */
};

static int show(void *arg, const struct train_state *state)
{
    struct showing *s = arg;
    char note[120];

    if (isnan(state->heldout_bits)) {
        s->progress.total = (double)state->characters_total;
        snprintf(note, sizeof note, "epoch %d of %d, %.3f bits per character", state->epoch, state->epochs,
                 state->train_bits);
        progress_show(&s->progress, (double)state->characters, note);
        return 0;
    }
    json_array_append_new(s->curve, json_pack("[f, f]", state->train_bits, state->heldout_bits));
    if (s->quiet)
        return 0;
    progress_end(&s->progress);
    fprintf(stderr,
            "epoch %d of %d: %.4f bits per character learnt, %.4f held out%s, %.0f characters a second\n",
            state->epoch, state->epochs, state->train_bits, state->heldout_bits,
            state->is_best ? " (best)" : "", (double)state->characters / state->seconds);
    return 0;
}

static int add_plain(void *arg, const struct artist *artist, struct err *why)
{
    return name_list_add(arg, artist->name, artist->style, artist->kind, why);
}

static int add_stored(void *arg, const char *name, const char *style, const char *kind)
{
    struct err why;

    return name_list_add(arg, name, style, kind, &why) == 0 ? 0 : 1;
}

static int read_file(struct name_list *list, const char *path, int quiet, struct err *why)
{
    static const struct corpus_rules all = {0};
    struct corpus_counts counts;

    if (corpus_read(path, CORPUS_TEXT, &all, add_plain, list, &counts, why) != 0)
        return -1;
    if (!quiet && counts.kept < counts.rows)
        fprintf(stderr, "%s: %ld of %ld lines are empty or not usable and left out\n", path,
                counts.rows - counts.kept, counts.rows);
    return 0;
}

static int read_database(struct name_list *list, const char *path, struct err *why)
{
    struct store *store = store_open(path, STORE_READ, why);
    int result = store ? store_corpus_names(store, add_stored, list, why) : -1;

    store_close(store);
    if (result > 0)
        return err_set(why, "out of memory");
    if (result == 0 && list->count == 0)
        return err_set(why, "the corpus of %s is empty: run 'stagename corpus' first", path);
    return result;
}

/* What the file says of its making. */
static char *settings_json(const struct train_result *r, json_t *curve)
{
    const struct train_options *o = &r->options;
    char seed[24], *text;
    json_t *settings;

    snprintf(seed, sizeof seed, "%llu", o->seed);
    settings =
        json_pack("{s:i, s:i, s:i, s:f, s:i, s:i, s:i, s:i, s:f, s:f, s:f, s:f, s:f, s:s, s:O}", "names",
                  r->names, "heldout_names", r->heldout_names, "epochs", r->epochs, "bits_per_char",
                  r->heldout_bits, "layers", o->layers, "hidden", o->hidden, "embed", o->embed, "batch",
                  o->batch, "dropout", o->dropout, "dropout_recurrent", o->dropout_recurrent, "dropout_embed",
                  o->dropout_embed, "rate", o->rate, "decay", o->decay, "seed", seed, "curve", curve);
    text = json_dumps(settings, JSON_COMPACT | JSON_REAL_PRECISION(6));

    json_decref(settings);
    return text;
}

static int train_and_save(struct name_list *list, const struct train_options *options, const char *output,
                          int quiet, struct err *why)
{
    struct showing s = {.quiet = quiet, .curve = json_array()};
    struct train_report report = {show, &s};
    struct train_result result;
    struct model *model;
    int failed;

    progress_start(&s.progress, "learning", "characters", 0, quiet);
    model = train_model(list, options, &report, &result, why);
    progress_end(&s.progress);
    failed = !model;
    if (model) {
        model->settings = settings_json(&result, s.curve);
        failed = model_save(model, output, why) != 0;
    }
    if (!failed)
        printf("trained chars=%ld seconds=%.2f chars_per_second=%.0f bits_per_char=%.4f\n", result.characters,
               result.seconds, (double)result.characters / result.seconds, result.heldout_bits);
    json_decref(s.curve);
    model_free(model);
    return failed ? -1 : 0;
}

/* Fails early rather than after the training. Leaves what is there as it is, be it a device or an empty file.
 */
static int can_write(const char *path, struct err *why)
{
    struct fileout probe;

    if (fileout_open(&probe, path, why) != 0)
        return -1;
    fileout_abandon(&probe);
    return 0;
}

int command_train(int argc, char **argv)
{
    const char *db = NULL, *output = NULL, *precision = "bfloat16";
    long layers = 0, hidden = 0, epochs = 0, batch = 0, threads = team_processors();
    struct train_options o = {
        .dropout = -1, .dropout_recurrent = -1, .dropout_embed = -1, .decay = -1, .seed = 1};
    int quiet = 0, first, code, done = 0;
    struct option_spec options[] = {
        {"db", 'd', OPTION_TEXT, "DB", "learn from the corpus of this database, with its styles", &db, 0, 0},
        {"output", 'o', OPTION_TEXT, "MODEL", "the .safetensors file to write", &output, 0, 0},
        {"layers", 0, OPTION_INT, "N", "LSTM layers", &layers, 1, MODEL_LAYERS_MAX},
        {"hidden", 0, OPTION_INT, "N", "cells of a layer", &hidden, 1, MODEL_HIDDEN_MAX},
        {"epochs", 0, OPTION_INT, "N", "passes over the corpus; ends sooner when nothing is gained", &epochs,
         1, 10000},
        {"batch", 0, OPTION_INT, "N", "names a step", &batch, 1, 4096},
        {"dropout", 0, OPTION_NUMBER, "P", "of the layers' outputs", &o.dropout, 0, 0.9},
        {"dropout-recurrent", 0, OPTION_NUMBER, "P", "of the recurrent weights (default: 0.6 of --dropout)",
         &o.dropout_recurrent, 0, 0.9},
        {"dropout-embed", 0, OPTION_NUMBER, "P", "of whole symbols' embeddings", &o.dropout_embed, 0, 0.9},
        {"rate", 0, OPTION_NUMBER, "R", "peak learning rate", &o.rate, 1e-6, 1},
        {"decay", 0, OPTION_NUMBER, "D", "weight decay", &o.decay, 0, 1},
        {"precision", 0, OPTION_TEXT, "P",
         "of matrix products: float32, or bfloat16 (default) where the processor has it", &precision, 0, 0},
        {"threads", 't', OPTION_INT, "N", "default: one a processor; changes nothing but the time", &threads,
         1, 256},
        {"seed", 0, OPTION_SEED, "N", "default 1: the same seed gives the same model", &o.seed, 0, 0},
        {0}};
    const struct command_spec spec = {
        "stagename train",
        "(--db DB | FILE) -o MODEL [options]",
        "Learns how names are made: a character LSTM, trained on this machine's processor.\n"
        "FILE holds one name a line. Settings that are not given follow the corpus's\n"
        "size. One name in twenty is held out to judge by; the best epoch is kept.\n"
        "The last line on standard output gives characters, seconds, characters a second,\n"
        "and bits per character of the held-out names.",
        "  stagename train --db site.db -o site.safetensors\n"
        "  stagename train my-bands.txt -o mine.safetensors --layers 1 --hidden 128",
        options,
        0,
        1};
    struct name_list list = {0};
    struct err why;

    if (!command_begins(&spec, argc, argv, &first, &quiet, &code))
        return code;
    if (!db == (first == argc))
        return command_wrong("train", "name either a database with --db or a FILE to learn from");
    if (!output)
        return command_wrong("train", "name the model to write with -o");
    if (strcmp(output, "-") == 0)
        return command_wrong("train", "-o takes a file; standard output has the figures");
    if (product_precision_from(precision, &o.precision) != 0)
        return command_wrong("train", "--precision takes float32 or bfloat16");
    o.layers = (int)layers;
    o.hidden = (int)hidden;
    o.epochs = (int)epochs;
    o.batch = (int)batch;
    o.threads = (int)threads;
    if (can_write(output, &why) == 0 &&
        (db ? read_database(&list, db, &why) : read_file(&list, argv[first], quiet, &why)) == 0) {
        int doubles = name_list_distinct(&list);

        if (!quiet && doubles)
            fprintf(stderr, "%d names are there more than once; each is learnt from once\n", doubles);
        done = train_and_save(&list, &o, output, quiet, &why) == 0;
    }
    name_list_free(&list);
    return done ? command_finish("train") : command_failed("train", &why);
}

static int evaluate(const struct model *model, const char *path, int threads, int quiet, struct err *why)
{
    struct name_list list = {0};
    struct dataset data = {0};
    struct team *team = team_new(threads, why);
    double bits = -1;

    if (team && read_file(&list, path, quiet, why) == 0 && dataset_new(&data, &list, &model->vocab, why) == 0)
        bits = evaluate_names(model, &data, team, NULL, why);
    if (bits >= 0)
        printf("bits_per_char=%.4f names=%d chars=%ld skipped=%d\n", bits, data.count, data.characters,
               data.skipped);
    dataset_free(&data);
    name_list_free(&list);
    team_free(team);
    return bits >= 0 ? 0 : -1;
}

int command_evaluate(int argc, char **argv)
{
    long threads = team_processors();
    int quiet = 0, first, code, done;
    struct option_spec options[] = {
        {"threads", 't', OPTION_INT, "N", "default: one a processor", &threads, 1, 256}, {0}};
    const struct command_spec spec = {
        "stagename evaluate",
        "MODEL FILE",
        "Measures a model on a list of names, one a line: bits per character, each name's\n"
        "end counted as a character. Fewer is better. Names with a character outside the\n"
        "model's alphabet are counted as skipped.",
        "  stagename evaluate site.safetensors unseen-names.txt",
        options,
        2,
        2};
    struct model *model;
    struct err why;

    if (!command_begins(&spec, argc, argv, &first, &quiet, &code))
        return code;
    model = model_load(argv[first], &why);
    done = model && evaluate(model, argv[first + 1], (int)threads, quiet, &why) == 0;
    model_free(model);
    return done ? command_finish("evaluate") : command_failed("evaluate", &why);
}

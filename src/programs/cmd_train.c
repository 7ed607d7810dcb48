/* stagename train: trains a model on names. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "appeal/appeal.h"
#include "base/fileout.h"
#include "base/jsons.h"
#include "base/progress.h"
#include "base/ranks.h"
#include "base/stop.h"
#include "base/team.h"
#include "model/modelfile.h"
#include "model/sample.h"
#include "model/train.h"
#include "programs/command.h"
#include "programs/train_inputs.h"
#include "store/corpus_reader.h"

struct train_display {
    struct progress progress;
    int network; /* of the progress line */
    int quiet;
    int samples; /* names processed in this epoch */
};

static int show_sample(void *arg, const struct sampled_name *name, struct err *why)
{
    struct train_display *s = arg;

    (void)why;
    fprintf(stderr, "%s%s", s->samples++ ? ", " : "  such as ", name->name);
    return 1;
}

static void show_samples(struct train_display *s, const struct train_progress *state)
{
    const struct sample_options options = sample_plainly((unsigned long long)state->epoch);
    struct err why;
    struct sampler *sampler = sampler_new(state->model, PRECISION_FLOAT32, &why);

    s->samples = 0;
    if (sampler)
        sample_names(sampler, &options, 4, state->team, show_sample, s, &why);
    sampler_free(sampler);
    if (s->samples)
        fputc('\n', stderr);
}

static int show(void *arg, const struct train_progress *state)
{
    struct train_display *s = arg;
    char network[40] = "", note[120];

    if (state->networks > 1)
        snprintf(network, sizeof network, "network %d of %d, ", state->network, state->networks);
    if (isnan(state->heldout_bits)) {
        if (s->network != state->network) { /* the next network has another speed and size */
            s->network = state->network;
            progress_start(&s->progress, "learning", "characters", (double)state->total, s->quiet);
            s->progress.before = (double)state->done;
        }
        snprintf(note, sizeof note, "%sepoch %d of %d, %.3f bits per character", network, state->epoch,
                 state->epochs, state->train_bits);
        progress_show(&s->progress, (double)state->done, note);
        return stop_requested();
    }
    progress_end(&s->progress);
    if (state->trouble)
        fprintf(stderr, "stagename train: no checkpoint of epoch %d: %s\n", state->epoch, state->trouble);
    if (!s->quiet) {
        fprintf(stderr,
                "%sepoch %d of %d: %.4f bits per character in training, %.4f held out%s, %.0f characters a "
                "second\n",
                network, state->epoch, state->epochs, state->train_bits, state->heldout_bits,
                state->is_best ? " (best)" : "", (double)state->characters / state->seconds);
        show_samples(s, state);
    }
    return stop_requested();
}

static int add_stored(void *arg, const char *name, const char *style, const char *kind)
{
    name_list_add(arg, name, style, kind);
    return 0;
}

static int read_database(struct name_list *list, const char *path, struct err *why)
{
    struct store *store = store_open(path, STORE_READ, why);
    int result = store ? store_corpus_names(store, add_stored, list, why) : -1;

    store_close(store);
    if (result == 0 && list->count == 0)
        return err_set(why, "no names to learn from in %s: run 'stagename corpus' first", path);
    return result;
}

/* The metadata for the model file: settings and results. NULL when out of memory. */
static char *making_json(const struct train_result *r)
{
    json_t *making = train_settings_json(&r->settings), *curve = json_array();
    char *text;

    for (int i = 0; i < r->epochs; i++)
        jsons_append(&curve, json_pack("[f, f]", r->curve[i][0], r->curve[i][1]));
    jsons_put(&making, "names", json_integer(r->names));
    jsons_put(&making, "heldout_names", json_integer(r->heldout_names));
    jsons_put(&making, "epochs_done", json_integer(r->epochs));
    jsons_put(&making, "bits_per_char", json_real(r->heldout_bits));
    jsons_put(&making, "curve", curve);
    text = json_dumps(making, JSON_COMPACT | JSON_REAL_PRECISION(6));
    json_decref(making);
    return text;
}

static int describe(struct model *model, const struct train_result *result, struct err *why)
{
    model->settings = making_json(result);
    return model->settings ? 0 : err_set(why, "out of memory");
}

/* Trains the classifier of generate --best on names of the model and of the list. */
static int fit_classifier(struct model *model, const struct name_list *list, const struct train_how *how,
                          struct err *why)
{
    struct team *team = team_new(how->threads, why);
    int result = team ? appeal_fit(model, list, team, how->settings.seed, why) : -1;
    const struct err detail = *why;

    team_free(team);
    if (result != 0 && how->checkpoint)
        err_set(why, "no classifier for --best: %.400s; continue with --resume", detail.text);
    return result;
}

/* For end_lost, which has no argument. */
static const char *lost_checkpoint;

/* Ends this process after another one of the training has ended. */
static _Noreturn void end_lost(void)
{
    int exists = lost_checkpoint && access(lost_checkpoint, F_OK) == 0;

    fprintf(stderr, "%sstagename train: another process of the training has ended, or was stopped%s\n",
            isatty(STDERR_FILENO) ? "\n" : "",
            exists ? "; the same command with --resume, and any number of processes, continues from the last "
                     "checkpoint"
                   : ", before the first checkpoint; start again");
    fileout_abandon_all_from_signal();
    _exit(EXIT_FAILED);
}

/* Returns 0 when done; 1 when stopped, with *why set to the place and how to resume; -1 with *why set. */
static int train_and_save(const struct name_list *list, const struct train_how *asked, const char *output,
                          int quiet, struct err *why)
{
    struct train_display s = {.quiet = quiet};
    struct train_how how = *asked;
    struct train_result result;
    struct model *model;
    int failed;

    if (ranks_index() == 0) {
        how.progress = show;
        how.arg = &s;
    }
    stop_on_signals();
    lost_checkpoint = how.checkpoint;
    ranks_when_lost(end_lost);
    model = train_model(list, &how, &result, why);
    progress_end(&s.progress);
    failed = !model;
    if (model && result.skipped && !quiet)
        fprintf(stderr,
                "%d names were left out: longer than %d characters, or with one too rare to be learnt\n",
                result.skipped, MODEL_NAME_MAX);
    if (model && ranks_index() == 0)
        failed = describe(model, &result, why) != 0 || fit_classifier(model, list, &how, why) != 0 ||
                 model_save(model, output, why) != 0;
    if (!failed && ranks_index() == 0) {
        if (how.checkpoint)
            unlink(how.checkpoint);
        printf("trained chars=%ld seconds=%.2f chars_per_second=%.0f bits_per_char=%.4f\n", result.characters,
               result.seconds, (double)result.characters / result.seconds, result.heldout_bits);
    }
    free(result.curve);
    model_free(model);
    return !failed ? 0 : result.stopped ? 1 : -1;
}

/* Whether the output can be written: fails before the training, not after it. Does not change an existing
 * file or device. */
static int can_write(const char *path, struct err *why)
{
    struct fileout probe;

    if (fileout_open(&probe, path, why) != 0)
        return -1;
    fileout_abandon(&probe);
    return 0;
}

/* Sets the path of the checkpoint: next to the model, or none when the model is not a regular file. The
 * caller owns it. Returns 0, or -1 with *why set. */
static int checkpoint_path(const char *output, char **path, struct err *why)
{
    struct stat st;

    *path = NULL;
    if (stat(output, &st) == 0 && !S_ISREG(st.st_mode))
        return 0;
    if (asprintf(path, "%s.checkpoint", output) >= 0)
        return 0;
    *path = NULL;
    return err_set(why, "out of memory");
}

/* Finds the base model, or NULL for none. The default is the installed one, unless options set the shape of
 * the network. The caller owns it. Returns -1 with *why set on failure. */
static int base_path(const char *from, const struct train_settings *s, char **path, struct err *why)
{
    int has_shape = s->layers >= 0 || s->hidden >= 0 || s->embed >= 0 || s->tied >= 0 || s->first >= 0;

    *path = NULL;
    if (from ? strcmp(from, "none") == 0 : has_shape)
        return 0;
    *path = from ? strdup(from) : command_data("base.safetensors", why);
    if (!*path)
        return from ? err_set(why, "out of memory") : -1;
    if (!from && access(*path, R_OK) != 0) {
        err_file(why, "read the base model", *path);
        free(*path);
        *path = NULL;
        return -1;
    }
    return 0;
}

/* The inputs and outputs of a call. */
struct train_request {
    struct train_how how;
    char *base;                     /* the base model, or NULL; owned */
    const char *db, *file, *output; /* db or file is NULL */
    const char *from;               /* the value of --from, or NULL */
    char *checkpoint;               /* owned */
    int quiet;
};

/* Reads the names, and checks all files before the training. Rank 0 does so for all. Returns 0, or -1 with
 * *why set. */
static int read_inputs(struct train_request *r, struct name_list *list, struct err *why)
{
    const char *inputs[] = {r->db, r->file, NULL, ""};
    int exists, doubles;

    if (base_path(r->from, &r->how.settings, &r->base, why) != 0 ||
        checkpoint_path(r->output, &r->checkpoint, why) != 0)
        return -1;
    inputs[2] = r->base;
    exists = r->checkpoint && access(r->checkpoint, F_OK) == 0;
    if (!r->how.resume && exists && !r->quiet)
        fprintf(stderr, "starting over: %s will be replaced (--resume would continue it)\n", r->checkpoint);
    if (r->how.resume && !exists)
        return err_set(why, "there is no %s to resume from; leave out --resume to start",
                       r->checkpoint ? r->checkpoint : "checkpoint");
    if (fileout_keep_apart(r->output, inputs, why) != 0 || can_write(r->output, why) != 0 ||
        (r->db ? read_database(list, r->db, why) : command_read_names(list, r->file, r->quiet, why)) != 0)
        return -1;
    doubles = name_list_distinct(list);
    if (doubles < 0)
        return err_set(why, "out of memory");
    if (!r->quiet && doubles > 0)
        fprintf(stderr, "dropped %d duplicate names\n", doubles);
    return 0;
}

/* Gives all ranks the inputs. Returns 0, or -1 with *why set. */
static int share_inputs(struct train_request *r, struct name_list *list, struct err *why)
{
    int result = ranks_index() > 0 ? 0 : read_inputs(r, list, why);

    if (!train_inputs_ready(result == 0))
        return -1;
    train_inputs_names(list);
    if (train_inputs_file(&r->base, why) != 0 ||
        (r->how.resume && train_inputs_file(&r->checkpoint, why) != 0))
        return -1;
    return 0;
}

static int train(struct train_request *r)
{
    struct name_list list = {0};
    struct model *base = NULL;
    struct err why = {""};
    int outcome = -1;

    if (share_inputs(r, &list, &why) == 0 && (!r->base || (base = model_load(r->base, &why)))) {
        r->how.checkpoint = r->checkpoint;
        r->how.from = base;
        outcome = train_and_save(&list, &r->how, r->output, r->quiet, &why);
    }
    if (outcome > 0)
        fprintf(stderr, "stagename train: %s\n", why.text);
    name_list_free(&list);
    model_free(base);
    if (outcome > 0 && ranks_index() > 0)
        outcome = 0; /* rank 0 has the signal */
    return outcome > 0    ? 128 + stop_requested()
           : outcome == 0 ? command_finish("train")
                          : command_failed("train", &why);
}

/* The values of the options, before they become settings. */
struct given {
    char names[SETTINGS][32];
    long wholes[SETTINGS];
    double reals[SETTINGS];
    const char *words[SETTINGS];
};

/* Adds an option for each setting of the table. */
static void list_settings(struct given *given, struct option_spec *options)
{
    for (int i = 0; i < SETTINGS; i++) {
        const struct setting *setting = &train_setting_table[i];

        train_setting_option(setting, given->names[i]);
        given->wholes[i] = -1;
        given->reals[i] = -1;
        given->words[i] = NULL;
        options[i] = (struct option_spec){.name = given->names[i],
                                          .metavar = setting->metavar,
                                          .help = setting->help,
                                          .low = setting->low,
                                          .high = setting->high};
        switch (setting->type) {
        case SETTING_WHOLE:
            options[i].type = OPTION_INT;
            options[i].value = &given->wholes[i];
            break;
        case SETTING_REAL:
            options[i].type = OPTION_NUMBER;
            options[i].value = &given->reals[i];
            break;
        case SETTING_WORD:
            options[i].type = OPTION_TEXT;
            options[i].value = &given->words[i];
        }
    }
}

static int word_index(const struct setting *setting, const char *word)
{
    for (int i = 0; i <= (int)setting->high; i++)
        if (strcmp(word, setting->words[i]) == 0)
            return i;
    return -1;
}

/* Returns 0, or the exit code after printing an error about an invalid value of a setting. */
static int take_settings(const struct given *given, struct train_settings *s)
{
    for (int i = 0; i < SETTINGS; i++) {
        const struct setting *setting = &train_setting_table[i];
        double value = setting->type == SETTING_WHOLE ? (double)given->wholes[i] : given->reals[i];
        char sentence[160];

        if (given->words[i] && (value = word_index(setting, given->words[i])) < 0) {
            snprintf(sentence, sizeof sentence, "--%s takes %s%s%s%s%s, not '%.40s'", given->names[i],
                     setting->words[0], setting->high > 1 ? ", " : "",
                     setting->high > 1 ? setting->words[1] : "", " or ", setting->words[(int)setting->high],
                     given->words[i]);
            return command_wrong("train", sentence);
        }
        if (value >= 0)
            train_setting_set(s, setting, value);
    }
    return 0;
}

/* Parses the arguments, and trains. Returns the exit code. */
static int parse_and_train(int argc, char **argv)
{
    const char *db = NULL, *output = NULL, *from = NULL;
    struct train_request request = {.how.settings = train_settings_open()};
    struct train_how *how = &request.how;
    long threads = team_processors() / ranks_on_this_machine();
    int quiet = 0, first, code;
    struct given given = {0};
    const struct option_spec others[] = {
        {"db", 'd', OPTION_TEXT, "DB", "learn from the corpus of this database, with its styles", &db, 0, 0},
        {"output", 'o', OPTION_TEXT, "MODEL", "the .safetensors file to write", &output, 0, 0},
        {"from", 0, OPTION_TEXT, "MODEL",
         "start from this model, or from nothing with 'none' (default: the\n"
         "installed base model; 'none' when --layers, --hidden … are given)",
         &from, 0, 0},
        {"resume", 0, OPTION_FLAG, NULL,
         "continue from MODEL.checkpoint, which is kept after every epoch and on\n"
         "Ctrl-C, to the same result as if training had not been stopped",
         &how->resume, 0, 0},
        {"threads", 't', OPTION_INT, "N",
         "threads to use (default: one per processor, shared by the processes\n"
         "of mpirun); the result is the same",
         &threads, 1, 256},
        {"seed", 0, OPTION_SEED, "N", "the same seed gives the same model (default 1)", &how->settings.seed,
         0, 0},
    };
    enum { OTHERS = sizeof others / sizeof *others };
    struct option_spec options[OTHERS + SETTINGS + 1] = {{0}};
    const struct command_spec spec = {
        "stagename train",
        "(--db DB | FILE) -o MODEL [options]",
        "Trains a model on names: a character LSTM, trained on this machine's processor.\n"
        "FILE is anything that 'stagename corpus' reads: one name a line, or TSV, CSV or a\n"
        "dump, whose styles and kinds are learnt as well. The defaults of the settings\n"
        "depend on the size of the corpus and on whether its names are single words. Some\n"
        "names are held out for validation; the model of the best epoch is kept.\n"
        "\n"
        "The last line on standard output has the number of characters, the seconds, the\n"
        "characters per second, and the bits per character of the held-out names.",
        "  stagename train --db site.db -o site.safetensors\n"
        "  stagename train my-bands.txt -o mine.safetensors\n"
        "  stagename train my-bands.txt -o mine.safetensors --from none --hidden 128",
        options,
        0,
        1};

    memcpy(options, others, sizeof others);
    list_settings(&given, options + OTHERS);
    if (!command_begins(&spec, argc, argv, &first, &quiet, &code))
        return code;
    if (!db == (first == argc))
        return command_wrong("train", "name either a database with --db or a FILE to learn from");
    if (!output)
        return command_wrong("train", "name the model to write with -o");
    if (strcmp(output, "-") == 0)
        return command_wrong("train", "-o takes a file; standard output has the figures");
    code = take_settings(&given, &how->settings);
    if (code != 0)
        return code;
    how->threads = threads > 0 ? (int)threads : 1;
    request.db = db;
    request.file = argv[first];
    request.from = from;
    request.output = output;
    request.quiet = quiet;
    code = train(&request);
    free(request.base);
    free(request.checkpoint);
    return code;
}

int command_train(int argc, char **argv)
{
    struct err why;
    int code = ranks_join(&why) == 0 ? parse_and_train(argc, argv) : command_failed("train", &why);

    ranks_leave(code == EXIT_FAILED || code == EXIT_WRONG);
    return code;
}

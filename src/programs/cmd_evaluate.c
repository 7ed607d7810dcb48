/* stagename evaluate: measures a model on unseen names. */
#include <stdio.h>

#include "base/team.h"
#include "corpus/corpus.h"
#include "model/evaluate.h"
#include "model/modelfile.h"
#include "programs/command.h"

static int add_plain(void *arg, const struct artist *artist, struct err *why)
{
    (void)why;
    if (!artist->verdict_only)
        name_list_add(arg, artist->name, artist->style, artist->kind);
    return 0;
}

int command_read_names(struct name_list *list, const char *path, int quiet, struct err *why)
{
    static const struct corpus_rules all = {0};
    struct corpus_counts counts;

    if (corpus_read(path, CORPUS_AUTO, &all, add_plain, list, &counts, why) != 0)
        return -1;
    if (!quiet && counts.learnable < counts.rows)
        fprintf(stderr, "%s: %ld of %ld rows are empty or not usable and left out\n", path,
                counts.rows - counts.learnable, counts.rows);
    return 0;
}

int command_precision(const char *command, const char *word, enum precision *precision)
{
    struct err why;

    if (word && precision_from_text(word, precision) != 0)
        return command_wrong(command, "--precision takes float32, bfloat16 or int8");
    if (precision_is_available(*precision))
        return 0;
    err_set(&why, "this processor has no %s instructions; leave --precision out", word);
    return command_failed(command, &why);
}

static int evaluate(const struct model *model, const char *path, const char *style, enum precision precision,
                    int threads, int quiet, struct err *why)
{
    struct name_list list = {0};
    struct dataset data = {0};
    struct team *team = team_new(threads, why);
    double bits = -1;

    if (!team || command_read_names(&list, path, quiet, why) != 0 ||
        dataset_new(&data, &list, &model->vocab, why) != 0)
        goto out;
    data.first_style = style ? vocab_style(&model->vocab, style) : VOCAB_BOUNDARY;
    if (data.first_style < 0)
        vocab_no_style(&model->vocab, style, why);
    else
        bits = evaluate_names(model, &data, team, precision, NULL, why);
    if (bits >= 0)
        printf("bits_per_char=%.4f names=%d chars=%ld skipped=%d\n", bits, data.count, data.characters,
               data.skipped);
out:
    dataset_free(&data);
    name_list_free(&list);
    team_free(team);
    return bits >= 0 ? 0 : -1;
}

int command_evaluate(int argc, char **argv)
{
    long threads = team_processors();
    const char *style = NULL, *precision = NULL;
    enum precision chosen;
    int quiet = 0, first, code, done;
    struct option_spec options[] = {
        {"style", 0, OPTION_TEXT, "S", "measure them as names of this style", &style, 0, 0},
        {"precision", 0, OPTION_TEXT, "P",
         "precision of matrix products: float32 (default), bfloat16 or int8", &precision, 0, 0},
        {"threads", 't', OPTION_INT, "N", "threads to use (default: one per processor)", &threads, 1, 256},
        {0}};
    const struct command_spec spec = {
        "stagename evaluate",
        "MODEL FILE [options]",
        "Measures a model on a list of names, one a line: bits per character, with the end\n"
        "of each name as a character. Fewer is better. Names with a character outside the\n"
        "model's alphabet are counted as skipped.",
        "  stagename evaluate site.safetensors unseen-names.txt",
        options,
        2,
        2};
    struct model *model;
    struct err why;

    if (!command_begins(&spec, argc, argv, &first, &quiet, &code))
        return code;
    chosen = PRECISION_FLOAT32;
    code = command_precision("evaluate", precision, &chosen);
    if (code != 0)
        return code;
    model = model_load(argv[first], &why);
    done = model && evaluate(model, argv[first + 1], style, chosen, (int)threads, quiet, &why) == 0;
    model_free(model);
    return done ? command_finish("evaluate") : command_failed("evaluate", &why);
}

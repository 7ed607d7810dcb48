/* stagename generate: inventing names. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fileout.h"
#include "base/progress.h"
#include "base/seen.h"
#include "base/team.h"
#include "model/modelfile.h"
#include "model/sample.h"
#include "programs/command.h"
#include "store/store.h"
#include "text/blocklist.h"

struct writing {
    struct fileout out;
    struct folder *folder;
    struct blocklist *blocklist;
    struct store *corpus; /* or NULL */
    struct seen seen;     /* keys of the names written so far, so that none comes twice */
    struct progress progress;
    long written, blocked, repeated, taken;
};

static int write_name(void *arg, const struct sampled_name *name, struct err *why)
{
    struct writing *w = arg;
    struct name_keys keys;
    char clean[NAME_BYTES];
    int is_new, taken;

    if (utf8_clean(name->name, strlen(name->name), clean) != CLEAN_OK)
        return 0;
    if (blocklist_find(w->blocklist, w->folder, clean)) {
        w->blocked++;
        return 0;
    }
    key_make(w->folder, clean, &keys);
    is_new = seen_add(&w->seen, keys.read);
    if (is_new < 0)
        return err_set(why, "out of memory");
    if (!is_new) {
        w->repeated++;
        return 0;
    }
    taken = w->corpus ? store_is_taken(w->corpus, &keys, why) : 0;
    if (taken) {
        w->taken += taken > 0;
        return taken < 0 ? -1 : 0;
    }
    if (w->written == 0) /* not before a name is there: when there can be none, nothing is printed */
        fputs("name\tbits_per_char\tstyle\tkind\n", w->out.stream);
    fprintf(w->out.stream, "%s\t%.3f\t%s\t%s\n", clean, name->bits, name->style, name->kind);
    if (ferror(w->out.stream))
        return err_file(why, "write", w->out.path ? w->out.path : "standard output");
    progress_show(&w->progress, (double)++w->written, NULL);
    return 1;
}

static void release(struct writing *w)
{
    fileout_abandon(&w->out);
    seen_free(&w->seen);
    store_close(w->corpus);
    blocklist_free(w->blocklist);
    folder_free(w->folder);
}

static int generate(const char *model_path, enum precision precision, const struct sample_options *options,
                    long count, int threads, const char *corpus, const char *blocklist, const char *output,
                    int quiet, struct err *why)
{
    struct writing w = {0};
    struct model *model = model_load(model_path, why);
    struct sampler *sampler = model ? sampler_new(model, precision, why) : NULL;
    struct team *team = sampler ? team_new(threads, why) : NULL;
    int result = -1;

    if (!team || !(w.folder = folder_new(why)) || !(w.blocklist = command_blocklist(blocklist, why)))
        goto out;
    if (corpus && !(w.corpus = store_open(corpus, STORE_READ, why)))
        goto out;
    if (fileout_open(&w.out, output, why) != 0)
        goto out;
    progress_start(&w.progress, "inventing", "names", (double)count, quiet);
    result = sample_names(sampler, options, count, team, write_name, &w, why);
    progress_end(&w.progress);
    if (result == 0)
        result = fileout_commit(&w.out, why);
    if (result == 0 && !quiet) {
        double seconds = progress_seconds(&w.progress);

        fprintf(stderr, "left out: repeated=%ld blocked=%ld taken=%ld\n", w.repeated, w.blocked, w.taken);
        fprintf(stderr, "names=%ld seconds=%.2f names_per_second=%.0f\n", w.written, seconds,
                (double)w.written / seconds);
    }
out:
    release(&w);
    team_free(team);
    sampler_free(sampler);
    model_free(model);
    return result;
}

int command_generate(int argc, char **argv)
{
    struct sample_options o = sample_plainly(rng_entropy());
    long count = 10, words = 0, least = o.min_length, most = o.max_length, threads = team_processors();
    const char *corpus = NULL, *blocklist = NULL, *output = "-", *wanted = NULL;
    enum precision precision = precision_for_inference();
    int quiet = 0, first, code, result = EXIT_FAILED;
    struct option_spec options[] = {
        {"names", 'n', OPTION_INT, "N", "how many (default 10)", &count, 1, 1e9},
        {"temperature", 0, OPTION_NUMBER, "T",
         "1 (default): as the model learnt; lower: more ordinary; higher: weirder", &o.temperature, 0.05, 5},
        {"style", 0, OPTION_TEXT, "S",
         "a style or kind of the corpus: techno, metal, dj … (default: a mix\nas in the corpus)", &o.style, 0,
         0},
        {"prefix", 0, OPTION_TEXT, "P", "begin every name so", &o.prefix, 0, 0},
        {"suffix", 0, OPTION_TEXT, "TEXT", "put this behind every name", &o.suffix, 0, 0},
        {"words", 0, OPTION_INT, "N", "names of that many words, --suffix not counted", &words, 1, 20},
        {"min-length", 0, OPTION_INT, "N", "in characters (default 1)", &least, 1, MODEL_NAME_MAX},
        {"max-length", 0, OPTION_INT, "N", "in characters (default 40)", &most, 1, MODEL_NAME_MAX},
        {"seed", 0, OPTION_SEED, "N", "the same seed gives the same names (default: a new one)", &o.seed, 0,
         0},
        {"precision", 0, OPTION_TEXT, "P",
         "of matrix products: int8 (default), bfloat16 or float32, which the others are\nwhere the processor "
         "has nothing faster",
         &wanted, 0, 0},
        {"threads", 't', OPTION_INT, "N", "default: one a processor; changes nothing but the time", &threads,
         1, 256},
        {"new", 0, OPTION_TEXT, "DB", "leave out names that an artist of this database has", &corpus, 0, 0},
        {"blocklist", 0, OPTION_TEXT, "FILE",
         "words no name may contain (default: the installed list, or\n"
         "blocklist.txt of $STAGENAME_DATADIR)",
         &blocklist, 0, 0},
        {"output", 'o', OPTION_TEXT, "FILE", "default: standard output", &output, 0, 0},
        {0}};
    const struct command_spec spec = {
        "stagename generate",
        "MODEL [options]",
        "Invents names with a trained model. Writes TSV with a header: name, bits_per_char\n"
        "(low: ordinary, high: weird), style. No name comes twice.",
        "  stagename generate site.safetensors -n 20 --style techno\n"
        "  stagename generate site.safetensors -n 100000 --new site.db -o names.tsv",
        options,
        1,
        1};
    const char *inputs[] = {NULL, NULL, NULL, ""};
    struct err why;

    if (!command_begins(&spec, argc, argv, &first, &quiet, &code))
        return code;
    if (least > most)
        return command_wrong("generate", "--min-length is more than --max-length");
    if (utf8_invalid_at(o.prefix, strlen(o.prefix)) != strlen(o.prefix) ||
        utf8_invalid_at(o.suffix, strlen(o.suffix)) != strlen(o.suffix) || strlen(o.prefix) > 100 ||
        strlen(o.suffix) > 100)
        return command_wrong("generate", "--prefix and --suffix take UTF-8 text of at most 100 bytes");
    code = command_precision("generate", wanted, &precision);
    if (code != 0)
        return code;
    o.words = (int)words;
    o.min_length = (int)least;
    o.max_length = (int)most;
    inputs[0] = argv[first];
    inputs[1] = corpus;
    inputs[2] = blocklist;
    if (fileout_keep_apart(output, inputs, &why) == 0 &&
        generate(argv[first], precision, &o, count, (int)threads, corpus, blocklist, output, quiet, &why) ==
            0)
        result = EXIT_DONE;
    else
        command_failed("generate", &why);
    return result;
}

/* stagename generate: invents names. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/fileout.h"
#include "base/progress.h"
#include "base/team.h"
#include "fetch/digest.h"
#include "invent/coining.h"
#include "judging/provenance.h"
#include "model/modelfile.h"
#include "model/sample.h"
#include "programs/candidates.h"
#include "programs/command.h"
#include "programs/style_mix.h"
#include "store/corpus_reader.h"
#include "text/blocklist.h"

enum { PART_BYTES = 100 /* of --prefix and --suffix */ };

/* The resources of a run, except its output. */
struct generate_request {
    const char *model, *corpus, *blocklist, *output, *record;
    enum precision precision;
    const char *with; /* words that each name has, or NULL */
    enum where where;
    const char *place;              /* the value of --where, or NULL */
    const char *mix;                /* of --mix, or NULL */
    const struct style_mix *styles; /* the same; NULL without --mix */
    long count, best;
    struct part part;
    int threads, quiet;
};

/* Opens the filters for names. Returns 0, or -1 with *why set. */
static int prepare(struct candidates *all, const struct generate_request *r, const struct model *model,
                   struct err *why)
{
    long most = r->part.count > 0 ? CANDIDATES_MAX / BUCKETS : CANDIDATES_MAX;

    all->part = r->part;
    all->best = (int)r->best;
    all->chunk_size = (int)(r->count * r->best < most ? r->count * r->best : most / r->best * r->best);
    all->classifier = appeal_classifier(model);
    if (!(all->folder = folder_new(why)) || !(all->blocklist = command_blocklist(r->blocklist, why)) ||
        !(all->lexicon = command_lexicon(why)))
        return -1;
    if (r->corpus && !(all->corpus = store_open(r->corpus, STORE_READ, why)))
        return -1;
    if (r->record && fileout_open(&all->record, r->record, why) != 0)
        return -1;
    return fileout_open(&all->out, r->output, why);
}

/* Makes names that contain the phrase, in rounds with different seeds, until there are enough or several
 * rounds find no new name. Returns 0, or -1 with *why set. */
static int coin_names(struct candidates *all, const struct generate_request *r, const struct coiner *coiner,
                      const struct sample_options *options, struct err *why)
{
    enum { EMPTY_ROUNDS_MAX = 8 };
    struct coinages *made = malloc(sizeof *made);
    struct sample_options o = *options;
    struct phrase phrase;
    struct err reason;
    int empty_rounds = 0, result = 0;

    if (!made)
        return err_set(why, "out of memory");
    if (phrase_read(r->with, &coiner->model->vocab, all->folder, &phrase, &reason) != 0)
        result = err_set(why, "--with %s", reason.text);
    while (result == 0 && all->candidates_so_far < r->count * r->best && empty_rounds < EMPTY_ROUNDS_MAX) {
        long before = all->candidates_so_far;
        const struct coinage *coinage;

        result = coin(coiner, &phrase, 1, r->where, &o, made, why);
        while (result == 0 && all->candidates_so_far < r->count * r->best &&
               (coinage = coinages_next(made))) {
            const struct sampled_name name = {coinage->name, coinage->style, coinage->kind,
                                              (double)coinage->bits, 0};
            int taken = utf8_length(coinage->name) < o.min_length ? 0 : candidates_take(all, &name, why);

            if (taken > 0)
                coinages_take(made, coinage);
            result = taken < 0 ? -1 : 0;
        }
        empty_rounds = all->candidates_so_far > before ? 0 : empty_rounds + 1;
        o.seed += 1000; /* a round uses fewer seeds */
    }
    free(made);
    return result;
}

/* The options that decide which names there are, besides the members of struct provenance. */
static void put_selection(struct buffer *out, const struct generate_request *r,
                          const struct sample_options *o)
{
    const struct sample_options plain = sample_plainly(0);

    buffer_print(out, "--best %ld", r->best);
    if (r->part.count > 0)
        buffer_print(out, " --part 1/1"); /* the same record for all parts, which are one batch */
    if (o->kind)
        buffer_print(out, " --kind %s", o->kind);
    if (*o->prefix)
        buffer_print(out, " --prefix '%s'", o->prefix);
    if (*o->suffix)
        buffer_print(out, " --suffix '%s'", o->suffix);
    if (r->with)
        buffer_print(out, " --with '%s'%s%s", r->with, r->place ? " --where " : "", r->place ? r->place : "");
    if (o->words > 0)
        buffer_print(out, " --words %d", o->words);
    if (o->min_length != plain.min_length)
        buffer_print(out, " --min-length %d", o->min_length);
    if (o->max_length != plain.max_length)
        buffer_print(out, " --max-length %d", o->max_length);
}

/* Writes --record. Returns 0, or -1 with *why set. */
static int write_record(struct candidates *all, const struct generate_request *r,
                        const struct sample_options *o, struct err *why)
{
    char fingerprint[SHA256_HEX_BYTES], seed[24];
    struct buffer selection = {0};
    struct provenance provenance = {.model = r->model,
                                    .fingerprint = fingerprint,
                                    .seed = seed,
                                    .temperature = o->temperature,
                                    .styles = o->style ? o->style
                                              : r->mix ? r->mix
                                                       : "as in the corpus"};
    int result = -1;

    snprintf(seed, sizeof seed, "%llu", o->seed);
    put_selection(&selection, r, o);
    provenance.selection = selection.bytes;
    if (digest_file(r->model, fingerprint, NULL, NULL, why) == 0)
        result = provenance_write(all->record.stream, r->record, &provenance, why);
    buffer_free(&selection);
    return result == 0 ? fileout_commit(&all->record, why) : -1;
}

/* Samples names, those of each style of --mix in turn. Returns 0, or -1 with *why set. */
static int sample(struct candidates *all, const struct generate_request *r, const struct sampler *sampler,
                  const struct sample_options *options, struct err *why)
{
    struct sample_options of_style = *options;
    int result = 0;

    if (!r->styles)
        return sample_names(sampler, options, r->count * r->best, all->team, candidates_take, all, why);
    for (int i = 0; i < r->styles->count && result == 0; i++) {
        long count = style_mix_part(r->styles, i, r->count) * r->best;

        of_style.style = r->styles->style[i];
        of_style.numbers = options->numbers > 0 ? count : 0;
        result = sample_names(sampler, &of_style, count, all->team, candidates_take, all, why);
    }
    return result;
}

static int generate(const struct generate_request *r, const struct sample_options *options, struct err *why)
{
    struct candidates all = {0};
    struct model *model = model_load(r->model, why);
    struct sampler *sampler = model ? sampler_new(model, r->precision, why) : NULL;
    struct err unused; /* report the first error */
    int result = -1;

    all.team = sampler ? team_new(r->threads, why) : NULL;
    if (!all.team || prepare(&all, r, model, why) != 0)
        goto out;
    if (r->part.count > 0) /* a part without a name can be imported too */
        candidates_header(&all);
    progress_start(&all.progress, "generating", "names",
                   (double)(r->count * r->best) / (double)(r->part.count > 0 ? r->part.count : 1), r->quiet);
    if (r->with) {
        const struct coiner coiner = {model, sampler, all.lexicon, all.blocklist, all.folder, all.team};

        result = coin_names(&all, r, &coiner, options, why);
    } else
        result = sample(&all, r, sampler, options, why);
    if (candidates_finish(&all, result == 0 ? why : &unused) != 0)
        result = -1;
    progress_end(&all.progress);
    if (result == 0 && r->record)
        result = write_record(&all, r, options, why);
    if (result == 0)
        result = fileout_commit(&all.out, why);
    if (result == 0 && r->with && all.candidates_so_far < r->count * r->best)
        fprintf(stderr, "stagename generate: only %ld of %ld names with '%s' were found\n", all.written,
                r->count, r->with);
    if (result == 0 && !r->quiet) {
        double seconds = progress_seconds(&all.progress);

        fprintf(stderr, "left out: repeated=%ld blocked=%ld taken=%ld\n", all.repeated, all.blocked,
                all.taken);
        fprintf(stderr, "names=%ld seconds=%.2f names_per_second=%.0f\n", all.written, seconds,
                (double)all.written / seconds);
    }
out:
    candidates_release(&all);
    team_free(all.team);
    sampler_free(sampler);
    model_free(model);
    return result;
}

/* Normalizes prefix and suffix like names (NFC). Returns 0, or the exit code after printing an error about a
 * text that no name can contain. */
static int clean_part(const char *option, enum name_part part, const char **text, char clean[NAME_BYTES])
{
    enum clean_result result;
    struct err reason, why;

    if (!**text)
        return 0;
    result = utf8_clean_part(*text, part, clean);
    if (result == CLEAN_OK && strlen(clean) <= PART_BYTES) {
        *text = clean;
        return 0;
    }
    if (result == CLEAN_OK)
        err_set(&reason, "is too long: it has at most %d bytes", PART_BYTES);
    else
        utf8_clean_why(*text, strlen(*text), result, &reason);
    err_set(&why, "--%s %s", option, reason.text);
    return command_wrong("generate", why.text);
}

/* Reads --part, "2/3", or NULL for none. Returns 0, or the exit code after printing an error. */
static int read_part(const char *text, struct generate_request *r, struct sample_options *o)
{
    const char *slash = text ? strchr(text, '/') : NULL;
    char index[8] = "";
    struct part *part = &r->part;

    if (!text)
        return 0;
    if (slash && slash - text < (long)sizeof index)
        memcpy(index, text, (size_t)(slash - text));
    if (!slash || options_long(slash + 1, 1, BUCKETS, &part->count) != 0 ||
        options_long(index, 1, part->count, &part->index) != 0)
        return command_wrong("generate", "--part takes K/N, with N from 1 to 60 and K from 1 to N: 2/3");
    part->index--;
    part->by_whole = *o->prefix != '\0';
    o->numbers = r->count * r->best;
    if (!part->by_whole) {
        o->continues = candidates_continue;
        o->continues_arg = part;
    }
    return 0;
}

/* Checks that --record is neither an input nor the output. Returns 0, or -1 with *why set. */
static int record_apart(const struct generate_request *r, const char *const *inputs, struct err *why)
{
    const char *const output[] = {strcmp(r->output, "-") == 0 ? NULL : r->output, ""};

    if (!r->record)
        return 0;
    if (strcmp(r->record, "-") == 0)
        return err_set(why, "--record needs the name of a file: standard output is for the names");
    return fileout_keep_apart(r->record, inputs, why) == 0 ? fileout_keep_apart(r->record, output, why) : -1;
}

int command_generate(int argc, char **argv)
{
    struct sample_options o = sample_plainly(rng_entropy());
    struct generate_request r = {
        .output = "-", .precision = precision_for_inference(), .count = 10, .best = 1, .threads = 1};
    long words = 0, least = o.min_length, most = o.max_length, threads = team_processors();
    const char *precision = NULL, *where = NULL, *part = NULL;
    const unsigned long long drawn = o.seed;
    int first, code, result = EXIT_FAILED;
    struct option_spec options[] = {
        {"names", 'n', OPTION_INT, "N", "how many (default 10)", &r.count, 1, 1e9},
        {"best", 0, OPTION_INT, "K",
         "generate K times as many and keep the best by appeal, as many of\n"
         "each style and kind as before; works best from some 1,000 names up,\n"
         "or with --style and --kind (default 1: keep all)",
         &r.best, 1, 1000},
        {"temperature", 0, OPTION_NUMBER, "T",
         "1 (default): as the model learnt; lower: more ordinary; higher: more unusual", &o.temperature, 0.05,
         5},
        {"style", 0, OPTION_TEXT, "S",
         "a style of the corpus: techno, metal … (default: a mix as in the corpus); for a misspelled style "
         "the "
         "nearest one is named",
         &o.style, 0, 0},
        {"mix", 0, OPTION_TEXT, "STYLES", "several styles, each with its share: techno=3,house=1", &r.mix, 0,
         0},
        {"kind", 0, OPTION_TEXT, "K", "dj, person or group (default: a mix as in the corpus)", &o.kind, 0, 0},
        {"prefix", 0, OPTION_TEXT, "P", "begin every name with P, normalised like a name", &o.prefix, 0, 0},
        {"with", 0, OPTION_TEXT, "WORDS", "every name has these words, one to three, or is a blend of them",
         &r.with, 0, 0},
        {"where", 0, OPTION_TEXT, "PLACE",
         "where the words of --with stand: start, end, inside or blend (neon and tiger: Tigeon);\n"
         "default: a mix",
         &where, 0, 0},
        {"suffix", 0, OPTION_TEXT, "TEXT", "append this to every name", &o.suffix, 0, 0},
        {"words", 0, OPTION_INT, "N", "generate names of N words, without --suffix", &words, 1, 20},
        {"min-length", 0, OPTION_INT, "N", "in characters (default 1)", &least, 1, MODEL_NAME_MAX},
        {"max-length", 0, OPTION_INT, "N", "in characters (default 40)", &most, 1, MODEL_NAME_MAX},
        {"seed", 0, OPTION_SEED, "N", "the same seed gives the same names (default: a new one)", &o.seed, 0,
         0},
        {"part", 0, OPTION_TEXT, "PART",
         "K/N: generate part K of a run in N parts (up to 60) on several\n"
         "machines: with the same seed and options no two parts share a name,\n"
         "and all parts together have the same names for any N",
         &part, 0, 0},
        {"precision", 0, OPTION_TEXT, "P",
         "precision of matrix products: int8 (default), bfloat16 or float32; float32 is used where the "
         "processor has no faster instructions for the other",
         &precision, 0, 0},
        {"threads", 't', OPTION_INT, "N",
         "threads to use (default: one per processor); the result is the same", &threads, 1, 256},
        {"new", 0, OPTION_TEXT, "DB", "leave out names that an artist of this database has", &r.corpus, 0, 0},
        {"blocklist", 0, OPTION_TEXT, "FILE",
         "words no name may contain (default: the installed list, with\n"
         "the words of this site in /etc/stagename/blocklist)",
         &r.blocklist, 0, 0},
        {"output", 'o', OPTION_TEXT, "FILE", "default: standard output", &r.output, 0, 0},
        {"record", 0, OPTION_TEXT, "FILE",
         "write how the names were generated (model, seed, options) as JSON, for\n"
         "'stagename import --record'",
         &r.record, 0, 0},
        {0}};
    const struct command_spec spec = {
        "stagename generate",
        "MODEL [options]",
        "Generates names with a trained model. Writes TSV with a header: name, bits_per_char\n"
        "(low: ordinary, high: weird), style, kind, appeal (0 to 1: how much it looks as if\n"
        "a person had chosen it). All names are different.",
        "  stagename generate site.safetensors -n 20 --style techno --kind dj\n"
        "  stagename generate site.safetensors -n 1000 --best 8 -o names.tsv\n"
        "  stagename generate site.safetensors --with 'neon tiger' --where blend\n"
        "  stagename generate site.safetensors -n 100000 --new site.db -o names.tsv",
        options,
        1,
        1};
    const char *inputs[] = {NULL, NULL, NULL, ""};
    char prefix[NAME_BYTES], suffix[NAME_BYTES];
    struct style_mix mix = {0};
    struct err why;

    if (!command_begins(&spec, argc, argv, &first, &r.quiet, &code))
        return code;
    if (where && (!*where || where_find(where) < 0))
        return command_wrong("generate", "--where is start, end, inside or blend");
    if (where && !r.with)
        return command_wrong("generate", "--where needs --with");
    if (r.with && (*o.prefix || *o.suffix || words > 0))
        return command_wrong("generate", "--with cannot be combined with --prefix, --suffix or --words");
    if (part && r.with)
        return command_wrong("generate", "--part cannot be combined with --with");
    if (part && o.seed == drawn)
        return command_wrong("generate", "--part needs --seed: all parts of a run have the same");
    if (r.mix && (o.style || r.with))
        return command_wrong("generate", "--mix cannot be combined with --style or --with");
    if (r.mix && style_mix_read(&mix, r.mix, &why) != 0)
        return command_wrong("generate", why.text);
    r.styles = r.mix ? &mix : NULL;
    r.place = where;
    r.where = where ? (enum where)where_find(where) : WHERE_ANY;
    if (least > most)
        return command_wrong("generate", "--min-length is more than --max-length");
    code = clean_part("prefix", PART_BEGINNING, &o.prefix, prefix);
    if (code == 0)
        code = clean_part("suffix", PART_END, &o.suffix, suffix);
    if (code == 0)
        code = read_part(part, &r, &o);
    if (code != 0)
        return code;
    code = command_precision("generate", precision, &r.precision);
    if (code != 0)
        return code;
    o.words = (int)words;
    o.min_length = (int)least;
    o.max_length = (int)most;
    r.model = argv[first];
    r.threads = (int)threads;
    inputs[0] = r.model;
    inputs[1] = r.corpus;
    inputs[2] = r.blocklist;
    if (fileout_keep_apart(r.output, inputs, &why) == 0 && record_apart(&r, inputs, &why) == 0 &&
        generate(&r, &o, &why) == 0)
        result = EXIT_DONE;
    else
        command_failed("generate", &why);
    style_mix_free(&mix);
    return result;
}

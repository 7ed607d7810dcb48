/* stagename import: adds a batch of invented names to the database. */
#include <math.h>
#include <stdio.h>

#include "base/buffer.h"
#include "base/progress.h"
#include "base/team.h"
#include "judging/import.h"
#include "judging/provenance.h"
#include "judging/rejudge.h"
#include "programs/command.h"
#include "store/corpus_take.h"
#include "store/judge_file.h"
#include "store/name_writer.h"
#include "store/rules.h"

static void tick(void *arg, long rows)
{
    progress_show(arg, (double)rows, NULL);
}

/* Key lengths for which the share of distant names is printed. */
enum { LETTERS_FROM = 4, LETTERS_TO = 10 };

static void show_quality(const struct quality *q)
{
    fprintf(
        stderr,
        "quality: %.1f %% unique, %.1f %% new, %.1f %% pronounceable (artists %.1f %%), lengths %.2f apart\n",
        100 * quality_unique(q), 100 * quality_new_share(q), 100 * quality_pronounceable(&q->invented),
        100 * quality_pronounceable(&q->real), quality_lengths_apart(q));
    fputs("two or more edits from every artist, by letters (artists from each other):", stderr);
    for (int i = LETTERS_FROM; i <= LETTERS_TO; i++)
        if (isfinite(quality_distant(&q->invented, i)) && isfinite(quality_distant(&q->real, i)))
            fprintf(stderr, " %d: %.0f (%.0f)", i, 100 * quality_distant(&q->invented, i),
                    100 * quality_distant(&q->real, i));
    fputs(" %\n", stderr);
}

void command_import_quality(const struct import_counts *c, int quiet)
{
    char warnings[QUALITY_WARNINGS][160];
    int count = quality_warnings(&c->quality, warnings);

    if (!quiet && c->quality.invented.names >= QUALITY_NAMES_MIN &&
        c->quality.real.names >= QUALITY_NAMES_MIN)
        show_quality(&c->quality);
    for (int i = 0; i < count; i++)
        fprintf(stderr, "warning: %s\n", warnings[i]);
}

void command_import_text(struct buffer *text, const struct import_counts *c, int dry_run)
{
    buffer_print(text, "%s=%ld free=%ld close=%ld taken=%ld duplicate=%ld blocked=%ld",
                 dry_run ? "would_enter" : "entered", c->entered, c->verdicts[VERDICT_FREE],
                 c->verdicts[VERDICT_CLOSE], c->verdicts[VERDICT_TAKEN], c->duplicate, c->blocked);
    if (!dry_run && c->batch)
        buffer_print(text, " batch=%lld", (long long)c->batch);
    else if (!dry_run)
        buffer_add_text(text, " batch=none");
}

void command_import_counts(const struct import_counts *c, int dry_run, int quiet)
{
    struct buffer text = {0};

    command_import_quality(c, quiet);
    command_import_text(&text, c, dry_run);
    puts(text.bytes);
    buffer_free(&text);
}

static void show_difference(const struct corpus_difference *difference, const struct rejudge_counts *counts)
{
    fprintf(stderr, "artists kept=%ld added=%ld removed=%ld; %ld of %ld names can be affected\n",
            difference->kept, difference->added, difference->removed, counts->affected, counts->names);
}

int command_judge_again(struct store *store, const struct corpus_difference *difference, int threads,
                        int quiet, struct rejudge_counts *counts, struct err *why)
{
    struct progress progress;
    const struct rejudge_options how = {.threads = threads, .tick = tick, .tick_arg = &progress};
    long names = store_count_names(store, why);
    int result = -1;

    if (names < 0)
        return -1;
    progress_start(&progress, "judging again", "names", (double)names, quiet);
    result = rejudge_all(store, difference, &how, counts, why);
    progress_end(&progress);
    if (result == 0 && difference && difference->is_listed && counts->names > 0 && !quiet)
        show_difference(difference, counts);
    return result;
}

void command_rejudge_counts(const struct rejudge_counts *c)
{
    printf("rejudged=%ld changed=%ld free=%ld close=%ld taken=%ld\n", c->names, c->changed,
           c->verdicts[VERDICT_FREE], c->verdicts[VERDICT_CLOSE], c->verdicts[VERDICT_TAKEN]);
}

/* The parameters of a call of import. */
struct import_request {
    char **files; /* [count] */
    int count;
    const char *blocklist, *record;
    struct import_options how;
    int rejudge, dry_run, quiet;
};

/* Returns 0, or -1 with *why set. */
static int import_names(struct store *store, struct import_request *request, struct import_counts *counts,
                        struct err *why)
{
    json_t *record = request->record ? provenance_read(request->record, &request->how.provenance, why) : NULL;
    struct blocklist *list = record || !request->record ? command_blocklist(request->blocklist, why) : NULL;
    struct lexicon *lexicon = list ? command_lexicon(why) : NULL;
    int result;

    request->how.blocklist = list;
    request->how.lexicon = lexicon;
    result = lexicon ? import_files(store, request->files, request->count, &request->how, counts, why) : -1;
    lexicon_free(lexicon);
    blocklist_free(list);
    json_decref(record);
    return result;
}

/* Returns 0, or -1 with *why set. */
static int judge_again(struct store *store, const struct import_request *request,
                       struct rejudge_counts *counts, struct err *why)
{
    struct blocklist *list = command_blocklist(request->blocklist, why);
    const struct rejudge_options how = {.threads = request->how.threads,
                                        .blocklist = list,
                                        .tick = request->how.tick,
                                        .tick_arg = request->how.tick_arg};
    int result = list ? rejudge_all(store, NULL, &how, counts, why) : -1;

    blocklist_free(list);
    return result;
}

static void show_rule(void *arg, const struct begun_rule *rule)
{
    const int *quiet = arg;

    if (rule->problem)
        fprintf(stderr, "warning: rule %lld (%s '%s') is ended: %s\n", (long long)rule->id, rule->kind,
                rule->text, rule->problem);
    else if (!*quiet)
        fprintf(stderr, "rule %lld (%s '%s') hides %ld name%s\n", (long long)rule->id, rule->kind, rule->text,
                rule->hidden, rule->hidden == 1 ? "" : "s");
}

int command_begin_rules(struct store *store, int quiet, struct err *why)
{
    struct folder *folder = folder_new(why);
    int result = folder ? store_rules_begin(store, folder, show_rule, &quiet, why) : -1;

    folder_free(folder);
    return result;
}

static void show_blocklist(const struct rejudge_counts *counts)
{
    if (counts->blocked || counts->unblocked)
        fprintf(stderr, "blocklist: hidden=%ld shown_again=%ld\n", counts->blocked, counts->unblocked);
}

/* Imports in one transaction; a dry run rolls it back. Returns 0 with the counts printed, or -1 with *why
 * set. */
static int run(struct store *store, struct import_request *request, struct err *why)
{
    struct import_counts counts;
    struct rejudge_counts again;
    int result = store_begin(store, why);

    if (result == 0)
        result = command_begin_rules(store, request->quiet, why);
    if (result == 0)
        result = request->rejudge ? judge_again(store, request, &again, why)
                                  : import_names(store, request, &counts, why);
    progress_end(request->how.tick_arg);
    if (result == 0 && !request->dry_run)
        result = store_commit(store, why);
    else
        store_rollback(store);
    store_judge_tidy(store);
    if (result == 0 && request->rejudge && !request->quiet)
        show_blocklist(&again);
    if (result == 0 && request->rejudge)
        command_rejudge_counts(&again);
    else if (result == 0)
        command_import_counts(&counts, request->dry_run, request->quiet);
    return result;
}

int command_import(int argc, char **argv)
{
    const char *db = NULL;
    struct import_request request = {0};
    long threads = team_processors();
    int quiet = 0, first, code, done = 0;
    struct option_spec options[] = {
        {"db", 'd', OPTION_TEXT, "DB", "the database with the corpus", &db, 0, 0},
        {"dry-run", 'n', OPTION_FLAG, NULL, "judge and count, but change nothing", &request.dry_run, 0, 0},
        {"note", 0, OPTION_TEXT, "TEXT", "a remark that is kept with the batch", &request.how.note, 0, 0},
        {"record", 0, OPTION_TEXT, "FILE",
         "keep with the batch how its names were generated: what 'stagename\n"
         "generate --record' wrote",
         &request.record, 0, 0},
        {"blocklist", 0, OPTION_TEXT, "FILE",
         "words no name may contain (default: the installed list, with\n"
         "the words of this site in /etc/stagename/blocklist)",
         &request.blocklist, 0, 0},
        {"rejudge", 0, OPTION_FLAG, NULL,
         "instead of files: judge all names of the database again, as\n"
         "'stagename corpus' does when the corpus changes, and hide those with\n"
         "a word of the blocklist",
         &request.rejudge, 0, 0},
        {"threads", 0, OPTION_INT, "N", "processors to use (default: all)", &threads, 1, 256},
        {0}};
    const struct command_spec spec = {
        "stagename import",
        "--db DB [options] FILE…",
        "Adds the names of TSV files (header: name, and bits_per_char, style, kind and\n"
        "appeal if known) to the database as one batch: a file of names, or all parts of a\n"
        "run ('stagename generate --part'). Each name gets its verdict against the corpus,\n"
        "which is taken (an artist has that name), close (a similar name) or free, and its\n"
        "nearest artists. Either all files enter or nothing; if no name is new, there is no\n"
        "batch.\n"
        "'-' reads standard input.",
        "  stagename import --db site.db --note 'first try' names.tsv\n"
        "  stagename import --db site.db --record names.json part-*.tsv\n"
        "  stagename generate m.safetensors | stagename import --db site.db -",
        options,
        0,
        -1};
    struct progress progress;
    struct store *store;
    struct err why;

    if (!command_begins(&spec, argc, argv, &first, &quiet, &code))
        return code;
    if (!db)
        return command_wrong("import", "name the database with --db");
    if (request.rejudge == (first < argc))
        return command_wrong("import", "name a file of names or several, or none with --rejudge");
    if (request.rejudge && (request.dry_run || request.how.note || request.record))
        return command_wrong("import", "--dry-run, --note and --record are for files of names");
    request.files = argv + first;
    request.count = argc - first;
    request.quiet = quiet;
    request.how.threads = (int)threads;
    request.how.tick = tick;
    request.how.tick_arg = &progress;
    store = store_open(db, STORE_CHANGE, &why);
    if (store) {
        progress_start(&progress, request.rejudge ? "judging again" : "importing", "names",
                       request.rejudge ? (double)store_count_names(store, &why) : 0, quiet);
        done = run(store, &request, &why) == 0;
    }
    store_close(store);
    return done ? command_finish("import") : command_failed("import", &why);
}

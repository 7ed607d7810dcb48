/* stagename import, batches, rollback: adds batches of invented names to the database, lists and removes
 * them. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/progress.h"
#include "base/team.h"
#include "judging/import.h"
#include "judging/rejudge.h"
#include "programs/command.h"
#include "store/judge_file.h"
#include "store/name_writer.h"

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

void command_import_counts(const struct import_counts *c, int dry_run, int quiet)
{
    char warnings[QUALITY_WARNINGS][160];
    int count = quality_warnings(&c->quality, warnings);

    if (!quiet && c->quality.invented.names >= QUALITY_NAMES_MIN &&
        c->quality.real.names >= QUALITY_NAMES_MIN)
        show_quality(&c->quality);
    for (int i = 0; i < count; i++)
        fprintf(stderr, "warning: %s\n", warnings[i]);
    printf("%s=%ld free=%ld close=%ld taken=%ld duplicate=%ld blocked=%ld",
           dry_run ? "would_enter" : "entered", c->entered, c->verdicts[VERDICT_FREE],
           c->verdicts[VERDICT_CLOSE], c->verdicts[VERDICT_TAKEN], c->duplicate, c->blocked);
    if (!dry_run)
        printf(" batch=%lld", (long long)c->batch);
    putchar('\n');
}

void command_rejudge_counts(const struct rejudge_counts *c)
{
    printf("rejudged=%ld changed=%ld free=%ld close=%ld taken=%ld\n", c->names, c->changed,
           c->verdicts[VERDICT_FREE], c->verdicts[VERDICT_CLOSE], c->verdicts[VERDICT_TAKEN]);
}

/* The parameters of a call of import. */
struct import_request {
    const char *file, *blocklist;
    struct import_options how;
    int rejudge, dry_run, quiet;
};

/* Returns 0, or -1 with *why set. */
static int import_names(struct store *store, struct import_request *request, struct import_counts *counts,
                        struct err *why)
{
    struct blocklist *list = command_blocklist(request->blocklist, why);
    struct lexicon *lexicon = list ? command_lexicon(why) : NULL;
    int result;

    request->how.blocklist = list;
    request->how.lexicon = lexicon;
    result = lexicon ? import_file(store, request->file, &request->how, counts, why) : -1;
    lexicon_free(lexicon);
    blocklist_free(list);
    return result;
}

static int judge_again(struct store *store, const struct import_options *import,
                       struct rejudge_counts *counts, struct err *why)
{
    const struct rejudge_options how = {import->threads, import->tick, import->tick_arg};

    return rejudge_all(store, &how, counts, why);
}

/* Imports in one transaction; a dry run rolls it back. Returns 0 with the counts printed, or -1 with *why
 * set. */
static int run(struct store *store, struct import_request *request, struct err *why)
{
    struct import_counts counts;
    struct rejudge_counts again;
    int result = store_begin(store, why);

    if (result == 0)
        result = request->rejudge ? judge_again(store, &request->how, &again, why)
                                  : import_names(store, request, &counts, why);
    progress_end(request->how.tick_arg);
    if (result == 0 && !request->dry_run)
        result = store_commit(store, why);
    else
        store_rollback(store);
    store_judge_tidy(store);
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
        {"blocklist", 0, OPTION_TEXT, "FILE",
         "words no name may contain (default: the installed list, or\n"
         "blocklist.txt of $STAGENAME_DATADIR)",
         &request.blocklist, 0, 0},
        {"rejudge", 0, OPTION_FLAG, NULL,
         "instead of a FILE: judge all names of the database again, as\n"
         "'stagename corpus' does when the corpus changes",
         &request.rejudge, 0, 0},
        {"threads", 0, OPTION_INT, "N", "processors to use (default: all)", &threads, 1, 256},
        {0}};
    const struct command_spec spec = {
        "stagename import",
        "--db DB [options] FILE",
        "Adds the names of a TSV file (header: name, and bits_per_char, style, kind and\n"
        "appeal if known) to the database as one batch. Each name gets its verdict against\n"
        "the corpus, which is taken (an artist has that name), close (a similar name) or\n"
        "free, and its nearest artists. Either the whole file enters or nothing.\n"
        "'-' reads standard input.",
        "  stagename import --db site.db --note 'first try' names.tsv\n"
        "  stagename generate m.safetensors | stagename import --db site.db -",
        options,
        0,
        1};
    struct progress progress;
    struct store *store;
    struct err why;

    if (!command_begins(&spec, argc, argv, &first, &quiet, &code))
        return code;
    if (!db)
        return command_wrong("import", "name the database with --db");
    if (request.rejudge == (first < argc))
        return command_wrong("import", "name one file of names, or none with --rejudge");
    if (request.rejudge && (request.dry_run || request.how.note || request.blocklist))
        return command_wrong("import", "--dry-run, --note and --blocklist are for files of names");
    request.file = argv[first];
    request.quiet = quiet;
    request.how.threads = (int)threads;
    request.how.tick = tick;
    request.how.tick_arg = &progress;
    store = store_open(db, STORE_CHANGE, &why);
    if (store) {
        progress_start(&progress, request.rejudge ? "judging again" : "importing", "names", 0, quiet);
        done = run(store, &request, &why) == 0;
    }
    store_close(store);
    return done ? command_finish("import") : command_failed("import", &why);
}

/* Writes a TSV field; tabs and line ends become spaces. */
static void print_field(const char *text, char end)
{
    for (; *text; text++)
        putchar(*text == '\t' || *text == '\n' || *text == '\r' ? ' ' : *text);
    putchar(end);
}

static void print_batch(void *arg, const struct batch_row *row)
{
    (void)arg;
    printf("%lld\t%s\t%ld\t%ld\t%ld\t%ld\t%ld\t", (long long)row->id, row->imported_at, row->names,
           row->free_names, row->close, row->taken, row->hidden);
    print_field(row->file, '\t');
    print_field(row->note, '\n');
}

int command_batches(int argc, char **argv)
{
    const char *db = NULL;
    int quiet = 0, first, code, done = 0;
    struct option_spec options[] = {{"db", 'd', OPTION_TEXT, "DB", "the database", &db, 0, 0}, {0}};
    const struct command_spec spec = {"stagename batches",
                                      "--db DB",
                                      "Lists the imported batches as TSV, the newest first.",
                                      NULL,
                                      options,
                                      0,
                                      0};
    struct store *store;
    struct err why;

    if (!command_begins(&spec, argc, argv, &first, &quiet, &code))
        return code;
    if (!db)
        return command_wrong("batches", "name the database with --db");
    store = store_open(db, STORE_READ, &why);
    if (store) {
        puts("batch\timported_at\tnames\tfree\tclose\ttaken\thidden\tfile\tnote");
        done = store_batches(store, print_batch, NULL, &why) == 0;
    }
    store_close(store);
    return done ? command_finish("batches") : command_failed("batches", &why);
}

/* Returns the number of names of the batch, or -1 with *why set and nothing changed. */
static long roll_back(struct store *store, int64_t batch, struct err *why)
{
    long gone;

    if (store_begin(store, why) != 0)
        return -1;
    gone = store_batch_rollback(store, batch, why);
    if (gone < 0)
        store_rollback(store);
    else if (store_commit(store, why) != 0)
        gone = -1;
    store_judge_tidy(store);
    return gone;
}

int command_rollback(int argc, char **argv)
{
    const char *db = NULL;
    int quiet = 0, first, code, result = EXIT_FAILED;
    struct option_spec options[] = {{"db", 'd', OPTION_TEXT, "DB", "the database", &db, 0, 0}, {0}};
    const struct command_spec spec = {
        "stagename rollback",
        "--db DB BATCH",
        "Removes all names of a batch; 'stagename batches' lists the numbers. The\n"
        "decisions of curators about these names stay on record.",
        "  stagename rollback --db site.db 3",
        options,
        1,
        1};
    struct store *store;
    struct err why;
    long batch, gone;

    if (!command_begins(&spec, argc, argv, &first, &quiet, &code))
        return code;
    if (!db)
        return command_wrong("rollback", "name the database with --db");
    if (options_long(argv[first], 1, 1000000000, &batch) != 0)
        return command_wrong("rollback", "BATCH is a number; 'stagename batches' lists them");
    store = store_open(db, STORE_CHANGE, &why);
    gone = store ? roll_back(store, batch, &why) : -1;
    if (gone >= 0) {
        printf("batch=%ld names=%ld\n", batch, gone);
        result = command_finish("rollback");
    } else {
        command_failed("rollback", &why);
    }
    store_close(store);
    return result;
}

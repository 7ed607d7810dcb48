/* stagename import, batches, rollback: invented names into the database, and back out. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/progress.h"
#include "base/team.h"
#include "programs/command.h"
#include "store/import.h"

static void tick(void *arg, long rows)
{
    progress_show(arg, (double)rows, NULL);
}

/* Letters at which the share of names at a distance is told. */
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

    if (!quiet && c->quality.invented.names >= QUALITY_NAMES_MIN && c->quality.real.names >= QUALITY_NAMES_MIN)
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

/* Returns 0 when it has told its counts, -1 with *why set. */
static int import_names(struct store *store, const char *path, const char *blocklist,
                        struct import_options *how, int quiet, struct err *why)
{
    struct blocklist *list = command_blocklist(blocklist, why);
    struct import_counts counts;
    int result;

    how->blocklist = list;
    result = list ? import_file(store, path, how, &counts, why) : -1;
    progress_end(how->tick_arg);
    blocklist_free(list);
    if (result == 0)
        command_import_counts(&counts, how->dry_run, quiet);
    return result;
}

static int judge_again(struct store *store, struct import_options *how, struct err *why)
{
    struct rejudge_counts counts;
    int result = import_rejudge(store, how, &counts, why);

    store_judge_tidy(store);
    progress_end(how->tick_arg);
    if (result == 0)
        command_rejudge_counts(&counts);
    return result;
}

int command_import(int argc, char **argv)
{
    const char *db = NULL, *blocklist = NULL;
    struct import_options how = {0};
    long threads = team_processors();
    int quiet = 0, rejudge = 0, first, code, done = 0;
    struct option_spec options[] = {
        {"db", 'd', OPTION_TEXT, "DB", "the database with the corpus", &db, 0, 0},
        {"dry-run", 'n', OPTION_FLAG, NULL, "judge and count, but change nothing", &how.dry_run, 0, 0},
        {"note", 0, OPTION_TEXT, "TEXT", "a remark that is kept with the batch", &how.note, 0, 0},
        {"blocklist", 0, OPTION_TEXT, "FILE",
         "words no name may contain (default: the installed list, or\n"
         "blocklist.txt of $STAGENAME_DATADIR)",
         &blocklist, 0, 0},
        {"rejudge", 0, OPTION_FLAG, NULL,
         "instead of a FILE: judge all names of the database again, as\n"
         "'stagename corpus' does when the corpus changes",
         &rejudge, 0, 0},
        {"threads", 0, OPTION_INT, "N", "processors to use (default: all)", &threads, 1, 256},
        {0}};
    const struct command_spec spec = {
        "stagename import",
        "--db DB [options] FILE",
        "Enters the names of a TSV (header: name, and bits_per_char, style, kind and appeal\n"
        "if known) as one batch, each with its verdict against the corpus: taken (an artist has\n"
        "that name), close (nearly) or free, and with the nearest artists. All of the\n"
        "file enters or nothing does. '-' reads standard input.",
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
    how.threads = (int)threads;
    if (rejudge == (first < argc))
        return command_wrong("import", "name one file of names, or none with --rejudge");
    if (rejudge && (how.dry_run || how.note || blocklist))
        return command_wrong("import", "--dry-run, --note and --blocklist are for files of names");
    store = store_open(db, STORE_CHANGE, &why);
    if (store) {
        progress_start(&progress, rejudge ? "judging again" : "importing", "names", 0, quiet);
        how.tick = tick;
        how.tick_arg = &progress;
        done = (rejudge ? judge_again(store, &how, &why)
                        : import_names(store, argv[first], blocklist, &how, quiet, &why)) == 0;
    }
    store_close(store);
    return done ? command_finish("import") : command_failed("import", &why);
}

/* A TSV field: what would end it becomes a space. */
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

int command_rollback(int argc, char **argv)
{
    const char *db = NULL;
    int quiet = 0, first, code, result = EXIT_FAILED;
    struct option_spec options[] = {{"db", 'd', OPTION_TEXT, "DB", "the database", &db, 0, 0}, {0}};
    const struct command_spec spec = {
        "stagename rollback",
        "--db DB BATCH",
        "Takes back all names of a batch; 'stagename batches' lists their numbers. What\n"
        "curators decided about them stays on record.",
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
    gone = store ? store_batch_rollback(store, batch, &why) : -1;
    if (gone >= 0) {
        printf("batch=%ld names=%ld\n", batch, gone);
        result = command_finish("rollback");
    } else {
        command_failed("rollback", &why);
    }
    store_close(store);
    return result;
}

/* stagename batches, rollback: lists the batches of names, removes and restores them. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/team.h"
#include "judging/provenance.h"
#include "judging/rejudge.h"
#include "programs/command.h"
#include "store/batches.h"
#include "store/judge_file.h"

/* ---- batches ---- */

/* Writes a TSV field, blank for NULL; tabs and line ends become spaces. */
static void print_field(const char *text, char end)
{
    for (; text && *text; text++)
        putchar(*text == '\t' || *text == '\n' || *text == '\r' ? ' ' : *text);
    putchar(end);
}

static void print_row(void *arg, const struct batch_row *row)
{
    const struct provenance *from = &row->provenance;

    (void)arg;
    printf("%lld\t%s\t%ld\t%ld\t%ld\t%ld\t%ld\t", (long long)row->id, row->imported_at, row->names,
           row->free_names, row->close, row->taken, row->hidden);
    print_field(row->file, '\t');
    print_field(row->note, '\t');
    print_field(from->model, '\t');
    print_field(from->fingerprint, '\t');
    print_field(from->seed, '\t');
    if (from->temperature > 0)
        printf("%g", from->temperature);
    putchar('\t');
    print_field(from->styles, '\t');
    print_field(from->selection, '\t');
    print_field(row->removed_at, '\t');
    print_field(row->removed_by, '\n');
}

static void print_object(void *arg, const struct batch_row *row)
{
    int *failed = arg;
    json_t *batch = json_pack(
        "{s:I, s:s, s:I, s:I, s:I, s:I, s:I, s:s, s:s, s:o, s:s?, s:s?}", "batch", (json_int_t)row->id,
        "imported_at", row->imported_at, "names", (json_int_t)row->names, "free", (json_int_t)row->free_names,
        "close", (json_int_t)row->close, "taken", (json_int_t)row->taken, "hidden", (json_int_t)row->hidden,
        "file", row->file, "note", row->note, "generated", provenance_json(&row->provenance), "removed_at",
        row->removed_at, "removed_by", row->removed_by);

    if (!batch || json_dumpf(batch, stdout, JSON_COMPACT | JSON_REAL_PRECISION(6)) != 0)
        *failed = 1;
    putchar('\n');
    json_decref(batch);
}

static int list(struct store *store, int all, int json, struct err *why)
{
    int failed = 0;

    if (!json)
        puts("batch\timported_at\tnames\tfree\tclose\ttaken\thidden\tfile\tnote\tmodel\tfingerprint\tseed\t"
             "temperature\tstyles\tselection\tremoved_at\tremoved_by");
    if (store_batches(store, all, json ? print_object : print_row, &failed, why) != 0)
        return -1;
    return failed ? err_set(why, "a batch cannot be written as JSON: its texts are not UTF-8") : 0;
}

int command_batches(int argc, char **argv)
{
    const char *db = NULL;
    int quiet = 0, all = 0, json = 0, first, code, done = 0;
    struct option_spec options[] = {
        {"db", 'd', OPTION_TEXT, "DB", "the database", &db, 0, 0},
        {"all", 'a', OPTION_FLAG, NULL, "also batches that were rolled back or retired", &all, 0, 0},
        {"json", 'j', OPTION_FLAG, NULL, "one JSON object a line", &json, 0, 0},
        {0}};
    const struct command_spec spec = {
        "stagename batches",
        "--db DB [--all] [--json]",
        "Lists the imported batches as TSV, the newest first: counts of their names, the\n"
        "file as it was named, and how the names were generated, if 'stagename import\n"
        "--record' or stagename-refresh recorded it.",
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
    if (store)
        done = list(store, all, json, &why) == 0;
    store_close(store);
    return done ? command_finish("batches") : command_failed("batches", &why);
}

/* ---- rollback ---- */

/* The parameters of a call of rollback. */
struct rollback_request {
    long batch; /* 0: none was given */
    int undo, yes, quiet;
};

/* Finds a batch in the list. */
struct search {
    int64_t batch;
    int is_found;
    char what[400]; /* a description */
};

static void describe(void *arg, const struct batch_row *row)
{
    struct search *search = arg;

    if (row->id != search->batch)
        return;
    search->is_found = 1;
    snprintf(search->what, sizeof search->what, "batch %lld (%ld names, imported %s from %.200s)",
             (long long)row->id, row->names, row->imported_at, row->file);
}

/* Asks on a terminal; a script is not asked. Returns 0 to continue, or -1 with *why set. */
static int confirm(struct store *store, const struct rollback_request *request, struct err *why)
{
    struct search search = {.batch = request->batch};
    char answer[8] = "";

    if (request->yes || request->undo || !isatty(STDIN_FILENO))
        return 0;
    if (store_batches(store, 0, describe, &search, why) != 0)
        return -1;
    if (!search.is_found) /* store_batch_roll_back says what is wrong */
        return 0;
    fprintf(stderr, "Remove %s? [y/N] ", search.what);
    if (fgets(answer, sizeof answer, stdin) && (*answer == 'y' || *answer == 'Y'))
        return 0;
    return err_set(why, "not confirmed, so nothing was changed");
}

/* Restores a batch, and judges all names again. Returns 0, or -1 with *why set. */
static int restore(struct store *store, const struct rollback_request *request, struct restored *restored,
                   struct err *why)
{
    struct rejudge_counts counts;

    if (store_batch_restore(store, request->batch, restored, why) != 0)
        return -1;
    return command_judge_again(store, NULL, team_processors(), request->quiet, &counts, why);
}

/* Returns 0 with the result printed, or -1 with *why set and nothing changed. */
static int roll_back(struct store *store, const struct rollback_request *request, struct err *why)
{
    struct restored restored;
    long names = 0;
    int result;

    if (confirm(store, request, why) != 0 || store_begin(store, why) != 0)
        return -1;
    if (request->undo)
        result = restore(store, request, &restored, why);
    else
        result = (names = store_batch_roll_back(store, request->batch, why)) < 0 ? -1 : 0;
    if (result == 0)
        result = store_commit(store, why);
    else
        store_rollback(store);
    store_judge_tidy(store);
    if (result == 0 && request->undo)
        printf("batch=%lld restored=%ld left_out=%ld\n", (long long)restored.batch, restored.names,
               restored.left_out);
    else if (result == 0)
        printf("batch=%ld names=%ld\n", request->batch, names);
    return result;
}

int command_rollback(int argc, char **argv)
{
    struct rollback_request request = {0};
    const char *db = NULL;
    int first, code, done = 0;
    struct option_spec options[] = {
        {"db", 'd', OPTION_TEXT, "DB", "the database", &db, 0, 0},
        {"undo", 'u', OPTION_FLAG, NULL,
         "restore the names of BATCH, or of the batch that was rolled back\n"
         "last, with their numbers; possible until the next refresh",
         &request.undo, 0, 0},
        {"yes", 'y', OPTION_FLAG, NULL, "do not ask on a terminal", &request.yes, 0, 0},
        {0}};
    const struct command_spec spec = {
        "stagename rollback",
        "--db DB [--yes] BATCH | --undo [BATCH]",
        "Removes all names of a batch; 'stagename batches' lists the numbers. On a\n"
        "terminal it asks first; elsewhere, as in a script, it does not. Links to the\n"
        "names say that they were withdrawn. The decisions of curators about the names\n"
        "stay on record, and so does the batch: 'stagename batches --all' lists it.\n"
        "\n"
        "--undo judges the restored names by the corpus of now. A name that was imported\n"
        "again meanwhile, under another number, is left out.",
        "  stagename rollback --db site.db 3\n"
        "  stagename rollback --db site.db --undo",
        options,
        0,
        1};
    struct store *store;
    struct err why;

    if (!command_begins(&spec, argc, argv, &first, &request.quiet, &code))
        return code;
    if (!db)
        return command_wrong("rollback", "name the database with --db");
    if (first == argc && !request.undo)
        return command_wrong("rollback", "name a batch; 'stagename batches' lists them");
    if (first < argc && options_long(argv[first], 1, 1000000000, &request.batch) != 0)
        return command_wrong("rollback", "BATCH is a number; 'stagename batches' lists them");
    store = store_open(db, STORE_CHANGE, &why);
    if (store)
        done = roll_back(store, &request, &why) == 0;
    store_close(store);
    return done ? command_finish("rollback") : command_failed("rollback", &why);
}

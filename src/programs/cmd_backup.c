/* stagename backup: copies the database, its reports and its model into a folder, and removes old copies. */
#include <stdio.h>
#include <stdlib.h>

#include "base/stop.h"
#include "programs/command.h"
#include "store/backup.h"

static void print_backup(const struct backup *made, int removed)
{
    printf("bytes=%lld artists=%ld names=%ld decisions=%ld reports=%ld model=%s removed=%d backup=%s\n",
           (long long)made->bytes, made->figures.artists, made->figures.names, made->figures.decisions,
           made->reports < 0 ? 0 : made->reports, made->has_model ? "yes" : "no", removed, made->path);
}

/* Old backups are removed only after a new one is complete. */
static int run(const struct backup_plan *plan, long keep, int quiet, struct err *why)
{
    struct backup made;
    int removed = 0;

    if (backup_make(plan, &made, why) != 0)
        return -1;
    if (keep > 0)
        removed = backup_prune(plan->folder, plan->database, keep, why);
    if (!quiet && removed >= 0)
        print_backup(&made, removed);
    free(made.path);
    return removed < 0 ? -1 : 0;
}

int command_backup(int argc, char **argv)
{
    struct backup_plan plan = {.is_stopped = stop_requested};
    long keep = 0;
    int quiet = 0, first, code;
    struct option_spec options[] = {{"db", 'd', OPTION_TEXT, "DB",
                                     "the database; others may read and write it meanwhile", &plan.database,
                                     0, 0},
                                    {"model", 'm', OPTION_TEXT, "MODEL",
                                     "the model to copy (default: the one beside DB, site.safetensors\n"
                                     "for site.db, if there is one)",
                                     &plan.model, 0, 0},
                                    {"keep", 'k', OPTION_INT, "N",
                                     "afterwards remove the oldest backups of DB in DIR, so that N remain\n"
                                     "(default: remove none)",
                                     &keep, 1, 100000},
                                    {0}};
    const struct command_spec spec = {
        "stagename backup",
        "--db DB [--model MODEL] [--keep N] DIR",
        "Copies the database, the reports of visitors and the model into a new folder in DIR,\n"
        "which is named after the database and the time. It does so while workers serve and\n"
        "while names are imported: the copy has the state of the beginning. Each copy is\n"
        "checked, and the folder appears under its name when all are complete. One line on\n"
        "standard output says what is in it; --quiet leaves it out.\n"
        "\n"
        "stagename-backup is the same command. 'stagename restore' puts a backup back. Use one\n"
        "DIR for each database: --keep counts the backups of databases with the same file name.",
        "  stagename backup --db /var/lib/stagename/site.db --keep 14 /var/backups/stagename\n"
        "  27 4 * * *  stagename-backup --quiet --db /var/lib/stagename/site.db --keep 14 …/backups",
        options,
        1,
        1};
    struct err why;

    if (!command_begins(&spec, argc, argv, &first, &quiet, &code))
        return code;
    if (!plan.database)
        return command_wrong("backup", "name the database with --db");
    plan.folder = argv[first];
    stop_on_signals();
    if (run(&plan, keep, quiet, &why) == 0)
        return command_finish("backup");
    command_failed("backup", &why);
    return stop_requested() ? 128 + stop_requested() : EXIT_FAILED;
}

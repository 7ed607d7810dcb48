/* stagename restore: puts a backup in the place of the database. */
#include <stdio.h>
#include <stdlib.h>

#include "programs/command.h"
#include "store/restore.h"

/* signalled: how many servers read the new content. */
static void print_restored(const struct restored *done, int signalled, const char *database)
{
    printf("artists=%ld names=%ld decisions=%ld reports=%ld model=%s", done->after.artists, done->after.names,
           done->after.decisions, done->reports < 0 ? 0 : done->reports, done->has_model ? "yes" : "no");
    if (done->before.artists >= 0)
        printf(" instead_of_artists=%ld instead_of_names=%ld instead_of_decisions=%ld", done->before.artists,
               done->before.names, done->before.decisions);
    printf(" signalled=%d restored=%s\n", signalled, database);
}

int command_restore(int argc, char **argv)
{
    struct restore_plan plan = {0};
    int quiet = 0, first, code, result, signalled = 0;
    struct option_spec options[] = {
        {"db", 'd', OPTION_TEXT, "DB", "the database to replace, or the place of a missing one",
         &plan.database, 0, 0},
        {"model", 'm', OPTION_TEXT, "MODEL",
         "where the model belongs (default: beside DB, site.safetensors for site.db)", &plan.model, 0, 0},
        {0}};
    const struct command_spec spec = {
        "stagename restore",
        "--db DB [--model MODEL] BACKUP",
        "Replaces the database, its reports and its model by those of a backup, a folder that\n"
        "'stagename backup' made. The backup is checked first and does not change.\n"
        "\n"
        "Workers can serve meanwhile: they change to the restored names with the next request,\n"
        "and get SIGHUP, so that they read the model, too. While another process writes the database, the\n"
        "command is refused. All that was imported, decided and reported since the backup is\n"
        "lost, so back up the present state before if it can be read. Numbers of names that\n"
        "were given since then are not given again.\n"
        "\n"
        "After a failure or a kill the database has its old content or the new one; run the\n"
        "command again. A file that is not readable as a database is kept under another name.",
        "  stagename restore --db /var/lib/stagename/site.db /var/backups/stagename/site-20261129T042700Z\n"
        "  stagename restore --db test.db site-20261129T042700Z      # look at a backup in another place",
        options,
        1,
        1};
    struct restored done;
    struct err why;

    if (!command_begins(&spec, argc, argv, &first, &quiet, &code))
        return code;
    if (!plan.database)
        return command_wrong("restore", "name the database with --db");
    plan.backup = argv[first];
    result = restore_backup(&plan, &done, &why);
    if (done.damaged)
        fprintf(stderr, "stagename restore: the damaged file is kept as %s\n", done.damaged);
    if (result == 0)
        signalled = command_signal(plan.database);
    if (result == 0 && !quiet)
        print_restored(&done, signalled, plan.database);
    free(done.damaged);
    return result == 0 ? command_finish("restore") : command_failed("restore", &why);
}

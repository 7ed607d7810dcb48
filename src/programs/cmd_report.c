/* stagename report: writes a page about a model and its names. */
#include "base/fileout.h"
#include "base/progress.h"
#include "model/modelfile.h"
#include "programs/command.h"
#include "report/report.h"

static void tick(void *arg, int done, int of)
{
    struct progress *progress = arg;

    progress->total = of;
    progress_show(progress, done, NULL);
}

static int report(const char *db, const char *model_path, const char *output, int threads, int quiet,
                  struct err *why)
{
    struct store *store = store_open(db, STORE_READ, why);
    struct model *model = store && model_path ? model_load(model_path, why) : NULL;
    struct progress progress;
    struct report_how how = {.tick = tick, .tick_arg = &progress};
    struct fileout out = {0};
    int result = -1;

    if (!store || (model_path && !model))
        goto out;
    how.team = team_new(threads, why);
    if (!how.team || fileout_open(&out, output, why) != 0)
        goto out;
    progress_start(&progress, "reporting", "parts", 0, quiet);
    result = report_write(out.stream, store, model, &how, why);
    progress_end(&progress);
    if (result == 0)
        result = fileout_commit(&out, why);
out:
    fileout_abandon(&out);
    team_free(how.team);
    model_free(model);
    store_close(store);
    return result;
}

int command_report(int argc, char **argv)
{
    const char *db = NULL, *model = NULL, *output = NULL;
    long threads = team_processors();
    int quiet = 0, first, code;
    struct option_spec options[] = {
        {"db", 'd', OPTION_TEXT, "DB", "the database with corpus and names", &db, 0, 0},
        {"model", 'm', OPTION_TEXT, "MODEL", "describe this model too: loss, temperatures, names by style",
         &model, 0, 0},
        {"output", 'o', OPTION_TEXT, "FILE", "the HTML file to write; '-' is standard output", &output, 0, 0},
        {"threads", 't', OPTION_INT, "N", "threads to use (default: one per processor)", &threads, 1, 256},
        {0}};
    const struct command_spec spec = {
        "stagename report",
        "--db DB [--model MODEL] -o FILE.html",
        "Writes one self-contained page about the names of a database beside its\n"
        "artists: what share is unique, new, pronounceable; lengths, first letters,\n"
        "distance from artists; with a model its loss curve, what the temperature does,\n"
        "and sheets of names by style. The plots are drawn by gnuplot.",
        "  stagename report --db site.db --model site.safetensors -o report.html",
        options,
        0,
        0};
    const char *inputs[] = {NULL, NULL, ""};
    struct err why;

    if (!command_begins(&spec, argc, argv, &first, &quiet, &code))
        return code;
    if (!db)
        return command_wrong("report", "name the database with --db");
    if (!output)
        return command_wrong("report", "name the page to write with -o");
    inputs[0] = db;
    inputs[1] = model;
    if (fileout_keep_apart(output, inputs, &why) == 0 &&
        report(db, model, output, (int)threads, quiet, &why) == 0)
        return command_finish("report");
    return command_failed("report", &why);
}

/* stagename generation: the published copies on a host, and the end of a publication that runs there. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "model/model.h"
#include "model/modelfile.h"
#include "programs/command.h"
#include "publish/host.h"
#include "store/generations.h"

static int check_model(const char *path, struct err *why)
{
    struct model *model = model_load(path, why);

    if (!model)
        return -1;
    model_free(model);
    return 0;
}

static int print_one(void *arg, const char *name, int is_current)
{
    (void)arg;
    printf("%s\t%s\n", name, is_current ? "served" : "kept");
    return 0;
}

static int list(const struct generations *all, struct err *why)
{
    puts("generation\tstate");
    return generations_each(all, print_one, NULL, why);
}

static int go_back(const struct generations *all, struct err *why)
{
    char name[GENERATION_NAME] = "";

    if (generations_go_back(all, name, why) != 0)
        return -1;
    printf("generation=%s servers=%d\n", name, command_signal(all->database));
    return 0;
}

static int run(const char *db, int rollback, struct err *why)
{
    struct generations all;
    int result = generations_open(&all, db, why);

    if (result == 0)
        result = rollback ? go_back(&all, why) : list(&all, why);
    generations_close(&all);
    return result;
}

static int serve_publication(const char *db, const char *sockets, struct err *why)
{
    const struct host_plan plan = {db, sockets, check_model, command_signal};

    signal(SIGPIPE, SIG_IGN);
    return host_run(&plan, STDIN_FILENO, STDOUT_FILENO, why);
}

int command_generation(int argc, char **argv)
{
    const char *db = NULL, *sockets = "/run/stagename";
    int quiet = 0, rollback = 0, agent = 0, first, code, result;
    struct option_spec options[] = {
        {"db", 'd', OPTION_TEXT, "DB", "the database that the workers of this host serve", &db, 0, 0},
        {"rollback", 0, OPTION_FLAG, NULL, "serve the generation before", &rollback, 0, 0},
        {"agent", 0, OPTION_FLAG, NULL,
         "answer stagename-publish on standard input and output; it starts this\n"
         "over ssh",
         &agent, 0, 0},
        {"sockets", 0, OPTION_TEXT, "DIR",
         "the folder with the sockets of the workers, which must answer with a\n"
         "new generation (default /run/stagename)",
         &sockets, 0, 0},
        {0}};
    const struct command_spec spec = {
        "stagename generation",
        "--db DB [--rollback]",
        "Lists the published copies of a database on this host: the generation that is served,\n"
        "and the one before, which --rollback serves again. stagename-publish does the same on\n"
        "all hosts.\n"
        "\n"
        "A generation is a folder in DB.generations with the database, its index of artists\n"
        "and its model. DB is a symbolic link into that of the served generation. Reports of\n"
        "visitors are not in it: they stay beside DB.",
        "  stagename generation --db /var/lib/stagename/site.db\n"
        "  stagename generation --db /var/lib/stagename/site.db --rollback",
        options,
        0,
        0};
    struct err why;

    if (!command_begins(&spec, argc, argv, &first, &quiet, &code))
        return code;
    if (!db)
        return command_wrong("generation", "name the database with --db");
    if (agent && rollback)
        return command_wrong("generation", "--agent and --rollback exclude each other");
    result = agent ? serve_publication(db, sockets, &why) : run(db, rollback, &why);
    return result == 0 ? command_finish("generation") : command_failed("generation", &why);
}

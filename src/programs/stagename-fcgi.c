/* stagename-fcgi: serves the names of a database over FastCGI, behind nginx. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/manual.h"
#include "base/memory.h"
#include "programs/command.h"
#include "programs/guard.h"
#include "store/servers.h"
#include "web/pool.h"
#include "web/routes.h"

struct server {
    struct site site;
    struct answer answer;
    const char *model, *blocklist; /* paths; model is NULL when inventing is off */
};

/* Loads the model; on failure the previous one is kept. Returns 0, or -1 with *why set. */
static int read_model(struct server *worker, struct err *why)
{
    struct blocklist *blocklist = command_blocklist(worker->blocklist, why);
    struct lexicon *lexicon = blocklist ? command_lexicon(why) : NULL;
    struct inventor *inventor = NULL;

    if (lexicon)
        inventor = inventor_new(worker->model, blocklist, lexicon, why);
    else
        blocklist_free(blocklist);
    if (!inventor)
        return -1;
    inventor_free(worker->site.inventor);
    worker->site.inventor = inventor;
    return 0;
}

static void reload(void *arg)
{
    struct server *worker = arg;
    struct err why;

    if (site_reload(&worker->site, &why) != 0)
        log_event("%s", why.text);
    if (worker->model && read_model(worker, &why) != 0)
        log_event("%s", why.text);
}

static void *start(void *arg)
{
    site_begin(&((struct server *)arg)->site);
    return arg;
}

static void serve(void *context, FCGX_Request *request)
{
    struct server *worker = context;

    routes_serve(&worker->site, &worker->answer, request);
}

static void stop(void *context)
{
    answer_free(&((struct server *)context)->answer);
}

static int idle(void *context)
{
    return site_idle(&((struct server *)context)->site);
}

/* No core files, because they would contain input of visitors; a file-size limit makes write fail. */
static void restrict_process(void)
{
    const struct rlimit none = {0, 0};

    setrlimit(RLIMIT_CORE, &none);
    signal(SIGXFSZ, SIG_IGN);
    umask(077);
}

/* A worker that ends is replaced; nginx passes its unanswered request to another one. */
static void give_up(void)
{
    log_event("out of memory");
    _exit(EXIT_FAILED);
}

int main(int argc, char **argv)
{
    struct server worker = {0};
    const char *db = NULL, *listen = NULL, *address = NULL;
    long workers = 4;
    int quiet = 0, to_syslog = 0, first, result = EXIT_FAILED;
    struct option_spec options[] = {
        {"db", 'd', OPTION_TEXT, "DB", "the database to serve", &db, 0, 0},
        {"listen", 'l', OPTION_TEXT, "ADDRESS",
         "unix:PATH or HOST:PORT; not needed when systemd hands over a socket", &listen, 0, 0},
        {"site", 0, OPTION_TEXT, "ADDRESS",
         "the address of the site, such as https://names.example, for the links of\n"
         "its pages (canonical, og:url, og:image) and as the Origin that reports of\n"
         "browsers must have (default, also when empty: the address that the\n"
         "request is sent to)",
         &address, 0, 0},
        {"workers", 'w', OPTION_INT, "N", "processes that serve, 1 to 64 (default 4)", &workers, 1,
         POOL_WORKERS_MAX},
        {"model", 'm', OPTION_TEXT, "MODEL", "invent names for /api/invent with this model", &worker.model, 0,
         0},
        {"blocklist", 0, OPTION_TEXT, "FILE",
         "words no invented name may contain (default: the installed list, with\n"
         "the words of this site in /etc/stagename/blocklist)",
         &worker.blocklist, 0, 0},
        {"syslog", 's', OPTION_FLAG, NULL, "log to syslog instead of standard error", &to_syslog, 0, 0},
        {0}};
    const struct command_spec spec = {
        "stagename-fcgi",
        "--db DB --listen unix:PATH|HOST:PORT [--site ADDRESS] [--model MODEL] [--workers N] [--syslog]",
        "Serves names and verdicts to nginx over FastCGI, in the foreground, until\n"
        "SIGTERM or SIGINT. SIGHUP replaces the workers and reads corpus and model again;\n"
        "changes of the names need no signal. Inventing a name takes a hundred times as\n"
        "long as drawing one: run a separate instance for it.",
        "  stagename-fcgi --db site.db --site https://names.example --listen "
        "unix:/run/stagename/stagename.sock\n"
        "  nice stagename-fcgi --db site.db --model site.safetensors --workers 1 --listen "
        "unix:/run/stagename/invent.sock",
        options,
        0,
        0};
    enum options_outcome outcome;
    struct listener listener = {.fd = -1};
    struct pool_plan plan;
    struct err why;

    memory_when_full(give_up);
    guard_libraries();
    outcome = options_parse(&spec, argc, argv, &first, &quiet);
    if (outcome == OPTIONS_MANUAL)
        manual_print(stdout, &spec, "serve invented names over FastCGI");
    if (outcome != OPTIONS_RUN)
        return outcome == OPTIONS_WRONG ? EXIT_WRONG : fflush(stdout) == 0 ? EXIT_DONE : EXIT_FAILED;
    if (!db || (!listen && !listener_is_handed_over())) {
        fprintf(stderr, "stagename-fcgi: name the %s\n", db ? "address with --listen" : "database with --db");
        return EXIT_WRONG;
    }
    /* A unit of systemd passes every setting; an empty one means the default. */
    if (worker.model && !*worker.model)
        worker.model = NULL;
    if (address && *address && address_read(address, worker.site.address, &why) != 0) {
        fprintf(stderr, "stagename-fcgi: %s\n", why.text);
        return EXIT_WRONG;
    }
    log_open("stagename-fcgi", to_syslog);
    worker.site.workers = workers;
    plan = (struct pool_plan){(int)workers, quiet, &worker, reload, start, serve, stop, idle};
    servers_announce(db); /* so that commands that change the database signal this process */
    restrict_process();
    if ((!worker.model || read_model(&worker, &why) == 0) && site_open(&worker.site, db, &why) == 0 &&
        listener_open(&listener, listen, &why) == 0 && pool_run(&listener, &plan, &why) == 0)
        result = EXIT_DONE;
    if (result == EXIT_FAILED)
        fprintf(stderr, "stagename-fcgi: %s\n", why.text);
    listener_close(&listener);
    inventor_free(worker.site.inventor);
    site_close(&worker.site);
    return result;
}

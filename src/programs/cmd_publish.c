/* stagename publish: sends a database to the hosts that serve it. A child process works for each host, so
 * that a host that is slow or does not answer holds up no other. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/folderout.h"
#include "base/memory.h"
#include "base/stop.h"
#include "programs/command.h"
#include "publish/publisher.h"
#include "store/location.h"
#include "store/lock.h"

typedef int publish_function(const struct publication *plan, const char *host, struct published *done,
                             struct err *why);

/* A call of the command. */
struct request {
    struct publication plan;
    const char *model, *canary;
    int last, rollback, decisions, reports, quiet;
    long parallel;
    char **hosts; /* ended by NULL */
};

/* ---- the hosts ---- */

static void print_done(publish_function *publish, const char *host, const struct published *done,
                       double seconds)
{
    if (publish == publish_reports)
        printf("host=%s reports=%ld\n", host, done->reports);
    else if (publish == publish_decisions)
        printf("host=%s generation=%s decisions=%ld sent=%lld seconds=%.1f\n", host, done->generation,
               done->decisions, done->sent, seconds);
    else
        printf("host=%s generation=%s decisions=%ld servers=%ld sent=%lld seconds=%.1f\n", host,
               done->generation, done->decisions, done->signalled, done->sent, seconds);
}

/* The whole life of a child. */
static _Noreturn void work_for(const struct request *request, publish_function *publish, const char *host)
{
    const double start = clock_seconds();
    struct published done = {.generation = ""};
    struct err why = {""};
    int result;

    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    result = publish(&request->plan, host, &done, &why);
    if (result != 0)
        fprintf(stderr, "stagename publish: %s: %s\n", host, why.text);
    else if (!request->quiet)
        print_done(publish, host, &done, clock_seconds() - start);
    fflush(stdout);
    _exit(result == 0 ? EXIT_DONE : EXIT_FAILED);
}

struct work {
    pid_t *pids; /* one per host; 0: not started, or ended */
    size_t running;
    size_t failed;
};

/* Waits for one child. Returns 0, or -1 when a stop was requested. */
static int reap(struct work *work, size_t hosts)
{
    int status;
    pid_t pid = waitpid(-1, &status, 0);

    for (size_t i = 0; pid > 0 && i < hosts; i++)
        if (work->pids[i] == pid) {
            work->pids[i] = 0;
            work->running--;
            work->failed += !WIFEXITED(status) || WEXITSTATUS(status) != 0;
        }
    return stop_requested() ? -1 : 0;
}

static void end_children(struct work *work, size_t hosts)
{
    for (size_t i = 0; i < hosts; i++)
        if (work->pids[i] > 0)
            kill(work->pids[i], SIGTERM);
    for (size_t i = 0; i < hosts; i++)
        while (work->pids[i] > 0 && waitpid(work->pids[i], NULL, 0) < 0 && errno == EINTR)
            continue;
}

static int start_child(const struct request *request, publish_function *publish, struct work *work,
                       size_t host, struct err *why)
{
    pid_t pid;

    fflush(stdout);
    pid = fork();
    if (pid == 0)
        work_for(request, publish, request->hosts[host]);
    if (pid < 0)
        return err_set(why, "cannot start a process: %s", strerror(errno));
    work->pids[host] = pid;
    work->running++;
    return 0;
}

/* Publishes to all hosts, or to the one given. Returns 0, or -1 with *why set, which says how many failed. */
static int each_host(const struct request *request, publish_function *publish, struct err *why)
{
    struct work work = {0};
    size_t hosts = 0;
    int result = 0;

    while (request->hosts[hosts])
        hosts++;
    work.pids = memory_new(hosts * sizeof *work.pids);
    memset(work.pids, 0, hosts * sizeof *work.pids);
    for (size_t i = 0; i < hosts && result == 0; i++) {
        result = start_child(request, publish, &work, i, why);
        while (result == 0 && work.running >= (size_t)request->parallel)
            if (reap(&work, hosts) != 0)
                result = err_set(why, "stopped by a signal");
    }
    while (result == 0 && work.running > 0)
        if (reap(&work, hosts) != 0)
            result = err_set(why, "stopped by a signal");
    end_children(&work, hosts);
    free(work.pids);
    if (result == 0 && work.failed > 0)
        result = err_set(why, "%zu of %zu hosts failed", work.failed, hosts);
    return result;
}

/* ---- what was asked for ---- */

/* The canary first: when it fails, the others are left alone. */
static int publish_made(struct request *request, struct err *why)
{
    char *canary[] = {(char *)request->canary, NULL}, **all = request->hosts;
    int result = 0;

    if (request->canary) {
        request->hosts = canary;
        result = each_host(request, publish_generation, why);
        request->hosts = all;
        if (result != 0)
            return err_set(why, "the canary %s failed: the other hosts were left alone", request->canary);
    }
    for (char **host = all, **kept = all; request->canary; host++)
        if (!*host || strcmp(*host, request->canary) != 0)
            if (!(*kept++ = *host))
                break;
    return *all ? each_host(request, publish_generation, why) : 0;
}

/* Makes a generation, which stays beside the database for hosts that miss it. */
static int make(struct request *request, const char *last, struct err *why)
{
    struct generation_plan plan = {request->plan.database, request->model, NULL, stop_requested};
    struct folderout folder = {0};
    int result = folderout_open(&folder, last, why);

    if (result == 0) {
        plan.folder = folder.temporary;
        result = generation_make(&plan, &request->plan.generation, why);
    }
    if (result == 0 && access(last, F_OK) == 0)
        result = folderout_remove(last, why);
    if (result == 0)
        result = folderout_commit(&folder, last, why);
    folderout_abandon(&folder);
    return result;
}

static void print_generation(const struct generation *generation)
{
    fprintf(stderr, "generation %s: artists=%ld names=%ld decisions=%ld model=%s bytes=%lld\n",
            generation->id, generation->figures.artists, generation->figures.names,
            generation->figures.decisions, generation->has_model ? "yes" : "no",
            (long long)generation->bytes);
}

static int publish_whole(struct request *request, struct err *why)
{
    char *last = location_beside(request->plan.database, ".generation");
    int lock = lock_activity(request->plan.database, "publication", why), result = -1;

    if (!last)
        err_set(why, "out of memory");
    else if (lock >= 0 && request->last && access(last, F_OK) != 0)
        err_set(why, "%s was not published yet", request->plan.database);
    else if (lock >= 0)
        result =
            request->last ? generation_read(last, &request->plan.generation, why) : make(request, last, why);
    request->plan.folder = last;
    if (result == 0 && !request->quiet)
        print_generation(&request->plan.generation);
    if (result == 0)
        result = publish_made(request, why);
    if (lock >= 0)
        close(lock);
    free(last);
    return result;
}

static int run(struct request *request, struct err *why)
{
    char *prefix = location_beside(request->plan.database, ".publication");
    struct folderout work = {0};
    int result = prefix ? folderout_open(&work, prefix, why) : err_set(why, "out of memory");

    request->plan.work = work.temporary;
    if (result == 0)
        result = request->rollback    ? each_host(request, publish_back, why)
                 : request->decisions ? each_host(request, publish_decisions, why)
                 : request->reports   ? each_host(request, publish_reports, why)
                                      : publish_whole(request, why);
    folderout_abandon(&work);
    free(prefix);
    return result;
}

int command_publish(int argc, char **argv)
{
    struct request request = {.plan = {.remote_database = "/var/lib/stagename/site.db",
                                       .ssh = "ssh",
                                       .program = "stagename",
                                       .timeout = 900},
                              .parallel = 16};
    int first, code;
    struct option_spec options[] = {
        {"db", 'd', OPTION_TEXT, "DB", "the database to publish", &request.plan.database, 0, 0},
        {"model", 'm', OPTION_TEXT, "MODEL",
         "the model to publish (default: the one beside DB, site.safetensors\n"
         "for site.db, if there is one)",
         &request.model, 0, 0},
        {"canary", 0, OPTION_TEXT, "HOST",
         "publish to this host first, and to no other when it fails or its\n"
         "workers do not answer with the new generation",
         &request.canary, 0, 0},
        {"last", 'l', OPTION_FLAG, NULL,
         "send the last generation again, to hosts that missed it; it is kept\n"
         "in DB.generation",
         &request.last, 0, 0},
        {"rollback", 0, OPTION_FLAG, NULL, "let the hosts serve the generation before", &request.rollback, 0,
         0},
        {"decisions", 0, OPTION_FLAG, NULL, "send what curators did since: decisions, rules and tags",
         &request.decisions, 0, 0},
        {"reports", 0, OPTION_FLAG, NULL,
         "collect the reports of visitors from the hosts into DB.reports, each\n"
         "once, however often this is called",
         &request.reports, 0, 0},
        {"adopt", 0, OPTION_FLAG, NULL,
         "a database that a host has and that was not published is kept as\n"
         "own-TIME, and replaced (default: such a host is refused)",
         &request.plan.adopt, 0, 0},
        {"remote-db", 0, OPTION_TEXT, "PATH",
         "the database on the hosts (default /var/lib/stagename/site.db)", &request.plan.remote_database, 0,
         0},
        {"remote-program", 0, OPTION_TEXT, "PATH", "the program on the hosts (default stagename)",
         &request.plan.program, 0, 0},
        {"ssh", 0, OPTION_TEXT, "COMMAND", "ssh with options, such as 'ssh -p 2222' (default ssh)",
         &request.plan.ssh, 0, 0},
        {"parallel", 'j', OPTION_INT, "N", "hosts at the same time (default 16)", &request.parallel, 1, 1000},
        {"timeout", 0, OPTION_INT, "SECONDS",
         "give a host up that takes longer for a step, such as checking the\n"
         "database (default 900)",
         &request.plan.timeout, 1, 86400},
        {0}};
    const struct command_spec spec = {
        "stagename publish",
        "--db DB [--canary HOST | --last | --rollback | --decisions | --reports] HOST…",
        "Sends one state of the database, with its index of artists and its model, to the hosts\n"
        "that serve it, by rsync over ssh: a generation. Each host checks it beside the old\n"
        "one and then changes to it at once: sizes, checksums, the structure of the database,\n"
        "and that its programs can read it. A host that fails keeps its generation, and the\n"
        "line about it says why; the others continue. Answers of the site name the\n"
        "generation and the last decision in the header Stagename-Generation.\n"
        "\n"
        "HOST is what ssh takes, such as root@names2.example. It needs a key without a\n"
        "question for a password, the known host key, rsync and the same version of stagename.\n"
        "There, the database must be another one than DB: import and curate in DB.\n"
        "stagename-publish is the same command.",
        "  stagename-publish --db /var/lib/stagename/work.db --canary root@b root@a root@b root@c\n"
        "  stagename-publish --db /var/lib/stagename/work.db --decisions root@a root@b root@c\n"
        "  stagename-publish --db /var/lib/stagename/work.db --reports root@a root@b root@c\n"
        "  stagename-publish --db /var/lib/stagename/work.db --rollback root@a root@b root@c",
        options,
        0,
        -1};
    struct err why;

    if (!command_begins(&spec, argc, argv, &first, &request.quiet, &code))
        return code;
    if (!request.plan.database)
        return command_wrong("publish", "name the database with --db");
    if (request.rollback + request.decisions + request.reports + (request.last || request.canary) > 1)
        return command_wrong("publish", "--rollback, --decisions and --reports exclude the others");
    request.hosts = argv + first;
    if (!*request.hosts && !request.canary)
        return command_wrong("publish", "name the hosts");
    stop_on_signals();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_DFL);
    if (run(&request, &why) == 0)
        return command_finish("publish");
    command_failed("publish", &why);
    return stop_requested() ? 128 + stop_requested() : EXIT_FAILED;
}

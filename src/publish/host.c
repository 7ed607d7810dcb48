/* Answers the questions of a publication. */
#include "publish/host.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/ping.h"
#include "publish/wire.h"
#include "store/db.h"
#include "store/generations.h"
#include "store/lock.h"
#include "store/news.h"
#include "store/reports.h"
#include "store/sums.h"

enum {
    PATIENCE = 60,    /* seconds without a line; the other end writes one every few seconds */
    START_MS = 20000, /* for workers to answer with a new generation */
    RETRY_MS = 100
};

struct host {
    const struct host_plan *plan;
    struct generations all;
    struct wire wire;
    int lock; /* of this publication, or -1 */
    struct folderout incoming;
    struct folderout work; /* of temporary files */
    int has_already;       /* the generation that install makes the current one */
    char id[GENERATION_ID];
    int64_t bytes;
};

/* ---- the workers ---- */

/* The sockets whose workers serve this database: those that answer well and name the current generation, or
 * none before the first one. Other sites can have sockets in the same folder. */
struct sockets {
    char **paths;
    size_t count, room;
};

static int serves(const char *path, const char *generation, char problem[200])
{
    char served[PING_GENERATION];
    size_t length = strlen(generation);
    struct err why;
    int status = ping_worker(path, served, &why);

    if (status < 0)
        snprintf(problem, 200, "%s: %.100s", path, why.text);
    else if (status != 200)
        snprintf(problem, 200, "%s: status %d", path, status);
    else if (length ? strncmp(served, generation, length) != 0 : *served != '\0')
        snprintf(problem, 200, "%s: another generation", path);
    else
        return 1;
    return 0;
}

static void find_sockets(const struct host *host, const char *generation, struct sockets *sockets)
{
    DIR *dir = opendir(host->plan->sockets);
    const struct dirent *entry;
    char problem[200];
    struct stat st;

    *sockets = (struct sockets){0};
    while (dir && (entry = readdir(dir))) {
        char *path = sums_path(host->plan->sockets, entry->d_name);

        if (stat(path, &st) == 0 && S_ISSOCK(st.st_mode) && serves(path, generation, problem)) {
            sockets->paths =
                array_grow(sockets->paths, sockets->count, 1, &sockets->room, sizeof *sockets->paths);
            sockets->paths[sockets->count++] = path;
            path = NULL;
        }
        free(path);
    }
    if (dir)
        closedir(dir);
}

static void free_sockets(struct sockets *sockets)
{
    for (size_t i = 0; i < sockets->count; i++)
        free(sockets->paths[i]);
    free(sockets->paths);
}

/* Waits until the workers on these sockets serve a generation. Returns 0, or -1 with *why set. */
static int wait_for_workers(const struct sockets *sockets, const char *generation, struct err *why)
{
    const int64_t until = clock_ms() + START_MS;
    char problem[200];

    for (size_t i = 0; i < sockets->count; i++)
        while (!serves(sockets->paths[i], generation, problem)) {
            if (clock_ms() >= until)
                return err_set(why, "the workers do not answer with generation %s (%s)", generation, problem);
            nanosleep(&(struct timespec){.tv_nsec = RETRY_MS * 1000000L}, NULL);
        }
    return 0;
}

/* The name of a generation as answers have it: a database that was not published has none. */
static const char *named(const char *generation)
{
    return generation_is_id(generation) ? generation : "";
}

/* Lets `exchange` make another generation the current one, and signals the servers. When workers that served
 * the one before do not serve the new one, the one before returns. name: of the new one. Returns how many
 * servers were signalled, or -1 with *why set and the generation before served. */
static int change(struct host *host, int (*exchange)(struct host *host, char name[], struct err *why),
                  char name[GENERATION_NAME], struct err *why)
{
    char before[GENERATION_NAME];
    struct sockets sockets;
    struct err ignored;
    int signalled = -1;

    generations_current(&host->all, before);
    find_sockets(host, named(before), &sockets);
    if (exchange(host, name, why) == 0) {
        signalled = host->plan->signal(host->all.database);
        if (wait_for_workers(&sockets, named(name), why) != 0) {
            if (generations_go_back(&host->all, before, &ignored) == 0)
                host->plan->signal(host->all.database);
            signalled = -1;
        }
    }
    free_sockets(&sockets);
    return signalled;
}

/* ---- answers: each returns 0, or -1 with *why set ---- */

static int answer_receive(struct host *host, struct err *why)
{
    char *const *words = host->wire.words;
    char *current;
    int result;

    if (host->incoming.temporary)
        return err_set(why, "a generation is already being received");
    if (host->lock < 0)
        host->lock = lock_activity(host->all.database, "update", why);
    if (host->lock < 0)
        return -1;
    snprintf(host->id, sizeof host->id, "%s", words[1]);
    host->bytes = atoll(words[2]);
    result = generations_receive(&host->all, words[1], host->bytes,
                                 strcmp(words[3], "adopt") == 0 ? ADOPT_ALWAYS : ADOPT_NEVER, &host->incoming,
                                 why);
    host->has_already = result == 1;
    if (host->has_already)
        return wire_say(&host->wire, "ok\t-\t-");
    if (result != 0)
        return -1;
    current = generations_current_path(&host->all);
    result = wire_say(&host->wire, "ok\t%s\t%s", host->incoming.temporary, current ? current : "-");
    free(current);
    return result;
}

static int install(struct host *host, char name[GENERATION_NAME], struct err *why)
{
    int result =
        generations_install(&host->all, host->id, host->bytes, host->plan->check_model, &host->incoming, why);

    folderout_abandon(&host->incoming);
    strcpy(name, host->id);
    return result;
}

/* Returns to the generation with this name, or with "" to the one before. */
static int go_back(struct host *host, char name[GENERATION_NAME], struct err *why)
{
    return generations_go_back(&host->all, name, why);
}

static int answer_install(struct host *host, struct err *why)
{
    char before[GENERATION_NAME], name[GENERATION_NAME];
    int signalled;

    if (!host->incoming.temporary && !host->has_already)
        return err_set(why, "no generation was received");
    strcpy(name, host->id);
    generations_current(&host->all, before);
    signalled = change(host, host->has_already ? go_back : install, name, why);
    if (signalled < 0)
        return -1;
    if (strcmp(before, host->id) != 0)
        generations_prune(&host->all, before);
    return wire_say(&host->wire, "ok\t%d", signalled);
}

static int answer_back(struct host *host, struct err *why)
{
    char name[GENERATION_NAME] = "";
    int signalled = change(host, go_back, name, why);

    return signalled < 0 ? -1 : wire_say(&host->wire, "ok\t%s\t%d", name, signalled);
}

static int answer_state(struct host *host, struct err *why)
{
    struct store *store = store_open(host->all.database, STORE_READ, why);
    struct generation_state state;
    char served[GENERATION_ID];
    int result =
        store && generation_served(store, served, why) == 0 ? generation_state(store, &state, why) : -1;

    store_close(store);
    if (result != 0)
        return -1;
    if (!*served)
        return err_set(why, "%s is not a published copy: publish a generation first", host->all.database);
    return wire_say(&host->wire, "ok\t%s\t%lld\t%lld\t%lld\t%lld\t%s", state.id, (long long)state.decision,
                    (long long)state.undo, (long long)state.review, (long long)state.tagging,
                    state.decision_text);
}

/* The path of the temporary file. The caller frees it, and removes the file; NULL with *why set. */
static char *temporary(struct host *host, struct err *why)
{
    char *prefix;
    int result = 0;

    if (asprintf(&prefix, "%s.publication", host->all.database) < 0)
        memory_full();
    if (!host->work.temporary)
        result = folderout_open(&host->work, prefix, why);
    free(prefix);
    return result == 0 ? folderout_file(&host->work, "file") : NULL;
}

static int answer_news(struct host *host, struct err *why)
{
    char *path = temporary(host, why);
    long taken = -1;
    int lock = -1;

    if (path && wire_read_file(&host->wire, path, atoll(host->wire.words[1]), PATIENCE, why) == 0)
        lock = lock_take(host->all.database, LOCK_PROGRAM, why);
    if (lock >= 0)
        taken = news_take(host->all.database, path, why);
    lock_release(lock);
    if (path)
        unlink(path);
    free(path);
    return taken < 0 ? -1 : wire_say(&host->wire, "ok\t%ld", taken);
}

static int send_reports(struct host *host, const char *path, struct err *why)
{
    struct stat st;
    long count;

    if (reports_export(host->all.database, path, &count, why) != 0)
        return -1;
    if (count < 0)
        return wire_say(&host->wire, "ok\t0");
    if (stat(path, &st) != 0)
        return err_file(why, "read", path);
    if (wire_say(&host->wire, "ok\t%lld", (long long)st.st_size) != 0)
        return err_set(why, "the connection ended");
    return wire_write_file(&host->wire, path, why);
}

static int answer_reports(struct host *host, struct err *why)
{
    char *path = temporary(host, why);
    int result = path ? send_reports(host, path, why) : -1;

    if (path)
        unlink(path);
    free(path);
    return result;
}

static const struct {
    const char *word;
    int (*answer)(struct host *host, struct err *why);
} questions[] = {
    {"receive", answer_receive}, {"install", answer_install}, {"back", answer_back},
    {"state", answer_state},     {"news", answer_news},       {"reports", answer_reports},
};

static void answer(struct host *host)
{
    struct err why = {""}; /* stays empty when the connection is closed */

    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
        if (strcmp(host->wire.words[0], questions[i].word) == 0) {
            if (questions[i].answer(host, &why) != 0)
                wire_say(&host->wire, "error\t%s", why.text);
            return;
        }
    wire_say(&host->wire, "error\tthis version of stagename does not know the question '%.40s'",
             host->wire.words[0]);
}

int host_run(const struct host_plan *plan, int in, int out, struct err *why)
{
    struct host host = {.plan = plan, .wire = {.in = in, .out = out, .errors = -1}, .lock = -1};
    char format[GENERATION_FORMAT];
    int more = 1, result = generations_open(&host.all, plan->database, why);

    generation_format(format);
    if (result == 0 && wire_say(&host.wire, "stagename\t%s", format) == 0)
        while ((more = wire_read(&host.wire, PATIENCE)) == 1)
            if (*host.wire.words[0]) /* a blank line says only that the other end is there */
                answer(&host);
    if (result == 0 && (more < 0 || host.incoming.temporary))
        result = err_set(why, "the publication ended before it was complete");
    folderout_abandon(&host.incoming);
    folderout_abandon(&host.work);
    if (host.lock >= 0)
        close(host.lock);
    generations_close(&host.all);
    wire_free(&host.wire);
    return result;
}

/* Undoes the last refresh, and the files that make this possible. */
#include <dirent.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/team.h"
#include "judging/rejudge.h"
#include "programs/command.h"
#include "programs/refresh.h"
#include "store/copy.h"
#include "store/corpus_reader.h"
#include "store/judge_file.h"
#include "store/location.h"
#include "store/refreshes.h"

#define BEFORE ".before-"

char *refresh_before(const char *path, int64_t refresh)
{
    struct buffer name = {0};

    buffer_print(&name, "%s" BEFORE "%" PRId64, path, refresh);
    return name.bytes;
}

void refresh_before_tidy(const char *path, int64_t kept)
{
    char *of_folder = memory_copy(path), *of_name = memory_copy(path);
    const char *name = basename(of_name);
    char *keep = refresh_before(name, kept);
    struct buffer prefix = {0};
    DIR *folder = opendir(dirname(of_folder));
    const struct dirent *entry;

    buffer_print(&prefix, "%s" BEFORE, name);
    while (folder && (entry = readdir(folder)))
        if (strncmp(entry->d_name, prefix.bytes, prefix.length) == 0 &&
            strspn(entry->d_name + prefix.length, "0123456789") == strlen(entry->d_name + prefix.length) &&
            strcmp(entry->d_name, keep) != 0)
            unlinkat(dirfd(folder), entry->d_name, 0);
    if (folder)
        closedir(folder);
    buffer_free(&prefix);
    free(keep);
    free(of_name);
    free(of_folder);
}

void refresh_report(const struct refresh_request *request, const char *text)
{
    char at[LOG_TIME_BYTES] = "";

    if (!log_is_journal(STDOUT_FILENO))
        log_time(at);
    if (!request->quiet)
        printf("%sstagename-refresh: %s\n", at, text);
}

/* ---- undoing ---- */

/* Restores the model, then commits: if this is interrupted, it can be repeated. */
static int undo(struct store *store, const struct refresh_request *request, const struct refresh *last,
                struct err *why)
{
    char *model = location_model(request->db), *earlier = refresh_before(model, last->id);
    struct rejudge_counts judged;
    int result = store_begin(store, why);

    if (result == 0)
        result = store_refresh_undo(store, last, why);
    if (result == 0)
        result = command_judge_again(store, NULL, team_processors(), request->quiet, &judged, why);
    if (result == 0 && access(earlier, F_OK) == 0)
        result = copy_plain(earlier, model, NULL, why);
    if (result == 0)
        result = store_commit(store, why);
    else
        store_rollback(store);
    if (result == 0)
        refresh_before_tidy(model, 0);
    free(earlier);
    free(model);
    return result;
}

/* Describes the state after the rollback. */
static int report(struct store *store, const struct refresh_request *request, const struct refresh *undone,
                  struct err *why)
{
    struct corpus_state corpus;
    long artists = store_count_artists(store, why);
    struct buffer line = {0};

    if (artists < 0 || store_corpus_state(store, &corpus, why) != 0)
        return -1;
    buffer_print(&line, "rolled back the refresh of %s: artists=%ld as_of=%s", undone->at, artists,
                 corpus.as_of);
    if (undone->batch)
        buffer_print(&line, "; batch %lld removed", (long long)undone->batch);
    buffer_print(&line, "; %d servers signalled", command_signal(request->db));
    refresh_report(request, line.bytes);
    buffer_free(&line);
    return 0;
}

/* Returns 0, or -1 with *why set. */
static int undo_last(struct store *store, const struct refresh_request *request, struct err *why)
{
    struct refresh last = {0}; /* found or not, its number is part of a path */
    char *file = location_real(store_path(store)), *before;
    int found = store_refresh_last(store, &last, why), result = -1;

    before = refresh_before(file, last.id);
    if (found == 0 || (found > 0 && access(before, R_OK) != 0))
        err_set(why, "%s has no refresh that can be rolled back: only the last one can, and not the first",
                request->db);
    else if (found > 0 && store_attach(store, before, why) == 0) {
        result = undo(store, request, &last, why);
        store_detach(store);
    }
    store_judge_tidy(store);
    if (result == 0) {
        refresh_before_tidy(file, 0);
        result = report(store, request, &last, why);
    }
    free(before);
    free(file);
    return result;
}

int refresh_undo(const struct refresh_request *request, struct err *why)
{
    struct store *store = refresh_open(request, STORE_WRITE, why);
    int result = store ? undo_last(store, request, why) : -1;

    store_close(store);
    return result;
}

/* Checks the files of a generation that a host has received. */
#include "store/generation_check.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/copy.h"
#include "store/db.h"
#include "store/generation.h"
#include "store/judge_file.h"
#include "store/sums.h"

static int take_file(void *arg, const char *name)
{
    int *has_database = arg;

    *has_database |= strcmp(name, backup_names[BACKUP_DATABASE]) == 0;
    return generation_has_file(name) ? 0 : -1;
}

/* The size first, because it is known at once. */
static int check_size(const char *folder, int64_t bytes, struct err *why)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry;
    int64_t found = 0;
    struct stat st;

    while (dir && (entry = readdir(dir)))
        if (generation_has_file(entry->d_name) &&
            fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode))
            found += st.st_size;
    if (!dir)
        return err_file(why, "read", folder);
    closedir(dir);
    if (found == bytes)
        return 0;
    return err_set(why, "the generation is incomplete: %lld bytes of %lld arrived", (long long)found,
                   (long long)bytes);
}

static int check_content(const char *database, const char *id, struct err *why)
{
    struct store *store = copy_check(database, why) == 0 ? store_open(database, STORE_LOOK, why) : NULL;
    struct generation_state state;
    int result = -1, is_written;

    if (store && generation_state(store, &state, why) == 0) {
        is_written = store_judge_is_written(store, why);
        if (strcmp(state.id, id) != 0)
            err_set(why, "%s is not the database of generation %s", database, id);
        else if (is_written == 0)
            err_set(why,
                    "the index of artists of generation %s is missing, damaged, or one of another version "
                    "of stagename",
                    id);
        else
            result = is_written == 1 ? 0 : -1;
    }
    store_close(store);
    return result;
}

int generation_check(const char *folder, const char *id, int64_t bytes,
                     int (*check_model)(const char *path, struct err *why), struct err *why)
{
    char *database = sums_path(folder, backup_names[BACKUP_DATABASE]);
    char *model = sums_path(folder, backup_names[BACKUP_MODEL]);
    int result = check_size(folder, bytes, why), has_database = 0;
    int64_t found;

    if (result == 0)
        result = sums_verify(folder, "a generation", take_file, &has_database, &found, why);
    if (result == 0 && (!has_database || found != bytes))
        result = err_set(why, "%s/" SUMS_FILE " does not name all files of the generation", folder);
    if (result == 0)
        result = check_content(database, id, why);
    if (result == 0 && access(model, F_OK) == 0)
        result = check_model(model, why);
    free(model);
    free(database);
    return result;
}

/* Writes and checks files of checksums. */
#include "store/sums.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/checksum.h"
#include "base/fileout.h"
#include "base/lines.h"
#include "base/memory.h"

char *sums_path(const char *folder, const char *name)
{
    char *path = memory_new(strlen(folder) + strlen(name) + 2);

    sprintf(path, "%s/%s", folder, name);
    return path;
}

/* Adds the line of a file, if it exists. Returns 0, or -1 with *why set. */
static int add_line(struct fileout *out, const char *folder, const char *name, int64_t *bytes,
                    struct err *why)
{
    char sum[CHECKSUM_TEXT], *path = sums_path(folder, name);
    int64_t size = 0;
    int result = 0;

    if (access(path, F_OK) == 0) {
        result = checksum_file(path, sum, &size, why);
        if (result == 0)
            fprintf(out->stream, "%s  %s\n", sum, name); /* fileout_commit reports errors */
        *bytes += size;
    }
    free(path);
    return result;
}

int sums_write(const char *folder, const char *const *names, int64_t *bytes, struct err *why)
{
    char *path = sums_path(folder, SUMS_FILE);
    struct fileout out;
    int result = fileout_open(&out, path, why);

    *bytes = 0;
    free(path);
    if (result != 0)
        return -1;
    for (; *names && result == 0; names++)
        result = add_line(&out, folder, *names, bytes, why);
    if (result == 0)
        return fileout_commit(&out, why);
    fileout_abandon(&out);
    return -1;
}

static int verify_line(const char *folder, const char *line, const char *what,
                       int (*take)(void *arg, const char *name), void *arg, int64_t *bytes, struct err *why)
{
    const char *name = strlen(line) > CHECKSUM_TEXT ? line + CHECKSUM_TEXT + 1 : "";
    char sum[CHECKSUM_TEXT], *path;
    int64_t size = 0;
    int result;

    if (!*name || strchr(name, '/') || take(arg, name) != 0)
        return err_set(why, "%s/" SUMS_FILE " is not that of %s by this program: '%.40s…'", folder, what,
                       line);
    path = sums_path(folder, name);
    result = checksum_file(path, sum, &size, why);
    if (result == 0 && strncmp(sum, line, strlen(sum)) != 0)
        result = err_set(why, "%s is damaged: its checksum differs from that in " SUMS_FILE, path);
    *bytes += size;
    free(path);
    return result;
}

int sums_verify(const char *folder, const char *what, int (*take)(void *arg, const char *name), void *arg,
                int64_t *bytes, struct err *why)
{
    char *path = sums_path(folder, SUMS_FILE);
    struct lines in;
    int more = 1;

    *bytes = 0;

    if (access(path, F_OK) != 0 || lines_open(&in, path, why) != 0) {
        free(path);
        return err_set(why, "%s is not %s: it has no readable file " SUMS_FILE, folder, what);
    }
    while (more == 1 && (more = lines_next(&in, why)) == 1)
        if (verify_line(folder, in.line, what, take, arg, bytes, why) != 0)
            more = -1;
    lines_close(&in);
    free(path);
    return more;
}

/* Opens the data files of the programs: those given by options, or else those in $STAGENAME_DATADIR, or else
 * those in the installation directory. */
#include <stdio.h>
#include <stdlib.h>

#include "appeal/lexicon.h"
#include "programs/command.h"
#include "text/blocklist.h"

char *command_data(const char *file, struct err *why)
{
    const char *data = getenv("STAGENAME_DATADIR");
    char *path;

    if (asprintf(&path, "%s/%s", data && *data ? data : STAGENAME_DATADIR, file) >= 0)
        return path;
    err_set(why, "out of memory");
    return NULL;
}

struct lexicon *command_lexicon(struct err *why)
{
    char *path = command_data("words.tsv", why);
    struct lexicon *lexicon = path ? lexicon_open(path, why) : NULL;

    free(path);
    return lexicon;
}

struct blocklist *command_blocklist(const char *path, struct err *why)
{
    struct blocklist *list;
    char *installed;

    if (path)
        return blocklist_open(path, why);
    if (!(installed = command_data("blocklist.txt", why)))
        return NULL;
    list = blocklist_open(installed, why);
    free(installed);
    return list;
}

/* Opens the data files of the programs: those given by options, or else those in $STAGENAME_DATADIR, or else
 * those in the installation directory; and the site's own words in the folder of its settings. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "appeal/lexicon.h"
#include "programs/command.h"
#include "text/blocklist.h"

/* The path of a file in the folder that a variable of the environment names, or else in another. */
static char *path_in(const char *variable, const char *otherwise, const char *file, struct err *why)
{
    const char *folder = getenv(variable);
    char *path;

    if (asprintf(&path, "%s/%s", folder && *folder ? folder : otherwise, file) >= 0)
        return path;
    err_set(why, "out of memory");
    return NULL;
}

char *command_data(const char *file, struct err *why)
{
    return path_in("STAGENAME_DATADIR", STAGENAME_DATADIR, file, why);
}

struct lexicon *command_lexicon(struct err *why)
{
    char *path = command_data("words.tsv", why);
    struct lexicon *lexicon = path ? lexicon_open(path, why) : NULL;

    free(path);
    return lexicon;
}

/* The words of this site, which an upgrade does not replace. Returns 0 when there are none. */
static int add_own_words(struct blocklist *list, struct err *why)
{
    char *path = path_in("STAGENAME_CONFDIR", STAGENAME_CONFDIR, "blocklist", why);
    int result = path ? 0 : -1;

    if (path && access(path, F_OK) == 0)
        result = blocklist_add(list, path, why);
    free(path);
    return result;
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
    if (!list || add_own_words(list, why) == 0)
        return list;
    blocklist_free(list);
    return NULL;
}

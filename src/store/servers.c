/* Announces, finds and signals the processes that serve a database. */
#include "store/servers.h"

#include <signal.h>
#include <stdlib.h>

#include "base/presence.h"
#include "store/location.h"

void servers_announce(const char *database)
{
    char *path = location_beside(database, ".servers");
    struct err ignored;

    if (path)
        presence_announce(path, &ignored);
    free(path);
}

struct signalling {
    void (*failed)(long pid);
    int count;
};

static void send_hangup(void *arg, pid_t pid)
{
    struct signalling *signalling = arg;

    if (kill(pid, SIGHUP) == 0)
        signalling->count++;
    else
        signalling->failed(pid);
}

int servers_signal(const char *database, void (*failed)(long pid))
{
    char *path = location_beside(database, ".servers");
    struct signalling signalling = {failed, 0};

    if (path)
        presence_find(path, send_hangup, &signalling);
    free(path);
    return signalling.count;
}

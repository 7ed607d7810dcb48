/* Signal handlers that record a request to stop. */
#include "base/stop.h"

#include <signal.h>
#include <unistd.h>

#include "base/fileout.h"

static volatile sig_atomic_t asked;

static void ask(int signal)
{
    if (asked) {
        fileout_abandon_all_from_signal();
        _exit(128 + signal);
    }
    asked = signal;
}

void stop_on_signals(void)
{
    const struct sigaction action = {.sa_handler = ask};
    struct sigaction hangup;

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    if (sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN)
        sigaction(SIGHUP, &action, NULL);
}

int stop_requested(void)
{
    return asked;
}

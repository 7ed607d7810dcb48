/* Stopping on SIGINT, SIGTERM or SIGHUP: the first signal is a request that long work checks, the second
 * exits immediately, with temporary files removed (fileout.h). */
#ifndef STAGENAME_BASE_STOP_H
#define STAGENAME_BASE_STOP_H

/* Installs the handlers. SIGHUP stays ignored where the caller ignores it (nohup). */
void stop_on_signals(void);

/* The signal that requested a stop, or 0. */
int stop_requested(void);

#endif

/* Long work that SIGINT, SIGTERM or SIGHUP asks to stop: once, and it ends in order, keeping what it can; twice, and the
 * program exits at once, with no output left half-written (fileout.h). */
#ifndef STAGENAME_BASE_STOP_H
#define STAGENAME_BASE_STOP_H

/* From now on signals only ask. A hangup that the caller ignores (nohup) stays ignored. */
void stop_on_signals(void);

/* The signal that asked to stop, or 0. */
int stop_asked(void);

#endif

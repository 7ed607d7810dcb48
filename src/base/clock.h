/* The monotonic clock, for durations: it is never set back, and its zero is arbitrary. */
#ifndef STAGENAME_BASE_CLOCK_H
#define STAGENAME_BASE_CLOCK_H

#include <stdint.h>

int64_t clock_ns(void);
int64_t clock_ms(void);
double clock_seconds(void);

/* Seconds of processor time that the calling thread has used. Limits of work by this clock give the same
 * result on a busy machine. */
double clock_thread_seconds(void);

#endif

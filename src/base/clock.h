/* The monotonic clock, for durations: it is never set back, and its zero means nothing. */
#ifndef STAGENAME_BASE_CLOCK_H
#define STAGENAME_BASE_CLOCK_H

#include <stdint.h>

int64_t clock_ns(void);
int64_t clock_ms(void);
double clock_seconds(void);

#endif

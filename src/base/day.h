/* Days of the calendar as text, YYYY-MM-DD, in UTC. */
#ifndef STAGENAME_BASE_DAY_H
#define STAGENAME_BASE_DAY_H

#include <time.h>

enum { DAY_BYTES = 16 };

/* Whether text is such a day, and one that the calendar has. */
int day_is(const char *text);

/* The day of a moment. */
void day_of(time_t when, char day[DAY_BYTES]);

#endif

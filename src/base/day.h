/* Days of the calendar as text, YYYY-MM-DD, in UTC. */
#ifndef STAGENAME_BASE_DAY_H
#define STAGENAME_BASE_DAY_H

#include <time.h>

enum { DAY_BYTES = 16 };

/* Whether text has this form and is a valid date. */
int day_is(const char *text);

/* Formats the day of a point in time. */
void day_of(time_t when, char day[DAY_BYTES]);

#endif

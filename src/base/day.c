/* Parses and formats days. */
#include "base/day.h"

#include <string.h>

void day_of(time_t when, char day[DAY_BYTES])
{
    struct tm parts;

    strftime(day, DAY_BYTES, "%Y-%m-%d", gmtime_r(&when, &parts));
}

int day_is(const char *text)
{
    struct tm day = {0};
    const char *end = strptime(text, "%Y-%m-%d", &day);
    char back[DAY_BYTES];

    if (!end || *end || strlen(text) != strlen("YYYY-MM-DD"))
        return 0;
    day_of(timegm(&day), back); /* timegm turns 31 February into a day of March, so the texts differ */
    return strcmp(text, back) == 0;
}

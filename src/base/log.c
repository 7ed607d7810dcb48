/* Writes log lines. */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <syslog.h>
#include <unistd.h>

static const char *log_name = "";
static int log_to_syslog;

void log_open(const char *name, int to_syslog)
{
    log_name = name;
    log_to_syslog = to_syslog;
    if (to_syslog)
        openlog(name, LOG_PID, LOG_DAEMON);
}

void log_event(const char *format, ...)
{
    char text[512];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    for (char *at = text; *at; at++)
        if (*at == '\n' || *at == '\r')
            *at = ' ';
    if (log_to_syslog)
        syslog(LOG_NOTICE, "%s", text);
    else
        dprintf(STDERR_FILENO, "%s: %s\n", log_name, text);
}

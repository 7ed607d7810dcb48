/* Writes log lines. */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

static const char *log_name = "";
static int log_to_syslog, log_to_journal;

/* systemd names the device and inode of the stream that it connects to its journal. A program that it runs
 * may have redirected standard error since. */
int log_is_journal(int fd)
{
    const char *stream = getenv("JOURNAL_STREAM");
    unsigned long long device, inode;
    struct stat st;

    return stream && sscanf(stream, "%llu:%llu", &device, &inode) == 2 && fstat(fd, &st) == 0 &&
           st.st_dev == device && st.st_ino == inode;
}

void log_open(const char *name, int to_syslog)
{
    log_name = name;
    log_to_syslog = to_syslog;
    log_to_journal = !to_syslog && log_is_journal(STDERR_FILENO);
    if (to_syslog)
        openlog(name, LOG_PID, LOG_DAEMON);
}

void log_time(char at[LOG_TIME_BYTES])
{
    time_t now = time(NULL);
    struct tm utc;

    at[0] = '\0';
    if (gmtime_r(&now, &utc))
        strftime(at, LOG_TIME_BYTES, "%Y-%m-%dT%H:%M:%SZ ", &utc);
}

static void write_line(const char *text)
{
    char at[LOG_TIME_BYTES];

    log_time(at);
    dprintf(STDERR_FILENO, "%s%s: %s\n", at, log_name, text);
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
    else if (log_to_journal)
        dprintf(STDERR_FILENO, "%s\n", text);
    else
        write_line(text);
}

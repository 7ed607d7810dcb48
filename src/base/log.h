/* The log of a long-running program: one line per event, to standard error or to syslog. */
#ifndef STAGENAME_BASE_LOG_H
#define STAGENAME_BASE_LOG_H

/* A line on standard error begins with the time in UTC, such as 2026-11-29T16:06:28Z, and with name, which
 * must live as long as the process. syslog and systemd's journal add both themselves. Without this call lines
 * go to standard error and have no name. */
void log_open(const char *name, int to_syslog);

/* One event; line breaks in it become spaces. Lines of several processes do not mix. */
void log_event(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Whether a descriptor is the stream of systemd's journal, which adds times and names itself. */
int log_is_journal(int fd);

/* Writes the time in UTC and a space, "2026-11-29T16:06:28Z ". */
enum { LOG_TIME_BYTES = 24 };
void log_time(char at[LOG_TIME_BYTES]);

#endif

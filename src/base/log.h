/* The log of a long-running program: one line per event, to standard error or to syslog. */
#ifndef STAGENAME_BASE_LOG_H
#define STAGENAME_BASE_LOG_H

/* name begins each line and must live as long as the process. Without this call lines go to standard
 * error. */
void log_open(const char *name, int to_syslog);

/* One event; line breaks in it become spaces. Lines of several processes do not mix. */
void log_event(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif

/* The two ends of a publication talk in lines over a pair of descriptors, which ssh connects: words separated
 * by tabs. A line can announce a number of bytes, which follow it: a file. Blank lines say only that the
 * other end is there.
 *
 * The publishing end asks, and the host answers each question with a line that begins with "ok", or with
 * "error" and a sentence. */
#ifndef STAGENAME_PUBLISH_WIRE_H
#define STAGENAME_PUBLISH_WIRE_H

#include <stdint.h>

#include "base/buffer.h"
#include "base/err.h"

enum { WIRE_WORDS = 8 };

struct wire {
    int in, out;
    int errors;               /* standard error of the other end's program, or -1 */
    struct buffer got;        /* read, but not yet used */
    struct buffer complaints; /* what was read from `errors` */
    struct buffer line;
    char *words[WIRE_WORDS]; /* of the last line; "" behind the last one */
};

void wire_free(struct wire *wire); /* closes nothing */

/* Reads the next line, without control characters. Returns 1, 0 when the other end has closed the connection
 * or sends an endless line, or -1 when no line came within so many seconds. */
int wire_read(struct wire *wire, long seconds);

/* After the end: reads what the other end's program still prints on standard error, for a moment. */
void wire_read_errors(struct wire *wire);

/* Replaces control characters, which must not reach a terminal, except tabs and line ends. */
void wire_clean(char *text);

/* Writes a line, whose words are separated by tabs. Returns 0, or -1 when the connection is
 * closed, or the other end does not read for a minute. */
int wire_say(struct wire *wire, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Reads so many bytes into a new file. Returns 0, or -1 with *why set. */
int wire_read_file(struct wire *wire, const char *path, int64_t bytes, long seconds, struct err *why);

/* Writes the bytes of a file. Returns 0, or -1 with *why set. */
int wire_write_file(struct wire *wire, const char *path, struct err *why);

#endif

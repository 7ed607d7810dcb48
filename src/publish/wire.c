/* Reads and writes lines and files over descriptors. */
#include "publish/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fileout.h"
#include "base/memory.h"

enum { CHUNK = 65536, MOST_LINE = 65536, MOST_COMPLAINTS = 65536, WRITE_PATIENCE_MS = 60000 };

void wire_free(struct wire *wire)
{
    buffer_free(&wire->got);
    buffer_free(&wire->complaints);
    buffer_free(&wire->line);
}

/* Reads what is there. Returns whether the descriptor may have more. */
static int drain(int fd, struct buffer *into, size_t most)
{
    char chunk[CHUNK];
    ssize_t got = read(fd, chunk, sizeof chunk);

    if (got > 0 && into->length < most)
        buffer_add(into, chunk, (size_t)got);
    return got > 0 || (got < 0 && (errno == EINTR || errno == EAGAIN));
}

static int milliseconds_until(int64_t moment)
{
    int64_t left = moment - clock_ms();

    return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

/* Waits for bytes. Returns 1, 0 at the end, or -1 when the time is over. */
static int wait_for_bytes(struct wire *wire, int64_t until)
{
    const size_t before = wire->got.length;

    while (wire->got.length == before) {
        struct pollfd files[2] = {{wire->in, POLLIN, 0}, {wire->errors, POLLIN, 0}};
        int count = poll(files, 2, milliseconds_until(until));

        if (count == 0)
            return -1;
        if (count > 0 && files[1].revents && !drain(wire->errors, &wire->complaints, MOST_COMPLAINTS))
            wire->errors = -1;
        if (count > 0 && files[0].revents && !drain(wire->in, &wire->got, SIZE_MAX))
            return 0;
    }
    return 1;
}

void wire_read_errors(struct wire *wire)
{
    enum { MOMENT_MS = 1000 };
    const int64_t until = clock_ms() + MOMENT_MS;
    struct pollfd file = {wire->errors, POLLIN, 0};

    while (file.fd >= 0 && poll(&file, 1, milliseconds_until(until)) > 0)
        if (!drain(wire->errors, &wire->complaints, MOST_COMPLAINTS))
            wire->errors = file.fd = -1;
}

static void take(struct wire *wire, size_t length)
{
    memmove(wire->got.bytes, wire->got.bytes + length, wire->got.length - length);
    wire->got.length -= length;
    wire->got.bytes[wire->got.length] = '\0';
}

void wire_clean(char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < ' ' && *text != '\t' && *text != '\n')
            *text = '?';
}

static void split(struct wire *wire)
{
    char *at = wire->line.bytes;

    wire_clean(at);
    for (int i = 0; i < WIRE_WORDS; i++) {
        wire->words[i] = at;
        at += strcspn(at, "\t");
        if (*at && i + 1 < WIRE_WORDS)
            *at++ = '\0';
    }
}

int wire_read(struct wire *wire, long seconds)
{
    const int64_t until = clock_ms() + seconds * 1000;

    for (;;) {
        const char *end = wire->got.length ? memchr(wire->got.bytes, '\n', wire->got.length) : NULL;
        int result;

        if (end) {
            wire->line.length = 0;
            buffer_add(&wire->line, wire->got.bytes, (size_t)(end - wire->got.bytes));
            take(wire, wire->line.length + 1);
            split(wire);
            return 1;
        }
        if (wire->got.length > MOST_LINE)
            return 0;
        result = wait_for_bytes(wire, until);
        if (result != 1)
            return result;
    }
}

/* In parts that a pipe takes at once when it has room, so that an end that reads no more does not hold up
 * this one for ever. */
static int write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        struct pollfd file = {fd, POLLOUT, 0};
        int count = poll(&file, 1, WRITE_PATIENCE_MS);
        ssize_t written = count > 0 ? write(fd, bytes, length < PIPE_BUF ? length : PIPE_BUF) : -1;

        if (count == 0 || (written < 0 && errno != EINTR))
            return -1;
        if (written > 0) {
            bytes += written;
            length -= (size_t)written;
        }
    }
    return 0;
}

int wire_say(struct wire *wire, const char *format, ...)
{
    va_list arguments;
    char *text;
    int length, result;

    va_start(arguments, format);
    length = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (length < 0)
        memory_full();
    text[length] = '\n'; /* in place of the NUL */
    result = write_all(wire->out, text, (size_t)length + 1);
    free(text);
    return result;
}

int wire_read_file(struct wire *wire, const char *path, int64_t bytes, long seconds, struct err *why)
{
    struct fileout out;

    if (fileout_open(&out, path, why) != 0)
        return -1;
    while (bytes > 0) {
        size_t length = (int64_t)wire->got.length < bytes ? wire->got.length : (size_t)bytes;

        if (length > 0) {
            fwrite(wire->got.bytes, 1, length, out.stream); /* fileout_commit reports errors */
            take(wire, length);
            bytes -= (int64_t)length;
        } else if (wait_for_bytes(wire, clock_ms() + seconds * 1000) != 1) {
            fileout_abandon(&out);
            return err_set(why, "the connection ended within a file");
        }
    }
    return fileout_commit(&out, why);
}

int wire_write_file(struct wire *wire, const char *path, struct err *why)
{
    char chunk[CHUNK];
    int fd = open(path, O_RDONLY | O_CLOEXEC), result = 0;
    ssize_t got = 1;

    if (fd < 0)
        return err_file(why, "read", path);
    while (result == 0 && (got = read(fd, chunk, sizeof chunk)) > 0)
        if (write_all(wire->out, chunk, (size_t)got) != 0)
            result = err_set(why, "the connection ended within a file");
    if (got < 0)
        result = err_file(why, "read", path);
    close(fd);
    return result;
}

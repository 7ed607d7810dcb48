/* One FastCGI request: the records are built by hand, because libfcgi has no client. */
#include "base/ping.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"

enum { BEGIN_REQUEST = 1, PARAMS = 4, STDIN = 5, RESPONDER = 1, PATIENCE_MS = 5000, MOST_BYTES = 65536 };

static void add_record(struct buffer *out, int type, const void *content, size_t length)
{
    const unsigned char header[8] = {1, (unsigned char)type, 0, 1, 0, (unsigned char)length, 0, 0};

    buffer_add(out, header, sizeof header);
    buffer_add(out, content, length);
}

static void add_parameter(struct buffer *out, const char *name, const char *value)
{
    const unsigned char lengths[2] = {(unsigned char)strlen(name), (unsigned char)strlen(value)};

    buffer_add(out, lengths, sizeof lengths);
    buffer_add_text(out, name);
    buffer_add_text(out, value);
}

static void build_request(struct buffer *out)
{
    static const unsigned char begin[8] = {0, RESPONDER};
    struct buffer parameters = {0};

    add_parameter(&parameters, "REQUEST_METHOD", "GET");
    add_parameter(&parameters, "DOCUMENT_URI", "/healthz");
    add_parameter(&parameters, "QUERY_STRING", "");
    add_record(out, BEGIN_REQUEST, begin, sizeof begin);
    add_record(out, PARAMS, parameters.bytes, parameters.length);
    add_record(out, PARAMS, NULL, 0);
    add_record(out, STDIN, NULL, 0);
    buffer_free(&parameters);
}

/* Returns a descriptor, or -1 with errno set. A full queue is an error, too. */
static int connect_to(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd;

    if (strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address.sun_path, path);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

/* Reads until the worker closes the connection. Returns 0, or -1 with errno set. */
static int read_answer(int fd, struct buffer *answer)
{
    const int64_t until = clock_ms() + PATIENCE_MS;
    struct pollfd readable = {fd, POLLIN, 0};
    char chunk[4096];
    ssize_t got = 1;

    while (got > 0 && answer->length < MOST_BYTES) {
        int64_t left = until - clock_ms();

        if (left <= 0 || poll(&readable, 1, (int)left) == 0) {
            errno = ETIMEDOUT;
            return -1;
        }
        got = read(fd, chunk, sizeof chunk);
        if (got > 0)
            buffer_add(answer, chunk, (size_t)got);
        else if (got < 0 && (errno == EINTR || errno == EAGAIN))
            got = 1;
    }
    return got < 0 ? -1 : 0;
}

/* The answer begins with the header of its first record. */
static int status_of(const struct buffer *answer)
{
    static const char name[] = "Status: ";
    const char *found = answer->length ? memmem(answer->bytes, answer->length, name, strlen(name)) : NULL;

    return found ? atoi(found + strlen(name)) : answer->length ? 200 : -1;
}

static void copy_generation(const struct buffer *answer, char generation[PING_GENERATION])
{
    static const char name[] = "Stagename-Generation: ";
    const char *found = answer->length ? memmem(answer->bytes, answer->length, name, strlen(name)) : NULL;
    size_t length = found ? strcspn(found + strlen(name), "\r\n") : 0;

    snprintf(generation, PING_GENERATION, "%.*s", (int)length, found ? found + strlen(name) : "");
}

int ping_worker(const char *path, char generation[PING_GENERATION], struct err *why)
{
    struct buffer request = {0}, answer = {0};
    int fd = connect_to(path), status = -1;

    if (fd < 0)
        return err_set(why, "%s", strerror(errno));
    build_request(&request);
    if (send(fd, request.bytes, request.length, MSG_NOSIGNAL) != (ssize_t)request.length ||
        read_answer(fd, &answer) != 0)
        err_set(why, "%s", strerror(errno));
    else if ((status = status_of(&answer)) < 0)
        err_set(why, "the connection was closed");
    else if (generation)
        copy_generation(&answer, generation);
    close(fd);
    buffer_free(&request);
    buffer_free(&answer);
    return status;
}

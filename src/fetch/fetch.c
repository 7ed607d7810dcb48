/* Retries, sizes for users, and the newest dump of MusicBrainz. */
#include "fetch/fetch.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "fetch/internal.h"

/* Seconds. A wait is at most LONGEST_DELAY, unless the server requests more; requests above LONGEST_WAIT end
 * the run. */
enum { LONGEST_DELAY = 60, LONGEST_WAIT = 3600, TEXT_BYTES = 1 << 16 };

const char fetch_downloading[] = "downloading", fetch_checking[] = "checking", fetch_waiting[] = "waiting";

void fetch_say(const struct fetch *f, const char *format, ...)
{
    char line[ORIGIN_URL_BYTES + 1024];
    va_list args;

    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    f->say(f->arg, line);
}

const char *fetch_size(int64_t bytes, char text[32])
{
    static const char *const units[] = {"kB", "MB", "GB", "TB"};
    double size = (double)bytes / 1000;
    int unit = 0;

    if (bytes < 1000) {
        snprintf(text, 32, "%d bytes", (int)bytes);
        return text;
    }
    for (; size >= 999.95 && unit < 3; unit++)
        size /= 1000;
    snprintf(text, 32, "%.1f %s", size, units[unit]);
    return text;
}

int fetch_read_size(const char *text, int64_t *bytes)
{
    static const char units[] = "kMGT";
    const size_t digits = strspn(text, "0123456789");
    const char *unit = text[digits] ? strchr(units, text[digits] == 'K' ? 'k' : text[digits]) : NULL;

    if (digits == 0 || digits > 15 || (text[digits] && (!unit || text[digits + 1])))
        return -1;
    *bytes = strtoll(text, NULL, 10);
    for (const char *u = units; unit && u <= unit; u++)
        if (__builtin_mul_overflow(*bytes, 1000, bytes))
            return -1;
    return *bytes > 0 ? 0 : -1;
}

/* ---- retries ---- */

/* Waits in slices, so that it can be cancelled. Returns 0, or 1 when cancelled. */
static int wait_for(const struct fetch *f, double seconds)
{
    const struct timespec slice = {.tv_nsec = 50000000};
    double start = clock_seconds();

    for (;;) {
        double passed;

        if (f->progress(f->arg, fetch_waiting, 0, -1, 0) != 0)
            return 1;
        passed = clock_seconds() - start;
        if (passed >= seconds)
            return 0;
        if (seconds - passed < 0.05) {
            const struct timespec rest = {.tv_nsec = (long)((seconds - passed) * 1e9)};

            nanosleep(&rest, NULL);
        } else {
            nanosleep(&slice, NULL);
        }
    }
}

/* Exponential backoff with jitter, so that clients that failed at the same time do not retry at the same
 * time. */
static double next_delay(struct fetch *f, int failures)
{
    double delay = f->delay;

    for (int i = 1; i < failures && delay < LONGEST_DELAY; i++)
        delay *= 2;
    if (delay > LONGEST_DELAY)
        delay = LONGEST_DELAY;
    return delay * (0.5 + 0.5 * (double)rng_float(&f->rng));
}

enum http_outcome fetch_wait_again(struct fetch *f, int failures, const struct http_answer *answer,
                                   struct err *why)
{
    const struct err reason = *why;
    double delay = next_delay(f, failures);

    if (failures > f->retries) {
        err_set(why, "%.400s; given up after %d tr%s", reason.text, failures, failures == 1 ? "y" : "ies");
        return HTTP_FAILED;
    }
    if (answer->retry_after > LONGEST_WAIT) {
        err_set(why, "%.400s; the server requests a pause of %ld minutes: run the command later", reason.text,
                (answer->retry_after + 59) / 60);
        return HTTP_FAILED;
    }
    if (delay < (double)answer->retry_after)
        delay = (double)answer->retry_after;
    fetch_say(f, "%s; retry in %.1f s (%d of %d)", reason.text, delay, failures, f->retries);
    return wait_for(f, delay) == 0 ? HTTP_AGAIN : HTTP_STOPPED;
}

/* ---- small text files ---- */

struct text_file {
    const struct fetch *f;
    const char *url;
    size_t length;
    char bytes[TEXT_BYTES];
};

static int text_begin(void *arg, const struct http_answer *answer, struct err *why)
{
    struct text_file *text = arg;

    (void)answer, (void)why;
    text->length = 0;
    return 0;
}

static int text_add(void *arg, const void *data, size_t size, struct err *why)
{
    struct text_file *text = arg;

    if (size >= sizeof text->bytes - text->length)
        return err_set(why, "%.250s is too long: is the mirror right?", text->url);
    memcpy(text->bytes + text->length, data, size);
    text->length += size;
    return 0;
}

static int text_tick(void *arg)
{
    const struct text_file *text = arg;

    return text->f->progress(text->f->arg, fetch_downloading, (int64_t)text->length, -1, 0);
}

static int get_text(struct fetch *f, const char *url, struct text_file *text, struct err *why)
{
    const struct http_request request = {
        .url = url, .begin = text_begin, .body = text_add, .tick = text_tick, .arg = text};
    struct http_answer answer;
    enum http_outcome outcome;
    int failures = 0;

    text->f = f;
    text->url = url;
    text->length = 0;
    do {
        outcome = http_get(f->http, &request, &answer, why);
        if (outcome == HTTP_AGAIN)
            outcome = fetch_wait_again(f, ++failures, &answer, why);
    } while (outcome == HTTP_AGAIN);
    text->bytes[text->length] = '\0';
    if (outcome == HTTP_STOPPED)
        err_set(why, "stopped before any data arrived");
    return outcome == HTTP_DONE ? 0 : -1;
}

int fetch_newest(struct fetch *f, struct origin *source, struct err *why)
{
    struct text_file *text = malloc(sizeof *text);
    char url[ORIGIN_URL_BYTES + ORIGIN_NAME_BYTES + 80], folder[64];
    int result = -1;

    if (!text)
        return err_set(why, "out of memory");
    snprintf(url, sizeof url, "%sLATEST", source->url);
    if (get_text(f, url, text, why) != 0)
        goto out;
    if (origin_latest(text->bytes, folder) != 0) {
        err_set(why,
                "%.250s does not contain the name of the newest dump: is the mirror right, does this network "
                "need a login?",
                url);
        goto out;
    }
    snprintf(url, sizeof url, "%s%s/SHA256SUMS", source->url, folder);
    if (get_text(f, url, text, why) != 0)
        goto out;
    if (origin_sum(text->bytes, source->name, source->sha256) != 0) {
        err_set(why, "%.250s has no checksum of %s: is the mirror right?", url, source->name);
        goto out;
    }
    snprintf(url, sizeof url, "%s%s/%s", source->url, folder, source->name);
    if (strlen(url) >= sizeof source->url) {
        err_set(why, "the address of %s is too long", source->name);
        goto out;
    }
    strcpy(source->url, url);
    result = 0;
out:
    free(text);
    return result;
}

/* Downloads one file: resumes, checks the answers, and verifies the result. */
#include "fetch/fetch.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "fetch/digest.h"
#include "fetch/internal.h"
#include "fetch/part.h"

struct download_job {
    struct fetch *f;
    const struct origin *source;
    const char *folder;
    struct part part;
    int64_t requested; /* first byte that was requested */
    int64_t before;    /* bytes that the part had before this answer */
    int reported;      /* size and licence were reported */
    int mismatch;      /* the answer does not match the part: start over */
    int too_large;     /* received more than the limit */
};

static int file_tick(void *arg)
{
    struct download_job *job = arg;

    return job->f->progress(job->f->arg, fetch_downloading, job->part.size, job->part.record.size,
                            job->before);
}

static int check_tick(void *arg, int64_t done, int64_t of)
{
    struct download_job *job = arg;

    return job->f->progress(job->f->arg, fetch_checking, done, of, 0);
}

/* Whether a partial answer continues the part. */
static int continues_part(const struct download_job *job, const struct http_answer *answer)
{
    const struct record *record = &job->part.record;

    if (answer->from != job->requested ||
        (answer->of >= 0 && record->size >= 0 && answer->of != record->size))
        return 0;
    return !*answer->etag || !*record->etag || strcmp(answer->etag, record->etag) == 0;
}

static int start_over(struct download_job *job, const struct http_answer *answer, struct err *why)
{
    struct record record = {.size = answer->length, .changed = -1};

    if (job->part.size > 0)
        fetch_say(job->f, "%s: the server has another version now, or can't resume; starting over",
                  job->source->name);
    strcpy(record.url, job->source->url);
    strcpy(record.etag, answer->etag);
    strcpy(record.last_modified, answer->last_modified);
    return part_restart(&job->part, &record, why);
}

static int check_space(const struct download_job *job, int64_t needed, struct err *why)
{
    struct statvfs disk;
    char size[32], available[32];
    int64_t bytes;

    if (statvfs(job->folder, &disk) != 0)
        return err_file(why, "read the free space of", job->folder);
    bytes = (int64_t)disk.f_bavail * (int64_t)disk.f_frsize;
    if (needed <= bytes)
        return 0;
    return err_set(why, "%s needs %s more, but %s has only %s free", job->source->name,
                   fetch_size(needed, size), job->folder, fetch_size(bytes, available));
}

static int64_t max_size(const struct download_job *job)
{
    return job->f->max_size > 0 ? job->f->max_size : job->source->max_size;
}

/* Checks the size that the server announces, before any data is stored. */
static int check_size(const struct download_job *job, const struct http_answer *answer, struct err *why)
{
    const int64_t from = answer->status == 206 ? job->requested : 0;
    int64_t size = -1;
    char all[32], most[32];

    if (answer->length >= 0 && __builtin_add_overflow(from, answer->length, &size))
        size = INT64_MAX;
    if (answer->of > size)
        size = answer->of;

    if (size <= max_size(job))
        return 0;
    return err_set(
        why, "%.250s: the file has %s, more than the limit of %s: check the address, or raise --max-size",
        job->source->url, fetch_size(size, all), fetch_size(max_size(job), most));
}

static void report_start(struct download_job *job)
{
    const int64_t size = job->part.record.size;
    char all[32], some[32];

    if (job->reported)
        return;
    job->reported = 1;
    fetch_say(job->f, "%s: %s, from %s; licence: %s", job->source->name,
              size < 0 ? "size unknown" : fetch_size(size, all), job->source->url, job->source->licence);
    if (job->part.size > 0)
        fetch_say(job->f, "%s: resuming after %s", job->source->name, fetch_size(job->part.size, some));
}

/* Whether the answer is a web page in place of an archive. Checked first, so that it does not replace the
 * part. */
static int is_login_page(const struct download_job *job, const struct http_answer *answer)
{
    return *job->source->sha256 && strncasecmp(answer->type, "text/html", 9) == 0;
}

static int report_login_page(const struct download_job *job, struct err *why)
{
    return err_set(
        why,
        "%.250s: received a web page in place of %s: does this network need a login, is the mirror right?",
        job->source->url, job->source->name);
}

static int file_begin(void *arg, const struct http_answer *answer, struct err *why)
{
    struct download_job *job = arg;

    if (is_login_page(job, answer))
        return report_login_page(job, why);
    if (check_size(job, answer, why) != 0)
        return -1;
    if (answer->status == 206) {
        job->mismatch = !continues_part(job, answer);
        if (job->mismatch)
            return err_set(why, "%.250s: the server sent a range that was not requested", job->source->url);
        if (part_cut(&job->part, job->requested, why) != 0)
            return -1;
        if (job->part.record.size < 0)
            job->part.record.size = answer->of;
    } else if (start_over(job, answer, why) != 0) {
        return -1;
    }
    job->before = job->part.size;
    report_start(job);
    return check_space(job, answer->length, why);
}

static int file_add(void *arg, const void *data, size_t size, struct err *why)
{
    struct download_job *job = arg;
    char most[32];

    job->too_large = (int64_t)size > max_size(job) - job->part.size;
    if (job->too_large)
        return err_set(
            why,
            "%.250s: received more than the limit of %s, and discarded it: check the address, or raise "
            "--max-size",
            job->source->url, fetch_size(max_size(job), most));
    return part_append(&job->part, data, size, why);
}

/* Sends a request. If the answer does not match the part, discards the part and requests the whole file. */
static enum http_outcome try_file(struct download_job *job, const struct record *unless,
                                  struct http_answer *answer, struct err *why)
{
    struct http_request request = {.url = job->source->url,
                                   .unless = unless,
                                   .from = part_from(&job->part),
                                   .if_range = record_validator(&job->part.record),
                                   .begin = file_begin,
                                   .body = file_add,
                                   .tick = file_tick,
                                   .arg = job};
    enum http_outcome outcome;

    job->requested = request.from;
    job->before = job->part.size;
    job->mismatch = 0;
    outcome = http_get(job->f->http, &request, answer, why);
    if (job->mismatch || answer->status == 416) {
        const struct record none = {.size = -1, .changed = -1};

        fetch_say(job->f, "%s: the part does not match the file on the server; starting over",
                  job->source->name);
        if (part_restart(&job->part, &none, why) != 0)
            return HTTP_FAILED;
        request.from = job->requested = job->before = 0;
        outcome = http_get(job->f->http, &request, answer, why);
    }
    if (outcome == HTTP_DONE && answer->status != 304 && job->part.record.size >= 0 &&
        job->part.size < job->part.record.size) {
        err_set(why, "%.250s: the server sent an incomplete file", job->source->url);
        outcome = HTTP_AGAIN;
    }
    return outcome;
}

/* Retries until the file is complete. Only new bytes, received at a sufficient speed, reset the number of
 * failures: a server that starts over each time, or sends a few bytes each time, does not cause endless
 * retries. */
static enum http_outcome get_file(struct download_job *job, const struct record *unless,
                                  struct http_answer *answer, struct err *why)
{
    enum http_outcome outcome;
    int64_t most = part_from(&job->part);
    int failures = 0;

    do {
        outcome = try_file(job, unless, answer, why);
        if (outcome == HTTP_AGAIN) {
            if (job->part.size > most) {
                most = job->part.size;
                failures = answer->is_slow ? failures : 0;
            }
            outcome = fetch_wait_again(job->f, ++failures, answer, why);
        }
    } while (outcome == HTTP_AGAIN);
    return outcome;
}

/* Adds to *why what is kept for the next run. A file that is too large is not kept. Always returns -1. */
static int leave(struct download_job *job, enum http_outcome outcome, struct err *why)
{
    const struct err reason = *why;
    struct err ignored;
    char size[32];

    if (job->too_large)
        part_cut(&job->part, 0, &ignored);
    if (outcome == HTTP_STOPPED && part_from(&job->part) == 0)
        return err_set(why, "stopped; nothing of %s is kept", job->source->name);
    if (part_from(&job->part) == 0)
        return -1;
    return err_set(why, "%.400s; %s keeps %s for the next run",
                   outcome == HTTP_STOPPED ? "stopped" : reason.text, job->part.path,
                   fetch_size(job->part.size, size));
}

/* Returns 1 when a file has the expected checksum, 0 when it has another one (written to sum), -1 with *why
 * set. */
static int has_sum(struct download_job *job, const char *path, char sum[SHA256_HEX_BYTES], struct err *why)
{
    int result = digest_file(path, sum, check_tick, job, why);

    if (result > 0)
        return err_set(why, "stopped while checking %s; run the command again to continue", path);
    return result != 0 ? -1 : strcmp(sum, job->source->sha256) == 0;
}

/* Verifies the complete part. A wrong one can't be resumed and is discarded. */
static int check_part(struct download_job *job, struct err *why)
{
    char sum[SHA256_HEX_BYTES];
    struct err ignored;
    int right = *job->source->sha256 ? has_sum(job, job->part.path, sum, why) : 1;

    if (right != 0)
        return right > 0 ? 0 : -1;
    if (part_is_web_page(&job->part))
        report_login_page(job, why);
    else
        err_set(why, "%.250s: SHA-256 is %s in place of %s; the file was discarded: run the command again",
                job->source->url, sum, job->source->sha256);
    part_cut(&job->part, 0, &ignored);
    return -1;
}

/* Returns 1 when the complete file exists with the expected checksum, 0 when not, -1 with *why set. */
static int has_current(struct download_job *job, struct err *why)
{
    char sum[SHA256_HEX_BYTES];
    struct stat st;
    int right;

    if (!*job->source->sha256 || stat(job->part.place, &st) != 0 || !S_ISREG(st.st_mode))
        return 0;
    right = has_sum(job, job->part.place, sum, why);
    if (right > 0)
        part_discard(&job->part, job->source->url);
    if (right > 0)
        fetch_say(job->f, "%s is up to date, with the expected checksum; licence: %s", job->part.place,
                  job->source->licence);
    return right;
}

/* The record of the complete file; NULL when there is none, or when the file was modified after it was
 * recorded. */
static const struct record *known(const struct download_job *job, struct record *record)
{
    struct stat st;

    if (*job->source->sha256 || part_from(&job->part) > 0 || stat(job->part.place, &st) != 0 ||
        !record_read(record, job->part.place_meta, job->source->url) || record->size != st.st_size ||
        record->changed != st.st_mtime)
        return NULL;
    return record;
}

static int download(struct download_job *job, struct err *why)
{
    struct record record;
    struct http_answer answer;
    enum http_outcome outcome;

    if (part_open(&job->part, job->source->url, why) != 0)
        return -1;
    outcome = get_file(job, known(job, &record), &answer, why);
    if (outcome != HTTP_DONE)
        return leave(job, outcome, why);
    if (answer.status == 304) {
        fetch_say(job->f, "%s is up to date; licence: %s", job->part.place, job->source->licence);
        return 0;
    }
    if (check_part(job, why) != 0)
        return -1;
    return part_finish(&job->part, why);
}

int fetch_file(struct fetch *f, const struct origin *source, const char *folder, struct err *why)
{
    struct download_job job = {.f = f, .source = source, .folder = folder};
    int result = part_name(&job.part, folder, source->name, why);

    if (result == 0)
        result = has_current(&job, why);
    result = result > 0 ? 0 : result < 0 ? -1 : download(&job, why);
    part_close(&job.part);
    return result;
}

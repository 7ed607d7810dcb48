/* Keeps the counters in shared memory and prints them. */
#include "web/metrics.h"

#include <stdatomic.h>
#include <string.h>
#include <errno.h>
#include <sys/mman.h>

/* The last entry counts all other statuses. */
static const int statuses[] = {200, 202, 304, 400, 403, 404, 405, 410, 413, 414, 415, 503, 0};
enum { STATUSES = sizeof statuses / sizeof *statuses };

/* Upper bounds of the histogram in nanoseconds; the last bucket counts everything slower. */
static const int64_t bounds[] = {100000,   250000,   500000,    1000000,   2500000,   5000000,
                                 10000000, 25000000, 100000000, 250000000, 1000000000};
enum { BOUNDS = sizeof bounds / sizeof *bounds };

struct metrics {
    _Atomic uint64_t requests[METRICS_ROUTES][STATUSES];
    _Atomic uint64_t buckets[METRICS_ROUTES][BOUNDS + 1];
    _Atomic uint64_t nanoseconds[METRICS_ROUTES];
    _Atomic uint64_t redrawn, reports[2];
};

static void add(_Atomic uint64_t *counter, uint64_t number)
{
    atomic_fetch_add_explicit(counter, number, memory_order_relaxed);
}

static uint64_t read_counter(const _Atomic uint64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

struct metrics *metrics_new(struct err *why)
{
    void *memory =
        mmap(NULL, sizeof(struct metrics), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (memory != MAP_FAILED)
        return memory;
    err_set(why, "cannot share memory between the workers: %s", strerror(errno));
    return NULL;
}

void metrics_request(struct metrics *metrics, int route, int status, int64_t nanoseconds)
{
    int s = 0, bucket = 0;

    while (s < STATUSES - 1 && statuses[s] != status)
        s++;
    while (bucket < BOUNDS && nanoseconds > bounds[bucket])
        bucket++;
    add(&metrics->requests[route][s], 1);
    add(&metrics->buckets[route][bucket], 1);
    add(&metrics->nanoseconds[route], (uint64_t)nanoseconds);
}

void metrics_redrawn(struct metrics *metrics, long rows)
{
    if (rows > 0)
        add(&metrics->redrawn, (uint64_t)rows);
}

void metrics_report(struct metrics *metrics, int is_new)
{
    add(&metrics->reports[is_new != 0], 1);
}

static void head(struct answer *answer, const char *name, const char *type, const char *help)
{
    answer_print(answer, "# HELP stagename_%s %s\n# TYPE stagename_%s %s\n", name, help, name, type);
}

static void print_requests(const struct metrics *metrics, const char *(*route_name)(int route),
                           struct answer *answer)
{
    head(answer, "requests_total", "counter", "Requests answered.");
    for (int route = 0; route < METRICS_ROUTES; route++)
        for (int s = 0; s < STATUSES; s++) {
            uint64_t count = read_counter(&metrics->requests[route][s]);

            if (count == 0)
                continue;
            answer_print(answer, "stagename_requests_total{route=\"%s\",status=\"", route_name(route));
            if (statuses[s])
                answer_print(answer, "%d", statuses[s]);
            else
                answer_print(answer, "other");
            answer_print(answer, "\"} %llu\n", (unsigned long long)count);
        }
}

static void print_latency(const struct metrics *metrics, int route, const char *name, struct answer *answer)
{
    uint64_t count = 0;

    for (int i = 0; i <= BOUNDS; i++) {
        count += read_counter(&metrics->buckets[route][i]);
        answer_print(answer, "stagename_request_seconds_bucket{route=\"%s\",le=\"", name);
        if (i < BOUNDS)
            answer_print(answer, "%g", (double)bounds[i] / 1e9);
        else
            answer_print(answer, "+Inf");
        answer_print(answer, "\"} %llu\n", (unsigned long long)count);
    }
    answer_print(answer, "stagename_request_seconds_sum{route=\"%s\"} %.9g\n", name,
                 (double)read_counter(&metrics->nanoseconds[route]) / 1e9);
    answer_print(answer, "stagename_request_seconds_count{route=\"%s\"} %llu\n", name,
                 (unsigned long long)count);
}

void metrics_print(const struct metrics *metrics, const char *(*route_name)(int route), long workers,
                   long names, struct answer *answer)
{
    print_requests(metrics, route_name, answer);
    head(answer, "request_seconds", "histogram", "Time from reading a request to writing its answer.");
    for (int route = 0; route < METRICS_ROUTES; route++)
        if (read_counter(&metrics->nanoseconds[route]) > 0)
            print_latency(metrics, route, route_name(route), answer);
    head(answer, "rows_redrawn_total", "counter", "Row numbers drawn that led to no eligible name.");
    answer_print(answer, "stagename_rows_redrawn_total %llu\n",
                 (unsigned long long)read_counter(&metrics->redrawn));
    head(answer, "reports_total", "counter", "Reports of visitors.");
    answer_print(answer, "stagename_reports_total{outcome=\"noted\"} %llu\n",
                 (unsigned long long)read_counter(&metrics->reports[1]));
    answer_print(answer, "stagename_reports_total{outcome=\"repeated\"} %llu\n",
                 (unsigned long long)read_counter(&metrics->reports[0]));
    head(answer, "workers", "gauge", "Worker processes that are configured.");
    answer_print(answer, "stagename_workers %ld\n", workers);
    if (names < 0)
        return;
    head(answer, "names", "gauge", "Visible names: the pool that is drawn from.");
    answer_print(answer, "stagename_names %ld\n", names);
}

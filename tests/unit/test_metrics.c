/* Tests of the counters of the workers and their report. */
#include <stdio.h>
#include <string.h>

#include "run.h"

#include "web/metrics.h"

static struct metrics *metrics;
static struct answer answer;
static struct err why;

static void set_up(void)
{
    metrics = metrics_new(&why);
    ck_assert_ptr_nonnull(metrics);
}

static void tear_down(void)
{
    answer_free(&answer);
}

static const char *route_name(int route)
{
    return route == 2 ? "names" : route == 3 ? "check" : "other";
}

/* Whether the report contains this line. */
static int reports(const char *line)
{
    char wanted[200], *at;

    memset(&answer, 0, sizeof answer);
    answer_begin(&answer);
    metrics_print(metrics, route_name, 4, 99, &answer);
    snprintf(wanted, sizeof wanted, "\n%s\n", line);
    at = strstr(answer.body.bytes, wanted);
    answer_free(&answer);
    return at != NULL;
}

static int bucket_has(const char *bound, int requests)
{
    char line[120];

    snprintf(line, sizeof line, "stagename_request_seconds_bucket{route=\"names\",le=\"%s\"} %d", bound,
             requests);
    return reports(line);
}

/* A bound belongs to its bucket, and each bucket includes those below it. */
START_TEST(buckets_of_the_histogram_are_cumulative)
{
    static const int64_t nanoseconds[] = {1, 100000, 100001, 2500000, 1000000000, 1000000001};

    for (size_t i = 0; i < sizeof nanoseconds / sizeof *nanoseconds; i++)
        metrics_request(metrics, 2, 200, nanoseconds[i]);
    ck_assert(bucket_has("0.0001", 2));
    ck_assert(bucket_has("0.00025", 3));
    ck_assert(bucket_has("0.001", 3));
    ck_assert(bucket_has("0.0025", 4));
    ck_assert(bucket_has("0.25", 4));
    ck_assert(bucket_has("1", 5));
    ck_assert(bucket_has("+Inf", 6));
    ck_assert(reports("stagename_request_seconds_count{route=\"names\"} 6"));
    ck_assert(reports("stagename_request_seconds_sum{route=\"names\"} 2.0027"));
}
END_TEST

START_TEST(requests_are_counted_by_route_and_status)
{
    metrics_request(metrics, 2, 200, 5);
    metrics_request(metrics, 2, 404, 5);
    metrics_request(metrics, 2, 404, 5);
    metrics_request(metrics, 3, 418, 5);
    ck_assert(reports("stagename_requests_total{route=\"names\",status=\"200\"} 1"));
    ck_assert(reports("stagename_requests_total{route=\"names\",status=\"404\"} 2"));
    ck_assert(reports("stagename_requests_total{route=\"check\",status=\"other\"} 1"));
    ck_assert(!reports("stagename_requests_total{route=\"check\",status=\"200\"} 0"));
}
END_TEST

START_TEST(rows_and_reports_are_counted)
{
    metrics_redrawn(metrics, 3);
    metrics_redrawn(metrics, 0);
    metrics_redrawn(metrics, 4);
    metrics_report(metrics, 1);
    metrics_report(metrics, 0);
    metrics_report(metrics, 1);
    ck_assert(reports("stagename_rows_redrawn_total 7"));
    ck_assert(reports("stagename_reports_total{outcome=\"noted\"} 2"));
    ck_assert(reports("stagename_reports_total{outcome=\"repeated\"} 1"));
    ck_assert(reports("stagename_workers 4"));
    ck_assert(reports("stagename_names 99"));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("metrics");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, buckets_of_the_histogram_are_cumulative);
    tcase_add_test(tests, requests_are_counted_by_route_and_status);
    tcase_add_test(tests, rows_and_reports_are_counted);
    return run_case("metrics", tests);
}

#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "run.h"

#include "base/conveyor.h"
#include "base/day.h"
#include "base/fileout.h"
#include "base/lines.h"
#include "base/log.h"
#include "base/options.h"
#include "base/presence.h"
#include "base/progress.h"
#include "base/rng.h"
#include "base/hash_set.h"
#include "base/team.h"

/* The numbers are from another implementation, in Python. */
START_TEST(each_stream_of_a_seed_has_its_numbers)
{
    static const uint64_t numbers[][2] = {{0x4c06c1080caa5417, 0xfb2161e3a8c4d3d5},
                                          {0x314862af2c690486, 0x7ac43414ab0c675f},
                                          {0xc60e3e518b5867a0, 0x6423df313529043b}};

    for (uint64_t stream = 0; stream < 3; stream++) {
        struct rng rng;

        rng_seed(&rng, 7, stream);
        ck_assert_uint_eq(rng_u64(&rng), numbers[stream][0]);
        ck_assert_uint_eq(rng_u64(&rng), numbers[stream][1]);
    }
}
END_TEST

/* Chi-squared over 10 cells, 9 degrees of freedom: 27.9 is exceeded once in a thousand; the seed is fixed. */
START_TEST(bounded_numbers_are_uniform)
{
    struct rng rng;
    double count[10] = {0}, chi = 0;

    rng_seed(&rng, 3, 0);
    for (int i = 0; i < 100000; i++)
        count[rng_below(&rng, 10)]++;
    for (int i = 0; i < 10; i++)
        chi += (count[i] - 10000) * (count[i] - 10000) / 10000;
    ck_assert_double_lt(chi, 27.9);
}
END_TEST

/* Without rejection, some results would be twice as likely as others. */
START_TEST(large_bounded_numbers_are_uniform)
{
    const uint64_t n = UINT64_MAX / 4 * 3;
    struct rng rng;
    int low = 0;

    rng_seed(&rng, 11, 0);
    for (int i = 0; i < 30000; i++) {
        uint64_t number = rng_below(&rng, n);

        ck_assert_uint_lt(number, n);
        low += number < n / 3;
    }
    ck_assert_int_ge(low, 9600);
    ck_assert_int_le(low, 10400);
}
END_TEST

START_TEST(normal_has_mean_0_and_variance_1)
{
    struct rng rng;
    double sum = 0, squares = 0;

    rng_seed(&rng, 4, 0);
    for (int i = 0; i < 100000; i++) {
        double x = (double)rng_normal(&rng);

        sum += x;
        squares += x * x;
    }
    ck_assert_double_lt(fabs(sum / 100000), 0.02);
    ck_assert_double_lt(fabs(squares / 100000 - 1), 0.03);
}
END_TEST

START_TEST(parsing_keeps_no_state_between_calls)
{
    int flag = 0, quiet = 0, first = 0;
    struct option_spec options[] = {{"flag", 'f', OPTION_FLAG, NULL, "a flag", &flag, 0, 0}, {0}};
    const struct command_spec spec = {"test", "", "", NULL, options, 0, 0};
    char name[] = "test", group[] = "-zf";
    char *wrong[] = {name, group, NULL}, *empty[] = {name, NULL};

    ck_assert_int_eq(options_parse(&spec, 2, wrong, &first, &quiet), OPTIONS_WRONG);
    ck_assert_int_eq(options_parse(&spec, 1, empty, &first, &quiet), OPTIONS_RUN);
    ck_assert_int_eq(first, 1);
    ck_assert_int_eq(flag, 0);
}
END_TEST

/* Wherever the text is cut, the rest ends with a whole character. */
START_TEST(a_sentence_is_cut_at_a_whole_character)
{
    static const char *const characters[] = {"a", "\u00e9", "\u20ac", "\U0001f600"};
    struct err why;
    char text[5 * sizeof why.text];

    for (size_t i = 0; i < sizeof characters / sizeof *characters; i++)
        for (int before = 0; before < 4; before++) {
            size_t size = strlen(characters[i]), length = 0;

            for (int k = 0; k < (int)sizeof why.text; k++)
                length += (size_t)snprintf(text + length, sizeof text - length, "%s",
                                           k < before ? "x" : characters[i]);
            ck_assert_int_eq(err_set(&why, "%s", text), -1);
            ck_assert_mem_eq(why.text, text, strlen(why.text));
            ck_assert_uint_eq((strlen(why.text) - (size_t)before) % size, 0);
            ck_assert_uint_gt(strlen(why.text), sizeof why.text - 1 - size);
        }
}
END_TEST

static void add_index(void *arg, int index)
{
    __atomic_fetch_add((long *)arg, index, __ATOMIC_RELAXED);
}

START_TEST(days_are_checked_against_the_calendar)
{
    static const char *const days[] = {"2026-01-31", "2024-02-29", "1000-12-01"};
    static const char *const others[] = {"2026-02-29",  "6-01-31",    "2026-1-31", "2026-01-31 ",
                                         " 2026-01-31", "2026-13-01", ""};

    for (size_t i = 0; i < 3; i++)
        ck_assert_msg(day_is(days[i]), "%s", days[i]);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        ck_assert_msg(!day_is(others[i]), "%s", others[i]);
}
END_TEST

START_TEST(team_runs_every_job_once)
{
    struct err why;

    for (int threads = 1; threads <= 4; threads++) {
        struct team *team = team_new(threads, &why);

        ck_assert_ptr_nonnull(team);
        for (int round = 0; round < 50; round++) {
            long sum = 0;

            team_run(team, 101, add_index, &sum);
            ck_assert_int_eq(sum, 5050);
        }
        team_free(team);
    }
}
END_TEST

static int fetch_none(void *arg, void **piece, struct err *why)
{
    (void)arg;
    (void)piece;
    (void)why;
    return 0;
}

static void work_none(void *arg, void *piece)
{
    (void)arg;
    (void)piece;
}

static int take_none(void *arg, void *piece, struct err *why)
{
    (void)arg;
    (void)piece;
    (void)why;
    return 0;
}

/* No stack can have this size. */
START_TEST(a_thread_that_cannot_start_is_reported)
{
    const struct conveyor conveyor = {fetch_none, work_none, take_none, free, NULL};
    pthread_attr_t usual, huge;
    struct err team_why = {""}, conveyor_why = {""};
    struct team *team;
    int result;

    ck_assert_int_eq(pthread_getattr_default_np(&usual), 0);
    ck_assert_int_eq(pthread_attr_init(&huge), 0);
    ck_assert_int_eq(pthread_attr_setstacksize(&huge, (size_t)1 << 50), 0);
    ck_assert_int_eq(pthread_setattr_default_np(&huge), 0);
    team = team_new(3, &team_why);
    result = conveyor_run(&conveyor, 2, &conveyor_why);
    ck_assert_int_eq(pthread_setattr_default_np(&usual), 0);
    ck_assert_ptr_null(team);
    ck_assert_ptr_eq(strstr(team_why.text, "cannot start thread 2: "), team_why.text);
    ck_assert_int_eq(result, -1);
    ck_assert_ptr_eq(strstr(conveyor_why.text, "cannot start a thread: "), conveyor_why.text);
    ck_assert_int_eq(conveyor_run(&conveyor, 99, &conveyor_why), 0);
}
END_TEST

START_TEST(integers_are_parsed_completely)
{
    static const char *const bad[] = {"", "4x", " 4", "+4", "4.0", "0x4", "99999999999999999999", "11", "-1"};
    long value;

    ck_assert_int_eq(options_long("10", 0, 10, &value), 0);
    ck_assert_int_eq(value, 10);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(options_long(bad[i], 0, 10, &value) != 0, "'%s' was taken for a number", bad[i]);
}
END_TEST

static char folder[] = "/tmp/stagename-test-XXXXXX";
static char path[64];

static void make_folder(void)
{
    strcpy(folder + sizeof folder - 7, "XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/file", folder);
}

static void remove_folder(void)
{
    unlink(path);
    ck_assert_msg(rmdir(folder) == 0, "something was left in %s", folder);
}

static void write_text(const char *text)
{
    FILE *out = fopen(path, "w");

    ck_assert_ptr_nonnull(out);
    fputs(text, out);
    fclose(out);
}

static void assert_holds(const char *text)
{
    char got[100] = "";
    FILE *in = fopen(path, "r");

    ck_assert_ptr_nonnull(in);
    ck_assert_uint_lt(fread(got, 1, sizeof got - 1, in), sizeof got);
    fclose(in);
    ck_assert_str_eq(got, text);
}

START_TEST(an_output_appears_whole)
{
    struct fileout out;
    struct err why;

    write_text("before");
    ck_assert_int_eq(fileout_open(&out, path, &why), 0);
    fputs("after", out.stream);
    assert_holds("before");
    ck_assert_int_eq(fileout_commit(&out, &why), 0);
    assert_holds("after");
}
END_TEST

START_TEST(an_abandoned_output_keeps_the_old_file)
{
    struct fileout out;
    struct err why;

    write_text("before");
    ck_assert_int_eq(fileout_open(&out, path, &why), 0);
    fputs("after", out.stream);
    fileout_abandon(&out);
    assert_holds("before");
}
END_TEST

/* Whether a file with this name is in the folder. */
static int is_there(const char *name)
{
    char other[200];

    snprintf(other, sizeof other, "%s/%s", folder, name);
    return access(other, F_OK) == 0;
}

static void make_file(const char *name)
{
    char other[200];
    FILE *out;

    snprintf(other, sizeof other, "%s/%s", folder, name);
    out = fopen(other, "w");
    ck_assert_ptr_nonnull(out);
    fclose(out);
}

static void remove_file(const char *name)
{
    char other[200];

    snprintf(other, sizeof other, "%s/%s", folder, name);
    ck_assert_int_eq(unlink(other), 0);
}

START_TEST(files_of_killed_writers_are_swept_and_open_ones_kept)
{
    static const char *const kept[] = {"other.stagename-a", "other.backup", ".stagename-aB3dE9",
                                       "x.stagename-aB3dE9.tsv"};
    struct fileout out, live;
    struct err why;
    char *temporary;

    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        make_file(kept[i]);
    ck_assert_int_eq(fileout_open(&live, path, &why), 0);
    fputs("live", live.stream);
    make_file("other.tsv.stagename-aB3dE9"); /* not locked by any process */
    ck_assert_int_eq(fileout_open(&out, path, &why), 0);
    ck_assert(!is_there("other.tsv.stagename-aB3dE9"));
    temporary = live.temporary;
    ck_assert_int_eq(access(temporary, F_OK), 0);
    fileout_abandon(&out);
    fileout_sweep(folder);
    ck_assert_int_eq(fileout_commit(&live, &why), 0);
    assert_holds("live");
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        remove_file(kept[i]);
}
END_TEST

/* Removes neither a link nor its target. */
START_TEST(a_link_is_not_swept)
{
    char link[200];

    write_text("kept");
    snprintf(link, sizeof link, "%s/x.stagename-aB3dE9", folder);
    ck_assert_int_eq(symlink(path, link), 0);
    fileout_sweep(folder);
    ck_assert_int_eq(unlink(link), 0);
    assert_holds("kept");
}
END_TEST

static void write_and_die(void)
{
    struct fileout out;
    struct err why;

    if (fileout_open(&out, path, &why) == 0)
        kill(getpid(), SIGKILL);
    _exit(1);
}

START_TEST(a_killed_writers_file_is_removed_by_the_next_output)
{
    struct fileout out;
    struct err why;
    pid_t child = fork();
    int status;

    if (child == 0)
        write_and_die();
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFSIGNALED(status));
    ck_assert_int_ne(rmdir(folder), 0); /* the temporary file is still there */
    ck_assert_int_eq(fileout_open(&out, path, &why), 0);
    ck_assert_int_eq(fileout_commit(&out, &why), 0); /* remove_folder checks that there are no other files */
}
END_TEST

START_TEST(an_output_that_cannot_be_renamed_is_removed)
{
    struct fileout out;
    struct err why;

    ck_assert_int_eq(fileout_open(&out, path, &why), 0);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    ck_assert_int_ne(fileout_commit(&out, &why), 0);
    ck_assert_ptr_nonnull(strstr(why.text, "Is a directory"));
    ck_assert_int_eq(rmdir(path), 0);
}
END_TEST

START_TEST(an_output_into_a_missing_folder_is_refused)
{
    struct fileout out;
    struct err why;
    char inside[80];

    snprintf(inside, sizeof inside, "%s/none", path);
    ck_assert_int_ne(fileout_open(&out, inside, &why), 0);
    ck_assert_ptr_nonnull(strstr(why.text, inside));
}
END_TEST

START_TEST(a_signal_removes_unfinished_outputs)
{
    struct fileout out;
    struct err why;

    ck_assert_int_eq(fileout_open(&out, path, &why), 0);
    fileout_abandon_all_from_signal();
    ck_assert_msg(rmdir(folder) == 0, "something was left in %s", folder);
    ck_assert_int_eq(mkdir(folder, 0700), 0);
    fileout_abandon(&out);
}
END_TEST

START_TEST(a_full_device_is_reported)
{
    struct fileout out;
    struct err why;

    ck_assert_int_eq(fileout_open(&out, "/dev/full", &why), 0);
    fputs("x", out.stream);
    ck_assert_int_ne(fileout_commit(&out, &why), 0);
    ck_assert_ptr_nonnull(strstr(why.text, "/dev/full"));
}
END_TEST

START_TEST(line_ends_are_removed_and_lines_counted)
{
    struct lines in;
    struct err why;

    write_text("one\r\ntwo\n\nlast");
    ck_assert_int_eq(lines_open(&in, path, &why), 0);
    ck_assert_int_eq(lines_next(&in, &why), 1);
    ck_assert_str_eq(in.line, "one");
    ck_assert_int_eq(lines_next(&in, &why), 1);
    ck_assert_int_eq(lines_next(&in, &why), 1);
    ck_assert_uint_eq(in.length, 0);
    ck_assert_int_eq(lines_next(&in, &why), 1);
    ck_assert_str_eq(in.line, "last");
    ck_assert_int_eq(in.number, 4);
    ck_assert_int_eq(lines_next(&in, &why), 0);
    lines_close(&in);
}
END_TEST

START_TEST(an_endless_line_is_refused_in_bounded_memory)
{
    struct lines in;
    struct err why;

    ck_assert_int_eq(lines_open(&in, "/dev/zero", &why), 0);
    ck_assert_int_eq(lines_next(&in, &why), -1);
    ck_assert_ptr_nonnull(strstr(why.text, "line 1"));
    lines_close(&in);
}
END_TEST

START_TEST(a_folder_is_refused_as_a_list)
{
    struct lines in;
    struct err why;

    ck_assert_int_ne(lines_open(&in, folder, &why), 0);
    ck_assert_ptr_nonnull(strstr(why.text, folder));
}
END_TEST

/* Many texts start at the same slot of the table; lookups must distinguish them. */
START_TEST(a_hash_set_finds_what_was_added)
{
    enum { TEXTS = 20000 };
    struct hash_set seen = {0};
    char text[16];

    for (int round = 0; round < 2; round++)
        for (int i = 0; i < TEXTS; i++) {
            snprintf(text, sizeof text, "%d", i);
            ck_assert_msg(hash_set_add(&seen, text) == (round == 0), "'%s' in round %d", text, round);
        }
    hash_set_free(&seen);
}
END_TEST

/* ---- what goes to standard error ---- */

static int saved_error;

static void redirect_error(int fd)
{
    fflush(stderr);
    saved_error = dup(STDERR_FILENO);
    ck_assert_int_ge(dup2(fd, STDERR_FILENO), 0);
}

static void restore_error(void)
{
    fflush(stderr);
    dup2(saved_error, STDERR_FILENO);
    close(saved_error);
}

static void show_some(int quiet)
{
    struct progress p;

    progress_start(&p, "reading", "rows", 200, quiet);
    progress_show(&p, 50, "half of a half");
    p.shown += 3600; /* so that the next one is too soon on any machine */
    progress_show(&p, 60, NULL);
    progress_end(&p);
}

START_TEST(progress_is_shown_only_on_a_terminal)
{
    int terminal = posix_openpt(O_RDWR | O_NOCTTY), user, file;
    char text[400] = "";
    size_t length = 0;
    ssize_t got;
    struct stat st;

    if (terminal < 0 || grantpt(terminal) != 0 || unlockpt(terminal) != 0)
        return; /* no pseudo-terminals are available */
    user = open(ptsname(terminal), O_RDWR | O_NOCTTY);
    ck_assert_int_ge(user, 0);
    redirect_error(user);
    show_some(1);
    show_some(0);
    restore_error();
    close(user);
    while ((got = read(terminal, text + length, sizeof text - 1 - length)) > 0) /* at the end: EIO */
        length += (size_t)got;
    ck_assert_ptr_eq(strstr(text, "reading"), strstr(text, "reading: 50 of 200 rows, "));
    ck_assert_ptr_nonnull(strstr(text, " left, half of a half"));
    ck_assert_ptr_null(strstr(text, ": 60"));
    close(terminal);

    file = open(path, O_WRONLY | O_CREAT, 0600);
    redirect_error(file);
    show_some(0);
    restore_error();
    ck_assert_int_eq(fstat(file, &st), 0);
    ck_assert_int_eq(st.st_size, 0);
    close(file);
}
END_TEST

/* Reads the file at path into text. */
static void read_log(char *text, size_t size)
{
    FILE *file = fopen(path, "r");

    ck_assert_ptr_nonnull(file);
    text[fread(text, 1, size - 1, file)] = '\0';
    fclose(file);
}

START_TEST(an_event_is_one_line_of_the_log_with_the_time)
{
    int file = open(path, O_WRONLY | O_CREAT, 0600);
    time_t before = time(NULL);
    struct tm utc = {0};
    char text[200], *rest;

    unsetenv("JOURNAL_STREAM");
    redirect_error(file);
    log_open("worker", 0);
    log_event("two\nlines\r%d", 7);
    log_open("worker", 1);
    log_event("to the system's log");
    log_open("", 0);
    restore_error();
    close(file);
    read_log(text, sizeof text);
    rest = strptime(text, "%Y-%m-%dT%H:%M:%SZ ", &utc);
    ck_assert_ptr_nonnull(rest);
    ck_assert_str_eq(rest, "worker: two lines 7\n");
    ck_assert_int_ge(timegm(&utc), before);
    ck_assert_int_le(timegm(&utc), time(NULL));
}
END_TEST

/* Opens the log on a file that JOURNAL_STREAM names, or misses by one. */
static void log_to_stream(int missed, char *text, size_t size)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    char stream[64];
    struct stat st;

    ck_assert_int_eq(fstat(file, &st), 0);
    snprintf(stream, sizeof stream, "%llu:%llu", (unsigned long long)st.st_dev,
             (unsigned long long)st.st_ino + (unsigned)missed);
    ck_assert_int_eq(setenv("JOURNAL_STREAM", stream, 1), 0);
    redirect_error(file);
    log_open("worker", 0);
    log_event("an event");
    restore_error();
    close(file);
    unsetenv("JOURNAL_STREAM");
    log_open("", 0);
    read_log(text, size);
}

START_TEST(the_journal_adds_the_time_and_the_name)
{
    char text[200];

    log_to_stream(0, text, sizeof text);
    ck_assert_str_eq(text, "an event\n");
    log_to_stream(1, text, sizeof text); /* standard error was redirected to a file */
    ck_assert_ptr_nonnull(strstr(text, "Z worker: an event\n"));
}
END_TEST

/* ---- presence ---- */

enum { SERVERS = 3 };

/* Starts a process that announces itself when it reads a byte from `begin`, and then writes one to `done`. It
 * ends when `begin` is closed. */
static pid_t start_server(int begin[2], int done[2])
{
    pid_t pid = fork();
    char byte = 0;

    if (pid != 0)
        return pid;
    close(begin[1]);
    if (read(begin[0], &byte, 1) == 1 && presence_announce(path, &(struct err){""}) == 0 &&
        write(done[1], &byte, 1) == 1 && read(begin[0], &byte, 1) == 0)
        _exit(0);
    _exit(1);
}

static void add_server(void *arg, pid_t pid)
{
    int *found = arg;

    ck_assert_int_lt(found[0], SERVERS);
    found[++found[0]] = (int)pid;
}

/* The kernel keeps the locks in the order in which they were taken, here that of falling process numbers. */
START_TEST(all_announced_processes_are_found_until_they_end)
{
    int begin[SERVERS][2], done[2], found[SERVERS + 1] = {0}, status;
    pid_t pids[SERVERS];
    char byte = 'x';

    ck_assert_int_eq(presence_find(path, add_server, found), 0);
    ck_assert_int_eq(pipe(done), 0);
    for (int i = 0; i < SERVERS; i++) {
        ck_assert_int_eq(pipe2(begin[i], O_CLOEXEC), 0);
        pids[i] = start_server(begin[i], done);
    }
    for (int i = SERVERS - 1; i >= 0; i--) {
        ck_assert_int_eq(write(begin[i][1], &byte, 1), 1);
        ck_assert_int_eq(read(done[0], &byte, 1), 1);
    }
    ck_assert_int_eq(presence_find(path, add_server, found), SERVERS);
    for (int i = 0; i < SERVERS; i++)
        ck_assert(found[1] == pids[i] || found[2] == pids[i] || found[3] == pids[i]);
    for (int i = SERVERS - 1; i >= 0; i--) { /* the later ones have inherited the pipes of the earlier ones */
        close(begin[i][1]);
        ck_assert_int_eq(waitpid(pids[i], &status, 0), pids[i]);
        ck_assert_int_eq(status, 0);
    }
    ck_assert_int_eq(presence_find(path, add_server, found), 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("base");

    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_test(tests, parsing_keeps_no_state_between_calls);
    tcase_add_test(tests, a_sentence_is_cut_at_a_whole_character);
    tcase_add_test(tests, each_stream_of_a_seed_has_its_numbers);
    tcase_add_test(tests, bounded_numbers_are_uniform);
    tcase_add_test(tests, large_bounded_numbers_are_uniform);
    tcase_add_test(tests, normal_has_mean_0_and_variance_1);
    tcase_add_test(tests, days_are_checked_against_the_calendar);
    tcase_add_test(tests, team_runs_every_job_once);
    tcase_add_test(tests, a_hash_set_finds_what_was_added);
    tcase_add_test(tests, a_thread_that_cannot_start_is_reported);
    tcase_add_test(tests, integers_are_parsed_completely);
    tcase_add_test(tests, an_output_appears_whole);
    tcase_add_test(tests, an_abandoned_output_keeps_the_old_file);
    tcase_add_test(tests, an_output_that_cannot_be_renamed_is_removed);
    tcase_add_test(tests, an_output_into_a_missing_folder_is_refused);
    tcase_add_test(tests, a_signal_removes_unfinished_outputs);
    tcase_add_test(tests, files_of_killed_writers_are_swept_and_open_ones_kept);
    tcase_add_test(tests, a_link_is_not_swept);
    tcase_add_test(tests, a_killed_writers_file_is_removed_by_the_next_output);
    tcase_add_test(tests, a_full_device_is_reported);
    tcase_add_test(tests, line_ends_are_removed_and_lines_counted);
    tcase_add_test(tests, an_endless_line_is_refused_in_bounded_memory);
    tcase_add_test(tests, a_folder_is_refused_as_a_list);
    tcase_add_test(tests, progress_is_shown_only_on_a_terminal);
    tcase_add_test(tests, an_event_is_one_line_of_the_log_with_the_time);
    tcase_add_test(tests, the_journal_adds_the_time_and_the_name);
    tcase_add_test(tests, all_announced_processes_are_found_until_they_end);
    return run_case("base", tests);
}

/* Tests of output: files that are complete or absent, and lines of the log. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run.h"

#include "base/fileout.h"
#include "base/log.h"

static char folder[] = "/tmp/stagename-output-XXXXXX";
static char path[64];
static struct err why;

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

static void limit_file_size(rlim_t bytes)
{
    struct rlimit limit;

    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* The disk is full for a moment: the data of that moment is lost, later data is written. */
START_TEST(an_earlier_write_error_is_reported_at_commit)
{
    struct fileout out;
    struct stat st;
    rlim_t unlimited = RLIM_INFINITY;
    struct rlimit limit;

    getrlimit(RLIMIT_FSIZE, &limit);
    unlimited = limit.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(fileout_open(&out, path, &why), 0);
    setvbuf(out.stream, NULL, _IONBF, 0);
    limit_file_size(4);
    fputs("lost", out.stream);
    fputs("lost", out.stream);
    limit_file_size(unlimited);
    fputs("after", out.stream);
    ck_assert_int_ne(fileout_commit(&out, &why), 0);
    ck_assert_msg(strstr(why.text, path) != NULL, "%s", why.text);
    ck_assert_int_ne(stat(path, &st), 0);
}
END_TEST

/* Redirects the log to the file at path, and reads it. */
static void read_log(char *text, size_t size, void (*write_log)(void))
{
    int kept = dup(STDERR_FILENO), file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    ssize_t got;

    dup2(file, STDERR_FILENO);
    write_log();
    dup2(kept, STDERR_FILENO);
    close(kept);
    got = pread(file, text, size - 1, 0);
    close(file);
    ck_assert_int_ge(got, 0);
    text[got] = '\0';
}

static void log_lines(void)
{
    char longest[2000];

    memset(longest, 'x', sizeof longest);
    longest[sizeof longest - 1] = '\0';
    log_open("test", 0);
    log_event("one\nforged: line\r\nlast %d", 7);
    log_event("%s", longest);
}

/* A message may contain line breaks from a request; they must not begin a new line. */
START_TEST(a_message_is_one_line_of_the_log)
{
    static const char first[] = "Z test: one forged: line  last 7\n", second[] = "Z test: xxx";
    char text[4000];
    int lines = 0;

    read_log(text, sizeof text, log_lines);
    ck_assert_ptr_nonnull(strstr(text, first));
    ck_assert_ptr_nonnull(strstr(text, second));
    for (const char *at = text; *at; at++)
        lines += *at == '\n' || *at == '\r';
    ck_assert_int_eq(lines, 2);
    ck_assert_int_eq(text[strlen(text) - 1], '\n');
}
END_TEST

/* The mode of a file follows the umask: other users may read it. */
START_TEST(an_output_has_the_modes_of_the_umask)
{
    struct fileout out;
    struct stat st;
    mode_t before = umask(027);

    ck_assert_int_eq(fileout_open(&out, path, &why), 0);
    ck_assert_int_eq(fileout_commit(&out, &why), 0);
    umask(before);
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_int_eq(st.st_mode & 0777, 0640);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("output");

    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_test(tests, an_earlier_write_error_is_reported_at_commit);
    tcase_add_test(tests, a_message_is_one_line_of_the_log);
    tcase_add_test(tests, an_output_has_the_modes_of_the_umask);
    return run_case("output", tests);
}

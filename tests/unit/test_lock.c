/* The lock of a database: who holds it, who waits for it, and which files members of a group can write. */
#include "run.h"

#include <sys/file.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stores.h"

#include "store/location.h"
#include "store/lock.h"

/* A child that takes the lock, writes a byte to the pipe, and holds the lock until it is killed. */
static pid_t hold(enum lock_use use, int with_flock)
{
    int ready[2];
    pid_t child;
    char path[80], byte = 0;

    snprintf(path, sizeof path, "%s.lock", db);
    ck_assert_int_eq(pipe(ready), 0);
    child = fork();
    if (child == 0) {
        int lock = with_flock ? open(path, O_RDWR | O_CREAT, 0600) : lock_take(db, use, &why);

        if (lock < 0 || (with_flock && flock(lock, LOCK_EX) != 0) || write(ready[1], "", 1) != 1)
            _exit(1);
        for (;;)
            pause();
    }
    close(ready[1]);
    ck_assert_msg(read(ready[0], &byte, 1) == 1, "the child has no lock");
    close(ready[0]);
    return child;
}

static void end(pid_t child)
{
    kill(child, SIGKILL);
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
}

START_TEST(the_holder_is_named)
{
    struct lock_holder holder;
    char text[160];
    pid_t child;

    ck_assert_int_eq(lock_find_holder(db, &holder, &why), 0);
    child = hold(LOCK_SHELL, 0);
    ck_assert_int_eq(lock_find_holder(db, &holder, &why), 1);
    ck_assert_int_eq(holder.pid, child);
    ck_assert_int_eq(holder.is_shell, 1);
    ck_assert_int_eq((int)strlen(holder.since), 20);
    lock_describe(&holder, text, sizeof text);
    ck_assert_msg(strncmp(text, "the shell of ", 13) == 0 && strstr(text, holder.since), "%s", text);
    end(child);
    ck_assert_int_eq(lock_find_holder(db, &holder, &why), 0); /* though the file still names it */
}
END_TEST

START_TEST(a_program_is_refused_and_the_sentence_names_the_holder)
{
    pid_t child = hold(LOCK_PROGRAM, 0);
    char number[16];

    snprintf(number, sizeof number, "process %d,", child);
    ck_assert_int_eq(lock_take(db, LOCK_PROGRAM, &why), -1);
    ck_assert_msg(strstr(why.text, number) && strstr(why.text, "try again"), "%s", why.text);
    end(child);
}
END_TEST

START_TEST(a_holder_of_flock_is_found)
{
    pid_t child = hold(LOCK_PROGRAM, 1);
    struct lock_holder holder;

    ck_assert_int_eq(lock_find_holder(db, &holder, &why), 1);
    ck_assert_msg(holder.pid == child || holder.pid == 0, "%ld", holder.pid); /* 0: /proc does not say */
    ck_assert_str_eq(holder.since, "");
    ck_assert_int_eq(lock_take(db, LOCK_PROGRAM, &why), -1);
    ck_assert_msg(strstr(why.text, "is being written by"), "%s", why.text);
    end(child);
}
END_TEST

static int reports_of_waits[2]; /* a pipe */

static void report_wait(const char *sentence)
{
    if (write(reports_of_waits[1], sentence, strlen(sentence)) < 0)
        _exit(2);
}

/* The shell of this test ends when another process waits. */
START_TEST(a_program_waits_for_a_shell)
{
    int lock = lock_take(db, LOCK_SHELL, &why), status;
    char sentence[512] = "";
    pid_t child;

    ck_assert_int_ge(lock, 0);
    ck_assert_int_eq(pipe(reports_of_waits), 0);
    ck_assert_int_eq((int)lock_waiting(lock), 0);
    child = fork();
    if (child == 0) {
        close(lock);
        lock_on_wait(report_wait);
        _exit(lock_take(db, LOCK_PROGRAM, &why) >= 0 ? 0 : 1);
    }
    ck_assert_int_gt((int)read(reports_of_waits[0], sentence, sizeof sentence - 1), 0);
    ck_assert_msg(strncmp(sentence, "waiting for the shell of ", 25) == 0, "%s", sentence);
    ck_assert_int_eq((int)lock_waiting(lock), child);
    lock_release(lock);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
}
END_TEST

static void put(const char *path)
{
    FILE *file = fopen(path, "w");

    ck_assert_ptr_nonnull(file);
    fclose(file);
}

static int mode_of(const char *path)
{
    struct stat st;

    ck_assert_int_eq(stat(path, &st), 0);
    return st.st_mode & 07777;
}

START_TEST(files_are_shared_in_a_folder_of_a_group_only)
{
    umask(077);
    put(db);
    location_share(db);
    ck_assert_int_eq(mode_of(db), 0600);
    ck_assert_int_eq(chmod(folder, 02770), 0);
    location_share(db);
    ck_assert_int_eq(mode_of(db), 0660);
}
END_TEST

START_TEST(links_are_not_followed)
{
    char link[80], other[80];

    umask(077);
    snprintf(link, sizeof link, "%s.lock", db);
    snprintf(other, sizeof other, "%s/other", folder);
    put(other);
    ck_assert_int_eq(chmod(folder, 02770), 0);
    ck_assert_int_eq(symlink(other, link), 0);
    ck_assert_int_eq(lock_take(db, LOCK_PROGRAM, &why), -1);
    location_share(link);
    ck_assert_int_eq(mode_of(other), 0600);
    unlink(link);
    ck_assert_int_eq(linkat(AT_FDCWD, other, AT_FDCWD, link, 0), 0);
    location_share(link);
    ck_assert_int_eq(mode_of(other), 0600);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("lock");

    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_test(tests, the_holder_is_named);
    tcase_add_test(tests, a_program_is_refused_and_the_sentence_names_the_holder);
    tcase_add_test(tests, a_holder_of_flock_is_found);
    tcase_add_test(tests, a_program_waits_for_a_shell);
    tcase_add_test(tests, files_are_shared_in_a_folder_of_a_group_only);
    tcase_add_test(tests, links_are_not_followed);
    return run_case("lock", tests);
}

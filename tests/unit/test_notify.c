/* Tests of the notifications to systemd: which socket they reach, and what is sent. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "run.h"

#include "base/clock.h"
#include "base/notify.h"

static char folder[] = "/tmp/stagename-test-XXXXXX";
static char path[64];
static struct err why;
static int receiver;

/* Opens the socket that systemd would have; a name with @ is abstract. */
static void receive_at(const char *name)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    socklen_t length = offsetof(struct sockaddr_un, sun_path) + strlen(name) + (*name == '/');

    strcpy(address.sun_path, name);
    if (*name == '@')
        address.sun_path[0] = '\0';
    receiver = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(bind(receiver, (const struct sockaddr *)&address, length), 0);
    ck_assert_int_eq(setenv("NOTIFY_SOCKET", name, 1), 0);
}

static const char *received(void)
{
    static char text[256];
    ssize_t length = recv(receiver, text, sizeof text - 1, MSG_DONTWAIT);

    text[length > 0 ? length : 0] = '\0';
    return text;
}

static void make_folder(void)
{
    strcpy(folder + sizeof folder - 7, "XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/notify", folder);
    receiver = -1;
}

static void remove_folder(void)
{
    if (receiver >= 0)
        close(receiver);
    unsetenv("NOTIFY_SOCKET");
    unlink(path);
    ck_assert_int_eq(rmdir(folder), 0);
}

START_TEST(without_systemd_nothing_is_sent)
{
    unsetenv("NOTIFY_SOCKET");
    ck_assert_int_eq(notify_send("READY=1", &why), 0);
    ck_assert_int_eq(setenv("NOTIFY_SOCKET", "", 1), 0);
    ck_assert_int_eq(notify_send("READY=1", &why), 0);
}
END_TEST

START_TEST(a_path_is_reached)
{
    receive_at(path);
    ck_assert_msg(notify_send("READY=1\nSTATUS=serving", &why) == 0, "%s", why.text);
    ck_assert_str_eq(received(), "READY=1\nSTATUS=serving");
    ck_assert_str_eq(received(), "");
}
END_TEST

START_TEST(an_abstract_name_is_reached)
{
    char name[64];

    snprintf(name, sizeof name, "@stagename-test-%d", (int)getpid());
    receive_at(name);
    ck_assert_msg(notify_send("STOPPING=1", &why) == 0, "%s", why.text);
    ck_assert_str_eq(received(), "STOPPING=1");
}
END_TEST

START_TEST(a_reload_has_the_time_of_the_monotonic_clock)
{
    long long before = (long long)clock_ms() * 1000, at = 0;

    receive_at(path);
    ck_assert_msg(notify_reloading(&why) == 0, "%s", why.text);
    ck_assert_int_eq(sscanf(received(), "RELOADING=1\nMONOTONIC_USEC=%lld", &at), 1);
    ck_assert_int_ge(at, before);
    ck_assert_int_le(at, (long long)clock_ms() * 1000);
}
END_TEST

static const struct {
    const char *name, *sentence;
} wrong[] = {
    {"/", "neither a path"},
    {"@", "neither a path"},
    {"run/systemd/notify", "is 'run/systemd/notify', which is neither a path"},
    {"vsock:2:1234", "neither a path"},
    {"/no/such/folder/notify",
     "cannot send the state of the service to /no/such/folder/notify: No such file"},
};

START_TEST(wrong_sockets_are_refused)
{
    ck_assert_int_eq(setenv("NOTIFY_SOCKET", wrong[_i].name, 1), 0);
    ck_assert_int_eq(notify_send("READY=1", &why), -1);
    ck_assert_msg(strstr(why.text, wrong[_i].sentence) != NULL, "%s", why.text);
}
END_TEST

START_TEST(a_name_that_is_too_long_is_refused)
{
    char name[110] = "";

    memset(name, 'a', sizeof name - 2);
    name[0] = '/';
    ck_assert_int_eq(setenv("NOTIFY_SOCKET", name, 1), 0);
    ck_assert_int_eq(notify_send("READY=1", &why), -1);
    ck_assert_str_eq(why.text, "NOTIFY_SOCKET has 108 bytes; a socket can have 107");
}
END_TEST

START_TEST(a_full_queue_does_not_block)
{
    receive_at(path);
    for (int i = 0; i < 100000; i++)
        if (notify_send("READY=1", &why) != 0)
            return;
    ck_abort_msg("the queue never became full");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("notify");

    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_test(tests, without_systemd_nothing_is_sent);
    tcase_add_test(tests, a_path_is_reached);
    tcase_add_test(tests, an_abstract_name_is_reached);
    tcase_add_test(tests, a_reload_has_the_time_of_the_monotonic_clock);
    tcase_add_loop_test(tests, wrong_sockets_are_refused, 0, sizeof wrong / sizeof *wrong);
    tcase_add_test(tests, a_name_that_is_too_long_is_refused);
    tcase_add_test(tests, a_full_queue_does_not_block);
    return run_case("notify", tests);
}

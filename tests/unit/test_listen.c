/* Tests of the workers' sockets: valid addresses, and the ownership of a path. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "run.h"

#include "web/listen.h"

enum { HANDED_OVER = 3 }; /* the number of systemd's socket */

static char folder[] = "/tmp/stagename-test-XXXXXX";
static char address[64], *path;
static struct err why;

static void make_folder(void)
{
    strcpy(folder + sizeof folder - 7, "XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(address, sizeof address, "unix:%s/sock", folder);
    path = address + strlen("unix:");
}

static void remove_folder(void)
{
    unlink(path);
    ck_assert_msg(rmdir(folder) == 0, "something was left in %s", folder);
}

static const struct {
    const char *address, *sentence;
} wrong[] = {
    {"", "neither unix:PATH nor HOST:PORT"},
    {"9000", "neither"},
    {":9000", "neither"},
    {"[]:9000", "neither"},
    {"localhost:", "neither"},
    {"localhost:0", "neither"},
    {"localhost:65536", "neither"},
    {"localhost:90x", "neither"},
    {"unix:", "a socket path must have 1 to 107 bytes"},
    {"unix:/no/such/folder/sock", "/no/such/folder"},
    {"192.0.2.77:9000", "cannot listen on 192.0.2.77 port 9000: "},
};

START_TEST(wrong_addresses_are_refused)
{
    struct listener listener;

    ck_assert_int_eq(listener_open(&listener, wrong[_i].address, &why), -1);
    ck_assert_msg(strstr(why.text, wrong[_i].sentence) != NULL, "%s", why.text);
    ck_assert_int_eq(listener.fd, -1);
}
END_TEST

START_TEST(a_host_that_is_too_long_is_refused)
{
    struct listener listener;
    char text[400];

    memset(text, 'a', sizeof text);
    strcpy(text + sizeof text - 6, ":9000");
    ck_assert_int_eq(listener_open(&listener, text, &why), -1);
    ck_assert_ptr_nonnull(strstr(why.text, "neither"));
    strcpy(text + 100, ":9000"); /* longer than a label may be, so no DNS query is sent */
    ck_assert_int_eq(listener_open(&listener, text, &why), -1);
    ck_assert_ptr_nonnull(strstr(why.text, "cannot listen on aaa"));
    memset(text, 'a', sizeof text - 1);
    memcpy(text, "unix:", 5);
    ck_assert_int_eq(listener_open(&listener, text, &why), -1);
    ck_assert_ptr_nonnull(strstr(why.text, "a socket path"));
}
END_TEST

/* Returns an unused port. */
static int free_port(const char *host, int family)
{
    struct sockaddr_in in = {.sin_family = AF_INET};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
    void *where = family == AF_INET ? (void *)&in.sin_addr : (void *)&in6.sin6_addr;
    struct sockaddr *any = family == AF_INET ? (struct sockaddr *)&in : (struct sockaddr *)&in6;
    socklen_t size = family == AF_INET ? sizeof in : sizeof in6;
    int fd = socket(family, SOCK_STREAM, 0), port = -1;

    ck_assert_int_eq(inet_pton(family, host, where), 1);
    if (fd >= 0 && bind(fd, any, size) == 0 && getsockname(fd, any, &size) == 0)
        port = ntohs(family == AF_INET ? in.sin_port : in6.sin6_port);
    close(fd);
    return port;
}

static void assert_listens(const char *format, int port)
{
    struct listener listener, second;
    char text[64];

    if (port < 0)
        return; /* this machine has no such addresses */
    snprintf(text, sizeof text, format, port);
    ck_assert_msg(listener_open(&listener, text, &why) == 0, "%s", why.text);
    ck_assert_int_eq(fcntl(listener.fd, F_GETFL) & O_NONBLOCK, O_NONBLOCK);
    ck_assert_int_eq(accept(listener.fd, NULL, NULL), -1); /* returns at once */
    ck_assert_int_eq(listener_open(&second, text, &why), -1);
    ck_assert_ptr_nonnull(strstr(why.text, "Address already in use"));
    listener_close(&listener);
}

START_TEST(hosts_and_ports_are_listened_on)
{
    assert_listens("127.0.0.1:%d", free_port("127.0.0.1", AF_INET));
    assert_listens("[::1]:%d", free_port("::1", AF_INET6));
}
END_TEST

START_TEST(socket_files_of_others_are_kept)
{
    struct listener first, second;
    struct stat st;

    ck_assert_msg(listener_open(&first, address, &why) == 0, "%s", why.text);
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_int_eq(st.st_mode & 0777, 0660);
    ck_assert_int_eq(listener_open(&second, address, &why), -1);
    ck_assert_ptr_nonnull(strstr(why.text, "already serves on"));

    /* another file took its place: it is not removed */
    ck_assert_int_eq(unlink(path), 0);
    close(open(path, O_WRONLY | O_CREAT, 0600));
    listener_close(&first);
    ck_assert_int_eq(access(path, F_OK), 0);
    ck_assert_int_eq(listener_open(&second, address, &why), -1);
    ck_assert_ptr_nonnull(strstr(why.text, path));
    ck_assert_int_eq(unlink(path), 0);

    /* removed by hand */
    ck_assert_int_eq(listener_open(&first, address, &why), 0);
    ck_assert_int_eq(unlink(path), 0);
    listener_close(&first);
    listener_close(&first);
}
END_TEST

START_TEST(a_stale_socket_is_replaced)
{
    struct sockaddr_un dead = {.sun_family = AF_UNIX};
    struct listener listener;
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    strcpy(dead.sun_path, path);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&dead, sizeof dead), 0);
    close(fd);
    ck_assert_msg(listener_open(&listener, address, &why) == 0, "%s", why.text);
    listener_close(&listener);
    ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

static void say_handed_over(int pid, const char *count)
{
    char text[32];

    snprintf(text, sizeof text, "%d", pid);
    ck_assert_int_eq(setenv("LISTEN_PID", text, 1), 0);
    ck_assert_int_eq(setenv("LISTEN_FDS", count, 1), 0);
}

START_TEST(an_inherited_socket_is_used_by_this_process_only)
{
    ck_assert_int_eq(unsetenv("LISTEN_PID"), 0);
    ck_assert(!listener_is_handed_over());
    say_handed_over(getpid(), "1");
    ck_assert(listener_is_handed_over());
    say_handed_over(getpid(), "0");
    ck_assert(!listener_is_handed_over());
    say_handed_over(getpid() + 1, "1");
    ck_assert(!listener_is_handed_over());
    ck_assert_int_eq(unsetenv("LISTEN_FDS"), 0);
    ck_assert(!listener_is_handed_over());
    ck_assert_int_eq(unsetenv("LISTEN_PID"), 0);
}
END_TEST

START_TEST(one_listening_socket_is_inherited)
{
    struct listener listener;
    int saved = fcntl(HANDED_OVER, F_DUPFD_CLOEXEC, 20), file = open(folder, O_RDONLY), sockets[2];

    say_handed_over(getpid(), "2");
    ck_assert_int_eq(listener_open(&listener, NULL, &why), -1);
    say_handed_over(getpid(), "1");
    ck_assert_int_eq(dup2(file, HANDED_OVER), HANDED_OVER);
    ck_assert_int_eq(listener_open(&listener, NULL, &why), -1);
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets), 0);
    ck_assert_int_eq(dup2(sockets[0], HANDED_OVER), HANDED_OVER);
    ck_assert_int_eq(listener_open(&listener, NULL, &why), -1);
    close(HANDED_OVER);
    ck_assert_int_eq(listener_open(&listener, NULL, &why), -1);
    if (saved >= 0) {
        dup2(saved, HANDED_OVER);
        close(saved);
    }
    close(sockets[0]);
    close(sockets[1]);
    close(file);
    unsetenv("LISTEN_PID");
    unsetenv("LISTEN_FDS");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("listen");

    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_loop_test(tests, wrong_addresses_are_refused, 0, sizeof wrong / sizeof *wrong);
    tcase_add_test(tests, a_host_that_is_too_long_is_refused);
    tcase_add_test(tests, hosts_and_ports_are_listened_on);
    tcase_add_test(tests, socket_files_of_others_are_kept);
    tcase_add_test(tests, a_stale_socket_is_replaced);
    tcase_add_test(tests, an_inherited_socket_is_used_by_this_process_only);
    tcase_add_test(tests, one_listening_socket_is_inherited);
    return run_case("listen", tests);
}

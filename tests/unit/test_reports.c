/* Tests which reports count as one visitor's. */
#include "run.h"

#include <string.h>

#include "stores.h"

#include "store/reports.h"

/* nginx decides which addresses are one visitor. Two different networks from nginx are always two visitors,
 * even IPv4 addresses behind NAT64, which share their first 64 bits. */
START_TEST(each_network_reports_a_name_once)
{
    static const char *const networks[] = {"192.0.2.7",
                                           "192.0.2.8",
                                           "2001:db8:0:0",
                                           "2001:db8:0:1",
                                           "64:ff9b::c000:207",
                                           "64:ff9b::c000:208",
                                           "unix:",
                                           "::1",
                                           ""};

    for (size_t i = 0; i < sizeof networks / sizeof *networks; i++)
        ck_assert_msg(reports_add(db, 1, "", networks[i], &why) == 1, "%s: %s", networks[i], why.text);
    for (size_t i = 0; i < sizeof networks / sizeof *networks; i++)
        ck_assert_msg(reports_add(db, 1, "", networks[i], &why) == 0, "%s reported twice", networks[i]);
    ck_assert_int_eq(reports_add(db, 2, "", networks[0], &why), 1);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("reports");

    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_test(tests, each_network_reports_a_name_once);
    return run_case("reports", tests);
}

/* The main function of every unit test: runs a suite, prints the totals, and sets the exit code. */
#ifndef STAGENAME_TESTS_RUN_H
#define STAGENAME_TESTS_RUN_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

/* Returns the path of a file of the source tree, so that tests run from any folder. */
static inline const char *source_file(const char *name)
{
    static char path[1024];
    const char *folder = getenv("srcdir");

    snprintf(path, sizeof path, "%s/%s", folder ? folder : ".", name);
    return path;
}

static inline int run_case(const char *name, TCase *tests)
{
    Suite *suite = suite_create(name);
    SRunner *runner;
    int failed;

    suite_add_tcase(suite, tests);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif

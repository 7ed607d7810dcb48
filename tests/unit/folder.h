/* The folder of names that tests of texts use. */
#ifndef STAGENAME_TESTS_UNIT_FOLDER_H
#define STAGENAME_TESTS_UNIT_FOLDER_H

#include "run.h"

#include "text/fold.h"

static struct folder *folder;

static inline void make_folder(void)
{
    struct err why;

    folder = folder_new(&why);
    ck_assert_msg(folder != NULL, "%s", why.text);
}

static inline void free_folder(void)
{
    folder_free(folder);
}

#endif

/* A small database for harnesses that need one. */
#ifndef STAGENAME_TESTS_FUZZ_DATABASE_H
#define STAGENAME_TESTS_FUZZ_DATABASE_H

#include "text/blocklist.h"

/* Makes it in the temporary folder, with some artists and some names. Returns its path, which lives until the
 * end. */
const char *fuzz_database(void);

/* A blocklist of some words. Caller frees. */
struct blocklist *fuzz_blocklist(void);
struct lexicon *fuzz_lexicon(void);

#endif

/* Lists of generated names, as `import` reads them: judged, entered and rolled back. */
#include "fuzz.h"

#include "database.h"
#include "judging/import.h"
#include "store/db.h"

static struct store *store;
static struct blocklist *blocklist;
static struct lexicon *lexicon;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct import_options options = {.threads = 1};
    struct import_counts counts;
    struct err why = {""};
    int result;

    if (!store) {
        store = store_open(fuzz_database(), STORE_CHANGE, &why);
        blocklist = fuzz_blocklist();
        lexicon = fuzz_lexicon();
    }
    FUZZ_CHECK(store != NULL);
    options.blocklist = blocklist;
    options.lexicon = lexicon;
    FUZZ_CHECK(store_begin(store, &why) == 0);
    result = import_file(store, fuzz_file(0, data, size), &options, &counts, &why);
    store_rollback(store);
    if (result != 0) {
        FUZZ_CHECK(*why.text && fuzz_is_utf8(why.text));
        return 0;
    }
    FUZZ_CHECK(counts.rows == counts.entered + counts.duplicate + counts.blocked);
    FUZZ_CHECK(counts.entered == counts.verdicts[0] + counts.verdicts[1] + counts.verdicts[2]);
    return 0;
}

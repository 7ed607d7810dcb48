/* Tab-separated lists and plain ones, and what recognises a format by a file's first bytes: also compressed
 * files and other encodings. */
#include "fuzz.h"

#include <stdlib.h>

#include "corpus/guess.h"

static void guess(const char *name, const char *text, size_t size)
{
    enum corpus_format format;
    struct err why = {""};

    if (guess_format(name, name, text, size, &format, &why) == 0)
        FUZZ_CHECK(format > CORPUS_AUTO && format < CORPUS_FORMATS);
    else
        FUZZ_CHECK(*why.text && fuzz_is_utf8(why.text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_string(data, size);

    guess("list.tsv", text, size);
    guess("list.csv", text, size);
    guess("list", text, size);
    free(text);
    fuzz_corpus(CORPUS_TSV, data, size);
    fuzz_corpus(CORPUS_TEXT, data, size);
    fuzz_corpus(CORPUS_AUTO, data, size);
    return 0;
}

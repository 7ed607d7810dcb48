/* Saved pages: lists, categories and wikitables of Wikipedia. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_corpus(CORPUS_WIKIPEDIA_HTML, data, size);
    return 0;
}

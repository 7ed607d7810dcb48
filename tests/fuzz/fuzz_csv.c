/* CSV: comma, semicolon and bar between the columns, quotes, encodings. */
#include "fuzz.h"

#include <stdlib.h>

#include "corpus/csv_header.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_string(data, size), separator = csv_separator_of(text);

    FUZZ_CHECK(separator == '\0' || separator == ',' || separator == ';' || separator == '|');
    fuzz_corpus(CORPUS_CSV, data, size);
    free(text);
    return 0;
}

/* Command lines: each line of an input is a word. And the values that options take: days, countries,
 * formats. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/day.h"
#include "base/options.h"
#include "corpus/places.h"

/* The nearest country of an unknown one takes long to find. */
enum { WORDS_MAX = 64, VALUES_MAX = 4 };

static struct places *places;

static void check_value(const char *text)
{
    enum corpus_format format;
    struct err why = {""};
    char *list = places_list(places, text, &why);
    const char *code = places_code(places, text);
    long value = 0;

    FUZZ_CHECK(list || *why.text);
    FUZZ_CHECK(!code || strlen(code) == 2);
    free(list);
    FUZZ_CHECK(!day_is(text) || strlen(text) == 10);
    if (options_long(text, -5, 70000, &value) == 0)
        FUZZ_CHECK(value >= -5 && value <= 70000);
    corpus_format_from(text, &format);
}

static void parse(int argc, char **argv)
{
    int flag = 0, quiet = 0, first = 0;
    long whole = 7;
    double number = 0.5;
    const char *text = "";
    unsigned long long seed = 1;
    struct option_spec options[] = {{"flag", 'f', OPTION_FLAG, NULL, "a flag", &flag, 0, 0},
                                    {"count", 'n', OPTION_INT, "N", "how many", &whole, 1, 100},
                                    {"temperature", 't', OPTION_NUMBER, "T", "how wild", &number, 0.1, 5},
                                    {"output", 'o', OPTION_TEXT, "FILE", "where to\nwrite", &text, 0, 0},
                                    {"seed", 0, OPTION_SEED, "N", "where to begin", &seed, 0, 0},
                                    {0}};
    const struct command_spec spec = {"stagename fuzz", "[FILE…]", "Does nothing.", NULL, options, 0, 3};
    enum options_outcome outcome = options_parse(&spec, argc, argv, &first, &quiet);

    FUZZ_CHECK(whole >= 1 && whole <= 100 && number >= 0.1 && number <= 5);
    if (outcome == OPTIONS_RUN)
        FUZZ_CHECK(first >= 1 && first <= argc && argc - first <= 3 && (flag | 1) == 1 && (quiet | 1) == 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_string(data, size), *argv[WORDS_MAX + 2] = {"fuzz"};
    int argc = 1;
    struct err why;

    if (!places)
        places = places_new(&why);
    FUZZ_CHECK(places != NULL);
    for (char *at = text; at && argc <= WORDS_MAX;) {
        argv[argc++] = strsep(&at, "\n");
        if (argc - 1 <= VALUES_MAX)
            check_value(argv[argc - 1]);
    }
    argv[argc] = NULL;
    parse(argc, argv);
    free(text);
    return 0;
}

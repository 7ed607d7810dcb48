/* Compiles patterns. */
#include "judge/pattern.h"

/* The bits of a row at a depth that represent prefixes of `from` to `to` letters. */
static unsigned char prefixes(int depth, int from, int to)
{
    unsigned bits = 0;

    for (int j = 0; j < PATTERN_BAND; j++) {
        int letters = depth - PATTERN_EDITS + j;

        bits |= (unsigned)(letters >= from && letters <= to) << j;
    }
    return (unsigned char)bits;
}

void pattern_compile(struct pattern *pattern, const char *word, int length, int limit, int gate, int early)
{
    int classes = 1, depths = length + PATTERN_EDITS + 1;

    pattern->length = length;
    pattern->limit = limit;
    memset(pattern->classes, 0, sizeof pattern->classes);
    memset(pattern->windows[0], 0, sizeof pattern->windows[0]);
    for (int i = 0; i < length; i++) {
        unsigned char *class = &pattern->classes[(unsigned char)word[i]];

        if (!*class) {
            *class = (unsigned char)classes++;
            memset(pattern->windows[*class], 0, sizeof pattern->windows[0]);
        }
        for (int j = 0; j < PATTERN_BAND; j++) {
            int depth = i + PATTERN_EDITS - j;

            if (depth >= 0)
                pattern->windows[*class][depth] |= (unsigned char)(1u << j);
        }
    }
    memset(pattern->allowed, 0, sizeof pattern->allowed);
    for (int depth = 0; depth <= depths; depth++)
        for (int row = 1; row <= limit; row++)
            pattern->allowed[depth][row - 1] = prefixes(depth, row > early ? gate : 0, length);
}

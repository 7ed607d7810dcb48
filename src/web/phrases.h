/* Reads the parameters with, where and theme of /api/invent. Makes no names. */
#ifndef STAGENAME_WEB_PHRASES_H
#define STAGENAME_WEB_PHRASES_H

#include "invent/phrase.h"
#include "web/call.h"
#include "web/inventor.h"

enum { PHRASES_MAX = 16 /* words of a theme used in one answer */ };

struct phrases {
    struct phrase items[PHRASES_MAX];
    int count; /* 0: none */
    enum where where;
};

/* The parameters of a call; prefix excludes the others. Any of them may be absent. */
struct phrase_parameters {
    const struct query_value *with, *where, *theme, *prefix;
};

/* Reads the parameters. The seed selects the words of the theme. Returns 0, or -1 with an error as the
 * answer. */
int phrases_read(const struct call *call, const struct phrase_parameters *parameters, unsigned long long seed,
                 struct phrases *phrases);

#endif

/* What /api/invent was asked for with the parameters with, where and theme. Makes no names. */
#ifndef STAGENAME_WEB_WISHES_H
#define STAGENAME_WEB_WISHES_H

#include "invent/wish.h"
#include "web/call.h"
#include "web/inventor.h"

enum { WISHES_MAX = 16 /* words of a theme that the names of one answer are made of */ };

struct wishes {
    struct wish items[WISHES_MAX];
    int count; /* 0: nothing was wished for */
    enum where where;
};

/* The parameters of a call; prefix excludes the others. Any of them may be absent. */
struct wish_parameters {
    const struct query_value *with, *where, *theme, *prefix;
};

/* Reads them. The seed decides which words of the theme come. Returns 0, or -1 with an error as the
 * answer. */
int wishes_read(const struct call *call, const struct wish_parameters *parameters, unsigned long long seed,
                struct wishes *wishes);

#endif

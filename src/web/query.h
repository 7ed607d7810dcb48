/* Parses the query string of a request by the route's table of parameters. Knows no routes and no HTTP.
 *
 * Rejects everything that the table does not allow: an unknown or repeated parameter, a value out of range,
 * broken percent-encoding, text that is not UTF-8 or contains a NUL. Pages ignore unknown parameters, because
 * other sites append such parameters to links. */
#ifndef STAGENAME_WEB_QUERY_H
#define STAGENAME_WEB_QUERY_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { QUERY_MAX = 4096, QUERY_PARAMETERS = 32, QUERY_TEXT = 2048, QUERY_NAME = 64, QUERY_IDS_MAX = 100 };

enum query_type {
    QUERY_NUMBER,     /* whole number from low to high */
    QUERY_HUNDREDTHS, /* decimal number, in hundredths from low to high */
    QUERY_STRING,     /* low to high bytes of UTF-8, high < QUERY_TEXT */
    QUERY_CHOICE,     /* one of choices */
    QUERY_IDS,        /* low to high numbers of names: see query_ids; high <= QUERY_IDS_MAX */
};

struct query_parameter {
    const char *name; /* NULL ends the table */
    enum query_type type;
    long low, high;
    long standard;              /* QUERY_NUMBER, QUERY_HUNDREDTHS: the value when absent */
    const char *const *choices; /* QUERY_CHOICE: NULL-terminated, the first is the value when absent */
    int required;
};

struct query_value {
    int given;
    long number;
    char text[QUERY_TEXT];
};

struct query_problem {
    char parameter[QUERY_NAME * 3]; /* clean UTF-8, whatever was sent */
    struct err why;                 /* likewise */
};

/* Reads a query string of at most QUERY_MAX bytes; values[i] is that of table[i], at most QUERY_PARAMETERS of
 * them. for_page: unknown parameters are ignored, and so is "name=", which browsers send for an empty field
 * of a form. Returns 0, or -1 with *problem set. */
int query_parse(const char *query, const struct query_parameter *table, int for_page,
                struct query_value *values, struct query_problem *problem);

/* Returns the index in the table of the parameter of a "name=value" pair, or -1. */
int query_find(const struct query_parameter *table, const char *pair, size_t length);

/* Reads the text of a QUERY_IDS: numbers of 1 to 18 digits without leading zeros. Duplicates are dropped.
 * Returns the number of ids, or -1 when the text is not such a list or has more than `most` numbers,
 * including duplicates. */
int query_ids(const char *text, int64_t *ids, int most);

/* Reads the number at the start of a text: 1 to 18 digits without leading zeros. Returns its length, or 0
 * when there is none. */
size_t query_id(const char *text, int64_t *id);

#endif

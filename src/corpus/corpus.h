/* Reads lists of artists and decides which rows enter the corpus, and as what. Knows files, not SQL.
 *
 * Formats: "text", one name a line; "tsv", tab-separated with a header line that names its columns: name, and
 * any of kind, country, style (or genre), mbid. A row that can't be used is left out and counted by reason. A
 * file of which more than one row in a hundred is not UTF-8 is in another encoding and refused whole. */
#ifndef STAGENAME_CORPUS_CORPUS_H
#define STAGENAME_CORPUS_CORPUS_H

#include "base/err.h"
#include "corpus/artist.h"

enum corpus_format { CORPUS_AUTO, CORPUS_TEXT, CORPUS_TSV };

enum drop_reason {
    DROP_NOT_UTF8,
    DROP_EMPTY,
    DROP_CONTROL,
    DROP_TOO_LONG,
    DROP_COLUMNS, /* fewer columns than the header */
    DROP_COUNTRY, /* not among those asked for */
    DROP_LETTERS, /* --letters-only, and the name has something else */
    DROP_WORDS,   /* --single-word, and the name has several */
    DROP_REASONS
};

struct corpus_rules {
    const char *countries; /* "US,GB", or NULL: all */
    int letters_only;      /* Unicode letters and spaces */
    int single_word;
};

struct corpus_counts {
    long rows, kept;
    long dropped[DROP_REASONS];
    long first_dropped[DROP_REASONS]; /* line number of the first of its kind */
    enum corpus_format format;        /* what "auto" came to */
};

/* Takes a row that entered. The texts live until it returns. Returns 0, or -1 with *why set, which ends the
 * reading. */
typedef int corpus_sink(void *arg, const struct artist *artist, struct err *why);

/* Reads path ("-": standard input) to its end. Returns 0, or -1 with *why set. */
int corpus_read(const char *path, enum corpus_format format, const struct corpus_rules *rules,
                corpus_sink *sink, void *arg, struct corpus_counts *counts, struct err *why);

/* "auto", "text", "tsv" to a format. Returns 0, or -1. */
int corpus_format_from(const char *text, enum corpus_format *format);
const char *corpus_format_text(enum corpus_format format);

/* "not UTF-8", "another country", … */
const char *drop_reason_text(enum drop_reason reason);

#endif

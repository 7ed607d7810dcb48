/* Whether a line is the header of a CSV of artists, and what separates its columns. Private to src/corpus. */
#ifndef STAGENAME_CORPUS_CSV_HEADER_H
#define STAGENAME_CORPUS_CSV_HEADER_H

/* What separates the columns of a text whose first line is a header with at least two columns, one of
 * which holds the name (see read_csv.c): ',', and ';' or '|' when at least half of the lines after it have
 * as many columns. '\0' for any other text. A first line "sep=;", as Excel reads it, decides alone. */
char csv_separator_of(const char *text);

#endif

/* Detects the header of a CSV of artists and its separator. Private to src/corpus. */
#ifndef STAGENAME_CORPUS_CSV_HEADER_H
#define STAGENAME_CORPUS_CSV_HEADER_H

/* The separator of a text whose first line is a header with at least two columns, one of which has a name for
 * the column of names (read_csv.c): ',', or ';' or '|' when at least half of the following lines have the
 * same number of columns. '\0' for other texts. A first line "sep=;", as in Excel, takes precedence. */
char csv_separator_of(const char *text);

#endif

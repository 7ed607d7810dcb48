/* Whether a line is the header of a CSV of artists. Private to src/corpus. */
#ifndef STAGENAME_CORPUS_CSV_HEADER_H
#define STAGENAME_CORPUS_CSV_HEADER_H

/* At least two columns, and one that holds the name: see read_csv.c. */
int csv_has_header(const char *line);

#endif

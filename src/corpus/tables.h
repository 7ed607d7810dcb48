/* The members of MusicBrainz' archives that are read (read_tables.c). Private to src/corpus. */
#ifndef STAGENAME_CORPUS_TABLES_H
#define STAGENAME_CORPUS_TABLES_H

#include "corpus/row.h"

/* Whether a member is this table: "mbdump/artist" is the table "artist". */
int tables_is(const char *member, const char *table);

/* Whether read_tables uses a member. */
int tables_wants(const char *member);

/* Reads the member TIMESTAMP ("2026-01-31 00:06:12.512937+00") into counts->as_of; sets counts->is_as_of_odd
 * when it is invalid or in the future. */
int tables_read_date(struct row_reader *r, struct err *why);

#endif

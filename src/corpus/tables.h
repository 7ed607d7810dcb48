/* Which members of MusicBrainz' archives are read. Private to src/corpus. */
#ifndef STAGENAME_CORPUS_TABLES_H
#define STAGENAME_CORPUS_TABLES_H

#include "corpus/row.h"

/* Whether a member is this table: "mbdump/artist" is "artist". */
int tables_is(const char *member, const char *table);

/* Whether read_tables has a use for it. */
int tables_wants(const char *member);

/* Reads the member TIMESTAMP ("2026-01-31 00:06:12.512937+00") into counts->as_of, if it says a day that is
 * not ahead; sets counts->is_as_of_odd otherwise. */
int tables_read_date(struct reading *r, struct err *why);

#endif

/* The judge for the corpus, and its index file beside the database (DB.judge-STAMP). The file name contains
 * the stamp of the corpus, so readers of an older corpus keep their file. */
#ifndef STAGENAME_STORE_JUDGE_FILE_H
#define STAGENAME_STORE_JUDGE_FILE_H

#include "judge/judge.h"
#include "store/db.h"

/* Opens the judge for the current corpus from the file, or builds it if there is no usable file, which takes
 * seconds for millions of artists. Returns NULL with *why set. The caller frees it. */
struct judge *store_judge(struct store *store, struct err *why);

/* A judge for the difference that store_corpus_take has listed: it finds an artist for every name whose
 * verdict or nearest artists differ between the two corpora. The numbers of its artists mean nothing. Returns
 * NULL with *why set. The caller frees it. */
struct judge *store_judge_changed(struct store *store, struct err *why);

/* At the end of a transaction that changed the corpus, before its commit: builds the index and writes its
 * file, so that it is there when readers see the new corpus. Returns 0, or -1 with *why set. */
int store_judge_write(struct store *store, struct err *why);

/* Gives a copy of a database the file of its index: copied from the database if that has one of this corpus,
 * or else built. Returns 0, or -1 with *why set. */
int store_judge_copy(struct store *copy, const char *database, struct err *why);

/* The same for the corpus of a copy that will replace a database: the file is that of the database. */
int store_judge_write_for(struct store *copy, const char *database, struct err *why);

/* Whether there is a usable file for the current corpus: 1, 0, or -1 with *why set. */
int store_judge_is_written(struct store *store, struct err *why);

/* The name of the file for the current corpus, without its folder. The caller frees it; NULL with *why set.
 */
char *store_judge_name(struct store *store, struct err *why);

/* Whether a file name is that of a complete index file of a database with this file name. */
int store_judge_is_file(const char *name, const char *database);

/* After the commit or rollback: deletes the files that do not belong to the current corpus. */
void store_judge_tidy(struct store *store);

#endif

/* The judge of the corpus, and the file of its index beside the database (DB.judge-STAMP). The name of the
 * file contains the stamp of the corpus, so readers of an older corpus keep their file. */
#ifndef STAGENAME_STORE_JUDGE_FILE_H
#define STAGENAME_STORE_JUDGE_FILE_H

#include "judge/judge.h"
#include "store/db.h"

/* The judge of the present corpus: from the file, or without a usable file made anew, which takes seconds
 * for millions of artists. Returns NULL with *why set. Caller frees. */
struct judge *store_judge(struct store *store, struct err *why);

/* At the end of a transaction that changed the corpus, before its commit: makes the index and writes its
 * file, so that readers have it as soon as they see the new corpus. Returns 0, or -1 with *why set. */
int store_judge_write(struct store *store, struct err *why);

/* After the commit or rollback: deletes the files that are not of the present corpus. */
void store_judge_tidy(struct store *store);

#endif

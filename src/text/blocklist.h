/* Words that no generated name may contain.
 *
 * A file of lines: "word TERM" refuses TERM where it stands as a word (also spelt out, "c u n t", and with digits or
 * symbols for letters); "text TERM" refuses it anywhere in the letters of the name, across spaces; "except TERM" names
 * an innocent word that holds a refused one. '#' starts a comment. Terms are compared folded. */
#ifndef STAGENAME_TEXT_BLOCKLIST_H
#define STAGENAME_TEXT_BLOCKLIST_H

#include "text/utf8.h"

struct blocklist;

/* Returns NULL with *why set when the file can't be read or a line is none of the three kinds. */
struct blocklist *blocklist_open(const char *path, struct err *why);
void blocklist_free(struct blocklist *list);

/* The refused term that a name contains, or NULL. Borrowed from the list. Safe from several threads. */
const char *blocklist_find(const struct blocklist *list, struct folder *folder, const char *name);

#endif

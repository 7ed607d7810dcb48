/* Reads the bytes of a source: a plain file, a compressed one (.gz, .bz2, .xz, .lzma, .zst), the members of a
 * tar or zip, the files of a directory. libarchive detects these by content, and runs no external programs.
 * Does not interpret the bytes.
 *
 * A member that ends early, or whose packing is damaged, is an error; its message names the file, the member
 * and the line. A file that expands to more than fifty times its size is an error, too: it could keep a
 * reader busy for hours. */
#ifndef STAGENAME_CORPUS_SOURCE_H
#define STAGENAME_CORPUS_SOURCE_H

#include <stddef.h>

#include "base/err.h"

struct source;

/* "-" is standard input; a directory is treated as an archive of the files in it and in its folder mbdump.
 * Returns NULL with *why set. */
struct source *source_open(const char *path, struct err *why);
void source_close(struct source *source);

/* Advances to the next member, or to the only one of a file that is not an archive. Returns 1; 0 after the
 * last; -1 with *why set. */
int source_next(struct source *source, struct err *why);

/* "mbdump/artist"; "" in a file that is not an archive. Valid until the next call of source_next. */
const char *source_member(const struct source *source);
int source_is_archive(const struct source *source);
int source_is_zip(const struct source *source); /* also an archive */
int source_is_directory(const struct source *source);
long long source_size(const struct source *source); /* bytes of the member; 0 when unknown */

/* Sets another name for the member: for messages about it after other members were read. */
void source_rename(struct source *source, const char *member);

const char *source_path(const struct source *source);

/* The path, and in an archive the member: "artist.tar.xz, mbdump/artist". For messages. */
const char *source_name(const struct source *source);

/* The first bytes of the member, at least SOURCE_PEEK or all, NUL-terminated. Call it before reading the
 * member. NULL with *why set. */
enum { SOURCE_PEEK = 1 << 16 };
const char *source_peek(struct source *source, size_t *length, struct err *why);

/* Converts the rest of the member, if necessary, to UTF-8 with LF line ends: from UTF-16 or UTF-32 with a
 * byte order mark, or from CR line ends. Call it before reading the member. Returns 0, or -1 with *why
 * set. */
int source_decode(struct source *source, struct err *why);

/* Reads up to size bytes. Returns their number; 0 at the end of the member; -1 with *why set. */
long source_read(struct source *source, char *buffer, size_t size, struct err *why);

/* Reads a line without its end (LF or CRLF), NUL-terminated, valid until the next call; skips a byte order
 * mark before the first. A line longer than SOURCE_LINE_MAX is cut, and *cut is set to 1. Returns 1; 0 at the
 * end of the member; -1 with *why set. */
enum { SOURCE_LINE_MAX = 4 << 20 };
int source_line(struct source *source, char **line, size_t *length, int *cut, struct err *why);

/* The number of the line that source_line returned last. A caller of source_read can set it for messages. */
long source_line_number(const struct source *source);
void source_set_line(struct source *source, long number);

#endif

/* The bytes of a source, whatever they are packed in: a plain file, a compressed one (.gz, .bz2, .xz, .lzma,
 * .zst), the members of a tar or a zip, the files of a directory. libarchive recognises these by their
 * content, and runs no programs for it. Knows nothing of what the bytes mean.
 *
 * A member that ends early, or whose packing is damaged, is an error that names the file, the member and the
 * line. So is a file that expands to more than fifty times its size: it could keep a reader busy for
 * hours. */
#ifndef STAGENAME_CORPUS_SOURCE_H
#define STAGENAME_CORPUS_SOURCE_H

#include <stddef.h>

#include "base/err.h"

struct source;

/* "-" is standard input; a directory counts as an archive of the files in it and in its folder mbdump.
 * Returns NULL with *why set. */
struct source *source_open(const char *path, struct err *why);
void source_close(struct source *source);

/* Steps to the next member, or to the only one of a file that is no archive. Returns 1; 0 after the last; -1
 * with *why set. */
int source_next(struct source *source, struct err *why);

/* "mbdump/artist"; "" in a file that is no archive. Lives until the next step. */
const char *source_member(const struct source *source);
int source_is_archive(const struct source *source);
int source_is_zip(const struct source *source); /* and an archive */
int source_is_directory(const struct source *source);
long long source_size(const struct source *source); /* bytes of the member; 0 when unknown */

/* Calls the member by another name from now on: for messages about it after others were read. */
void source_rename(struct source *source, const char *member);

const char *source_path(const struct source *source);

/* The path, and in an archive the member: "artist.tar.xz, mbdump/artist". For messages. */
const char *source_name(const struct source *source);

/* The first bytes of the member, SOURCE_PEEK or all there are and perhaps more, before any of it was read;
 * NUL-terminated. NULL with *why set. */
enum { SOURCE_PEEK = 1 << 16 };
const char *source_peek(struct source *source, size_t *length, struct err *why);

/* From now on the member is UTF-8 with lines that end in LF, whatever it was: UTF-16 or UTF-32 with a byte
 * order mark, or lines that end in CR alone. Before any of the member was read; what does not need it
 * costs nothing. Returns 0, or -1 with *why set. */
int source_decode(struct source *source, struct err *why);

/* Up to size bytes. Returns how many; 0 at the member's end; -1 with *why set. */
long source_read(struct source *source, char *buffer, size_t size, struct err *why);

/* One line without its end (LF or CRLF), NUL-terminated, until the next call; a byte order mark before the
 * first is passed over. Of a line longer than SOURCE_LINE_MAX only so much is given, and *cut is 1. Returns
 * 1; 0 at the member's end; -1 with *why set. */
enum { SOURCE_LINE_MAX = 4 << 20 };
int source_line(struct source *source, char **line, size_t *length, int *cut, struct err *why);

/* Number of the line that source_line gave last. Whoever uses source_read instead may set it, for
 * messages. */
long source_line_number(const struct source *source);
void source_set_line(struct source *source, long number);

#endif

/* Reads files with libarchive, decodes them, and splits lines. */
#include "corpus/source.h"

#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "corpus/decode.h"

enum { BUFFER = 1 << 18, PACKED_BLOCK = 1 << 17 };

/* The maximum expansion of a packed file. Dumps of MusicBrainz expand 5 to 12 times, lists of numbered names
 * 35 times. A file that expands 1,000 times (gzip) to 600,000 times (bzip2) is repetitive and contains no
 * artists. The first bytes are exempt, since a short file may be blank. */
enum { EXPANSION_MAX = 50, EXPANSION_FREE = 4 << 20 };

struct source {
    const char *path;
    struct archive *archive;
    int fd;
    struct dirent **files; /* the files of a directory */
    int file_count, file_next;
    char *folder, *file_path; /* the folder of these files */
    int is_archive, is_zip, is_in_packed_tar;
    long long size;
    long long packed, expanded; /* bytes of the file, 0 for a pipe; bytes unpacked from it */
    char member[300], name[700];
    const char *block; /* owned by libarchive: not copied yet */
    size_t block_size;
    char *buffer; /* bytes that were peeked */
    size_t at, end;
    struct decoder *decoder; /* for a text in another encoding, or NULL */
    char *raw;               /* bytes of it that are not decoded yet, at most BUFFER */
    size_t raw_length;
    int raw_ended, ends_in_cr, after_cr;
    struct buffer line;
    long number;
};

static int failed(struct source *s, struct err *why)
{
    const char *text = archive_error_string(s->archive);

    if (s->number > 0)
        return err_set(why, "%s: after line %ld: %s; is the file complete?", s->name, s->number,
                       text ? text : "damaged");
    return err_set(why, "%s: %s; is the file complete?", s->name, text ? text : "damaged");
}

/* Enables formats one by one: "all" in libarchive runs external programs for some formats, and treats a text
 * list that begins with "begin 644 x" as uuencoded. */
static void support_packings(struct archive *archive)
{
    archive_read_support_filter_gzip(archive);
    archive_read_support_filter_bzip2(archive);
    archive_read_support_filter_xz(archive);
    archive_read_support_filter_lzma(archive);
    archive_read_support_filter_zstd(archive);
    archive_read_support_format_tar(archive);
    archive_read_support_format_zip(archive);
    archive_read_support_format_empty(archive);
    archive_read_support_format_raw(archive);
}

/* Checks the number of bytes unpacked so far. Returns 0, or -1 with *why set when it exceeds the limit. */
static int check_expansion(struct source *s, long long expanded, struct err *why)
{
    long long packed = s->packed ? s->packed : archive_filter_bytes(s->archive, -1);

    if (expanded <= EXPANSION_FREE || expanded / EXPANSION_MAX <= packed)
        return 0;
    return err_set(why,
                   "%s expands to more than %d times its size, unlike a list of artists; unpack it, and read "
                   "its contents if they are a list",
                   s->path, EXPANSION_MAX);
}

static int open_archive(struct source *s, const char *path, struct err *why)
{
    struct stat st;

    archive_read_free(s->archive);
    if (s->fd > 0)
        close(s->fd);
    s->fd = strcmp(path, "-") == 0 ? 0 : open(path, O_RDONLY | O_CLOEXEC);
    s->archive = s->fd < 0 ? NULL : archive_read_new();
    if (s->fd < 0)
        return err_file(why, "read", path);
    if (!s->archive)
        return err_set(why, "out of memory");
    s->packed = fstat(s->fd, &st) == 0 && S_ISREG(st.st_mode) ? st.st_size : 0;
    s->expanded = 0;
    support_packings(s->archive);
    if (archive_read_open_fd(s->archive, s->fd, PACKED_BLOCK) != ARCHIVE_OK)
        return failed(s, why);
    return 0;
}

static int is_no_dot(const struct dirent *file)
{
    return file->d_name[0] != '.';
}

static int open_directory(struct source *s, struct err *why)
{
    char *inner;

    if (asprintf(&inner, "%s/mbdump", s->path) < 0)
        return err_set(why, "out of memory");
    s->folder = access(inner, F_OK) == 0 ? strdup(inner) : strdup(s->path);
    free(inner);
    if (!s->folder)
        return err_set(why, "out of memory");
    s->is_archive = 1;
    s->file_count = scandir(s->folder, &s->files, is_no_dot, alphasort);
    if (s->file_count < 0) {
        s->file_count = 0;
        return err_file(why, "read", s->folder);
    }
    return 0;
}

struct source *source_open(const char *path, struct err *why)
{
    struct source *s = calloc(1, sizeof *s);
    struct stat st;
    int result;

    if (!s || !(s->buffer = malloc(BUFFER))) {
        source_close(s);
        err_set(why, "out of memory");
        return NULL;
    }
    s->path = strcmp(path, "-") == 0 ? "standard input" : path;
    snprintf(s->name, sizeof s->name, "%s", s->path);
    if (strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        result = open_directory(s, why);
    else
        result = open_archive(s, path, why);
    if (result == 0)
        return s;
    source_close(s);
    return NULL;
}

void source_close(struct source *s)
{
    if (!s)
        return;
    archive_read_free(s->archive);
    if (s->fd > 0)
        close(s->fd);
    for (int i = 0; i < s->file_count; i++)
        free(s->files[i]);
    free(s->files);
    free(s->folder);
    free(s->file_path);
    free(s->buffer);
    decoder_free(s->decoder);
    free(s->raw);
    buffer_free(&s->line);
    free(s);
}

static void begin_member(struct source *s, const char *member)
{
    s->at = s->end = s->block_size = 0;
    s->number = 0;
    decoder_free(s->decoder);
    s->decoder = NULL;
    s->raw_length = 0;
    s->raw_ended = s->ends_in_cr = s->after_cr = 0;
    snprintf(s->member, sizeof s->member, "%s", member);
    snprintf(s->name, sizeof s->name, "%s%s%s", s->path, *member ? ", " : "", member);
}

static int next_file(struct source *s, struct err *why)
{
    struct archive_entry *entry;
    struct stat st;
    char member[sizeof s->member];

    while (s->file_next < s->file_count) {
        const char *name = s->files[s->file_next++]->d_name;

        free(s->file_path);
        if (asprintf(&s->file_path, "%s/%s", s->folder, name) < 0) {
            s->file_path = NULL;
            return err_set(why, "out of memory");
        }
        if (stat(s->file_path, &st) != 0 || !S_ISREG(st.st_mode))
            continue;
        snprintf(member, sizeof member, "mbdump/%s", name);
        begin_member(s, member);
        if (open_archive(s, s->file_path, why) != 0)
            return -1;
        if (archive_read_next_header(s->archive, &entry) == ARCHIVE_OK)
            return 1;
    }
    return 0;
}

/* Unpacks the next bytes of the member into s->block. Returns 1; 0 at the member's end; -1 with *why set. */
static int next_block(struct source *s, struct err *why)
{
    const void *block;
    la_int64_t offset;
    int code = archive_read_data_block(s->archive, &block, &s->block_size, &offset);

    if (code == ARCHIVE_EOF)
        return 0;
    if (code < ARCHIVE_WARN)
        return failed(s, why);
    s->block = block;
    s->expanded += (long long)s->block_size;
    return check_expansion(s, s->expanded, why) == 0 ? 1 : -1;
}

/* In a packed tar, libarchive unpacks the members that it skips, without a limit on their expansion. */
static int pass_over_member(struct source *s, struct err *why)
{
    int got = 1;

    while (got == 1 && s->is_in_packed_tar)
        got = next_block(s, why);
    return got < 0 ? -1 : 0;
}

int source_next(struct source *s, struct err *why)
{
    struct archive_entry *entry;
    int code;

    if (s->folder)
        return next_file(s, why);
    if (pass_over_member(s, why) != 0)
        return -1;
    code = archive_read_next_header(s->archive, &entry);
    if (code == ARCHIVE_EOF)
        return 0;
    if (code < ARCHIVE_WARN)
        return failed(s, why);
    s->is_archive = archive_format(s->archive) != ARCHIVE_FORMAT_RAW;
    s->is_zip = (archive_format(s->archive) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ZIP;
    begin_member(s, s->is_archive && archive_entry_pathname(entry) ? archive_entry_pathname(entry) : "");
    s->size = s->is_archive ? archive_entry_size(entry) : 0;
    if (s->is_zip && archive_entry_is_data_encrypted(entry))
        return err_set(why, "%s is encrypted; unpack it, and read the file in it", s->name);
    s->is_in_packed_tar = s->is_archive && !s->is_zip && archive_filter_count(s->archive) > 1;
    return 1;
}

const char *source_member(const struct source *s)
{
    return s->member;
}

long long source_size(const struct source *s)
{
    return s->size;
}

void source_rename(struct source *s, const char *member)
{
    begin_member(s, member);
}

int source_is_directory(const struct source *s)
{
    return s->folder != NULL;
}

int source_is_zip(const struct source *s)
{
    return s->is_zip;
}

int source_is_archive(const struct source *s)
{
    return s->is_archive;
}

const char *source_name(const struct source *s)
{
    return s->name;
}

long source_line_number(const struct source *s)
{
    return s->number;
}

void source_set_line(struct source *s, long number)
{
    s->number = number;
}

/* Reads small blocks, so that the data before a damaged block is used, and the error has the right line. */
static long read_packed(struct source *s, char *buffer, size_t size, struct err *why)
{
    while (s->block_size == 0) {
        int got = next_block(s, why);

        if (got <= 0)
            return got;
    }
    if (size > s->block_size)
        size = s->block_size;
    memcpy(buffer, s->block, size);
    s->block += size;
    s->block_size -= size;
    return (long)size;
}

/* Like read_packed, for a text in another encoding. */
static long read_encoded(struct source *s, char *buffer, size_t size, struct err *why)
{
    for (;;) {
        size_t used = s->raw_length;
        long made = decoder_run(s->decoder, s->raw, &used, s->raw_ended, buffer, size, why), got;

        if (made < 0)
            return -1;
        s->raw_length -= used;
        memmove(s->raw, s->raw + used, s->raw_length);
        if (made > 0 || s->raw_ended)
            return made;
        got = read_packed(s, s->raw + s->raw_length, BUFFER - s->raw_length, why);
        if (got < 0)
            return -1;
        s->raw_length += (size_t)got;
        s->raw_ended = got == 0;
    }
}

/* Like read_packed, with the conversion that source_decode set. */
static long read_text(struct source *s, char *buffer, size_t size, struct err *why)
{
    long got;

    do {
        got = s->decoder ? read_encoded(s, buffer, size, why) : read_packed(s, buffer, size, why);
        if (got <= 0 || !s->ends_in_cr)
            return got;
        got = (long)decode_cr(buffer, (size_t)got, &s->after_cr);
    } while (got == 0); /* the piece was only the LF of a CR LF */
    return got;
}

/* Appends more bytes to the buffer. Returns their number, or the same as read_packed. */
static long fill(struct source *s, struct err *why)
{
    long got;

    if (s->at == s->end)
        s->at = s->end = 0;
    got = read_text(s, s->buffer + s->end, BUFFER - 1 - s->end, why);
    if (got > 0)
        s->end += (size_t)got;
    return got;
}

const char *source_peek(struct source *s, size_t *length, struct err *why)
{
    long got = 1;

    while (s->end < SOURCE_PEEK && got > 0)
        got = fill(s, why);
    if (got < 0)
        return NULL;
    s->buffer[s->end] = '\0';
    *length = s->end;
    return s->buffer;
}

/* The peeked bytes are not decoded yet: moves them to the raw bytes. */
static int begin_decoding(struct source *s, struct err *why)
{
    if (decoder_new(s->buffer, s->end, &s->decoder, why) != 0)
        return -1;
    if (!s->decoder)
        return 0;
    if (!s->raw && !(s->raw = malloc(BUFFER)))
        return err_set(why, "out of memory");
    memcpy(s->raw, s->buffer, s->end);
    s->raw_length = s->end;
    s->end = 0;
    return 0;
}

int source_decode(struct source *s, struct err *why)
{
    size_t length;

    if (!source_peek(s, &length, why) || begin_decoding(s, why) != 0 || !source_peek(s, &length, why))
        return -1;
    s->ends_in_cr = decode_ends_in_cr(s->buffer, length);
    if (s->ends_in_cr)
        s->end = decode_cr(s->buffer, length, &s->after_cr);
    return 0;
}

long source_read(struct source *s, char *buffer, size_t size, struct err *why)
{
    size_t ahead = s->end - s->at;

    if (ahead == 0)
        return read_text(s, buffer, size, why);
    if (ahead > size)
        ahead = size;
    memcpy(buffer, s->buffer + s->at, ahead);
    s->at += ahead;
    return (long)ahead;
}

/* Appends a piece to the line, up to its maximum length. */
static void add_piece(struct buffer *line, const char *piece, size_t length, int *cut)
{
    if (line->length + length > SOURCE_LINE_MAX) {
        length = SOURCE_LINE_MAX - line->length;
        *cut = 1;
    }
    buffer_add(line, piece, length);
}

/* Fast path: returns the next line in the buffer, if it is complete. */
static int line_in_buffer(struct source *s, char **line, size_t *length)
{
    char *end = s->number > 0 ? memchr(s->buffer + s->at, '\n', s->end - s->at) : NULL;

    if (!end)
        return 0;
    *line = s->buffer + s->at;
    *length = (size_t)(end - *line);
    s->at += *length + 1;
    if (*length > 0 && end[-1] == '\r')
        --*length;
    (*line)[*length] = '\0';
    s->number++;
    return 1;
}

int source_line(struct source *s, char **line, size_t *length, int *cut, struct err *why)
{
    struct buffer *whole = &s->line;
    char *end = NULL;
    int any = 0;

    *cut = 0;
    whole->length = 0;
    if (line_in_buffer(s, line, length))
        return 1;
    while (!end) {
        size_t piece;

        if (s->at == s->end) {
            long got = fill(s, why);

            if (got < 0)
                return -1;
            if (got == 0)
                break;
        }
        any = 1;
        end = memchr(s->buffer + s->at, '\n', s->end - s->at);
        piece = end ? (size_t)(end - (s->buffer + s->at)) : s->end - s->at;
        add_piece(whole, s->buffer + s->at, piece, cut);
        s->at += piece + (end != NULL);
    }
    if (!any)
        return 0;
    s->number++;
    if (s->number == 1 && whole->length >= 3 &&
        memcmp(whole->bytes, "\xef\xbb\xbf", 3) == 0) /* byte order mark */
        memmove(whole->bytes, whole->bytes + 3, whole->length -= 3);
    if (whole->length > 0 && whole->bytes[whole->length - 1] == '\r')
        whole->length--;
    whole->bytes[whole->length] = '\0';
    *line = whole->bytes;
    *length = whole->length;
    return 1;
}

const char *source_path(const struct source *s)
{
    return s->path;
}

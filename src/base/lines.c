/* Reads lines of bounded length. */
#include "base/lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int lines_open(struct lines *in, const char *path, struct err *why)
{
    struct stat st;

    memset(in, 0, sizeof *in);
    in->path = path;
    if (strcmp(path, "-") == 0) {
        in->file = stdin;
        in->path = "standard input";
        return 0;
    }
    in->file = fopen(path, "re");
    if (!in->file)
        return err_file(why, "read", path);
    if (fstat(fileno(in->file), &st) == 0 && S_ISDIR(st.st_mode)) {
        errno = EISDIR;
        err_file(why, "read", path);
        lines_close(in);
        return -1;
    }
    return 0;
}

/* Reads up to the line's end, which is not stored, or LINES_MAX + 1 bytes. Returns the number of bytes, or -1
 * at the end of the file. Unlike getline it is bounded on a file without line ends. */
static long read_bytes(struct lines *in)
{
    long length = 0;
    int c;

    while ((c = getc_unlocked(in->file)) != EOF && c != '\n' && length <= LINES_MAX)
        in->line[length++] = (char)c;
    in->line[length] = '\0';
    return c == EOF && length == 0 ? -1 : length;
}

int lines_next(struct lines *in, struct err *why)
{
    long got;

    if (!in->line && !(in->line = malloc(LINES_MAX + 2)))
        return err_set(why, "out of memory");
    got = read_bytes(in);
    if (ferror(in->file))
        return err_file(why, "read", in->path);
    if (got < 0)
        return 0;
    in->number++;
    if (got > LINES_MAX)
        return err_set(why, "%s, line %ld: longer than %d bytes; is this a text file?", in->path, in->number,
                       LINES_MAX);
    if (got > 0 && in->line[got - 1] == '\r')
        in->line[--got] = '\0';
    in->length = (size_t)got;
    if (in->number == 1 && strncmp(in->line, "\xef\xbb\xbf", 3) == 0) /* byte order mark */
        memmove(in->line, in->line + 3, (in->length -= 3) + 1);
    return 1;
}

void lines_close(struct lines *in)
{
    if (in->file && in->file != stdin)
        fclose(in->file);
    free(in->line);
    in->file = NULL;
    in->line = NULL;
}

int lines_split_tabs(char *line, char **fields, int max)
{
    int n = 0;

    fields[n++] = line;
    while (n < max && (line = strchr(line, '\t'))) {
        *line++ = '\0';
        fields[n++] = line;
    }
    return n;
}

int lines_column(char *const *fields, int count, const char *name)
{
    while (--count >= 0 && strcmp(fields[count], name) != 0)
        ;
    return count;
}
